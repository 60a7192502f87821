//! PO10: a floor for some commands.
//!
//! <https://www.postgresql.org/docs/current/sql-createpolicy.html> has a table of which policies count for which command.

use super::super::reading::Asker;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use super::{counts, is_floored};
use crate::catalog::PolicyCommand;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::Command;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO10",
    level: Level::Error,
    title: "A restrictive policy that keeps tenants apart is for some commands only.",
    why: "The others are limited by the permissive policies alone.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.walled() {
        let asker = Asker::new(scope, table);
        let reading = scope.reading(table);
        for read in reading.policies.iter().filter(|read| read.policy.restrictive) {
            let clauses: Vec<_> = read.clauses().map(|(_, clause)| clause).collect();
            if clauses.is_empty() || !clauses.iter().all(|clause| asker.ties_key(clause)) {
                continue;
            }
            let open = |command: &Command| {
                command.rows().iter().any(|row| {
                    reading.policies.iter().any(|other| {
                        !other.policy.restrictive
                            && counts(scope.wall, other.policy)
                            && command.is_for(other.policy.command)
                            && other.clause(*row).is_some_and(|clause| asker.opens(clause))
                            && !is_floored(&asker, other.policy, *command, *row)
                    })
                })
            };
            let open: Vec<&str> = Command::ALL.into_iter().filter(open).map(Command::sql).collect();
            if open.is_empty() || !counts(scope.wall, read.policy) {
                continue;
            }
            let message = format!(
                "The restrictive policy {} keeps the tenants of {} apart for {} only; {} reach every tenant's rows. Write it \
                 FOR ALL, with USING and WITH CHECK.",
                read.policy.name,
                table.name(),
                read.policy.command.sql(),
                words::list(&open)
            );
            let mut new = read.policy.clone();
            new.command = PolicyCommand::All;
            new.using = read.policy.using.clone().or_else(|| read.policy.check.clone());
            new.check = new.using.clone();
            let sql = words::replace_policy(scope.wall, table, read.policy, &new);
            out.push(RULE.at_policy(table, read.policy, message).mended("Write it FOR ALL", sql));
        }
    }
}
