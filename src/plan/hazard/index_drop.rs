//! Rule `drop-index`: an index of a table that is in use is dropped under a lock.

use super::super::kind::Kind;
use super::super::planner::Planner;
use super::super::{Hazard, Statement};
use super::hazard;
use super::review::{is, kept};
use crate::problem::Level;

pub(super) fn drop_index(planner: &Planner<'_>, statement: &Statement) -> Option<Hazard> {
    if !is(statement, Kind::DropIndex) || statement.sql.starts_with("DROP INDEX CONCURRENTLY ") {
        return None;
    }
    let table = kept(planner, |t| t.tables.previous.indexes.iter().any(|i| i.id == statement.object))?;
    let safer = statement.sql.strip_prefix("DROP INDEX ").filter(|_| !table.tables.previous.is_partitioned());
    Some(drop_index_locks(&statement.name, safer))
}

/// An index is dropped. Concurrently is how it is named after `DROP INDEX CONCURRENTLY`, where it can be.
pub(crate) fn drop_index_locks(name: &str, concurrently: Option<&str>) -> Hazard {
    let message = format!(
        "Nobody can read or write the table while {name} is dropped, nor while that waits for whoever uses the table; what the index made fast is slow from here on."
    );
    let hazard = hazard("drop-index", Level::Info, message);
    match concurrently {
        Some(rest) => hazard.safer(format!("DROP INDEX CONCURRENTLY {rest};")),
        None => hazard,
    }
}
