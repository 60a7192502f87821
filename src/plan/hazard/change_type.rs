//! Rule `change-type`: a column's type changes.

use super::super::Hazard;
use super::super::cast;
use super::hazard;
use crate::catalog::{Column, Pair};
use crate::problem::Level;

/// A column gets another type. The types are given as SQL.
pub(crate) fn change_type(name: &str, types: &Pair<String>, columns: Pair<&Column>) -> Option<Hazard> {
    let Pair { previous, next } = types;
    if previous == next && columns.previous.collation != columns.next.collation {
        let message = format!("The indexes on {name} are built again for its new collation, and its order changes.");
        return Some(hazard("change-type", Level::Info, message));
    }
    if previous == next {
        // An enum made anew: what may fail is said where the labels go.
        let message = format!(
            "The whole table is rewritten for the new values of {name}; nobody can read or write it meanwhile."
        );
        return Some(hazard("change-type", Level::Info, message));
    }
    let lengthened = cast::base(previous) == "character varying"
        && matches!(cast::base(next).as_str(), "character varying" | "text")
        && cast::widens(previous, next);
    if lengthened {
        return None;
    }
    Some(if cast::keeps(previous, next) {
        let message = format!("The whole table is rewritten for {name}; nobody can read or write it meanwhile.");
        hazard("change-type", Level::Info, message)
    } else {
        let message = format!(
            "{name} changes from {previous} to {next}: the whole table is rewritten while nobody can read or write it, and the statement fails, or a value changes, where a value does not fit the new type."
        );
        hazard("change-type", Level::Warning, message)
    })
}
