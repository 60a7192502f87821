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
use crate::rls::decide::{Outcome, decide};
use crate::rls::wall::{Command, RowKind, WallTable};

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
        let names = |command: Command| permissive(command).map(|read| &read.policy.name).collect::<Vec<_>>();
        let seen = names(Command::Select);
        // Only what is seen less of can be wider.
        let seen_tied = permissive(Command::Select).all(|read| read.using.as_ref().is_none_or(|c| !asker.opens(c)));
        for command in [Command::Update, Command::Delete].into_iter().filter(|command| names(*command) != seen) {
            let decided = decided(scope, table, command);
            for read in permissive(command) {
                let reached = match &decided {
                    Some(guilty) => guilty.contains(&read.policy.name),
                    None => seen_tied && read.using.as_ref().is_some_and(|clause| asker.opens(clause)),
                };
                if !reached || is_floored(&asker, read.policy, command, RowKind::Old) {
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

/// The policies by which a statement that reads no column reaches what one that reads any does not, decided over all cases;
/// nothing where that can't be decided, or no role is known to ask.
fn decided(scope: &Scope<'_>, table: &WallTable<'_>, command: Command) -> Option<Vec<String>> {
    let mut guilty = Vec::new();
    let mut roles = scope.wall.app_roles().peekable();
    roles.peek()?;
    for role in roles {
        let decisions = decide(scope.wall, table, role);
        let of = |blind| decisions.iter().find(|decision| decision.command == command && decision.blind == blind);
        match (&of(true)?.outcome, &of(false)?.outcome) {
            (Outcome::NotDecided(_), _) | (_, Outcome::NotDecided(_)) => return None,
            (_, Outcome::Leaks(_)) => {}
            // An own row that becomes a stranger's is told by other rules.
            (Outcome::Leaks(witness), _) if witness.was_strange => guilty.extend(witness.policies.iter().cloned()),
            _ => {}
        }
    }
    Some(guilty)
}
