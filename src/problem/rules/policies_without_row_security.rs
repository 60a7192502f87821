//! Policies that sleep.

use crate::catalog::RowSecurity;
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "policies-without-row-security",
    level: Level::Warning,
    title: "A table has policies and row-level security is off.",
    why: "CREATE POLICY does not switch row-level security on. Until somebody does, the policies keep nobody out.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for table in &view.catalog.tables {
        if table.row_security == RowSecurity::Off && !table.policies.is_empty() {
            let message = format!(
                "{} has policies, and row-level security is off: they keep nobody out. Switch it on, and force it so \
                 that the owner is bound too.",
                table.name
            );
            problems.push(RULE.at(&table.id, message).in_field("rowSecurity"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn switched_on_or_not() {
        check_rule(&RULE, |d| add_policy(d, "p", Some("true"), None), &["they keep nobody out"]);
        check_rule(
            &RULE,
            |d| {
                add_policy(d, "p", Some("true"), None);
                orders(d).table.row_security = RowSecurity::Enabled;
            },
            &[],
        );
    }
}
