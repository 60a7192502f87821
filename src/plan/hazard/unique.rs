//! Rules `add-unique` and `add-exclusion`: rows that are there may have duplicates, or exclude each other.

use super::super::Hazard;
use super::hazard;
use crate::problem::Level;

/// A primary key or unique constraint is added to a table that is there. `safer` builds its index beside writers, where
/// that can be.
pub(crate) fn add_unique(name: &str, table_ref: &str, columns: &str, safer: Option<&str>) -> Hazard {
    let message = format!(
        "{name} fails if two rows are equal in it (SELECT {columns} FROM {table_ref} GROUP BY {columns} HAVING count(*) > 1), and its index is built while nobody can read or write the table."
    );
    let hazard = hazard("add-unique", Level::Warning, message);
    match safer {
        Some(sql) => hazard.safer(sql),
        None => hazard,
    }
}

/// A unique index is created on a table that is there, or an index becomes unique.
pub(crate) fn unique_index(name: &str) -> Hazard {
    hazard(
        "add-unique",
        Level::Warning,
        format!("{name} can't be built if two rows are equal in it: look for them before."),
    )
}

/// An exclusion constraint is added to a table that is there. It has no other way than under the lock.
pub(crate) fn add_exclusion(name: &str) -> Hazard {
    let message = format!(
        "{name} fails if two rows exclude each other, and its index is built while nobody can read or write the table. PostgreSQL can't build it beside writers: plan a quiet hour, or a new table that the rows are copied into."
    );
    hazard("add-exclusion", Level::Warning, message)
}
