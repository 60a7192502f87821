//! Settings that can't be set.

use crate::catalog::Id;
use crate::design::Strategy;
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "tenant-setting",
    level: Level::Error,
    title: "The session setting that holds the tenant, or what tells it, is not called something like app.current_tenant.",
    why: "PostgreSQL takes settings of one's own only if their name has a dot; without it the application could never set the tenant.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    let tenancy = &view.design.settings.tenancy;
    let setting = match &tenancy.strategy {
        Strategy::Setting | Strategy::Schema => &tenancy.setting,
        Strategy::Claim { claims, .. } => claims,
        Strategy::Membership { user_setting, .. } => user_setting,
    };
    let parts: Vec<&str> = setting.split('.').collect();
    if parts.len() < 2 || !parts.iter().all(|part| is_word(part)) {
        let message = format!(
            "\"{setting}\" is no name for a session setting. Use letters, digits and underscores, and a dot between the \
             words, as in app.current_tenant."
        );
        problems.push(RULE.at(&Id::new(crate::problem::PROJECT), message).in_field("setting"));
    }
}

/// As PostgreSQL's `valid_custom_variable_name` has it, without letters beyond ASCII.
fn is_word(part: &str) -> bool {
    part.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn two_words_and_a_dot() {
        for good in ["app.current_tenant", "a.b", "my.app.tenant_2"] {
            check_rule(&RULE, |d| d.settings.tenancy.setting = good.into(), &[]);
        }
        for bad in ["tenant", "", ".", "app.", "app.1", "app.current tenant", "a'b.c"] {
            check_rule(&RULE, |d| d.settings.tenancy.setting = bad.into(), &["no name for a session setting"]);
            for strategy in [
                Strategy::Claim { claims: bad.into(), path: "tenant".into() },
                Strategy::Membership { entity: None, user_column: None, tenant_column: None, user_setting: bad.into() },
            ] {
                check_rule(&RULE, |d| d.settings.tenancy.strategy = strategy, &["no name for a session setting"]);
            }
        }
    }
}
