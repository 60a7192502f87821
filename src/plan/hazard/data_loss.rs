//! Rules `drop-table` and `drop-column`: data is lost.

use super::super::Hazard;
use super::hazard;
use crate::problem::Level;

/// A table goes; by up for good, as far as its rows are concerned.
pub(crate) fn drop_table(name: &str, by_down: bool) -> Hazard {
    let after = if by_down { "." } else { "; undoing the migration brings back an empty table." };
    hazard("drop-table", Level::Warning, format!("Every row of {name} is lost{after}"))
}

/// A column goes.
pub(crate) fn drop_column(name: &str, by_down: bool) -> Hazard {
    let after = if by_down { "." } else { "; undoing the migration brings back the column without them." };
    hazard("drop-column", Level::Warning, format!("Every value of {name} is lost{after}"))
}
