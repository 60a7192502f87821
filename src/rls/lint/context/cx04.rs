//! CX04: a switch that everyone may turn.
//!
//! <https://www.postgresql.org/docs/current/runtime-config-custom.html>: any role may set a setting of one's own.

use super::super::reading::Loose;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use crate::problem::Level;
use crate::rls::Finding;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "CX04",
    level: Level::Error,
    title: "A setting of the session switches a policy off.",
    why: "Every role may SET a setting of one's own: who wants every tenant's rows turns it.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for opening in scope.openings().iter().filter(|opening| opening.what == Loose::Switch) {
        let (table, policy) = (opening.table, opening.read.policy);
        let settings: Vec<&str> = opening.branch.settings().into_iter().collect();
        // A function that looks up in a table whether the caller is an admin is no switch.
        if settings.is_empty() || !opening.branch.tables().is_empty() || !opening.branch.opaque().is_empty() {
            continue;
        }
        let message = format!(
            "{} of the policy {} of {} lets every row through if {} says so, which any role may set. Make a role of its own \
             for that, with a policy TO it.",
            opening.word,
            policy.name,
            table.name(),
            words::list(&settings)
        );
        let sql = words::floor_sql(scope.wall, table);
        out.push(
            RULE.at_policy(table, policy, message).mended_if("Add a restrictive policy that asks for the tenant", sql),
        );
    }
}
