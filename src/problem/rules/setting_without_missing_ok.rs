//! Settings that may not be there.

use crate::problem::session_setting;
use crate::problem::view::View;
use crate::problem::view::{Place, typed};
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "setting-without-missing-ok",
    level: Level::Warning,
    title: "current_setting is called with the setting's name only.",
    why: "It raises an error when the setting was never made in the session: every statement of a session without it that computes the default or the check fails.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    // Policies are the lint's of the tenant wall.
    for typed in typed(view.design).into_iter().filter(|typed| typed.place != Place::Policy) {
        for call in session_setting::calls(typed.expression.sql()).into_iter().filter(|call| !call.missing_ok) {
            let written = typed.expression.sql()[call.range.clone()].trim_end_matches(char::is_whitespace);
            let written = written.strip_suffix(')').unwrap_or(written).trim_end();
            let message = format!(
                "current_setting fails when the setting is missing. Pass true as its second argument, which makes it NULL \
                 then, and put NULLIF around it before it is cast: NULLIF({written}, true), '')."
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
    fn the_second_argument() {
        let with = |expression: &'static str| move |d: &mut crate::design::Design| add_check(d, expression);
        check_rule(&RULE, with("tenant_id = current_setting('app.t')::uuid"), &["fails when the setting is missing"]);
        check_rule(&RULE, with("tenant_id = pg_catalog.current_setting('app.t', true)::uuid"), &[]);
    }
}
