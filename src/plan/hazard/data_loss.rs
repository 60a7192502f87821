//! Rules `drop-table` and `drop-column`: data is lost.

use super::super::Hazard;
use super::hazard;
use crate::problem::Level;

/// A table goes.
pub(crate) fn drop_table(name: &str) -> Hazard {
    hazard(
        "drop-table",
        Level::Warning,
        format!("Every row of {name} is lost; undoing the migration brings back an empty table."),
    )
}

/// A column goes.
pub(crate) fn drop_column(name: &str) -> Hazard {
    hazard(
        "drop-column",
        Level::Warning,
        format!("Every value of {name} is lost; undoing the migration brings back the column without them."),
    )
}
