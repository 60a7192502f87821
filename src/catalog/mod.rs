//! A PostgreSQL database as data, nothing else.
//!
//! Every object has an [`Id`]; references between objects are ids, so that names are only ever text to show and to
//! write. A catalog is *lowered* from a design or *introspected* from an engine; nothing downstream can tell which.

mod access;
mod by_value;
mod constraint;
mod data_type;
mod hash;
mod id;
mod index;
mod object;
mod options;
mod ordered;
mod role;
mod seldom;
mod sequence;
mod table;
mod type_shape;

use std::collections::{BTreeMap, BTreeSet};

pub use access::{Access, DefaultKind, DefaultPrivileges, PassedOn};
pub(crate) use by_value::by_value;
pub use constraint::{Constraint, ConstraintKind, Deferral, ReferentialAction};
pub use data_type::DataType;
pub(crate) use hash::{Map, Set};
pub use id::Id;
pub use index::{Index, IndexKey, IndexTarget};
pub use object::{Object, Setting};
pub use options::{
    ColumnOptions, ConstraintOptions, IndexOptions, KeyOptions, Parameters, PartitionOf, ReplicaIdentity, TableOptions,
};
pub(crate) use ordered::{Ordered, Sorting};
pub use role::{Grant, Grantee, Membership, Policy, PolicyCommand, Privilege, Role, RoleAttributes, RoleSetting};
pub(crate) use seldom::said_seldom;
pub use seldom::{SaidSeldom, Seldom};
pub use sequence::{IdentitySequence, SequenceOptions};
use serde::{Deserialize, Serialize};
pub use table::{Column, ColumnValue, RowSecurity, Table};
pub use type_shape::{Attribute, Reshaping, TypeShape};

/// The id of the schema `public`, which every new database has: it is never created, and never dropped.
pub const PUBLIC_SCHEMA: &str = "public";

/// A PostgreSQL database.
///
/// Invariant of a lowered or introspected catalog: every reference resolves, every name is set, and the vectors are
/// in the order of creation a person would expect (the order of authoring, which is the order of ids).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[serde(rename_all = "camelCase")]
pub struct Catalog {
    /// The role that owns every object of this catalog and runs its migrations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Id>,
    /// The roles that the objects name. Roles belong to the cluster, so migrations neither create nor drop them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
    /// The schemas, `public` among them if anything is in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schemas: Vec<Schema>,
    /// The enum types.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enums: Vec<EnumType>,
    /// Sequences that no identity column owns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sequences: Vec<Sequence>,
    /// The tables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<Table>,
    /// Objects that are their definition: views, functions, triggers and their like.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<Object>,
    /// What stands on what, as PostgreSQL records it, by the ids of those that stand: objects, and columns, constraints,
    /// indexes and policies of tables. What a structure says already, such as a foreign key's target, need not be here.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dependencies: BTreeMap<Id, BTreeSet<Id>>,
    /// Who owns what and may do what with it, where more is to say than the objects' own `grants` do. By the ids of
    /// schemas, types, sequences, tables, columns and objects.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub access: BTreeMap<Id, Access>,
    /// What future objects have by `ALTER DEFAULT PRIVILEGES`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub default_privileges: Vec<DefaultPrivileges>,
}

impl Catalog {
    /// True if nothing is in the database but schemas and what the cluster has.
    pub fn is_empty(&self) -> bool {
        self.enums.is_empty() && self.sequences.is_empty() && self.tables.is_empty() && self.objects.is_empty()
    }

    /// The table with this id.
    pub fn table(&self, id: &Id) -> Option<&Table> {
        self.tables.iter().find(|t| t.id == *id)
    }

    /// The schema with this id.
    pub fn schema(&self, id: &Id) -> Option<&Schema> {
        self.schemas.iter().find(|s| s.id == *id)
    }

    /// The role with this id.
    pub fn role(&self, id: &Id) -> Option<&Role> {
        self.roles.iter().find(|r| r.id == *id)
    }

    /// The enum with this id.
    pub fn enum_type(&self, id: &Id) -> Option<&EnumType> {
        self.enums.iter().find(|e| e.id == *id)
    }

    /// The object with this id.
    pub fn object(&self, id: &Id) -> Option<&Object> {
        self.objects.iter().find(|o| o.id == *id)
    }

    /// The type of this catalog that a column's type is: the type itself, or the range of a multirange.
    pub fn own_type<'a>(&'a self, data_type: &'a DataType) -> Option<&'a Id> {
        let DataType::Builtin(name) = data_type else { return data_type.defined_id() };
        let (schema, name) = name.strip_suffix("[]").unwrap_or(name).rsplit_once('.')?;
        let is_it = |object: &&Object| match &object.shape {
            Some(TypeShape::Range { multirange: Some(multirange) }) => {
                let unquoted = name.trim_matches('"').replace("\"\"", "\"");
                unquoted == *multirange && object.identity.rsplit_once('.').is_some_and(|(own, _)| own == schema)
            }
            _ => false,
        };
        self.objects.iter().find(is_it).map(|object| &object.id)
    }

