//! Rule `replication`: what subscribers get changes.

use super::super::kind::Kind;
use super::super::planner::Planner;
use super::super::{Hazard, Statement};
use super::hazard;
use super::review::{is, kept};
use crate::problem::Level;

pub(super) fn replication(planner: &Planner<'_>, statement: &Statement) -> Option<Hazard> {
    if is(statement, Kind::AlterTable) && statement.sql.contains(" REPLICA IDENTITY ") {
        kept(planner, |t| t.tables.next.id == statement.object)?;
        return Some(replica_identity(&statement.name));
    }
    let verb = statement.kind.strip_suffix("-publication")?;
    (verb != "create").then(|| {
        let message = format!(
            "Subscribers of {} get other tables, columns or rows from here on, without a copy of what they missed: refresh their subscriptions.",
            statement.name
        );
        hazard("replication", Level::Info, message)
    })
}

/// By what a subscriber finds a changed row is changed.
pub(crate) fn replica_identity(name: &str) -> Hazard {
    let message = format!(
        "Subscribers find changed rows of {name} by other columns from here on; with none, UPDATE and DELETE on it fail while it is published."
    );
    hazard("replication", Level::Info, message)
}
