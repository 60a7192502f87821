//! Rules `restored-with-placeholder` and `restored-constraint`: down brings back what up has destroyed the values of.

use super::super::Hazard;
use super::hazard;
use crate::problem::Level;
use crate::sql::quote;

/// A column comes back without its values, and its rows get made-up ones, or NULL where the clause is empty.
pub(crate) fn placeholder(name: &str, clause: &str) -> Hazard {
    let message = if clause.is_empty() {
        format!("The values of {name} were lost: it is NULL in the rows that are there.")
    } else {
        format!("The values of {name} were lost: the rows that are there get made-up ones ({clause}).")
    };
    hazard("restored-with-placeholder", Level::Warning, message)
}

/// A constraint comes back over values that were lost, and may not hold for the rows that are there.
pub(crate) fn restored_constraint(name: &str, table_ref: &str, constraint: &str) -> Hazard {
    hazard(
        "restored-constraint",
        Level::Warning,
        format!("What {name} rests on was lost, so that rows which are there may break it: it comes back for new rows, and for the others only if they all satisfy it. Otherwise repair them, and validate it."),
    )
    .safer(format!("ALTER TABLE {table_ref} VALIDATE CONSTRAINT {};", quote::ident(constraint)))
}
