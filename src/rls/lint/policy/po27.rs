//! PO27: a policy that another already says.
//!
//! Permissive policies are OR-ed: <https://www.postgresql.org/docs/current/sql-createpolicy.html>.

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use super::covers;
use crate::catalog::PolicyCommand;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::{Command, RowKind};

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO27",
    level: Level::Info,
    title: "A permissive policy says what another says.",
    why: "Both are evaluated, and one day they differ.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.walled() {
        let policies = &scope.reading(table).policies;
        for (at, read) in policies.iter().enumerate() {
            let says = |(other_at, other): &(usize, &super::super::reading::PolicyReading<'_>)| {
                let commands =
                    other.policy.command == PolicyCommand::All || other.policy.command == read.policy.command;
                // Of two that say the same the later one is told.
                let first =
                    other.policy.command != read.policy.command || other.policy.to != read.policy.to || *other_at < at;
                let rows = Command::ALL.into_iter().filter(|command| command.is_for(read.policy.command));
                let mut rows = rows.flat_map(|command| command.rows().iter().copied());
                let same = |row: RowKind| read.clause(row).is_some() && read.clause(row) == other.clause(row);
                *other_at != at
                    && first
                    && commands
                    && other.policy.restrictive == read.policy.restrictive
                    && covers(&other.policy.to, &read.policy.to)
                    && rows.all(same)
            };
            let Some((_, other)) = policies.iter().enumerate().find(says) else { continue };
            let message = format!(
                "The policy {} of {} says what {} says already. Drop one.",
                read.policy.name,
                table.name(),
                other.policy.name
            );
            let sql = words::drop_policy(table, read.policy);
            out.push(RULE.at_policy(table, read.policy, message).mended("Drop the policy", sql));
        }
    }
}
