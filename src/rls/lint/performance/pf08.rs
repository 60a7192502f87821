//! PF08: several policies where one would do.
//!
//! <https://www.postgresql.org/docs/current/sql-createpolicy.html>: all permissive policies that apply are OR-ed, so all are
//! evaluated.

use super::super::policy::counts;
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
        let of = |command: Command| -> Vec<&str> {
            let policies =
                table.table.policies.iter().filter(|policy| {
                    !policy.restrictive && command.is_for(policy.command) && counts(scope.wall, policy)
                });
            policies.map(|policy| policy.name.as_str()).collect()
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
