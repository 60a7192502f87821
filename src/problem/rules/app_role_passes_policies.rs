//! An application that row-level security does not bind.

use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "app-role-passes-policies",
    level: Level::Warning,
    title: "The application's role bypasses row-level security, or owns the tables.",
    why: "BYPASSRLS passes every policy by. The owner, and whoever is a member of it, may switch row-level security off or drop a policy.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    let settings = &view.design.settings;
    let scoped = view.design.entities.values().any(|entity| entity.tenancy.is_tenant());
    let Some(application) = view.role(&settings.app_role).filter(|_| scoped) else { return };
    for role in view.catalog.roles.iter().filter(|role| role.bypass_rls) {
        if view.is_member(&application.id, &role.id) {
            let message = format!(
                "The application connects as {}, which has or can take BYPASSRLS from {}: no policy binds it. Take the \
                 attribute or the membership away.",
                application.name, role.name
            );
            problems.push(RULE.at(&application.id, message).in_field("bypassRls"));
        }
    }
    if let Some(owner) = view.role(&settings.owner_role)
        && view.is_member(&application.id, &owner.id)
    {
        let message = format!(
            "The application connects as {}, which is or is a member of {}, the owner of the tables: it could switch \
             row-level security off. Give the application a role of its own.",
            application.name, owner.name
        );
        problems.push(RULE.at(&application.id, message).in_field("memberOf"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn bypass_and_ownership() {
        check_rule(&RULE, tenant_scoped, &[]);
        check_rule(
            &RULE,
            |d| {
                tenant_scoped(d);
                role(d, "app").bypass_rls = true;
            },
            &["no policy binds it"],
        );
        check_rule(
            &RULE,
            |d| {
                tenant_scoped(d);
                role(d, "app").member_of.push(crate::catalog::Id::new("owner"));
            },
            &["could switch row-level security off"],
        );
    }
}
