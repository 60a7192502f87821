//! What the policies and grants of a table mean, in one to three plain sentences.

mod together;
mod words;

pub use together::{Together, together};
use words::Words;

use super::decide;
use super::intent::Means;
use super::matrix::{roles, via};
use super::predicate::{self, Op, Predicate, Scalar};
use super::wall::{Clause, Command, RowKind, Wall, WallTable};
use crate::catalog::{Privilege, Role, RowSecurity};

/// What the policies and grants of a table mean.
pub fn of_table(wall: &Wall<'_>, table: &WallTable<'_>) -> String {
    let mut parts: Vec<String> = Vec::new();
    let roles = roles(wall);
    let may_use = |role: &Role| {
        let schema = wall.schema(&table.table.schema);
        schema.is_none_or(|schema| wall.on_schema(role, schema, Privilege::Usage).is_some())
    };
    for role in roles.iter().filter(|role| may_use(role)) {
        parts.extend(of_role(wall, table, role));
    }
    let off = table.table.row_security == RowSecurity::Off;
    if wall.public_holds(&table.table.id, Privilege::Select) {
        parts.push(
            if off {
                "everybody else sees every row"
            } else {
                "everybody else sees what policies for PUBLIC let through"
            }
            .into(),
        );
    } else if parts.is_empty() {
        let nobody = if roles.is_empty() { "Nobody is granted anything" } else { "No policy lets anybody through" };
        parts.push(nobody.into());
    } else {
        parts.push("nobody else sees anything".into());
    }
    let mut text = format!("{}.", parts.join("; "));
    if off {
        text = format!("Row-level security is off: {text}");
    }
    if let Some(unbound) = without_context(wall, table).filter(|_| !off) {
        text.push(' ');
        text.push_str(&unbound);
    }
    text
}

