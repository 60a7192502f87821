//! Expressions that are none.

use crate::expr;
use crate::problem::view::View;
use crate::problem::view::typed;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "invalid-expression",
    level: Level::Error,
    title: "An expression can't be parsed, or would leave its place in the statement.",
    why: "PostgreSQL would refuse the statement. An expression that closes a parenthesis it did not open, or holds a semicolon, would change the statement around it.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for typed in typed(view.design) {
        if let Err(error) = expr::check(typed.expression.sql()) {
            let problem = RULE.at(typed.entity.id(), error.message).on(typed.object).in_field(typed.field);
            problems.push(problem.in_range(error.range));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn every_place_is_looked_at() {
        check_rule(&RULE, |d| add_check(d, "total >="), &["Syntax error"]);
        check_rule(&RULE, |d| add_check(d, "total > 0) NOT VALID; --"), &[""]);
        check_rule(&RULE, |d| default(d, "status", ""), &[""]);
        check_rule(&RULE, |d| add_policy(d, "p", Some("("), Some(")")), &["", ""]);
        check_rule(&RULE, |d| add_index(d, "lower(status)", Some("status ==== ")), &[""]);
        check_rule(&RULE, |d| add_check(d, "total > 0 AND status <> ''"), &[]);
    }
}
