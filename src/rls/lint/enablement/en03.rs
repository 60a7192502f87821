//! EN03: a privilege that no policy lets through.
//!
//! <https://www.postgresql.org/docs/current/ddl-rowsecurity.html>: "If no policy exists for the table, a default-deny policy
//! is used, meaning that no rows are visible or can be modified."

use super::super::grants;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use crate::catalog::{Grantee, Policy, PolicyCommand};
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::{Command, RowKind, Wall, WallTable, clause};

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "EN03",
    level: Level::Warning,
    title: "A role may run a command on a table, and no policy lets it through.",
    why: "Reads return nothing and writes fail with 42501. It looks like lost data.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for table in wall.tables().iter().filter(|table| !table.table.row_security.is_off()) {
        // Below a table with policies none means: by the parent only.
        if table.table.parents().any(|id| wall.table_by_id(id).is_some_and(|p| !p.table.row_security.is_off())) {
            continue;
        }
        let privileges = Command::ALL.map(Command::privilege);
        for (to, held) in grants::granted(wall, table, &privileges) {
            let passes = grants::role(wall, to).is_some_and(|role| wall.bypasses(role, table.table));
            let silent = |command: &Command| held.contains(&command.privilege()) && !is_let(wall, table, to, *command);
            let silent: Vec<Command> = Command::ALL.into_iter().filter(silent).collect();
            if passes || silent.is_empty() {
                continue;
            }
            let commands: Vec<&str> = silent.iter().map(|command| command.sql()).collect();
            let message = format!(
                "{} may {} on {}, and no permissive policy lets it through: reads find nothing, writes fail. Write a \
                 policy for it, or revoke the privilege.",
                words::grantee(wall, to),
                words::list(&commands),
                table.name()
            );
            let sql =
                format!("REVOKE {} ON {} FROM {};", commands.join(", "), table.sql(), words::grantee_sql(wall, to));
            out.push(RULE.at(table, message).mended("Revoke what no policy lets through", sql));
        }
    }
}

/// True if a permissive policy with a clause applies.
fn is_let(wall: &Wall<'_>, table: &WallTable<'_>, to: &Grantee, command: Command) -> bool {
    let applies = |policy: &Policy| match to {
        // What everyone has counts for whoever has a policy.
        Grantee::Public => true,
        Grantee::Role(id) => wall.role(id).is_some_and(|role| wall.applies_to(policy, role)),
    };
    let has_clause = |policy: &Policy| command.rows().iter().all(|row| clause(policy, *row).is_some());
    table.table.policies.iter().any(|policy| {
        // A policy without a clause is PO12's.
        let empty = policy.using.is_none() && policy.check.is_none() && policy.command != PolicyCommand::All;
        !policy.restrictive && command.is_for(policy.command) && applies(policy) && (has_clause(policy) || empty)
    }) || (command == Command::Update && is_let_by_two(table, &applies))
}

/// An UPDATE's rows may be let through by one policy and its new rows by another.
fn is_let_by_two(table: &WallTable<'_>, applies: &dyn Fn(&Policy) -> bool) -> bool {
    [RowKind::Old, RowKind::New].into_iter().all(|row| {
        table.table.policies.iter().any(|policy| {
            !policy.restrictive
                && Command::Update.is_for(policy.command)
                && applies(policy)
                && clause(policy, row).is_some()
        })
    })
}