/// What a role can do, if anything: "app_user sees and changes the rows of the tenant in app.t".
fn of_role(wall: &Wall<'_>, table: &WallTable<'_>, role: &Role) -> Option<String> {
    let mut said: Vec<(Vec<&'static str>, String)> = Vec::new();
    for (command, verb) in [
        (Command::Select, "sees"),
        (Command::Insert, "inserts"),
        (Command::Update, "updates"),
        (Command::Delete, "deletes"),
    ] {
        if via(wall, table, role, command).is_none() {
            continue;
        }
        let Some(mut rows) = rows_of(wall, table, role, command, command.rows()[0]) else { continue };
        if command == Command::Update
            && let Some(into) = rows_of(wall, table, role, command, RowKind::New)
            && into != rows
        {
            rows = format!("{rows} into {}", if into == "every row" { "any row" } else { &into });
        }
        match said.iter_mut().find(|(_, other)| *other == rows) {
            Some((verbs, _)) => verbs.push(verb),
            None => said.push((vec![verb], rows)),
        }
    }
    let phrases: Vec<String> = said
        .iter()
        .map(|(verbs, rows)| {
            let verbs = match verbs.as_slice() {
                ["sees", "inserts", "updates", "deletes"] => "sees and changes".to_owned(),
                ["inserts", "updates", "deletes"] => "changes".to_owned(),
                verbs => listed(verbs),
            };
            format!("{verbs} {rows}")
        })
        .collect();
    (!phrases.is_empty()).then(|| format!("{} {}", role.name, phrases.join(", and ")))
}

/// `a, b and c`.
fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// The rows that a role reaches by a command; `None` if no policy lets any through.
fn rows_of(wall: &Wall<'_>, table: &WallTable<'_>, role: &Role, command: Command, row: RowKind) -> Option<String> {
    if wall.bypasses(role, table.table) {
        return Some("every row".to_owned());
    }
    let clauses = wall.clauses(table.table, role, command, row);
    let read = |clause: &Clause<'_>| simpler(predicate::of_clause(wall, table.table, clause), role);
    let mut permissive: Vec<Predicate> = clauses.permissive.iter().map(read).collect();
    permissive.retain(|clause| !is_never(clause));
    permissive.dedup();
    if permissive.is_empty() {
        return None;
    }
    let every = Predicate::Constant(Some(true));
    if permissive.contains(&every) {
        permissive = vec![every.clone()];
    }
    let mut restrictive: Vec<Predicate> = clauses.restrictive.iter().map(read).collect();
    restrictive.retain(|clause| *clause != every && !permissive.iter().all(|permissive| permissive == clause));
    restrictive.dedup();
    if restrictive.iter().any(is_never) {
        return None;
    }
    let words = Words { wall };
    if permissive == [every] && !restrictive.is_empty() {
        permissive = vec![restrictive.remove(0)];
    }
    let mut text = permissive.iter().map(|clause| words.rows(clause)).collect::<Vec<_>>().join(" and ");
    for clause in &restrictive {
        text = format!("{text}, if {}", words.condition(clause));
    }
    Some(text)
}

fn is_never(clause: &Predicate) -> bool {
    matches!(clause, Predicate::Constant(Some(false) | None))
}

/// The same condition for one role: what asks for its name is answered.
fn simpler(clause: Predicate, role: &Role) -> Predicate {
    match clause {
        Predicate::Compare { op, left, right } if matches!(op, Op::Eq | Op::Ne) => {
            let name = |scalar: &Scalar| {
                let mut scalar = scalar;
                while let Scalar::Cast(of, _) | Scalar::Select(of) = scalar {
                    scalar = of;
                }
                match scalar {
                    Scalar::CurrentUser => Some(role.name.clone()),
                    Scalar::Text(text) => Some(text.clone()),
                    _ => None,
                }
            };
            match (name(&left), name(&right)) {
                (Some(a), Some(b)) => Predicate::Constant(Some((a == b) == (op == Op::Eq))),
                _ => Predicate::Compare { op, left, right },
            }
        }
        Predicate::Or(parts) => {
            let mut parts: Vec<Predicate> = parts.into_iter().map(|part| simpler(part, role)).collect();
            if parts.contains(&Predicate::Constant(Some(true))) {
                return Predicate::Constant(Some(true));
            }
            parts.retain(|part| !is_never(part));
            match parts.len() {
                0 => Predicate::Constant(Some(false)),
                1 => parts.remove(0),
                _ => Predicate::Or(parts),
            }
        }
        Predicate::And(parts) => {
            let mut parts: Vec<Predicate> = parts.into_iter().map(|part| simpler(part, role)).collect();
            if parts.iter().any(is_never) {
                return Predicate::Constant(Some(false));
            }
            parts.retain(|part| *part != Predicate::Constant(Some(true)));
            match parts.len() {
                0 => Predicate::Constant(Some(true)),
                1 => parts.remove(0),
                _ => Predicate::And(parts),
            }
        }
        other => other,
    }
}

/// What the application's roles see while nothing of the session says who asks.
fn without_context(wall: &Wall<'_>, table: &WallTable<'_>) -> Option<String> {
    let who = match wall.contexts(Means::Tenant).next() {
        Some(_) => "a tenant",
        None => "a user",
    };
    let (mut sees, mut fails, mut asked) = (false, false, false);
    for role in wall.app_roles().filter(|role| !wall.bypasses(role, table.table)) {
        if via(wall, table, role, Command::Select).is_none() {
            continue;
        }
        for case in decide::cases(wall, table, role).ok()? {
            let unset = case.session.settings.values().all(|value| value.as_ref().is_none_or(String::is_empty));
            let nobody = unset && !case.session.member && case.session.looked_up.values().all(Option::is_none);
            if nobody && !(case.session.settings.is_empty() && case.session.looked_up.is_empty()) {
                asked = true;
                sees |= case.old[0].may_hold();
                fails |= case.old[0].may_be(decide::Truth::ERROR);
            }
        }
    }
    asked.then(|| match (sees, fails) {
        (true, _) => format!("Without {who} rows are seen all the same."),
        (false, true) => format!("Without {who} a query may fail."),
        (false, false) => format!("Without {who} no row is seen."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, Column, DataType, Expr, Grant, Grantee, Id, Policy, PolicyCommand, Schema, Table};
    use crate::rls::intent::{Access, Context, Intent, TableIntent};

    const TENANT: &str =
        "(tenant_id = ( SELECT (NULLIF(current_setting('app.t'::text, true), ''::text))::uuid AS \"nullif\"))";

    fn policy(name: &str, command: PolicyCommand, to: &str, using: Option<&str>, check: Option<&str>) -> Policy {
        Policy {
            id: Id::new(name),
            name: name.into(),
            restrictive: false,
            command,
            to: vec![if to == "PUBLIC" { Grantee::Public } else { Grantee::Role(Id::new(to)) }],
            using: using.map(Expr::new),
            check: check.map(Expr::new),
            comment: None,
        }
    }

    fn catalog(policies: Vec<Policy>) -> Catalog {
        use Privilege::{Delete, Insert, Select, Update};
        let mut table = Table::new(Id::new("t"), Id::new("public"), "t");
        for (name, data_type) in [("tenant_id", "uuid"), ("status", "text")] {
            table.columns.push(Column::new(Id::new(name), name, DataType::builtin(data_type)));
        }
        table.columns[0].not_null = true;
        table.row_security = RowSecurity::Forced;
        let grant = |role: &str, privileges: &[Privilege]| Grant {
            to: Grantee::Role(Id::new(role)),
            privileges: privileges.to_vec(),
        };
        table.grants = vec![grant("app", &[Select, Insert, Update, Delete]), grant("svc", &[Select])];
        table.policies = policies;
        Catalog {
            roles: vec![Role::new(Id::new("app"), "app"), Role::new(Id::new("svc"), "svc")],
            schemas: vec![Schema::new(Id::new("public"), "public")],
            tables: vec![table],
            ..Catalog::default()
        }
    }

    fn intent() -> Intent {
        let said = TableIntent { tenant_column: Some("tenant_id".into()), ..TableIntent::new(Access::Tenant) };
        Intent {
            context: vec![Context::Setting { setting: "app.t".into(), data_type: "uuid".into(), means: Means::Tenant }],
            app_roles: vec!["app".into()],
            service_roles: vec!["svc".into()],
            tables: [("t".to_owned(), said)].into(),
        }
    }

    fn check(policies: Vec<Policy>, expected: &str) {
        let (catalog, intent) = (catalog(policies), intent());
        let wall = Wall::new(&catalog, &intent);
        assert_eq!(of_table(&wall, &wall.tables()[0]), expected);
    }

    #[test]
    fn a_wall_in_words() {
        use PolicyCommand::{All, Insert, Select};
        let svc = || policy("svc", Select, "svc", Some("true"), None);
        check(
            vec![policy("p", All, "app", Some(TENANT), None), svc()],
            "app sees and changes the rows of the tenant in app.t; svc sees every row; nobody else sees anything. Without a tenant no row is seen.",
        );
        check(
            vec![
                policy("p", All, "PUBLIC", Some(TENANT), None),
                policy("s", All, "PUBLIC", Some("CURRENT_USER = 'svc'::name"), Some("true")),
            ],
            "app sees and deletes the rows of the tenant in app.t, and inserts every row, and updates the rows of the tenant in app.t into any row; svc sees every row; nobody else sees anything. Without a tenant no row is seen.",
        );
        check(
            vec![
                policy(
                    "p",
                    Select,
                    "app",
                    Some("tenant_id = current_setting('app.t')::uuid OR status = 'public'"),
                    None,
                ),
                policy("i", Insert, "app", None, Some(TENANT)),
            ],
            "app sees the rows of the tenant in app.t and the rows where status is 'public', and inserts the rows of the tenant in app.t; nobody else sees anything. Without a tenant rows are seen all the same.",
        );
        check(vec![], "No policy lets anybody through.");
    }
}
