//! Whether the policies and grants of a table keep strangers' rows from a role, decided over all cases instead of tried on
//! some.
//!
//! A clause is evaluated by PostgreSQL's three-valued logic in every case that its comparisons tell apart: what the session
//! says, what stands in the row. What is not understood may come to anything. So "holds" means that no case lets a
//! stranger's row through whatever the rest comes to, "leaks" names a case that does for certain, and everything between is
//! not decided, with the part that stood in the way. Grants count, and so do the columns that they name. What is decided
//! here is the way through the table itself: views, functions and foreign keys are ways around it.

mod cases;
mod eval;
mod update;
mod value;
mod words;

use std::cell::RefCell;
use std::collections::BTreeSet;

use cases::{Line, Space};
use eval::{Above, Evaluator};
pub use eval::{Row, Session};
pub use value::{Class, Truth, Val};
pub use words::Witness;

use super::intent::Access;
use super::matrix::via;
use super::predicate::{self, Predicate, Scalar};
use super::wall::{Clauses, Command, RowKind, Wall, WallTable};
use crate::catalog::{Column, ColumnValue, Id, Privilege, Role};

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

/// What one clause says, read.
#[derive(Debug)]
struct Read<'a> {
    policy: &'a str,
    predicate: Predicate,
}

/// The clauses that judge a row, read.
#[derive(Debug, Default)]
struct Judges<'a> {
    /// True if row-level security does not bind the role at all.
    open: bool,
    permissive: Vec<Read<'a>>,
    restrictive: Vec<Read<'a>>,
}

impl<'a> Judges<'a> {
    fn read(wall: &Wall<'a>, table: &WallTable<'a>, clauses: &Clauses<'a>) -> Self {
        let read = |clause: &super::wall::Clause<'a>| Read {
            policy: clause.policy.name.as_str(),
            predicate: predicate::of_clause(wall, table.table, clause),
        };
        Self {
            open: false,
            permissive: clauses.permissive.iter().map(read).collect(),
            restrictive: clauses.restrictive.iter().map(read).collect(),
        }
    }

    fn all(&self) -> impl Iterator<Item = &Predicate> {
        self.permissive.iter().chain(&self.restrictive).map(|read| &read.predicate)
    }
}

