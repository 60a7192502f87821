//! In which order tables are seeded: what is referred to first.

use std::collections::BTreeSet;

use super::plan::TablePlan;

/// The order of seeding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Order {
    /// Tables that can be seeded in one go, one level after another.
    pub(crate) levels: Vec<Vec<usize>>,
    /// For each table the foreign keys, by their place, whose target comes later: cycles.
    pub(crate) late: Vec<BTreeSet<usize>>,
}

/// Orders tables by their foreign keys. Where they form a cycle, the table whose open references can best wait (they
/// may be NULL, or deferred) goes first, and those references are late.
pub(crate) fn order(plans: &[TablePlan]) -> Order {
    let mut out = Order { levels: Vec::new(), late: vec![BTreeSet::new(); plans.len()] };
    let mut placed: BTreeSet<usize> = BTreeSet::new();
    while placed.len() < plans.len() {
        let open = |plan: &TablePlan| {
            let waits = |target: usize| target != plan.index && !placed.contains(&target);
            let open: Vec<usize> =
                plan.foreign.iter().enumerate().filter(|(_, f)| waits(f.target)).map(|(place, _)| place).collect();
            open
        };
        let rest: Vec<&TablePlan> = plans.iter().filter(|p| !placed.contains(&p.index)).collect();
        let ready: Vec<usize> = rest.iter().filter(|p| open(p).is_empty()).map(|p| p.index).collect();
        if !ready.is_empty() {
            placed.extend(&ready);
            out.levels.push(ready);
            continue;
        }
        let cost = |plan: &&&TablePlan| {
            let costs = open(plan).into_iter().map(|place| {
                let foreign = &plan.foreign[place];
                if !foreign.required {
                    1
                } else if foreign.deferrable {
                    10
                } else {
                    1000
                }
            });
            (costs.sum::<usize>(), plan.index)
        };
        let Some(best) = rest.iter().min_by_key(cost) else { break };
        out.late[best.index] = open(best).into_iter().collect();
        placed.insert(best.index);
        out.levels.push(vec![best.index]);
    }
    out
}
