//! Rule `add-unique`: rows that are there may have duplicates.

use super::super::Hazard;
use super::hazard;
use crate::problem::Level;

/// A primary key or unique constraint is added to a table that is there.
pub(crate) fn add_unique(name: &str, table_ref: &str, columns: &str, safer: &str) -> Hazard {
    hazard(
        "add-unique",
        Level::Warning,
        format!("{name} fails if two rows are equal in it (SELECT {columns} FROM {table_ref} GROUP BY {columns} HAVING count(*) > 1), and its index is built while nobody can read or write the table."),
    )
    .safer(safer)
}
