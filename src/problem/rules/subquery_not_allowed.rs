//! Queries where PostgreSQL allows none.

use crate::expr::{TokenKind, tokens};
use crate::problem::view::View;
use crate::problem::view::{Place, typed};
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "subquery-not-allowed",
    level: Level::Error,
    title: "A default, check, generated column or index holds a query.",
    why: "PostgreSQL allows queries in policies only; elsewhere the value could change without the row changing.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for typed in typed(view.design).into_iter().filter(|typed| typed.place != Place::Policy) {
        let sql = typed.expression.sql();
        let query = tokens(sql)
            .into_iter()
            .find(|token| token.kind == TokenKind::Ident && token.text(sql).eq_ignore_ascii_case("select"));
        if let Some(select) = query {
            let message = "PostgreSQL allows no query here. Put it into a function, or check it with a trigger.";
            let problem = RULE.at(typed.entity.id(), message).on(typed.object).in_field(typed.field);
            problems.push(problem.in_range(select.range));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn only_policies_may_query() {
        check_rule(&RULE, |d| add_check(d, "total > (SELECT 1)"), &["no query here"]);
        check_rule(&RULE, |d| default(d, "status", "'select'"), &[]);
        check_rule(&RULE, |d| add_policy(d, "p", Some("total > (SELECT 1)"), None), &[]);
    }
}
