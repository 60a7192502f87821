//! The pending change, until the planner has landed.

use crate::catalog::{Catalog, Pair};
use crate::plan::Statement;

/// A change, up and down.
#[derive(Default, Clone, Debug)]
pub struct Draft {
    /// What brings it.
    pub up: Vec<Statement>,
    /// What takes it back.
    pub down: Vec<Statement>,
}

impl Draft {
    /// True if there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.up.is_empty() && self.down.is_empty()
    }
}

/// Nothing yet.
pub fn draft(_pair: Pair<&Catalog>) -> Draft {
    Draft::default()
}
