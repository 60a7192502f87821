//! One sort orders every plan.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::Statement;
use super::step::{Key, Phase, Rank, Step};
use crate::catalog::Sorting;

/// Orders steps: phase after phase, within a phase as their keys demand, and where these leave a choice by rank, then
/// in the order in which the steps were made. The same steps always come out in the same order.
pub(crate) fn order(steps: Vec<Step<'_>>) -> Vec<Statement> {
    let count = steps.len();
    // A key and a phase are nodes of their own between those who provide and those who wait: n + m edges, not n × m.
    let mut nodes = Nodes { followers: vec![Vec::new(); count], waits_for: vec![0; count] };
    let mut keys: HashMap<Key<'_>, usize> = HashMap::new();
    let mut phases: HashMap<Phase, usize> = HashMap::new();
    for step in &steps {
        for key in step.after.iter().chain(&step.provides) {
            keys.entry(*key).or_insert_with(|| nodes.add());
        }
        phases.entry(step.rank.phase).or_insert_with(|| nodes.add());
    }
    for (at, step) in steps.iter().enumerate() {
        for key in &step.provides {
            nodes.edge(at, keys[key]);
        }
        for key in step.after.iter().filter(|key| !step.provides.contains(key)) {
            nodes.edge(keys[key], at);
        }
        nodes.edge(at, phases[&step.rank.phase]);
        for (phase, node) in &phases {
            if *phase < step.rank.phase {
                nodes.edge(*node, at);
            }
        }
    }
    let mut ready: BinaryHeap<Reverse<(Option<Rank>, usize)>> = BinaryHeap::new();
    let rank = |at: usize| steps.get(at).map(|step| step.rank);
    for at in 0..nodes.waits_for.len() {
        if nodes.waits_for[at] == 0 {
            ready.push(Reverse((rank(at), at)));
        }
    }
    let mut sorted = Vec::with_capacity(count);
    while let Some(Reverse((_, at))) = ready.pop() {
        if at < count {
            sorted.push(at);
        }
        for follower in std::mem::take(&mut nodes.followers[at]) {
            nodes.waits_for[follower] -= 1;
            if nodes.waits_for[follower] == 0 {
                ready.push(Reverse((rank(follower), follower)));
            }
        }
    }
    debug_assert_eq!(sorted.len(), count, "keys in a circle: {}", circle(&steps, &sorted));
    if sorted.len() < count {
        // Keys in a circle are a mistake of the planner. A plan in the order of ranks is likely right all the same,
        // and a dry run tells; a plan that leaves statements out is surely wrong.
        sorted = (0..count).collect();
        sorted.order_by_key(|at| (steps[*at].rank, *at));
    }
    let mut statements: Vec<Option<Statement>> = steps.into_iter().map(|step| Some(step.statement)).collect();
    sorted.into_iter().filter_map(|at| statements[at].take()).collect()
}

/// The statements that wait for each other, for whoever mends the planner.
fn circle(steps: &[Step<'_>], sorted: &[usize]) -> String {
    let left = steps.iter().enumerate().filter(|(at, _)| !sorted.contains(at));
    left.map(|(_, step)| format!("\n{} after {:?} provides {:?}", step.statement.sql, step.after, step.provides))
        .collect()
}

struct Nodes {
    followers: Vec<Vec<usize>>,
    waits_for: Vec<usize>,
}

impl Nodes {
    fn add(&mut self) -> usize {
        self.followers.push(Vec::new());
        self.waits_for.push(0);
        self.followers.len() - 1
    }

    fn edge(&mut self, from: usize, to: usize) {
        self.followers[from].push(to);
        self.waits_for[to] += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Id;

    fn step(name: &str, phase: Phase, stage: u8) -> Step<'static> {
        let statement = Statement {
            sql: name.to_owned(),
            kind: String::new(),
            object: Id::new(name),
            name: String::new(),
            transactional: true,
            on_failure: None,
            hazards: Vec::new(),
        };
        Step::new(phase, stage, statement)
    }

    fn check(steps: Vec<Step<'_>>, expected: &str) {
        let sorted: Vec<_> = order(steps).into_iter().map(|s| s.sql).collect();
        assert_eq!(sorted.join(" "), expected);
    }

    #[test]
    fn keys_come_before_ranks_and_phases_before_both() {
        check(
            vec![
                step("d", Phase::Build, 0),
                step("c", Phase::Dismantle, 9),
                step("b", Phase::Build, 0).after([Key::Link(1)]),
                step("a", Phase::Build, 5).provides([Key::Link(1)]),
            ],
            "c d a b",
        );
    }

    #[test]
    fn a_key_that_nobody_provides_is_not_waited_for() {
        check(vec![step("a", Phase::Build, 0).after([Key::Link(7)])], "a");
    }

    #[test]
    fn one_waits_for_all_who_provide() {
        check(
            vec![
                step("x", Phase::Build, 0).after([Key::PoliciesGone]),
                step("p2", Phase::Build, 2).provides([Key::PoliciesGone]),
                step("p1", Phase::Build, 1).provides([Key::PoliciesGone]),
            ],
            "p1 p2 x",
        );
    }
}
