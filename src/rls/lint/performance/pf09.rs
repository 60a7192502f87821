//! PF09: a function that may change from row to row.
//!
//! <https://www.postgresql.org/docs/current/xfunc-volatility.html>: a VOLATILE function is evaluated at every row, and is no
//! condition of an index.

use super::super::reading::PolicyReading;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::predicate::{Part, Scalar};
use crate::rls::wall::{Routine, Volatility};

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PF09",
    level: Level::Warning,
    title: "A policy calls a VOLATILE function outside of a sub-select.",
    why: "It is called for every row, and no index serves the condition.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.wall.tables() {
        for read in &scope.reading(table).policies {
            let Some(routine) = called(scope, read) else { continue };
            let message = format!(
                "The policy {} of {} calls {}, which is VOLATILE, for every row. Make it STABLE, and call it in a sub-select: \
                 (SELECT …).",
                read.policy.name,
                table.name(),
                routine.name()
            );
            let sql = format!("ALTER FUNCTION {} STABLE;", routine.name());
            out.push(RULE.at_policy(table, read.policy, message).mended("Make the function STABLE", sql));
        }
    }
}

fn called<'s>(scope: &'s Scope<'_>, read: &PolicyReading<'_>) -> Option<&'s Routine<'s>> {
    let mut found = None;
    read.using.as_ref()?.walk(&mut |part, place| {
        if let Part::Scalar(Scalar::Helper(helper)) = part
            && !(place.once || place.in_helper || place.in_query)
        {
            let routine = scope.wall.routine(&helper.routine);
            found = found.or(routine.filter(|routine| routine.volatility == Volatility::Volatile));
        }
    });
    found
}
