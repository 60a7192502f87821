//! Settings that are there and empty.

use crate::problem::session_setting;
use crate::problem::view::View;
use crate::problem::view::{Place, typed};
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "setting-without-nullif",
    level: Level::Warning,
    title: "A session setting is cast without NULLIF.",
    why: "After a transaction that used SET LOCAL or set_config(…, true) the setting is an empty string, not NULL. A pooled connection's next query without a tenant then fails to cast it.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    // Policies are the lint's of the tenant wall.
    for typed in typed(view.design).into_iter().filter(|typed| typed.place != Place::Policy) {
        for call in session_setting::calls(typed.expression.sql()).into_iter().filter(|call| call.cast) {
            let written = &typed.expression.sql()[call.range.clone()];
            let message = format!(
                "The setting is an empty string once a transaction that set it has ended, and an empty string does not \
                 cast. Write NULLIF({written}, '') and cast that."
            );
            let problem = RULE.at(typed.entity.id(), message).on(typed.object).in_field(typed.field);
            problems.push(problem.in_range(call.range));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn a_bare_cast() {
        let with = |expression: &'static str| move |d: &mut crate::design::Design| add_check(d, expression);
        check_rule(&RULE, with("tenant_id = current_setting('app.t', true)::uuid"), &["an empty string does not cast"]);
        check_rule(&RULE, with("tenant_id = CAST(current_setting('app.t', true) AS uuid)"), &["does not cast"]);
        check_rule(&RULE, with("tenant_id = NULLIF(current_setting('app.t', true), '')::uuid"), &[]);
        check_rule(&RULE, with("status = current_setting('app.t', true)"), &[]);
    }
}
