//! Which clauses of which policies bind a role that runs a command.

use super::Wall;
use crate::catalog::{Expr, Grantee, Policy, PolicyCommand, Privilege, Role, Table};

/// A command that policies bind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Command {
    /// `SELECT`
    Select,
    /// `INSERT`
    Insert,
    /// `UPDATE`
    Update,
    /// `DELETE`
    Delete,
}

impl Command {
    /// All four, in PostgreSQL's own order.
    pub const ALL: [Self; 4] = [Self::Select, Self::Insert, Self::Update, Self::Delete];

    /// The SQL word.
    pub fn sql(self) -> &'static str {
        self.privilege().sql()
    }

    /// The privilege it takes on the table or on its columns.
    pub fn privilege(self) -> Privilege {
        match self {
            Self::Select => Privilege::Select,
            Self::Insert => Privilege::Insert,
            Self::Update => Privilege::Update,
            Self::Delete => Privilege::Delete,
        }
    }

    /// True if a policy written `FOR` that is looked at when the command runs.
    pub fn is_for(self, policy: PolicyCommand) -> bool {
        match policy {
            PolicyCommand::All => true,
            PolicyCommand::Select => self == Self::Select,
            PolicyCommand::Insert => self == Self::Insert,
            PolicyCommand::Update => self == Self::Update,
            PolicyCommand::Delete => self == Self::Delete,
        }
    }

    /// The rows that the command's policies judge: an `INSERT` has only a new one, an `UPDATE` both.
    pub fn rows(self) -> &'static [RowKind] {
        match self {
            Self::Select | Self::Delete => &[RowKind::Old],
            Self::Insert => &[RowKind::New],
            Self::Update => &[RowKind::Old, RowKind::New],
        }
    }
}

/// Which row of a command a clause judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowKind {
    /// The row that is there: a failing clause hides it.
    Old,
    /// The row that is written: a failing clause raises an error.
    New,
}

/// A clause of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clause<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// True for `WITH CHECK`, false for `USING`, which also judges new rows where there is no `WITH CHECK`.
    pub is_check: bool,
    /// The clause's text.
    pub expr: &'a Expr,
}

/// What the policies that apply demand of a row: one of the permissive clauses and all of the restrictive ones. Without a
/// permissive clause no row passes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clauses<'a> {
    /// OR-ed.
    pub permissive: Vec<Clause<'a>>,
    /// AND-ed to that.
    pub restrictive: Vec<Clause<'a>>,
}

impl<'a> Clauses<'a> {
    /// The permissive ones, then the restrictive ones.
    pub fn all(&self) -> impl Iterator<Item = &Clause<'a>> {
        self.permissive.iter().chain(&self.restrictive)
    }
}

/// The clause of a policy that judges a row of this kind, if it has one. An `INSERT` policy has no `USING`; a policy with
/// `WITH CHECK` alone lets nobody read.
pub fn clause(policy: &Policy, row: RowKind) -> Option<Clause<'_>> {
    let check = policy.check.as_ref().map(|expr| Clause { policy, is_check: true, expr });
    let using = policy.using.as_ref().map(|expr| Clause { policy, is_check: false, expr });
    match row {
        RowKind::Old => using,
        RowKind::New => check.or(using),
    }
}

impl<'a> Wall<'a> {
    /// True if a policy's `TO` names PUBLIC or a role whose privileges this one has. A member that does not inherit is not
    /// matched.
    pub fn applies_to(&self, policy: &Policy, role: &Role) -> bool {
        policy.to.iter().any(|to| match to {
            Grantee::Public => true,
            Grantee::Role(id) => self.has_privileges_of_id(role, id),
        })
    }

    /// The policies of a table that apply to a role when it runs a command, whether or not they have a clause that matters.
    pub fn policies_for(&self, table: &'a Table, role: &Role, command: Command) -> Vec<&'a Policy> {
        let applies = |policy: &&Policy| command.is_for(policy.command) && self.applies_to(policy, role);
        table.policies.iter().filter(applies).collect()
    }

    /// What the policies demand of a row of a command. That row-level security is on, and that it binds the role, is
    /// [`Wall::bypasses`]'s to say.
    pub fn clauses(&self, table: &'a Table, role: &Role, command: Command, row: RowKind) -> Clauses<'a> {
        let mut clauses = Clauses::default();
        for policy in self.policies_for(table, role, command) {
            let Some(clause) = clause(policy, row) else { continue };
            let list = if policy.restrictive { &mut clauses.restrictive } else { &mut clauses.permissive };
            list.push(clause);
        }
        clauses
    }
}
