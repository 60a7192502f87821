//! PO12: a policy that lets nothing through.
//!
//! <https://www.postgresql.org/docs/current/sql-createpolicy.html>: rows for which the expression is true are let through; a
//! policy without one has none.

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use crate::catalog::PolicyCommand;
use crate::problem::Level;
use crate::rls::Finding;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO12",
    level: Level::Warning,
    title: "A policy has no clause.",
    why: "PostgreSQL takes it for a policy that lets no row through. It opens nothing, and does nothing either.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.wall.tables() {
        for policy in &table.table.policies {
            let has_clause = match policy.command {
                PolicyCommand::Insert => policy.check.is_some(),
                PolicyCommand::All | PolicyCommand::Select | PolicyCommand::Update | PolicyCommand::Delete => {
                    policy.using.is_some() || policy.check.is_some()
                }
            };
            if has_clause || policy.restrictive {
                continue;
            }
            let message = format!(
                "The policy {} of {} has no clause, so it lets no row through. Write one, or drop the policy.",
                policy.name,
                table.name()
            );
            let sql = words::drop_policy(table, policy);
            out.push(RULE.at_policy(table, policy, message).mended("Drop the policy", sql));
        }
    }
}
