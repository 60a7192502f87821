//! PO06: a policy that tests the row where it should test the caller.
//!
//! <https://www.postgresql.org/docs/current/sql-createpolicy.html>: the expression is evaluated for each row, with the row's
//! own columns.

use super::super::reading::Loose;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use super::reads_only;
use crate::problem::Level;
use crate::rls::Finding;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO06",
    level: Level::Error,
    title: "A policy tests what the row is instead of who calls.",
    why: "It is true of the rows of others too: whoever finds such a row may change it.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for opening in scope.openings().iter().filter(|opening| opening.what == Loose::RowOnly && opening.is_whole) {
        let (table, policy) = (opening.table, opening.read.policy);
        // Rows that are public by what they are may be meant: that is PO19's to ask. A check is PO02's and PO03's.
        if reads_only(policy) || opening.word == "WITH CHECK" {
            continue;
        }
        let message = format!(
            "{} of the policy {} of {} asks of the row alone, nothing of who calls: rows of every tenant that are so are \
             reached. Ask who calls, by a function or the session.",
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
