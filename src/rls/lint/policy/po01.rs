//! PO01: a permissive policy that lets every row through.
//!
//! <https://www.postgresql.org/docs/current/sql-createpolicy.html>: "All permissive policies which are applicable to a given
//! query will be combined together using the Boolean \"OR\" operator."

use super::super::reading::Loose;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use crate::problem::Level;
use crate::rls::Finding;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO01",
    level: Level::Error,
    title: "A permissive policy of a tenant's table lets every row through.",
    why: "Permissive policies are OR-ed: whatever the others say, every tenant's rows are reached.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for opening in scope.openings() {
        // WITH CHECK (true) beside another USING is PO02's, and that of an INSERT policy PO03's.
        if opening.what != Loose::Everything || opening.word == "WITH CHECK" {
            continue;
        }
        let (table, policy) = (opening.table, opening.read.policy);
        let message = format!(
            "The policy {} of {} lets every row through, and the application meets it. Ask for the tenant in it, write it TO \
             the role that it is meant for, or put a restrictive policy below it.",
            policy.name,
            table.name()
        );
        let sql = words::floor_sql(scope.wall, table);
        out.push(
            RULE.at_policy(table, policy, message).mended_if("Add a restrictive policy that asks for the tenant", sql),
        );
    }
}
