//! Rule `all-rows-changed`: every row of a table is written by one statement.

use super::super::kind::Kind;
use super::super::planner::Planner;
use super::super::{Hazard, Statement};
use super::hazard;
use super::review::is;
use crate::problem::Level;

pub(super) fn all_rows(_: &Planner<'_>, statement: &Statement) -> Option<Hazard> {
    (is(statement, Kind::SetDefault) && statement.sql.starts_with("UPDATE ")).then(|| all_rows_changed(&statement.name))
}

/// An `UPDATE` without `WHERE`.
pub(crate) fn all_rows_changed(name: &str) -> Hazard {
    let message = format!(
        "Every row is written for {name} by one statement: whoever changes one of them waits for the end of the transaction, and the table grows to twice its size until it is vacuumed."
    );
    hazard("all-rows-changed", Level::Info, message)
        .safer("-- In batches, each its own transaction, before the migration:\nUPDATE … SET … WHERE ctid IN (SELECT ctid FROM … WHERE … IS DISTINCT FROM … LIMIT 10000);")
}
