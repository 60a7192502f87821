//! PF08: several policies where one would do.
//!
//! <https://www.postgresql.org/docs/current/sql-createpolicy.html>: all permissive policies that apply are OR-ed, so all are
//! evaluated.

use super::super::policy::counts;
use super::super::reading::{Asker, Loose};
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::Command;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PF08",
    level: Level::Info,
    title: "Several permissive policies are evaluated for one role and command.",
    why: "Each is asked for every row.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.walled() {
        let asker = Asker::new(scope, table);
        let of = |command: Command| -> Vec<&str> {
            let policies = scope.reading(table).policies.iter().filter(|read| {
                // Rows that everyone may read have a policy of their own on purpose.
                let declared = |clause| asker.loose(clause).iter().any(|(what, _)| *what == Loose::Declared);
                !read.policy.restrictive
                    && command.is_for(read.policy.command)
                    && counts(scope.wall, read.policy)
                    && !read.using.as_ref().is_some_and(declared)
            });
            policies.map(|read| read.policy.name.as_str()).collect()
        };
        let Some((command, names)) =
            Command::ALL.into_iter().map(|command| (command, of(command))).find(|(_, names)| names.len() > 1)
        else {
            continue;
        };
        let message = format!(
            "{} policies of {} are evaluated for every {} of the application: {}. One with OR costs less.",
            names.len(),
            table.name(),
            command.sql(),
            words::list(&names)
        );
        out.push(RULE.at(table, message));
    }
}
