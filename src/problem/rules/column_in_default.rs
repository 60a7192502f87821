//! Defaults that look at other columns.

use crate::expr;
use crate::problem::view::View;
use crate::problem::view::{Place, typed};
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "column-in-default",
    level: Level::Error,
    title: "A default mentions a column.",
    why: "A default is evaluated before there is a row: PostgreSQL refuses a column in it. A generated column may look at others.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for typed in typed(view.design).into_iter().filter(|typed| typed.place == Place::Default) {
        for name in expr::columns(typed.expression.sql()) {
            let message = format!(
                "The default mentions {name}, and a default can't look at columns. Make the column a generated one, or \
                 put {name} in single quotes if it is a text."
            );
            problems.push(RULE.at(typed.entity.id(), message).on(typed.object).in_field(typed.field));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn calls_and_constants_are_fine() {
        check_rule(&RULE, |d| default(d, "status", "open"), &["mentions open"]);
        check_rule(&RULE, |d| default(d, "status", "'open'"), &[]);
        check_rule(&RULE, |d| default(d, "status", "upper(current_user) || now()::text"), &[]);
    }
}