    /// True if a part of a table stands on the table by way of something else: a default that calls a function which
    /// takes the table's rows. It can be said only once both are there.
    pub fn stands_on_own_rows(&self, table: &Table, part: &Id) -> bool {
        let is_own = |id: &Id| *id == table.id || table.column(id).is_some();
        let on = |id: &Id| self.dependencies.get(id).into_iter().flatten();
        let mut open: Vec<&Id> = on(part).filter(|id| !is_own(id)).collect();
        let mut seen: Vec<&Id> = open.clone();
        while let Some(id) = open.pop() {
            for next in on(id) {
                if is_own(next) {
                    return true;
                }
                if !seen.contains(&next) {
                    seen.push(next);
                    open.push(next);
                }
            }
        }
        false
    }

    /// True if a column's default is set apart from the column, because what it calls stands on the table.
    pub fn default_waits(&self, table: &Table, column: &Column) -> bool {
        matches!(column.value, ColumnValue::Default { .. }) && self.stands_on_own_rows(table, &column.id)
    }

    /// The sequence with this id.
    pub fn sequence(&self, id: &Id) -> Option<&Sequence> {
        self.sequences.iter().find(|s| s.id == *id)
    }
}

/// A schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[serde(rename_all = "camelCase")]
pub struct Schema {
    /// Identity.
    pub id: Id,
    /// The schema's name, unquoted.
    pub name: String,
    /// `COMMENT ON SCHEMA`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Privileges granted on the schema.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<Grant>,
}

impl Schema {
    /// A schema without grants.
    pub fn new(id: Id, name: impl Into<String>) -> Self {
        Self { id, name: name.into(), comment: None, grants: Vec::new() }
    }

    /// True for `public`, which every new database has.
    pub fn is_public(&self) -> bool {
        self.name == PUBLIC_SCHEMA
    }
}

/// An enum type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[serde(rename_all = "camelCase")]
pub struct EnumType {
    /// Identity.
    pub id: Id,
    /// The schema's id.
    pub schema: Id,
    /// The type's name, unquoted.
    pub name: String,
    /// The labels, in order.
    pub labels: Vec<EnumLabel>,
    /// `COMMENT ON TYPE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A label of an enum; it has an id so that renaming one is not removing it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EnumLabel {
    /// Identity.
    pub id: Id,
    /// The label's text, at most 63 bytes.
    pub name: String,
}

/// A sequence that no identity column owns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[serde(rename_all = "camelCase")]
pub struct Sequence {
    /// Identity.
    pub id: Id,
    /// The schema's id.
    pub schema: Id,
    /// The sequence's name, unquoted.
    pub name: String,
    /// `smallint`, `integer` or `bigint`.
    pub data_type: String,
    /// What it counts by.
    #[serde(default, skip_serializing_if = "SequenceOptions::is_default")]
    pub options: SequenceOptions,
    /// The id of the column it goes with: `OWNED BY`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owned_by: Option<Id>,
    /// `UNLOGGED`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unlogged: bool,
    /// `COMMENT ON SEQUENCE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Privileges granted on the sequence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<Grant>,
}

impl Sequence {
    /// A sequence with PostgreSQL's default options for its type, which no column owns.
    pub fn new(id: Id, schema: Id, name: impl Into<String>, data_type: impl Into<String>) -> Self {
        Self {
            id,
            schema,
            name: name.into(),
            data_type: data_type.into(),
            options: SequenceOptions::default(),
            owned_by: None,
            unlogged: false,
            comment: None,
            grants: Vec::new(),
        }
    }
}

/// An SQL expression as a person wrote it or as PostgreSQL deparsed it. Two expressions mean the same when PostgreSQL
/// deparses them the same; equality here is equality of text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Expr(pub String);

impl Expr {
    /// Makes an expression of its SQL text.
    pub fn new(sql: impl Into<String>) -> Self {
        Self(sql.into())
    }

    /// The SQL text.
    pub fn sql(&self) -> &str {
        &self.0
    }
}

/// A state before and a state after. Up reads it as it is, down reads it [swapped](Pair::swapped).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair<T> {
    /// The state before.
    pub previous: T,
    /// The state after.
    pub next: T,
}

impl<T> Pair<T> {
    /// Pairs two states.
    pub fn new(previous: T, next: T) -> Self {
        Self { previous, next }
    }

    /// The way back.
    pub fn swapped(self) -> Self {
        Self { previous: self.next, next: self.previous }
    }

    /// Both by reference.
    pub fn as_ref(&self) -> Pair<&T> {
        Pair { previous: &self.previous, next: &self.next }
    }

    /// Applies a function to both sides.
    pub fn map<U>(self, mut f: impl FnMut(T) -> U) -> Pair<U> {
        Pair { previous: f(self.previous), next: f(self.next) }
    }
}

by_value!(Catalog, Schema, EnumType, Sequence);
