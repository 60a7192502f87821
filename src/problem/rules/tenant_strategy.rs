//! Ways to tell tenants apart that don't work.

use crate::catalog::Id;
use crate::design::Strategy;
use crate::problem::view::View;
use crate::problem::{Level, PROJECT, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "tenant-strategy",
    level: Level::Error,
    title: "Tenants can't be told apart in this way.",
    why: "With a schema to each tenant nothing but the search path keeps tenants apart, which every session may change; each migration runs as often as there are tenants, and thousands of schemas slow the catalog down. And a claim that the user may edit lets the user choose the tenant.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    let project = Id::new(PROJECT);
    match &view.design.settings.tenancy.strategy {
        Strategy::Setting | Strategy::Membership { .. } => {}
        Strategy::Schema => {
            let message = "Bulkhead does not make a schema for each tenant: nothing but the search path would keep them \
                           apart, and a session sets that as it likes. Tell tenants apart by a column, with a session \
                           setting, a claim or memberships. Where a tenant must have storage of its own, give it a database \
                           of its own, and run this bundle there.";
            problems.push(RULE.at(&project, message.to_owned()).in_field("strategy"));
        }
        Strategy::Claim { path, .. } => {
            let keys: Vec<&str> = path.split('.').collect();
            if keys.iter().any(|key| key.trim().is_empty()) {
                let message = format!(
                    "\"{path}\" leads to no claim. Write the keys that lead to the tenant with dots between them, as in \
                     app_metadata.tenant_id."
                );
                problems.push(RULE.at(&project, message).in_field("strategy"));
            } else if keys[0] == "user_metadata" {
                let message = "The tenant is taken from user_metadata, which users edit themselves: everyone could choose \
                               their tenant. Take it from app_metadata, or from a claim that only the server writes.";
                problems.push(RULE.at(&project, message.to_owned()).in_field("strategy"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn what_works_and_what_does_not() {
        let with = |strategy: Strategy| {
            move |d: &mut crate::design::Design| {
                tenant_scoped(d);
                d.settings.tenancy.strategy = strategy;
            }
        };
        let claim = |path: &str| Strategy::Claim { claims: "request.jwt.claims".into(), path: path.into() };
        check_rule(&RULE, with(Strategy::Setting), &[]);
        check_rule(&RULE, with(Strategy::claim()), &[]);
        check_rule(&RULE, with(claim("tenant")), &[]);
        check_rule(&RULE, with(claim("")), &["leads to no claim"]);
        check_rule(&RULE, with(claim("a..b")), &["leads to no claim"]);
        check_rule(&RULE, with(claim("user_metadata.tenant_id")), &["users edit themselves"]);
        check_rule(&RULE, with(Strategy::Schema), &["a database of its own"]);
    }
}
