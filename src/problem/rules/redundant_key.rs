//! Keys that say the same.

use crate::catalog::{ConstraintKind, Id};
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "redundant-key",
    level: Level::Warning,
    title: "Two keys of a table are over the same columns in the same order.",
    why: "The second keeps the same promise once more and costs a second index. In one CREATE TABLE PostgreSQL makes only one of them, without a word.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for table in &view.catalog.tables {
        let mut seen: Vec<(&[Id], bool)> = Vec::new();
        for constraint in &table.constraints {
            let key = match &constraint.kind {
                ConstraintKind::PrimaryKey { columns } => (columns.as_slice(), false),
                ConstraintKind::Unique { columns, nulls_not_distinct } => (columns.as_slice(), *nulls_not_distinct),
                ConstraintKind::Check { .. } | ConstraintKind::Exclude { .. } | ConstraintKind::ForeignKey { .. } => {
                    continue;
                }
            };
            if seen.contains(&key) {
                let message = format!(
                    "{} of {} has the columns of another key in the same order. Remove one of the two.",
                    constraint.name, table.name
                );
                let element = view.element(table, &constraint.id);
                problems.push(RULE.at(&element, message).on(&constraint.id).in_field("columns"));
            }
            seen.push(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn the_same_columns_in_the_same_order() {
        let unique = |columns: &'static [&'static str]| {
            move |d: &mut crate::design::Design| {
                let columns = columns.iter().map(|name| Id::new(format!("orders.{name}"))).collect();
                let kind = ConstraintKind::Unique { columns, nulls_not_distinct: false };
                orders(d).table.constraints.push(crate::catalog::Constraint::new(Id::new("u"), kind));
            }
        };
        check_rule(&RULE, unique(&["id"]), &["the columns of another key"]);
        check_rule(&RULE, unique(&["id", "status"]), &[]);
    }
}
