//! Rule `triggers-fire`: values are carried over by UPDATE, which a table's triggers and rules take for the application's.

use super::super::{Hazard, Statement};
use super::hazard;
use crate::catalog::{Catalog, Id, Object};
use crate::expr::{TokenKind, identifier, tokens};
use crate::problem::Level;
use crate::sql::quote;

/// The triggers and rules of a table that an UPDATE of a column fires, by their names; `except` is one that keeps quiet.
pub(crate) fn firing<'a>(catalog: &'a Catalog, table: &Id, column: &str, except: Option<&Id>) -> Vec<&'a str> {
    let of_table = catalog.objects.iter().filter(|object| object.relation.as_ref() == Some(table));
    let fires = |object: &&Object| Some(&object.id) != except && is_on(object) && on_update(object, column);
    of_table.filter(fires).map(|object| object.name.as_str()).collect()
}

/// True unless it is disabled, or fires only where changes are replicated.
fn is_on(object: &Object) -> bool {
    !object.settings.iter().any(|setting| {
        let words = crate::sql::words(&setting.set);
        words.iter().any(|word| word == "DISABLE" || word == "REPLICA")
    })
}

/// True if it fires on an UPDATE of a column: before the word ON stand the events, and behind UPDATE OF columns.
fn on_update(object: &Object, column: &str) -> bool {
    let sql = object.definition.as_str();
    if object.kind == "rule" {
        let words = crate::sql::words(sql);
        return words
            .iter()
            .position(|word| word == "ON")
            .and_then(|at| words.get(at + 1))
            .is_some_and(|w| w == "UPDATE");
    }
    if object.kind != "trigger" {
        return false;
    }
    let list = tokens(sql);
    let named =
        |word: &str| list.iter().position(|t| t.kind == TokenKind::Ident && t.text(sql).eq_ignore_ascii_case(word));
    let (Some(update), Some(on)) = (named("UPDATE"), named("ON")) else { return false };
    if update > on {
        return false;
    }
    let events = list[update..on].iter().filter(|t| !t.is_blank()).collect::<Vec<_>>();
    let Some(of) = events.get(1).filter(|t| t.text(sql).eq_ignore_ascii_case("OF")) else { return true };
    let columns = events.iter().filter(|t| t.range.start > of.range.start);
    columns.filter_map(|t| identifier(t.text(sql))).any(|name| name == column)
}

/// Each row that is carried over fires them.
pub(crate) fn triggers_fire(statement: &Statement, setting: &str, triggers: &[&str]) -> Option<Hazard> {
    if triggers.is_empty() {
        return None;
    }
    let quiet = format!("current_setting({}, true) IS DISTINCT FROM 'off'", quote::literal(setting));
    let message = format!(
        "Every row that is carried over into {} fires {}, as an UPDATE of the application's would: a history is written, others are told, for rows in which nothing changed. An administrator's session that is a replica fires none; or give the trigger WHEN ({quiet}) until this is done.",
        statement.name,
        triggers.join(", ")
    );
    let safer = format!(
        "SET session_replication_role = replica;\n{};\nRESET session_replication_role;",
        statement.sql.trim_end()
    );
    Some(hazard("triggers-fire", Level::Warning, message).safer(safer))
}

/// A column that is not filled in batches, because that would fire them, and so the table is rewritten.
pub(crate) fn not_in_batches(triggers: &[&str]) -> String {
    format!(
        " It is not filled in batches, because each row's UPDATE would fire {}; if that does no harm, or they are let pass such rows, add it without its default, and then fill it.",
        triggers.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(definition: &str, expected: bool) {
        let kind = if definition.contains(" RULE ") { "rule" } else { "trigger" };
        let object = Object {
            id: Id::new("o"),
            kind: kind.into(),
            schema: None,
            relation: Some(Id::new("t")),
            name: "o".into(),
            identity: "o ON t".into(),
            definition: definition.into(),
            replaces: None,
            updates: Default::default(),
            settings: Vec::new(),
            shape: None,
            owner: None,
            comment: None,
            grants: Vec::new(),
        };
        let catalog = Catalog { objects: vec![object], ..Catalog::default() };
        let found = firing(&catalog, &Id::new("t"), "a", None);
        assert_eq!(!found.is_empty(), expected, "{definition}");
    }

    #[test]
    fn what_an_update_of_a_column_fires() {
        check("CREATE TRIGGER o BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f()", true);
        check("CREATE TRIGGER o AFTER UPDATE OF b, a ON t FOR EACH ROW EXECUTE FUNCTION f()", true);
        check("CREATE TRIGGER o AFTER UPDATE OF b ON t FOR EACH ROW EXECUTE FUNCTION f()", false);
        check("CREATE TRIGGER \"update\" AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION \"update\"()", false);
        check("CREATE RULE o AS ON UPDATE TO t DO ALSO NOTIFY x", true);
        check("CREATE RULE o AS ON INSERT TO t DO ALSO NOTIFY x", false);
    }
}
