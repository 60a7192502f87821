//! Rule `trigger-locks`: a trigger of a table that is in use is created, changed or dropped.

use super::super::planner::Planner;
use super::super::{Hazard, Statement};
use super::hazard;
use super::review::kept;
use crate::problem::Level;

pub(super) fn trigger_locks(planner: &Planner<'_>, statement: &Statement) -> Option<Hazard> {
    let verb = statement.kind.strip_suffix("-trigger")?;
    let drops = verb == "drop";
    let catalog = if drops { planner.previous.catalog() } else { planner.next.catalog() };
    let object = catalog.object(&statement.object).filter(|object| object.kind == "trigger")?;
    let relation = object.relation.as_ref()?;
    let id = |t: &crate::diff::TableMatch<'_>| {
        if drops { t.tables.previous.id == *relation } else { t.tables.next.id == *relation }
    };
    kept(planner, id)?;
    Some(trigger(&statement.name, drops))
}

/// A trigger comes or changes, which keeps writers out, or goes, which keeps readers out, too.
pub(crate) fn trigger(name: &str, drops: bool) -> Hazard {
    let what = if drops { "read or write" } else { "write to" };
    let message = format!(
        "Nobody can {what} the table from here to the end of the transaction: {name} needs its lock for a moment, and waits for whoever uses the table."
    );
    hazard("trigger-locks", Level::Info, message).safer("SET LOCAL lock_timeout = '3s';")
}
