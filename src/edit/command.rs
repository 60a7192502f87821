//! What a person, a script or a gesture can ask for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::catalog::{Column, Constraint, EnumType, Grant, Id, Index, Policy, Role, RowSecurity, Schema};
use crate::design::{Entity, HandSql, Inheritance, Migration, Node, Settings, Tenancy};

/// A change of the design. "Put" adds the object, or replaces the one with the same id; new objects bring their id
/// with them, for the core knows no randomness.
///
/// Names are kept consistent: putting a column, label or entity under a new name rewrites the expressions that mention
/// the old one; removing an object removes what can't be without it (a removed column leaves its keys, indexes and
/// foreign keys), all in the one change set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Command {
    /// Renames the project.
    SetName { name: String },
    /// Replaces the project's settings.
    SetSettings { settings: Settings },
    /// Adds or replaces a role.
    PutRole { role: Role },
    /// Removes a role, and the grants and policies that name only it.
    RemoveRole { id: Id },
    /// Adds or replaces a schema.
    PutSchema { schema: Schema },
    /// Removes a schema; refused while something is in it.
    RemoveSchema { id: Id },
    /// Adds or replaces an enum.
    PutEnum { enum_type: EnumType },
    /// Removes an enum; refused while a column has its type.
    RemoveEnum { id: Id },
    /// Adds an entity, and where it stands.
    AddEntity { entity: Box<Entity>, node: Node },
    /// Replaces the properties of an entity that are not lists of their own.
    SetEntity { id: Id, properties: Box<EntityProperties> },
    /// Removes an entity, the foreign keys that reference it and its place on the canvas; derived entities lose their
    /// base.
    RemoveEntity { id: Id },
    /// Adds a column (at the end, or at a position from 0), or replaces it.
    PutColumn { entity: Id, column: Column, at: Option<usize> },
    /// Sets or clears what a column is called in the database.
    MapColumn { entity: Id, column: Id, name: Option<String> },
    /// Moves a column to a position from 0.
    MoveColumn { entity: Id, column: Id, to: usize },
    /// Removes a column from its entity and from the keys, indexes and foreign keys that name it.
    RemoveColumn { entity: Id, column: Id },
    /// Adds or replaces a constraint.
    PutConstraint { entity: Id, constraint: Constraint },
    /// Removes a constraint.
    RemoveConstraint { entity: Id, constraint: Id },
    /// Adds or replaces an index.
    PutIndex { entity: Id, index: Index },
    /// Removes an index.
    RemoveIndex { entity: Id, index: Id },
    /// Adds or replaces a policy.
    PutPolicy { entity: Id, policy: Policy },
    /// Removes a policy.
    RemovePolicy { entity: Id, policy: Id },
    /// Replaces the authored grants of an entity.
    SetGrants { entity: Id, grants: Vec<Grant> },
    /// Makes a foreign key from an entity to another's primary key, as drawing a line does: `columns` when given are
    /// the referencing columns, else columns named after the target and its key are added, with `ids` giving the id of
    /// the constraint first and of the new columns next.
    Link { from: Id, to: Id, columns: Vec<Id>, ids: Vec<Id> },
    /// Moves entities on the canvas.
    MoveNodes { nodes: BTreeMap<Id, Node> },
    /// Adds or replaces hand-written SQL of the pending migration.
    PutHandSql { hand_sql: HandSql },
    /// Removes hand-written SQL.
    RemoveHandSql { id: Id },
    /// Adds a migration, which takes the pending hand-written SQL with it.
    AddMigration { migration: Box<Migration> },
    /// Removes the last migration. Its change becomes pending again; its hand-written SQL comes back as pending when
    /// `hand_sql` brings it.
    RemoveLastMigration { hand_sql: Vec<HandSql> },
    /// Several commands as one.
    Batch { commands: Vec<Command> },
}

/// The properties of an entity that are not lists of their own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EntityProperties {
    /// The authored name.
    pub name: String,
    /// The schema's id.
    pub schema: Id,
    /// The comment.
    pub comment: Option<String>,
    /// The table's explicit name in the database.
    pub table_name: Option<String>,
    /// The base entity.
    pub base: Option<Id>,
    /// How the hierarchy becomes tables.
    pub inheritance: Inheritance,
    /// No rows of its own.
    #[serde(rename = "abstract")]
    pub is_abstract: bool,
    /// Whose rows it holds.
    pub tenancy: Tenancy,
    /// Row-level security as authored; a tenant-scoped entity is forced whatever this says.
    pub row_security: RowSecurity,
}

impl From<&Entity> for EntityProperties {
    fn from(entity: &Entity) -> Self {
        Self {
            name: entity.table.name.clone(),
            schema: entity.table.schema.clone(),
            comment: entity.table.comment.clone(),
            table_name: entity.table_name.clone(),
            base: entity.base.clone(),
            inheritance: entity.inheritance,
            is_abstract: entity.is_abstract,
            tenancy: entity.tenancy.clone(),
            row_security: entity.table.row_security,
        }
    }
}

/// Why a command was not carried out. The design is then unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// What is in the way and what to do, for a person.
    pub message: String,
    /// The element in the way.
    pub element: Option<Id>,
}
