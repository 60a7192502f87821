//! PO13: a permissive policy for everyone.
//!
//! <https://www.postgresql.org/docs/current/sql-createpolicy.html>: without TO a policy is for PUBLIC, "which will apply the
//! policy to all roles".

use super::super::grants::{self, OF_ROWS};
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::catalog::Grantee;
use crate::problem::Level;
use crate::rls::Finding;
use crate::sql::quote;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO13",
    level: Level::Info,
    title: "A permissive policy is for everyone.",
    why: "It counts for every role that gets a privilege later. Views and functions that read as their owner need one, for it filters them too.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    // Without a role for the application there is none to name.
    if scope.wall.app_roles().next().is_none() {
        return;
    }
    for table in scope.walled() {
        for policy in table.table.policies.iter().filter(|policy| !policy.restrictive) {
            if !policy.to.contains(&Grantee::Public) {
                continue;
            }
            let granted = grants::granted(scope.wall, table, &OF_ROWS);
            let roles: Vec<&Grantee> = granted.iter().map(|(to, _)| *to).filter(|to| **to != Grantee::Public).collect();
            let message = format!(
                "The policy {} of {} is for everyone (PUBLIC). Name the roles it is meant for, unless views or \
                 functions that read as their owner rely on it.",
                policy.name,
                table.name()
            );
            let sql = format!(
                "ALTER POLICY {} ON {} TO {};",
                quote::ident(&policy.name),
                table.sql(),
                grants::names_sql(scope.wall, &roles)
            );
            let finding = RULE.at_policy(table, policy, message);
            out.push(finding.mended_if("Name the roles that have privileges", (!roles.is_empty()).then_some(sql)));
        }
    }
}