struct Decider<'d, 'a> {
    wall: &'d Wall<'a>,
    table: &'d WallTable<'a>,
    role: &'d Role,
    /// By command and kind of row.
    judges: Vec<(Command, RowKind, Judges<'a>)>,
    shared: Option<Predicate>,
    space: Result<Space, String>,
    above: Option<Above>,
    /// The columns that an `INSERT` of the role may not name, with their defaults.
    unnamed: Vec<(Id, Option<Scalar>)>,
    access: Access,
}

impl<'d, 'a> Decider<'d, 'a> {
    fn new(wall: &'d Wall<'a>, table: &'d WallTable<'a>, role: &'d Role) -> Self {
        let open = wall.bypasses(role, table.table);
        let judges: Vec<(Command, RowKind, Judges<'a>)> = Command::ALL
            .into_iter()
            .flat_map(|command| command.rows().iter().map(move |row| (command, *row)))
            .map(|(command, row)| {
                let judges = match open {
                    true => Judges { open, ..Judges::default() },
                    false => Judges::read(wall, table, &wall.clauses(table.table, role, command, row)),
                };
                (command, row, judges)
            })
            .collect();
        let condition = table.intent.and_then(|intent| intent.shared_when.as_deref());
        let shared = condition.map(|condition| predicate::read(wall, table.table, condition));
        let mut clauses: Vec<&Predicate> = judges.iter().flat_map(|(.., judges)| judges.all()).chain(&shared).collect();
        let above = cases::above(wall, table, &clauses).map(|above| {
            let clauses = wall.clauses(above.table, role, Command::Select, RowKind::Old);
            let read = |clauses: &[super::wall::Clause<'a>]| {
                clauses.iter().map(|clause| predicate::of_clause(wall, above.table, clause)).collect()
            };
            Above {
                granted: wall.on_any_column(role, above.table, Command::Select.privilege()).is_some(),
                open: wall.bypasses(role, above.table),
                permissive: read(&clauses.permissive),
                restrictive: read(&clauses.restrictive),
            }
        });
        clauses.extend(above.iter().flat_map(|above| above.permissive.iter().chain(&above.restrictive)));
        let space = cases::space(wall, table, &clauses);
        let access = table.access().unwrap_or(Access::Unprotected);
        let unnamed = unnamed(wall, table, role);
        Self { wall, table, role, judges, shared, space, above, unnamed, access }
    }

    fn outcome(&mut self, command: Command, blind: bool) -> Outcome {
        let schema = self.wall.schema(&self.table.table.schema);
        let closed = |schema| self.wall.on_schema(self.role, schema, Privilege::Usage).is_none();
        if schema.is_some_and(closed) || via(self.wall, self.table, self.role, command).is_none() {
            return Outcome::Denied;
        }
        if self.access == Access::Unprotected || (self.access == Access::SharedRead && command == Command::Select) {
            return Outcome::Open;
        }
        let space = match &self.space {
            Ok(space) => space,
            Err(reason) => return Outcome::NotDecided(reason.clone()),
        };
        let mut found = Found::default();
        for at in 0..space.sessions.len() {
            self.session(command, blind, at, &mut found);
            if found.leak.as_ref().is_some_and(|(level, _)| *level == 2) {
                break;
            }
        }
        match found.leak {
            Some((2, witness)) => Outcome::Leaks(witness),
            Some((_, witness)) => {
                let mut reasons: Vec<String> = found.reasons.into_iter().collect();
                if reasons.is_empty() {
                    reasons.push(format!("{} may raise an error first", witness.policies.join(", ")));
                }
                Outcome::NotDecided(reasons.join("; "))
            }
            None if !found.own && self.access.is_walled() => Outcome::BreaksUse,
            None => Outcome::Holds,
        }
    }

    fn session(&mut self, command: Command, blind: bool, at: usize, found: &mut Found) {
        let Ok(space) = &self.space else { return };
        let session = &space.sessions[at];
        let class = self.key_class();
        let mine = space.mine(self.wall, session, |text| class.cast(text));
        // What the statement demands of the row that is there, and of the one that it writes.
        let reads = !blind && command != Command::Insert;
        let mut lines: Vec<Judged<'_>> = Vec::new();
        for line in &space.lines {
            let mut judged = Judged { line, old: 0, new: 0, reasons: BTreeSet::new() };
            for row in command.rows() {
                let mut truth = self.passes(space, command, *row, session, line, &mut judged.reasons);
                if reads && command != Command::Select {
                    let seen = self.passes(space, Command::Select, RowKind::Old, session, line, &mut judged.reasons);
                    truth = truth.and(seen);
                }
                if *row == RowKind::New && !self.may_stand(command, session, line) {
                    truth = Truth::FALSE;
                }
                match row {
                    RowKind::Old => judged.old = level(truth),
                    RowKind::New => judged.new = level(truth),
                }
            }
            lines.push(judged);
        }
        let is_own = |line: &Line| line.key.as_ref().is_some_and(|key| mine.contains(key));
        let is_bad = |line: &Line| match self.access {
            Access::SharedRead => true,
            Access::Global => true,
            _ if is_own(line) => false,
            _ => command != Command::Select || !self.is_shared(space, session, line),
        };
        let offered = match command {
            Command::Select | Command::Delete => update::single(&lines, |judged| judged.old, &is_bad, &is_own),
            Command::Insert => update::single(&lines, |judged| judged.new, &is_bad, &is_own),
            Command::Update => {
                let fixed = self.fixed_columns();
                update::pairs(&lines, &fixed, &is_bad, &is_own)
            }
        };
        found.own |= offered.own;
        if let Some((level, old, new)) = offered.bad
            && found.leak.as_ref().is_none_or(|(before, _)| level > *before)
        {
            let row = if command.rows().len() == 1 { command.rows()[0] } else { RowKind::Old };
            let judge = old.or(new).map(|judged| judged.line);
            let policies = judge.map(|line| self.letting(space, command, row, session, line)).unwrap_or_default();
            found.reasons = old.iter().chain(&new).flat_map(|judged| judged.reasons.iter().cloned()).collect();
            let witness = words::witness(self.wall, self.table, space, session, command, blind, [old, new], policies);
            found.leak = Some((level, witness));
        }
    }

    fn key_class(&self) -> Class<'_> {
        let Ok(space) = &self.space else { return Class::Text };
        let column = space.keys.first().and_then(|id| self.wall.column_by_id(id));
        column.map_or(Class::Text, |(_, column)| Class::of(self.wall.catalog, &column.data_type))
    }

