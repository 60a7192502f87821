//! Rule `untracked-users`: something goes that the texts of functions name. PostgreSQL records what a view stands on, but
//! not what a body that is a string calls: it fails when it is called.

use super::super::planner::Planner;
use super::super::{Hazard, Statement};
use super::hazard;
use crate::catalog::{Catalog, Id, Object};
use crate::problem::Level;

pub(super) fn untracked_users(planner: &Planner<'_>, statement: &Statement) -> Option<Hazard> {
    let what = statement.kind.strip_prefix("drop-")?;
    let catalog = planner.previous.catalog();
    let id = &statement.object;
    let name = match what {
        "function" | "procedure" | "aggregate" => {
            let goes = planner.aligned.objects.removed.iter().find(|object| object.id == *id)?;
            goes.name.as_str()
        }
        "sequence" => &planner.aligned.sequences.removed.iter().find(|s| s.id == *id)?.name,
        "table" => &planner.aligned.tables.removed.iter().find(|t| t.id == *id)?.name,
        "extension" => {
            let object = planner.aligned.objects.removed.iter().find(|object| object.id == *id)?;
            let message = format!(
                "What the extension {} brought goes with it. PostgreSQL refuses if a column, a view or an index uses it; functions whose bodies are text, and programs, fail when they next do.",
                object.name
            );
            return Some(hazard("untracked-users", Level::Info, message));
        }
        _ => return None,
    };
    let users = users(catalog, id, name, |object| planner.aligned.objects.removed.iter().any(|o| o.id == object.id));
    (!users.is_empty()).then(|| {
        let message = format!(
            "{} is named in the text of {}, which PostgreSQL doesn't look into: they fail when they are next called. Change them first.",
            statement.name,
            users.join(", ")
        );
        hazard("untracked-users", Level::Warning, message)
    })
}

/// The routines that stay and name something in their text, by name.
fn users(catalog: &Catalog, id: &Id, name: &str, goes: impl Fn(&Object) -> bool) -> Vec<String> {
    let routines = catalog.objects.iter().filter(|o| matches!(o.kind.as_str(), "function" | "procedure"));
    let others = routines.filter(|object| object.id != *id && !goes(object));
    let known = |object: &Object| catalog.dependencies.get(&object.id).is_some_and(|on| on.contains(id));
    others.filter(|object| mentions(&object.definition, name) && !known(object)).map(|o| o.identity.clone()).collect()
}

/// True if a name stands in a text as a word.
fn mentions(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    !name.is_empty()
        && text.match_indices(name).any(|(at, found)| {
            let before = text[..at].chars().next_back();
            let after = text[at + found.len()..].chars().next();
            !before.is_some_and(is_part) && !after.is_some_and(is_part)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words() {
        assert!(mentions("BEGIN PERFORM public.total(1); END", "total"));
        assert!(!mentions("SELECT subtotal, total_1, totals", "total"));
        assert!(!mentions("x", ""));
    }
}
