//! BY08: a function that claims to tell nothing.
//!
//! <https://www.postgresql.org/docs/current/sql-createfunction.html>: leakproof functions "may be executed before conditions
//! from security policies and security barrier views".

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::problem::Level;
use crate::rls::Finding;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "BY08",
    level: Level::Error,
    title: "A function of one's own is LEAKPROOF.",
    why: "It may be called with rows that no policy has let through yet, and so tell of them.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for routine in scope.wall.routines().iter().filter(|routine| routine.leakproof) {
        let message = format!(
            "{} is LEAKPROOF, so PostgreSQL may call it with rows of other tenants before a policy is asked.",
            routine.name()
        );
        let sql = format!("ALTER FUNCTION {} NOT LEAKPROOF;", routine.name());
        let finding = RULE.of(routine.name(), Some(&routine.object.id), message);
        out.push(finding.mended("Make it NOT LEAKPROOF", sql));
    }
}