    fn evaluator<'e>(&'e self, space: &'e Space, session: &'e Session, line: &'e Line) -> Evaluator<'e, 'a> {
        Evaluator {
            wall: self.wall,
            role: self.role,
            session,
            row: &line.row,
            keys: &space.keys,
            own: &space.own,
            claims: &space.claims,
            parent: line.parent.as_ref(),
            above: self.above.as_ref(),
            reasons: RefCell::default(),
        }
    }

    fn judges(&self, command: Command, row: RowKind) -> Option<&Judges<'a>> {
        self.judges.iter().find(|(c, r, _)| *c == command && *r == row).map(|(.., judges)| judges)
    }

    /// What the policies of a command come to for a row.
    fn passes(
        &self,
        space: &Space,
        command: Command,
        row: RowKind,
        session: &Session,
        line: &Line,
        reasons: &mut BTreeSet<String>,
    ) -> Truth {
        let Some(judges) = self.judges(command, row) else { return Truth::FALSE };
        if judges.open {
            return Truth::TRUE;
        }
        let evaluator = self.evaluator(space, session, line);
        let any =
            judges.permissive.iter().fold(Truth::FALSE, |so_far, read| so_far.or(evaluator.truth(&read.predicate)));
        let all = judges.restrictive.iter().fold(any, |so_far, read| so_far.and(evaluator.truth(&read.predicate)));
        if !all.holds() && all.may_hold() {
            reasons.append(&mut evaluator.reasons.take());
        }
        all
    }

    /// The permissive policies that let a row through.
    fn letting(&self, space: &Space, command: Command, row: RowKind, session: &Session, line: &Line) -> Vec<String> {
        let Some(judges) = self.judges(command, row) else { return Vec::new() };
        let evaluator = self.evaluator(space, session, line);
        let lets = |read: &&Read<'_>| evaluator.truth(&read.predicate).may_hold();
        judges.permissive.iter().filter(lets).map(|read| read.policy.to_owned()).collect()
    }

    fn is_shared(&self, space: &Space, session: &Session, line: &Line) -> bool {
        let Some(shared) = &self.shared else { return false };
        self.evaluator(space, session, line).truth(shared).holds()
    }

    /// The columns that an `UPDATE` of this role can't change.
    fn fixed_columns(&self) -> Vec<Id> {
        let may = self.wall.columns_with(self.role, self.table.table, Command::Update.privilege());
        let fixed = self.table.table.columns.iter().filter(|column| !may.iter().any(|may| may.id == column.id));
        fixed.map(|column| column.id.clone()).collect()
    }

    /// Whether a new row can have these values: a column that the role may not name in an `INSERT` has its default.
    fn may_stand(&self, command: Command, session: &Session, line: &Line) -> bool {
        let Ok(space) = &self.space else { return true };
        if command != Command::Insert {
            return true;
        }
        self.unnamed.iter().all(|(id, default)| {
            let default = default.as_ref().map_or(Val::Any, |value| self.evaluator(space, session, line).value(value));
            match (default, line.row.get(id)) {
                (Val::Known(default), Some(Val::Known(stands))) => default == *stands,
                _ => true,
            }
        })
    }
}

/// The columns that a role may not name in an `INSERT`, with what they have then; nothing where that is not known.
fn unnamed(wall: &Wall<'_>, table: &WallTable<'_>, role: &Role) -> Vec<(Id, Option<Scalar>)> {
    let may = wall.columns_with(role, table.table, Command::Insert.privilege());
    let others = table.table.columns.iter().filter(|column| !may.iter().any(|may| may.id == column.id));
    let with_default = |column: &Column| {
        let value = match &column.value {
            ColumnValue::None => Some(Scalar::Null),
            ColumnValue::Default { expression } => match predicate::read(wall, table.table, expression.sql()) {
                Predicate::Truth(value) => Some(value),
                _ => None,
            },
            ColumnValue::NextValue { .. } | ColumnValue::Identity { .. } | ColumnValue::Generated { .. } => None,
        };
        (column.id.clone(), value)
    };
    others.map(with_default).collect()
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
