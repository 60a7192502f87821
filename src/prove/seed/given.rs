//! What a person gives for seeding, applied to the tables' plans.

use super::Seeds;
use super::kind::Kind;
use super::plan::{Source, TablePlan};
use crate::design::{Pin, SeedInput};

impl Seeds {
    /// Takes what a person gives into account.
    pub(crate) fn given(mut self, input: &SeedInput) -> Self {
        self.input = input.clone();
        self
    }

    /// Pins columns and moves the values that are made up, once the kinds of all columns are known.
    pub(super) fn apply_input(&mut self) {
        let moved = (self.input.seed % MOVES) * 17;
        for plan in &mut self.plans {
            for at in 0..plan.columns.len() {
                let names_it = |pin: &&Pin| pin.column == plan.columns[at].name && names(&pin.table, plan);
                let values = self.input.pins.iter().filter(names_it).flat_map(|pin| pin.values.iter().cloned());
                let values: Vec<String> = values.collect();
                let is_foreign = plan.foreign.iter().any(|f| f.columns.contains(&at));
                let is_tenant = plan.tenant == Some(at);
                let column = &mut plan.columns[at];
                column.offset += moved;
                if values.is_empty() || is_tenant || column.carries_tenant || column.generated {
                    continue;
                }
                if !is_foreign {
                    column.kind = Kind::OneOf(values.clone());
                    column.source = Source::Given;
                }
                column.pinned = values;
            }
        }
    }
}

/// Seeds that differ by a multiple of this give the same rows.
pub(super) const MOVES: u64 = 10_007;

/// True if a table is called that.
pub(super) fn names(name: &str, plan: &TablePlan) -> bool {
    plan.name == name || plan.name.split_once('.').is_some_and(|(_, bare)| bare == name)
}
