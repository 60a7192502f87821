//! Rule `index-blocks-writes`: an index is built on a table that is in use.

use super::super::Hazard;
use super::hazard;
use crate::problem::Level;

/// An index is created on a table that is there.
pub(crate) fn index_blocks_writes(name: &str, safer: &str) -> Hazard {
    hazard("index-blocks-writes", Level::Info, format!("Nobody can write to the table while {name} is built."))
        .safer(format!("{safer};"))
}
