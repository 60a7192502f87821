//! Rules `restored-with-placeholder` and `restored-reference`: down brings back a column whose values are lost.

use super::super::Hazard;
use super::hazard;
use crate::catalog::{Constraint, Table};
use crate::diff::{Aligned, is_required};
use crate::problem::Level;

/// A required column comes back, and its rows get a made-up value.
pub(crate) fn placeholder(name: &str, clause: &str) -> Hazard {
    hazard(
        "restored-with-placeholder",
        Level::Warning,
        format!(
            "The values of {name} were lost, and it is required: the rows that are there get a made-up one ({clause})."
        ),
    )
}

/// A foreign key over a required column comes back: a made-up value refers to no row.
pub(crate) fn restored_reference(
    aligned: &Aligned<'_>,
    table: &Table,
    constraint: &Constraint,
    name: &str,
) -> Option<Hazard> {
    let matched = aligned.kept_tables.iter().find(|t| t.tables.next.id == table.id)?;
    let lost = constraint
        .kind
        .columns()
        .iter()
        .any(|id| matched.columns.added.iter().any(|column| column.id == *id && is_required(table, column)));
    lost.then(|| {
        hazard(
            "restored-reference",
            Level::Warning,
            format!("{name} comes back over a required column whose values were lost: the statement fails if the table has rows, because no value can be made up that refers to the right row."),
        )
    })
}
