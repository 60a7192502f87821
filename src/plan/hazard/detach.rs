//! Rule `detach-locks`: a partition is detached under a lock on the whole partitioned table.

use super::super::kind::Kind;
use super::super::planner::Planner;
use super::super::{Hazard, Statement};
use super::hazard;
use super::review::is;
use crate::problem::Level;

pub(super) fn detach_locks(planner: &Planner<'_>, statement: &Statement) -> Option<Hazard> {
    if !is(statement, Kind::DetachPartition) || statement.sql.ends_with(" CONCURRENTLY") {
        return None;
    }
    let catalog = planner.previous.catalog();
    let of = catalog.table(&statement.object)?.options.partition_of.as_ref()?;
    let is_default = |bound: &str| bound == "DEFAULT";
    let siblings = planner.previous.children(&of.parent);
    let has_default = siblings.iter().filter_map(|t| t.options.partition_of.as_ref()).any(|of| is_default(&of.bound));
    let safer = (!has_default).then(|| format!("{} CONCURRENTLY;", statement.sql));
    Some(detach(&statement.name, safer))
}

/// A partition is detached; PostgreSQL can't do so concurrently beside a default partition.
pub(crate) fn detach(name: &str, safer: Option<String>) -> Hazard {
    let message = format!(
        "Nobody can read or write {name}, nor the whole partitioned table, from here to the end of the transaction."
    );
    let hazard = hazard("detach-locks", Level::Info, message);
    match safer {
        Some(sql) => hazard.safer(sql),
        None => hazard,
    }
}
