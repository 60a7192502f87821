//! Rules `lock-held`, `scans-twice` and `no-timeouts`: what statements do to each other, which is seen only when they
//! stand in their order.

use std::collections::HashMap;

use super::super::Statement;
use super::super::kind::Kind;
use super::hazard;
use crate::catalog::{Id, Table};
use crate::diff::Aligned;
use crate::problem::Level;

/// The rules whose hazard means that a statement reads or writes a whole table, or builds an index on it.
const SLOW: [&str; 14] = [
    "add-column-rewrites",
    "add-exclusion",
    "add-unique",
    "all-rows-changed",
    "attach-scans",
    "change-type",
    "check-scans",
    "domain-scans",
    "foreign-key-scans",
    "index-blocks-writes",
    "set-not-null",
    "table-packed",
    "table-rewritten",
    "validation-scans",
];

/// The kinds of statement that take no lock that keeps anybody out of a table: what they make is new, or nobody waits
/// for it.
const HARMLESS: [Kind; 19] = [
    Kind::CreateSchema,
    Kind::CreateEnum,
    Kind::CreateSequence,
    Kind::CreateTable,
    Kind::CreateObject,
    Kind::AddEnumLabel,
    Kind::RenameEnumLabel,
    Kind::RenameEnum,
    Kind::MoveEnum,
    Kind::DropEnum,
    Kind::AlterSequence,
    Kind::SetSequenceValue,
    Kind::ValidateConstraint,
    Kind::Set,
    Kind::AlterDefaultPrivileges,
    Kind::Grant,
    Kind::Revoke,
    Kind::Comment,
    Kind::HandWritten,
];

/// Adds to the statements of up what they mean for each other. `there` are tables that are in both catalogs, by what
/// belongs to them.
pub(crate) fn together(statements: &mut [Statement], there: &There<'_>) {
    lock_held(statements, there);
    scans_twice(statements, there);
    no_timeouts(statements, there);
}

/// Which table that is there an object belongs to.
#[derive(Debug, Default)]
pub(crate) struct There<'a>(HashMap<&'a Id, &'a Id>);

impl<'a> There<'a> {
    /// Every part of the tables that are in the previous catalog, and of the same tables in the next one.
    pub(crate) fn of(aligned: &Aligned<'a>) -> Self {
        let mut parts = HashMap::new();
        let mut add = |table: &'a Table, id: &'a Id| {
            let columns = table.columns.iter().map(|c| &c.id).chain(table.constraints.iter().map(|c| &c.id));
            let others = table.indexes.iter().map(|i| &i.id).chain(table.policies.iter().map(|p| &p.id));
            parts.extend(columns.chain(others).chain([&table.id]).map(|part| (part, id)));
        };
        for pair in aligned.kept_tables.iter().filter(|table| !table.equal).map(|table| table.tables) {
            add(pair.previous, &pair.next.id);
            add(pair.next, &pair.next.id);
        }
        aligned.tables.removed.iter().for_each(|table| add(table, &table.id));
        Self(parts)
    }

    fn table(&self, object: &Id) -> Option<&'a Id> {
        self.0.get(object).copied()
    }
}

fn is_slow(statement: &Statement) -> bool {
    statement.hazards.iter().any(|hazard| SLOW.contains(&hazard.rule.as_str()))
}

/// True for a statement that keeps others out of a table that is there.
fn locks(statement: &Statement, there: &There<'_>) -> bool {
    let by_hand = statement.kind == Kind::HandWritten.as_str();
    let listed = HARMLESS.iter().any(|kind| statement.kind == kind.as_str());
    by_hand && statement.hazards.iter().any(|hazard| LOCKS_BY_HAND.contains(&hazard.rule.as_str()))
        || !listed && statement.transactional && there.table(&statement.object).is_some()
}

/// The rules whose hazard means that a hand-written statement keeps others out of a table for a moment or longer.
const LOCKS_BY_HAND: [&str; 18] = [
    "access-changed",
    "access-loosened",
    "access-tightened",
    "add-column-rewrites",
    "add-exclusion",
    "add-unique",
    "attach-scans",
    "change-type",
    "check-scans",
    "detach-locks",
    "drop-column",
    "drop-index",
    "drop-table",
    "foreign-key-scans",
    "index-blocks-writes",
    "lock-table",
    "set-not-null",
    "trigger-locks",
];

/// The first lock of a transaction that others wait for is held while later statements read or write whole tables.
fn lock_held(statements: &mut [Statement], there: &There<'_>) {
    for run in statements.chunk_by_mut(|a, b| a.transactional && b.transactional) {
        let Some(first) = run.iter().position(|statement| locks(statement, there)) else { continue };
        let slow = run[first + 1..].iter().filter(|statement| is_slow(statement)).count();
        if slow == 0 {
            continue;
        }
        let more = match slow {
            1 => "one statement after it reads or writes a whole table".to_owned(),
            slow => format!("{slow} statements after it read or write whole tables"),
        };
        let message = format!(
            "The lock that this takes is held to the end of the transaction, while {more}. Online mode, or a migration for each, keeps it short."
        );
        run[first].hazards.push(hazard("lock-held", Level::Info, message));
    }
}

/// Two statements of one transaction go over the same table, where one ALTER TABLE would do it once.
fn scans_twice(statements: &mut [Statement], there: &There<'_>) {
    for run in statements.chunk_by_mut(|a, b| a.transactional && b.transactional) {
        let mut seen: HashMap<&Id, String> = HashMap::new();
        for statement in run.iter_mut().filter(|s| is_slow(s) && s.sql.starts_with("ALTER TABLE ")) {
            let Some(table) = there.table(&statement.object) else { continue };
            match seen.get(table) {
                None => {
                    seen.insert(table, statement.name.clone());
                }
                Some(first) => {
                    let message = format!(
                        "The whole table is gone over once more, after {first}: one ALTER TABLE with both, written by hand, does it once."
                    );
                    statement.hazards.push(hazard("scans-twice", Level::Info, message));
                }
            }
        }
    }
}

/// Nothing says how long to wait for a lock, nor how long a statement may take.
fn no_timeouts(statements: &mut [Statement], there: &There<'_>) {
    let sets = |statement: &Statement| {
        let sql = statement.sql.to_ascii_lowercase();
        let by_hand = statement.kind == Kind::HandWritten.as_str() && sql.starts_with("set ");
        statement.kind == Kind::LockTables.as_str() || by_hand && sql.contains("lock_timeout")
    };
    let Some(first) = statements.iter().position(|statement| locks(statement, there)) else { return };
    if statements[..first].iter().any(sets) {
        return;
    }
    let message = "No lock_timeout is set: while this waits for its lock behind one long transaction, everybody else who \
                   wants the table waits behind it. Let it give up and be tried again; a statement_timeout ends what takes \
                   longer than it was measured to."
        .to_owned();
    let hazard = hazard("no-timeouts", Level::Info, message);
    statements[first]
        .hazards
        .push(hazard.safer("SET LOCAL lock_timeout = '3s';\nSET LOCAL statement_timeout = '20min';"));
}
