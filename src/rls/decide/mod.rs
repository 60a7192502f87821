//! Whether the policies and grants of a table keep strangers' rows from a role, decided over all cases instead of tried on
//! some.
//!
//! A clause is evaluated by PostgreSQL's three-valued logic in every case that its comparisons tell apart: what the session
//! says, what stands in the row. What is not understood may come to anything. So "holds" means that no case lets a
//! stranger's row through whatever the rest comes to, "leaks" names a case that does for certain, and everything between is
//! not decided, with the part that stood in the way. Grants count, and so do the columns that they name. What is decided
//! here is the way through the table itself: views, functions and foreign keys are ways around it.

mod cases;
mod class;
mod decider;
mod eval;
mod fresh;
mod mentioned;
mod sets;
mod update;
mod value;
mod words;

use std::collections::BTreeSet;

use cases::Line;
use decider::Decider;
pub use eval::{Row, Session};
pub use value::{Class, Truth, Val};
pub use words::Witness;

use super::intent::Access;
use super::wall::{Command, RowKind, Wall, WallTable};
use crate::catalog::{Id, Role};

/// What was decided of one command of one role on one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The table's id.
    pub table: Id,
    /// The role's id.
    pub role: Id,
    /// The command.
    pub command: Command,
    /// True for a statement that reads no column, which the `SELECT` policies don't bind.
    pub blind: bool,
    /// What came out.
    pub outcome: Outcome,
    /// What was taken for granted: that functions and memberships give the caller's own keys.
    pub assumptions: Vec<String>,
}

/// What came out of deciding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The role lacks the privilege.
    Denied,
    /// Nothing is to be kept from anybody.
    Open,
    /// In no case does a stranger's row get through.
    Holds,
    /// In this case one does.
    Leaks(Witness),
    /// No stranger's row gets through, and none of the caller's own either.
    BreaksUse,
    /// It depends on this.
    NotDecided(String),
}

/// How certainly something gets through: not, perhaps, for certain.
type Level = u8;

fn level(truth: Truth) -> Level {
    if truth.holds() { 2 } else { u8::from(truth.may_hold()) }
}

/// Decides every command of every application role on every table that is said to hold somebody's rows.
pub fn all(wall: &Wall<'_>) -> Vec<Decision> {
    let walled = wall.tables().iter().filter(|table| table.access().is_some_and(|a| a != Access::Unprotected));
    walled.flat_map(|table| wall.app_roles().flat_map(|role| decide(wall, table, role)).collect::<Vec<_>>()).collect()
}

/// Decides the commands of a role on a table: `UPDATE` and `DELETE` twice, as a statement that reads columns and as one that
/// reads none.
pub fn decide(wall: &Wall<'_>, table: &WallTable<'_>, role: &Role) -> Vec<Decision> {
    let both = [
        (Command::Select, false),
        (Command::Insert, false),
        (Command::Update, false),
        (Command::Update, true),
        (Command::Delete, false),
        (Command::Delete, true),
    ];
    let mut decider = Decider::new(wall, table, role);
    let decided = both.map(|(command, blind)| {
        let outcome = decider.outcome(command, blind);
        Decision {
            table: table.table.id.clone(),
            role: role.id.clone(),
            command,
            blind,
            outcome,
            assumptions: decider
                .space
                .as_ref()
                .map_or_else(|_| Vec::new(), |s| s.assumptions.iter().cloned().collect()),
        }
    });
    decided.into()
}

/// One case, and what the policies of each command come to in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What the session says.
    pub session: Session,
    /// The row.
    pub row: Row,
    /// True if the row is the caller's own.
    pub own: bool,
    /// For the row as one that is there: `SELECT`, `UPDATE`, `DELETE`.
    pub old: [Truth; 3],
    /// For the row as one that is written: `INSERT`, `UPDATE`.
    pub new: [Truth; 2],
}

/// Every case of a role on a table.
///
/// # Errors
/// Why the cases can't be told.
pub fn cases(wall: &Wall<'_>, table: &WallTable<'_>, role: &Role) -> Result<Vec<Case>, String> {
    let decider = Decider::new(wall, table, role);
    let space = decider.space.as_ref().map_err(Clone::clone)?;
    let class = decider.key_class();
    let mut found = Vec::new();
    for session in &space.sessions {
        let mine = space.mine(wall, session, |text| class.cast(text));
        for line in &space.lines {
            let mut unused = BTreeSet::new();
            let mut of = |command, row| decider.passes(space, command, row, session, line, &mut unused);
            found.push(Case {
                session: session.clone(),
                row: line.row.clone(),
                own: line.key.as_ref().is_some_and(|key| mine.contains(key)),
                old: [Command::Select, Command::Update, Command::Delete].map(|command| of(command, RowKind::Old)),
                new: [Command::Insert, Command::Update].map(|command| of(command, RowKind::New)),
            });
        }
    }
    Ok(found)
}

/// A row, and how certainly it passes as the one that is there and as the one that is written.
#[derive(Clone, Debug)]
struct Judged<'l> {
    line: &'l Line,
    old: Level,
    new: Level,
    reasons: BTreeSet<String>,
}

#[derive(Debug, Default)]
struct Found {
    /// The most certain leak so far.
    leak: Option<(Level, Witness)>,
    reasons: BTreeSet<String>,
    /// True if some own row may pass.
    own: bool,
}

#[cfg(test)]
mod tests;
