//! Solving checks: values that make them true, found by walking their trees.
//!
//! A demand is pushed down to a column: `total = price * quantity` gives `total` the product of what the others were
//! given, `length(code) = 5` gives `code` five letters. The values are SQL, so that PostgreSQL does the arithmetic, and it
//! says which of the solutions the checks really let in. Nothing here has to be right, only often enough.

mod class;
mod demand;
mod read;
mod tree;
mod undo;

use std::collections::BTreeMap;

pub(super) use demand::Solution;
use tree::Tree;

use super::choose::Group;
use super::plan::TablePlan;
use crate::sql::quote;

/// So many solutions are offered for a group of columns.
pub(super) const SOLUTIONS: u64 = 48;

/// Solutions of all checks of a group, in SQL by column. `given` are values for columns that nothing here may choose.
pub(super) fn solutions(
    plan: &TablePlan,
    group: &Group,
    given: &dyn Fn(usize) -> Option<Vec<String>>,
) -> Vec<BTreeMap<usize, Option<String>>> {
    let trees: Vec<Tree> =
        group.checks.iter().filter_map(|at| Tree::read(&plan.checks[*at].expression, plan)).collect();
    if trees.is_empty() {
        return Vec::new();
    }
    let mut out: Vec<BTreeMap<usize, Option<String>>> = Vec::new();
    for variation in 0..SOLUTIONS {
        let mut solution = Solution::new(plan, variation, given);
        solution.satisfy_all(&trees);
        for column in &group.columns {
            solution.ensure(*column);
        }
        if !out.contains(&solution.values) {
            out.push(solution.values);
        }
    }
    out
}

/// The query that answers the values of those solutions that the checks let in, as text.
pub(super) fn question(plan: &TablePlan, group: &Group, solutions: &[BTreeMap<usize, Option<String>>]) -> String {
    let row = |(n, solution): (usize, &BTreeMap<usize, Option<String>>)| {
        let values = group.columns.iter().map(|at| {
            let value = solution.get(at).cloned().flatten().unwrap_or_else(|| "NULL".into());
            format!("({value})::{}", plan.columns[*at].kind_of)
        });
        format!("({n}, {})", values.collect::<Vec<_>>().join(", "))
    };
    let rows: Vec<String> = solutions.iter().enumerate().map(row).collect();
    let names: Vec<String> = group.columns.iter().map(|c| quote::ident(&plan.columns[*c].name)).collect();
    let conditions: Vec<String> =
        group.checks.iter().map(|c| format!("({}) IS NOT FALSE", plan.checks[*c].expression)).collect();
    format!(
        "SELECT {} FROM (VALUES {}) AS {}(bulkhead_n, {}) WHERE {} ORDER BY bulkhead_n",
        names.iter().map(|name| format!("{name}::text")).collect::<Vec<_>>().join(", "),
        rows.join(", "),
        plan.alias,
        names.join(", "),
        conditions.join(" AND ")
    )
}
