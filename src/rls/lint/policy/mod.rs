//! What the clauses of policies say.

pub(super) mod po01;
pub(super) mod po02;
pub(super) mod po03;
pub(super) mod po04;
pub(super) mod po05;
pub(super) mod po06;
pub(super) mod po07;
pub(super) mod po08;
pub(super) mod po09;
pub(super) mod po10;
pub(super) mod po11;
pub(super) mod po12;
pub(super) mod po13;
pub(super) mod po14;
pub(super) mod po15;
pub(super) mod po16;
pub(super) mod po18;
pub(super) mod po19;
pub(super) mod po20;
pub(super) mod po21;
pub(super) mod po22;
pub(super) mod po23;
pub(super) mod po24;
pub(super) mod po25;
pub(super) mod po26;
pub(super) mod po27;

use super::reading::{Asker, Loose, PolicyReading};
use super::scope::Scope;
use crate::catalog::{Grantee, Policy, PolicyCommand};
use crate::rls::predicate::Predicate;
use crate::rls::wall::{Command, RowKind, Wall, WallTable};

/// True if a policy is one that the application's requests meet. Where no role was named, every role is taken for one.
pub(super) fn counts(wall: &Wall<'_>, policy: &Policy) -> bool {
    if wall.app_roles().next().is_none() {
        return policy.to.iter().any(|to| match to {
            Grantee::Public => true,
            Grantee::Role(id) => wall.role(id).is_none_or(|role| !wall.is_service(role)),
        });
    }
    wall.app_roles().any(|app| wall.applies_to(policy, app))
}

/// The commands that a policy is for.
pub(super) fn commands(policy: &Policy) -> impl Iterator<Item = Command> + '_ {
    Command::ALL.into_iter().filter(|command| command.is_for(policy.command))
}

/// True if a restrictive policy ties the rows of a command to the caller, whatever permissive ones say.
pub(super) fn is_floored(asker: &Asker<'_, '_>, policy: &Policy, command: Command, row: RowKind) -> bool {
    asker.scope.reading(asker.table).policies.iter().any(|read| {
        read.policy.restrictive
            && command.is_for(read.policy.command)
            && covers(&read.policy.to, &policy.to)
            && read.clause(row).is_some_and(|clause| asker.ties_key(clause))
    })
}

/// True if whoever one list names the other names too.
fn covers(wide: &[Grantee], narrow: &[Grantee]) -> bool {
    wide.contains(&Grantee::Public) || narrow.iter().all(|to| wide.contains(to))
}

/// An alternative of a permissive policy that ties no row to the caller, and that no restrictive policy makes up for.
pub(super) struct Opening<'w> {
    pub(super) table: &'w WallTable<'w>,
    pub(super) read: &'w PolicyReading<'w>,
    pub(super) word: &'static str,
    pub(super) what: Loose,
    pub(super) branch: &'w Predicate,
    /// True if it is all that the clause says.
    pub(super) is_whole: bool,
}

/// Every opening of the policies that the application meets, for [`Scope::openings`].
pub(super) fn find_openings<'w>(scope: &Scope<'w>) -> Vec<Opening<'w>> {
    let mut found = Vec::new();
    for table in scope.walled() {
        let asker = Asker::new(scope, table);
        for read in &scope.reading(table).policies {
            if read.policy.restrictive || !counts(scope.wall, read.policy) {
                continue;
            }
            for (word, row) in [("USING", RowKind::Old), ("WITH CHECK", RowKind::New)] {
                let clause = if row == RowKind::Old { read.using.as_ref() } else { read.check.as_ref() };
                let Some(clause) = clause else { continue };
                // What no command of the policy reaches past a floor is no opening.
                let reaches = |command: &Command| command.rows().contains(&row) || row == RowKind::Old;
                let floored =
                    commands(read.policy).filter(reaches).all(|command| is_floored(&asker, read.policy, command, row));
                if floored || (row == RowKind::New && read.using.as_ref() == Some(clause)) {
                    continue;
                }
                for (what, branch) in asker.loose(clause) {
                    let is_whole = std::ptr::eq(branch, clause);
                    found.push(Opening { table, read, word, what, branch, is_whole });
                }
            }
        }
    }
    found
}

/// True if a policy is for reading only.
pub(super) fn reads_only(policy: &Policy) -> bool {
    policy.command == PolicyCommand::Select
}
