//! Tables whose rows can't be told apart.

use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "no-primary-key",
    level: Level::Warning,
    title: "A table has no primary key.",
    why: "Its rows can't be told apart: no foreign key can reference one, replication can't find it, and EF Core won't track it.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for table in view.catalog.tables.iter().filter(|table| table.primary_key().is_none()) {
        let message = format!("{} has no primary key. Choose the columns that tell its rows apart.", table.name);
        problems.push(RULE.at(&table.id, message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn a_table_wants_one() {
        check_rule(&RULE, |_| {}, &[]);
        check_rule(&RULE, |d| orders(d).table.constraints.clear(), &["orders has no primary key"]);
    }
}
