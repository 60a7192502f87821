//! PO05: a sub-select that does not ask who calls.
//!
//! <https://www.postgresql.org/docs/current/ddl-rowsecurity.html> has policies with sub-selects; each asks for current_user.

use super::super::reading::Loose;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use crate::problem::Level;
use crate::rls::Finding;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO05",
    level: Level::Error,
    title: "A sub-select of a policy does not ask who calls.",
    why: "It answers whether anybody is an admin, not whether the caller is.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for opening in scope.openings().iter().filter(|opening| opening.what == Loose::Unbound) {
        let (table, policy) = (opening.table, opening.read.policy);
        let message = format!(
            "A sub-select in {} of the policy {} of {} asks nothing of who calls: it holds for everyone or for no one. \
             Compare it with the session's user or tenant.",
            opening.word,
            policy.name,
            table.name()
        );
        let sql = words::floor_sql(scope.wall, table);
        out.push(
            RULE.at_policy(table, policy, message).mended_if("Add a restrictive policy that asks for the tenant", sql),
        );
    }
}
