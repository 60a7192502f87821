//! How many rows a table has beside how many were asked for, and why it is not the same.

use super::Seeds;
use super::plan::TablePlan;

/// Why a table has no rows when none were asked for.
const NOT_ASKED: &str = "no rows were asked for";

/// As many rows as were asked for, and of a table whose rows belong to somebody at least one for each of two.
pub(super) fn of_both(plan: &TablePlan, count: usize) -> usize {
    if is_somebodys(plan) { count.max(2) } else { count }
}

/// True if its rows say whose they are, or are the tenants themselves.
fn is_somebodys(plan: &TablePlan) -> bool {
    plan.tenant.is_some() || plan.columns.iter().any(|column| column.carries_tenant || column.identity.is_some())
}

impl Seeds {
    /// Says of every table that is to have no rows that none were asked for.
    pub(super) fn none_asked(&mut self) {
        for plan in self.plans.iter().filter(|plan| !plan.partitioned && self.rows[plan.index].is_empty()) {
            self.reasons[plan.index] = Some(NOT_ASKED.to_owned());
        }
    }

    /// Says why tables have other rows than the `asked` for, where nothing is said yet. What a partitioned table has are its
    /// partitions' rows.
    pub(super) fn tell_of_counts(&mut self, asked: usize) {
        for plan in self.plans.iter().filter(|plan| !plan.partitioned) {
            let there = self.counts[plan.index];
            if there > 0 && self.reasons[plan.index].as_deref() == Some(NOT_ASKED) {
                self.reasons[plan.index] = None;
            }
            // Partitions share what the table is to have.
            let few = there < asked as u64 && there > 0 && plan.partition_of.is_empty();
            if there <= asked as u64 && !few {
                continue;
            }
            let why = match few {
                true => format!("it has {there} of {asked} rows: a trigger or a rule did not keep the others"),
                false => self.why_more(plan, there, asked),
            };
            self.reasons[plan.index].get_or_insert(why);
        }
    }

    fn why_more(&self, plan: &TablePlan, there: u64, asked: usize) -> String {
        let why = if self.sampled.contains(&plan.index) {
            "so many of its own are given"
        } else if is_somebodys(plan) && there <= asked as u64 + 2 {
            "each of two tenants is to have some"
        } else if asked > super::bulk::SINGLE {
            "more copies were new than could be foreseen, and what refers to them keeps them"
        } else {
            "triggers wrote the others"
        };
        format!("it has {there} rows where {asked} were asked for: {why}")
    }
}
