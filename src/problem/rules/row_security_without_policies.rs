//! Row-level security that lets nobody in.

use crate::catalog::RowSecurity;
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "row-security-without-policies",
    level: Level::Warning,
    title: "Row-level security is on and the table has no policies.",
    why: "Without a policy no row is seen and none is written. It looks like lost data.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for table in &view.catalog.tables {
        if table.row_security != RowSecurity::Off && table.policies.is_empty() {
            let message = format!(
                "{} has row-level security and no policy, so nobody sees a row of it. Add a policy, make it \
                 tenant-scoped, or switch row-level security off.",
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
    fn a_policy_is_wanted() {
        check_rule(&RULE, |d| orders(d).table.row_security = RowSecurity::Enabled, &["no policy"]);
        check_rule(&RULE, tenant_scoped, &[]);
    }
}
