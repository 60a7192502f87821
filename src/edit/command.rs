//! What a person, a script or a gesture can ask for.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::catalog::{
    Column, Constraint, EnumType, Grant, Id, Index, Object, Policy, Role, RowSecurity, Schema, Sequence, TableOptions,
};
use crate::design::{Annotation, Design, Entity, HandSql, Inheritance, Look, Migration, Node, Settings, Tenancy, View};

/// A change of the design. "Put" adds the object, or replaces the one with the same id; new objects bring their id
/// with them, for the core knows no randomness. A new id that is taken, is empty or has a slash is refused.
///
/// # What follows from a command
/// All of it is in the one change set.
/// - **Names.** Expressions mention tables and columns by their authored names. When an entity, a column, a schema or the
///   tenant column of the settings gets another name, or an entity another schema, every expression of the project that mentions it is rewritten, queries
///   in policies included; when a label does, so are the defaults that are the label. Where two objects have or would
///   have one name nothing is rewritten, for what an expression means could then no longer be told.
/// - **Columns.** A column that is removed, or no longer inherited or added, leaves the keys, indexes and foreign keys
///   that name it; one that has no column left goes too. A tenant-scoped entity whose tenant column is removed stays
///   tenant-scoped, with the column that lowering adds. Expressions stay as a person wrote them.
/// - **Order.** Grants and the roles of a policy are put in order, doubles joined. Places on the canvas are rounded to
///   half units.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Command {
    /// Renames the project.
    SetName {
        /// The new name.
        name: String,
    },
    /// Replaces the project's settings.
    SetSettings {
        /// The new settings.
        settings: Settings,
    },
    /// Adds or replaces a role.
    PutRole {
        /// The role.
        role: Role,
    },
    /// Removes a role with its grants and memberships, its place in the settings, and the policies that apply to no
    /// other role.
    RemoveRole {
        /// The role's id.
        id: Id,
    },
    /// Adds or replaces a schema.
    PutSchema {
        /// The schema.
        schema: Schema,
    },
    /// Removes a schema; refused while something is in it or it is the default one.
    RemoveSchema {
        /// The schema's id.
        id: Id,
    },
    /// Adds or replaces an enum. Labels are told apart by their ids.
    PutEnum {
        /// The enum.
        enum_type: EnumType,
    },
    /// Removes an enum; refused while a column has its type.
    RemoveEnum {
        /// The enum's id.
        id: Id,
    },
    /// Adds an entity with everything that belongs to it, and where it stands.
    AddEntity {
        /// The entity.
        entity: Box<Entity>,
        /// Its place on the canvas.
        node: Node,
    },
    /// Replaces the properties of an entity that are not lists of their own. When an authored column becomes the
    /// tenant column, keys and indexes that named the added one name it instead.
    SetEntity {
        /// The entity's id.
        id: Id,
        /// The new properties.
        properties: Box<EntityProperties>,
    },
    /// Removes an entity, the foreign keys that reference it and its place on the canvas; derived entities lose their
    /// base.
    RemoveEntity {
        /// The entity's id.
        id: Id,
    },
    /// Adds or replaces a column.
    PutColumn {
        /// The entity's id.
        entity: Id,
        /// The column.
        column: Column,
        /// The position to put it at, from 0; beyond the end is the end. `None` leaves a column where it is, and puts
        /// a new one at the end.
        at: Option<usize>,
    },
    /// Sets or clears what a column is called in the database.
    MapColumn {
        /// The entity's id.
        entity: Id,
        /// The column's id, which may be that of an inherited or an added column.
        column: Id,
        /// The name in the database; `None` leaves it to the naming convention.
        name: Option<String>,
    },
    /// Moves a column.
    MoveColumn {
        /// The entity's id.
        entity: Id,
        /// The column's id.
        column: Id,
        /// Its position afterwards, from 0; beyond the end is the end.
        to: usize,
    },
    /// Removes a column from its entity and from the keys, indexes and foreign keys that name it.
    RemoveColumn {
        /// The entity's id.
        entity: Id,
        /// The column's id.
        column: Id,
    },
    /// Adds or replaces a constraint. A second primary key is refused.
    PutConstraint {
        /// The entity's id.
        entity: Id,
        /// The constraint.
        constraint: Constraint,
    },
    /// Removes a constraint.
    RemoveConstraint {
        /// The entity's id.
        entity: Id,
        /// The constraint's id.
        constraint: Id,
    },
    /// Adds or replaces an index.
    PutIndex {
        /// The entity's id.
        entity: Id,
        /// The index.
        index: Index,
    },
    /// Removes an index.
    RemoveIndex {
        /// The entity's id.
        entity: Id,
        /// The index's id.
        index: Id,
    },
    /// Adds or replaces a policy.
    PutPolicy {
        /// The entity's id.
        entity: Id,
        /// The policy.
        policy: Policy,
    },
    /// Removes a policy.
    RemovePolicy {
        /// The entity's id.
        entity: Id,
        /// The policy's id.
        policy: Id,
    },
    /// Replaces the authored grants of an entity.
    SetGrants {
        /// The entity's id.
        entity: Id,
        /// The new grants.
        grants: Vec<Grant>,
    },
    /// Makes a foreign key from an entity to another's primary key, as drawing a line does, and an index on its
    /// columns unless a key or an index leads with them already.
    ///
    /// Columns that are added are called after the target and its key, in the style of the entity's other columns:
    /// `customer_id`, `CustomerId`, `customerId`; `parent_id` for an entity's own. They have the key's types, and are
    /// required unless the entity's table was migrated already and may have rows, or references itself.
    Link {
        /// The id of the entity that references.
        from: Id,
        /// The id of the entity that is referenced.
        to: Id,
        /// The referencing columns, one for each of the key's, in its order. None adds new ones.
        columns: Vec<Id>,
        /// The referenced column, if it is not the primary key: one that is unique by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        target_column: Option<Id>,
        /// Ids for what is made: the foreign key, the new columns, the index. Without one for the index it is
        /// `<foreign key>/index`.
        ids: Vec<Id>,
    },
    /// Replaces what else is said of an entity's table: how it is partitioned, what it inherits, how it is stored.
    SetTableOptions {
        /// The entity's id.
        entity: Id,
        /// The new options.
        options: Box<TableOptions>,
    },
    /// Adds or replaces a view, a function or whatever else is its definition.
    PutObject {
        /// The object.
        object: Box<Object>,
    },
    /// Removes a view, a function or their like, or a sequence; refused while something stands on it.
    RemoveObject {
        /// Its id.
        id: Id,
    },
    /// Adds or replaces a sequence.
    PutSequence {
        /// The sequence.
        sequence: Sequence,
    },
    /// Makes everything but migrations, hand-written SQL and the project's name what it is in another design: one that an
    /// update from a script came to. A script can't ask for this: it has a script to update from.
    #[serde(skip)]
    Update {
        /// The other design.
        design: Box<Design>,
    },
    /// Makes the whole project what it is in another design, its name and migrations included: an earlier version of
    /// it, or what its file has become. A script can't ask for this: it opens a project.
    #[serde(skip)]
    Restore {
        /// The other design.
        design: Box<Design>,
    },
    /// Moves entities on the canvas.
    MoveNodes {
        /// The new places, by entity id.
        nodes: BTreeMap<Id, Node>,
    },
    /// Adds or replaces an area or a note. One that is too small to be grabbed is made larger.
    PutAnnotation {
        /// Its id.
        id: Id,
        /// The area or the note.
        annotation: Annotation,
    },
    /// Removes an area or a note. What stands on an area stays.
    RemoveAnnotation {
        /// Its id.
        id: Id,
    },
    /// Says how entities look on the canvas.
    SetLooks {
        /// The new looks, by entity id.
        looks: BTreeMap<Id, Look>,
    },
    /// Adds or replaces a view.
    PutView {
        /// Its id.
        id: Id,
        /// The view.
        view: View,
    },
    /// Removes a view with its areas and notes. Its entities stay.
    RemoveView {
        /// Its id.
        id: Id,
    },
    /// Shows entities in a view, or moves them in it.
    PlaceInView {
        /// The view's id.
        view: Id,
        /// The new places, by entity id.
        nodes: BTreeMap<Id, Node>,
    },
    /// Takes entities out of a view. They stay in the model.
    TakeOutOfView {
        /// The view's id.
        view: Id,
        /// The entities' ids.
        entities: BTreeSet<Id>,
    },
    /// Adds or replaces hand-written SQL of the pending migration.
    PutHandSql {
        /// The SQL with its undo.
        hand_sql: HandSql,
    },
    /// Removes hand-written SQL.
    RemoveHandSql {
        /// Its id.
        id: Id,
    },
    /// Adds a migration, which takes the pending hand-written SQL with it. Refused unless its id comes after the last
    /// one's.
    AddMigration {
        /// The migration, frozen.
        migration: Box<Migration>,
    },
    /// Removes the last migration. Its change becomes pending again.
    RemoveLastMigration {
        /// Its hand-written SQL, to be pending again.
        hand_sql: Vec<HandSql>,
    },
    /// Several commands as one: all of them, or none if one is refused.
    Batch {
        /// The commands, in order.
        commands: Vec<Command>,
    },
}

/// The properties of an entity that are not lists of their own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
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
    /// Rows without a tenant are everyone's to read.
    #[serde(default)]
    pub shared_rows: bool,
    /// Unique constraints and indexes that hold across tenants.
    #[serde(default)]
    pub global_keys: Vec<Id>,
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
            shared_rows: entity.shared_rows,
            global_keys: entity.global_keys.clone(),
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

crate::catalog::by_value!(EntityProperties);
