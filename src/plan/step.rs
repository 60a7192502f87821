//! A statement with what it must run before and after.

use super::Statement;
use crate::catalog::Id;

/// A statement on its way into a plan.
#[derive(Clone, Debug)]
pub(crate) struct Step<'a> {
    pub(crate) statement: Statement,
    pub(crate) rank: Rank,
    /// It waits until every step that provides one of these has run.
    pub(crate) after: Vec<Key<'a>>,
    /// What it has a part in bringing about.
    pub(crate) provides: Vec<Key<'a>>,
}

/// The four parts of a plan.
///
/// Each prevents a failure: nothing is renamed before what is going is gone, since a name that is to be taken may still
/// be held by it; nothing is built before the renames are done, since new definitions use the new names; and nothing
/// that columns were moved away from is dropped before they were. So text of the first part is written with the
/// previous catalog's names, and text of the third with the next one's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Phase {
    Dismantle,
    Rename,
    Build,
    CleanUp,
}

/// Where a statement stands among those that could run at the same moment. It decides nothing that could fail: what
/// must run before what is said by [`Key`]s.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    pub(crate) phase: Phase,
    pub(crate) stage: u8,
    /// The table's place in its catalog.
    pub(crate) table: usize,
    pub(crate) detail: u8,
}

/// Something that statements bring about and others wait for. Ids of the first phase are those of the previous
/// catalog, later ones those of the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key<'a> {
    /// Every policy that must go is gone, on whatever table: a policy may read any table and column.
    PoliciesGone,
    /// Row-level security is off where it is to be off, so that no moment has it on without its policies.
    RowSecurityOff(&'a Id),
    /// Every foreign key onto this table that must go is gone: it rests on the table's keys.
    ReferencesGone(&'a Id),
    /// Every index and constraint of this table that must go is gone: they stand on its columns.
    DependentsGone(&'a Id),
    /// Every generated column of this table that must go is gone, or is generated no more: its expression stands on
    /// other columns.
    GeneratedGone(&'a Id),
    /// No column that is to go, and no default, uses this enum or sequence any more.
    UsersGone(&'a Id),
    /// What is made of this and outlived its name is gone.
    LateUsersGone(&'a Id),
    /// No check, index or default that must go is left: its expression may name a type.
    ExpressionsGone,
    /// This schema holds nothing that is to go.
    SchemaEmpty(&'a Id),
    /// This step of a chain has run.
    Link(usize),
    /// This enum or sequence can be used.
    Ready(&'a Id),
    /// This table is there.
    Table(&'a Id),
    /// This table's columns are there and have their types, generated ones aside: those read the others.
    PlainColumns(&'a Id),
    /// This column has its type, so that a default, NOT NULL or identity can be set.
    Column(&'a Id, &'a Id),
    /// This column is NOT NULL, as identity demands.
    NotNull(&'a Id, &'a Id),
    /// All columns of this table are there.
    Columns(&'a Id),
    /// All columns of all tables are there.
    AllColumns,
    /// This table's primary key and unique keys are there: foreign keys rest on them.
    Keys(&'a Id),
    /// This constraint, index or policy of a table is there and can have a comment.
    Part(&'a Id, &'a Id),
    /// Forced row-level security of this table is lifted, so that the owner sees every row.
    Lifted(&'a Id),
    /// Whatever must see every row of this table has run.
    Checked(&'a Id),
    /// This table is detached from the parents that it leaves.
    Detached(&'a Id),
    /// Every partition of this table, and table that inherits from it, that leaves it has done so.
    ChildrenDetached(&'a Id),
    /// Every partition of this table, and table that inherits from it, that goes or leaves it has done so.
    ChildrenGone(&'a Id),
    /// Of this table's parents every column is gone that is to go.
    ColumnsDisowned(&'a Id),
    /// Of this table's parents every check is gone that is to go.
    ChecksDisowned(&'a Id),
    /// Every table is attached to this one that is to be.
    Attached(&'a Id),
    /// This table is logged or unlogged as it is to be, as far as a foreign key demands.
    Persistence(&'a Id),
    /// This table, by its next id, has its stand-in parent.
    StandIn(&'a Id),
    /// This table is attached to its parents.
    HasParents(&'a Id),
    /// This table's policies are there.
    Policies(&'a Id),
    /// The bodies of functions are not checked when they are created.
    BodiesUnchecked,
    /// Rows of all tables have the defaults that came after their columns.
    RowsFilled,
    /// New objects have no privileges but those that PostgreSQL gives.
    DefaultsLifted,
    /// Every extension is there, with all that it brings.
    ExtensionsMade,
    /// This object belongs to whom it is to belong to.
    Owned(&'a Id),
}

impl<'a> Step<'a> {
    pub(crate) fn new(phase: Phase, stage: u8, statement: Statement) -> Self {
        let rank = Rank { phase, stage, table: 0, detail: 0 };
        Self { statement, rank, after: Vec::new(), provides: Vec::new() }
    }

    pub(crate) fn at(mut self, table: usize, detail: u8) -> Self {
        self.rank.table = table;
        self.rank.detail = detail;
        self
    }

    pub(crate) fn after(mut self, keys: impl IntoIterator<Item = Key<'a>>) -> Self {
        self.after.extend(keys);
        self
    }

    pub(crate) fn provides(mut self, keys: impl IntoIterator<Item = Key<'a>>) -> Self {
        self.provides.extend(keys);
        self
    }

    pub(crate) fn hazard(mut self, hazard: impl IntoIterator<Item = super::Hazard>) -> Self {
        self.statement.hazards.extend(hazard);
        self
    }

    /// Says that the statement can't run in a transaction block, or must not share one, and what to do if it fails half
    /// way.
    pub(crate) fn alone(mut self, on_failure: String) -> Self {
        self.statement.transactional = false;
        self.statement.on_failure = Some(on_failure);
        self
    }
}
