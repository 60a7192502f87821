//! PF06: an alternative that no index serves.
//!
//! <https://www.postgresql.org/docs/current/indexes-bitmap-scans.html>: OR is served by indexes only if each side is.

use super::super::policy::counts;
use super::super::reading::{Asker, Loose};
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::predicate::Predicate;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PF06",
    level: Level::Warning,
    title: "A policy has an alternative that asks nothing of the row.",
    why: "The whole condition becomes a filter: every query of every tenant reads the whole table.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.walled() {
        let asker = Asker::new(scope, table);
        for read in scope.reading(table).policies.iter().filter(|read| counts(scope.wall, read.policy)) {
            let Some(using @ Predicate::Or(parts)) = &read.using else { continue };
            let ties = parts.iter().any(|part| asker.ties_key(part));
            let apart = asker.loose(using).iter().any(|(what, part)| {
                matches!(what, Loose::Switch | Loose::Unset) || (*what == Loose::Other && part.columns().is_empty())
            });
            if !ties || !apart {
                continue;
            }
            let message = format!(
                "The policy {} of {} has an alternative that asks nothing of the row, so that no index serves the other one \
                 either. Make it a policy of its own, TO a role of its own.",
                read.policy.name,
                table.name()
            );
            out.push(RULE.at_policy(table, read.policy, message));
        }
    }
}
