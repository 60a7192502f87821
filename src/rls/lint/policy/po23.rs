//! PO23: a function that says it never changes, and reads the session.
//!
//! <https://www.postgresql.org/docs/current/xfunc-volatility.html>: a call of an IMMUTABLE function may be computed when the
//! query is planned; a plan that is kept then answers for the session that it was made for.

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::Volatility;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO23",
    level: Level::Error,
    title: "A function that a policy calls is IMMUTABLE and reads the session or a table.",
    why: "Its result may be computed once and kept in a plan: the next tenant of the connection gets the rows of the one before.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for routine in wall.routines().iter().filter(|routine| routine.volatility == Volatility::Immutable) {
        if !scope.asks_who(routine) && wall.tables_reached(routine.object).is_empty() {
            continue;
        }
        let called = wall.tables().iter().find(|table| {
            let clauses = table.table.policies.iter().flat_map(|policy| policy.using.iter().chain(&policy.check));
            clauses.into_iter().any(|clause| {
                scope.calls().in_text(clause.sql()).iter().any(|called| called.object.id == routine.object.id)
            })
        });
        let Some(table) = called else { continue };
        let message = format!(
            "{} is IMMUTABLE and reads the session or a table; a policy of {} calls it. A plan that is kept answers for the \
             tenant it was made for. Make it STABLE.",
            routine.name(),
            table.name()
        );
        let sql = format!("ALTER FUNCTION {} STABLE;", routine.name());
        out.push(RULE.of(routine.name(), Some(&routine.object.id), message).mended("Make it STABLE", sql));
    }
}
