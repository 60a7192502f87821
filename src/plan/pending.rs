//! The pending change of a design.

use super::{Draft, Mode, Options, draft};
use crate::catalog::{Catalog, Pair};
use crate::design::{Design, HandSql};

/// What leads from a design's last migration to `next`, the catalog that the design lowers to, with the hand-written SQL
/// that belongs to it.
pub fn pending(design: &Design, next: &Catalog) -> Draft {
    let nothing = Catalog::default();
    let previous = design.migrations.values().next_back().map_or(&nothing, |migration| &migration.snapshot);
    let hand: Vec<HandSql> = design.hand_sql.values().cloned().collect();
    draft(Pair::new(previous, next), &hand, &Options::of(&design.settings, Mode::Simple))
}
