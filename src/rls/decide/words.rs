//! A case in words.

use super::cases::{Line, Space};
use super::eval::Session;
use super::update::Bad;
use super::value::Val;
use crate::rls::wall::{Command, Wall, WallTable};

/// A case in which a stranger's row gets through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// What the session says: "app.t is the caller's own tenant".
    pub session: String,
    /// The row that gets through, or that is there before: "tenant_id is another's".
    pub row: String,
    /// The row that is written, if the command has both.
    pub new_row: Option<String>,
    /// True if the row itself is a stranger's; else it is one's own that becomes a stranger's.
    pub was_strange: bool,
    /// The policies that let it through; none where row-level security does not bind the role.
    pub policies: Vec<String>,
    /// All of it as a sentence.
    pub sentence: String,
}

#[allow(clippy::too_many_arguments)]
pub(super) fn witness(
    wall: &Wall<'_>,
    table: &WallTable<'_>,
    space: &Space,
    session: &Session,
    command: Command,
    blind: bool,
    bad: Bad<'_, '_>,
    policies: Vec<String>,
) -> Witness {
    let said = of_session(wall, space, session);
    let [old, new] = [bad.old, bad.new].map(|judged| judged.map(|judged| of_row(wall, space, judged.line)));
    let row = old.clone().unwrap_or_default();
    let what = match command {
        Command::Select => "is seen".to_owned(),
        Command::Insert => "can be inserted".to_owned(),
        Command::Update if blind => {
            format!("can become one where {} by an UPDATE that reads no column", new.clone().unwrap_or_default())
        }
        Command::Update => format!("can become one where {}", new.clone().unwrap_or_default()),
        Command::Delete if blind => "can be deleted by a DELETE that reads no column".to_owned(),
        Command::Delete => "can be deleted".to_owned(),
    };
    let by = match policies.as_slice() {
        [] => "row-level security does not bind the role".to_owned(),
        policies => format!("policy {} lets it", policies.join(", ")),
    };
    let when = if said.is_empty() { String::new() } else { format!(" when {said}") };
    let sentence = format!("A row of {} where {row} {what}{when}: {by}.", table.name());
    Witness { session: said, row, new_row: new, was_strange: bad.was, policies, sentence }
}

fn of_session(wall: &Wall<'_>, space: &Space, session: &Session) -> String {
    let mut parts: Vec<String> = Vec::new();
    for (name, value) in &session.settings {
        parts.push(match value {
            None => format!("{name} was never set"),
            Some(text) if text.is_empty() => format!("{name} is empty"),
            Some(text) if *text == space.own => format!("{name} is the caller's own key"),
            Some(text) if text.starts_with('{') => match text.as_str() {
                "{}" => format!("{name} has no claims"),
                _ => format!("{name} has the caller's own claims"),
            },
            Some(text) if wall.intent.context.iter().any(|context| context.setting().eq_ignore_ascii_case(name)) => {
                format!("{name} is {}", shown(text))
            }
            Some(text) => format!("{name} is set to {}", shown(text)),
        });
    }
    for (id, value) in &session.looked_up {
        let name = wall.routine(id).map_or_else(|| id.to_string(), |routine| routine.name().to_owned());
        parts.push(match value {
            None => format!("{name} gives nothing"),
            Some(_) => format!("{name} gives the caller's own key"),
        });
    }
    parts.join(" and ")
}

fn of_row(wall: &Wall<'_>, space: &Space, line: &Line) -> String {
    let name = |id| wall.column_by_id(id).map_or_else(|| String::from("a column"), |(_, column)| column.name.clone());
    let mut parts: Vec<(String, String)> = Vec::new();
    for (id, value) in &line.row {
        let is_key = space.keys.contains(id);
        parts.push((
            name(id),
            match value {
                Val::Known(None) => "is NULL".to_owned(),
                Val::Known(Some(text)) if *text == space.own => "is the caller's own key".to_owned(),
                Val::Known(Some(text)) if is_key => format!("is another's key ({})", shown(text)),
                Val::Known(Some(text)) => format!("is {}", shown(text)),
                Val::Some | Val::Any | Val::Error => "is anything".to_owned(),
            },
        ));
    }
    if let Some(parent) = &line.parent {
        let columns: Vec<String> = parent.columns.iter().map(name).collect();
        let whose = match &parent.value {
            None => "leads nowhere",
            Some(value) if *value == space.own => "leads to a row of the caller's own",
            Some(_) => "leads to another's row",
        };
        parts.push((columns.join(", "), whose.to_owned()));
    }
    parts.sort();
    let parts: Vec<String> = parts.into_iter().map(|(name, is)| format!("{name} {is}")).collect();
    if parts.is_empty() { "anything stands".to_owned() } else { parts.join(" and ") }
}

fn shown(text: &str) -> String {
    crate::sql::quote::literal(text)
}
