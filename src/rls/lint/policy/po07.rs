//! PO07: rows that may be changed and not seen.
//!
//! <https://www.postgresql.org/docs/current/sql-createpolicy.html>: SELECT policies judge an UPDATE or a DELETE only if it
//! "requires SELECT rights", that is, reads a column.

use super::super::reading::Asker;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use super::{counts, is_floored};
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::{Command, RowKind};

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO07",
    level: Level::Error,
    title: "A policy lets rows be changed or deleted that no policy lets be seen.",
    why: "A statement that reads no column, such as DELETE without WHERE, is not judged by the SELECT policies: tests with WHERE or RETURNING look safe.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.walled() {
        let asker = Asker::new(scope, table);
        let reading = scope.reading(table);
        let permissive = |command: Command| {
            reading.policies.iter().filter(move |read| {
                !read.policy.restrictive && command.is_for(read.policy.command) && counts(scope.wall, read.policy)
            })
        };
        // Only what is seen less of can be wider.
        let seen_tied = permissive(Command::Select).all(|read| read.using.as_ref().is_none_or(|c| !asker.opens(c)));
        if !seen_tied {
            continue;
        }
        for command in [Command::Update, Command::Delete] {
            for read in permissive(command) {
                let wide = read.using.as_ref().is_some_and(|clause| asker.opens(clause));
                if !wide || is_floored(&asker, read.policy, command, RowKind::Old) {
                    continue;
                }
                let message = format!(
                    "The policy {} lets {} reach rows of {} that no policy lets be seen: a statement that reads no column \
                     reaches every tenant's.",
                    read.policy.name,
                    command.sql(),
                    table.name()
                );
                let sql = words::floor_sql(scope.wall, table);
                let finding = RULE.at_policy(table, read.policy, message);
                out.push(finding.mended_if("Add a restrictive policy that asks for the tenant", sql));
            }
        }
    }
}
