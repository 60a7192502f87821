//! PO25: current_user where another asks.
//!
//! <https://www.postgresql.org/docs/current/functions-info.html>: current_user is the owner of a SECURITY DEFINER function
//! while it runs.

use super::super::parts::{each_part, each_scalar, names_row};
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::predicate::{Predicate, Scalar};

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO25",
    level: Level::Error,
    title: "A policy compares rows with current_user, and a SECURITY DEFINER function reads the table.",
    why: "Inside the function current_user is its owner: it sees the owner's rows, not the caller's.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for table in scope.walled() {
        for read in &scope.reading(table).policies {
            let mut by_name = false;
            for (_, clause) in read.clauses() {
                each_part(clause, &mut |part| {
                    // A role test names no column: who it lets in is said by TO.
                    if matches!(part, Predicate::Compare { .. }) && names_row(part) {
                        each_scalar(part, &mut |scalar| {
                            by_name |= matches!(scalar, Scalar::CurrentUser | Scalar::SessionUser);
                        });
                    }
                });
            }
            let reaches = |routine: &&crate::rls::wall::Routine<'_>| {
                routine.security_definer
                    && !routine.is_trigger()
                    && wall.tables_reached(routine.object).contains(&table.table.id)
            };
            let Some(routine) = wall.routines().iter().find(reaches).filter(|_| by_name) else { continue };
            let message = format!(
                "The policy {} of {} compares rows with current_user; in {}, which runs as its owner, that is the owner and \
                 not who calls. Take who asks from the session's settings.",
                read.policy.name,
                table.name(),
                routine.name()
            );
            out.push(RULE.at_policy(table, read.policy, message));
        }
    }
}
