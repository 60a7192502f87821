//! One role on one table: its clauses read once, then every case gone through for each command.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::cases::{self, Line, Space};
use super::eval::{Above, Evaluator, Session};
use super::value::{Class, Truth, Val};
use super::{Found, Judged, Outcome, level, update, words};
use crate::catalog::{Column, ColumnValue, Id, Privilege, Role};
use crate::rls::intent::Access;
use crate::rls::matrix::via;
use crate::rls::predicate::{self, Predicate, Scalar};
use crate::rls::wall::{Clause, Clauses, Command, RowKind, Wall, WallTable};

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
        let read = |clause: &Clause<'a>| Read {
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

pub(super) struct Decider<'d, 'a> {
    wall: &'d Wall<'a>,
    table: &'d WallTable<'a>,
    role: &'d Role,
    /// By command and kind of row.
    judges: Vec<(Command, RowKind, Judges<'a>)>,
    shared: Option<Predicate>,
    pub(super) space: Result<Space, String>,
    above: Option<Above>,
    /// The columns that an `INSERT` of the role may not name, with their defaults.
    unnamed: Vec<(Id, Option<Scalar>)>,
    access: Access,
}

impl<'d, 'a> Decider<'d, 'a> {
    pub(super) fn new(wall: &'d Wall<'a>, table: &'d WallTable<'a>, role: &'d Role) -> Self {
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
            let read = |clauses: &[Clause<'a>]| {
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

    pub(super) fn outcome(&mut self, command: Command, blind: bool) -> Outcome {
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
        if let Some(bad) = offered.bad
            && found.leak.as_ref().is_none_or(|(before, known)| (bad.level, bad.was) > (*before, known.was_strange))
        {
            let row = if command.rows().len() == 1 { command.rows()[0] } else { RowKind::Old };
            let judge = bad.old.or(bad.new).map(|judged| judged.line);
            let policies = judge.map(|line| self.letting(space, command, row, session, line)).unwrap_or_default();
            found.reasons = bad.old.iter().chain(&bad.new).flat_map(|judged| judged.reasons.iter().cloned()).collect();
            let witness = words::witness(self.wall, self.table, space, session, command, blind, bad, policies);
            found.leak = Some((bad.level, witness));
        }
    }

    pub(super) fn key_class(&self) -> Class<'_> {
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
    pub(super) fn passes(
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
