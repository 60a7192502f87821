//! Rule `rename`: programs that use the old name stop working.

use super::super::{Hazard, Statement};
use super::hazard;
use crate::problem::Level;

/// Something gets another name or another schema.
pub(crate) fn rename(statement: &Statement) -> Option<Hazard> {
    let matters = matches!(
        statement.kind.as_str(),
        "rename-table" | "rename-column" | "rename-schema" | "rename-enum-label" | "move-table"
    );
    matters.then(|| renamed(&statement.name))
}

/// The same of what hand-written SQL renames.
pub(crate) fn renamed(name: &str) -> Hazard {
    let message = format!("Programs that still use the old name of {name} fail from here on.");
    hazard("rename", Level::Info, message)
}
