//! Tenants, and nobody to keep apart.

use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "tenant-without-app-role",
    level: Level::Warning,
    title: "An entity is tenant-scoped and the settings name no role for the application.",
    why: "Without it nobody has access but the owner, the tenant policy applies to everyone, and the dry run has no role to attack the tenant wall as: the proof stays incomplete.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    if view.role(&view.design.settings.app_role).is_some() {
        return;
    }
    for entity in view.design.entities.values().filter(|entity| entity.tenancy.is_tenant()) {
        let message = format!(
            "The rows of {} belong to tenants, and no role is set for the application to connect as. Add a role, and \
             choose it in the settings.",
            entity.table.name
        );
        problems.push(RULE.at(entity.id(), message).in_field("tenancy"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn with_and_without() {
        check_rule(&RULE, tenant_scoped, &[]);
        check_rule(
            &RULE,
            |d| {
                tenant_scoped(d);
                d.settings.app_role = None;
            },
            &["no role is set"],
        );
    }
}
