//! PO11: checks of several policies that mix.
//!
//! <https://www.postgresql.org/docs/current/sql-createpolicy.html>: of several permissive policies it is enough that the old
//! row passes one's USING and the new row another's WITH CHECK.

use super::super::parts::conjuncts;
use super::super::reading::PolicyReading;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::counts;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::Command;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO11",
    level: Level::Error,
    title: "Two UPDATE policies have checks that do not repeat what their USING asks.",
    why: "Any policy's check lets the new row in, whichever USING let the old one through: what only one actor may write, every actor may.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.walled() {
        let updates: Vec<&PolicyReading<'_>> = scope
            .reading(table)
            .policies
            .iter()
            .filter(|read| {
                !read.policy.restrictive
                    && Command::Update.is_for(read.policy.command)
                    && counts(scope.wall, read.policy)
                    && read.using.is_some()
            })
            .collect();
        for read in &updates {
            let (Some(using), Some(check)) = (&read.using, &read.check) else { continue };
            let repeated = conjuncts(check);
            let guards = conjuncts(using).iter().all(|guard| repeated.contains(guard));
            let other = updates.iter().find(|other| {
                other.policy.id != read.policy.id
                    && other.using != read.using
                    && other.policy.check != read.policy.check
            });
            let Some(other) = other.filter(|_| !guards) else { continue };
            let message = format!(
                "WITH CHECK of the policy {} of {} does not repeat what its USING asks: a row that {} lets be updated may \
                 become what {} lets in. Repeat the condition, or make the rule of what may become what restrictive.",
                read.policy.name,
                table.name(),
                other.policy.name,
                read.policy.name
            );
            out.push(RULE.at_policy(table, read.policy, message));
        }
    }
}
