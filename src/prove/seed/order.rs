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
            let waits = |target: usize| !plan.is_within(target) && !placed.contains(&target);
            let open: Vec<usize> =
                plan.foreign.iter().enumerate().filter(|(_, f)| waits(f.target)).map(|(place, _)| place).collect();
            open
        };
        // A partitioned table has the rows of its partitions, so it comes after them.
        let partitions = |plan: &TablePlan| {
            plans.iter().filter(|p| p.partition_of.first() == Some(&plan.index) && !placed.contains(&p.index)).count()
        };
        let rest: Vec<&TablePlan> = plans.iter().filter(|p| !placed.contains(&p.index)).collect();
        let is_ready = |p: &&&TablePlan| partitions(p) == 0 && (p.partitioned || open(p).is_empty());
        let ready: Vec<usize> = rest.iter().filter(|p| is_ready(p)).map(|p| p.index).collect();
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
            (partitions(plan), costs.sum::<usize>(), plan.index)
        };
        let Some(best) = rest.iter().min_by_key(cost) else { break };
        out.late[best.index] = open(best).into_iter().collect();
        placed.insert(best.index);
        out.levels.push(vec![best.index]);
    }
    out
}
