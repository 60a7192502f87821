//! An entity: a table as authored, and what lowering adds to it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::catalog::{Id, Table};

/// A table as a person authored it, with overlays.
///
/// Constraints and indexes with an empty name are named by the project's conventions. A foreign key is authored as a
/// constraint of the table. Authored constraints and indexes may name derived columns by their derived ids, such as
/// the tenant column `e1/tenant`, see [`Entity::tenant_column_id`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[serde(rename_all = "camelCase")]
pub struct Entity {
    /// The table as authored. Its id is the entity's.
    #[serde(flatten)]
    pub table: Table,
    /// What the table is called in the database, if not what the naming convention makes of the entity's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table_name: Option<String>,
    /// What columns are called in the database, by column id, if not what the naming convention makes of their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub column_names: BTreeMap<Id, String>,
    /// The entity this one derives from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Id>,
    /// How a hierarchy becomes tables. Only the root's counts.
    #[serde(default, skip_serializing_if = "Inheritance::is_default")]
    pub inheritance: Inheritance,
    /// An abstract entity has no rows of its own: in one table per concrete type it has no table.
    #[serde(default, rename = "abstract", skip_serializing_if = "std::ops::Not::not")]
    pub is_abstract: bool,
    /// Whose rows the table holds.
    #[serde(default, skip_serializing_if = "Tenancy::is_none")]
    pub tenancy: Tenancy,
    /// Rows without a tenant are everyone's to read, if the entity is tenant-scoped.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shared_rows: bool,
    /// The ids of unique constraints and indexes that hold across tenants, if the entity is tenant-scoped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub global_keys: Vec<Id>,
}

impl Entity {
    /// An entity without overlays.
    pub fn new(table: Table) -> Self {
        Self {
            table,
            table_name: None,
            column_names: BTreeMap::new(),
            base: None,
            inheritance: Inheritance::default(),
            is_abstract: false,
            tenancy: Tenancy::None,
            shared_rows: false,
            global_keys: Vec::new(),
        }
    }

    /// The id, which is the table's.
    pub fn id(&self) -> &Id {
        &self.table.id
    }

    /// The id of the column that says whose a row is, if the entity is tenant-scoped: the authored one, or the one
    /// that lowering adds, `<entity>/tenant`.
    pub fn tenant_column_id(&self) -> Option<Id> {
        match &self.tenancy {
            Tenancy::None | Tenancy::Shared | Tenancy::Global | Tenancy::Unprotected { .. } => None,
            Tenancy::Tenant { column: Some(column) } => Some(column.clone()),
            Tenancy::Tenant { column: None } => Some(self.table.id.part("tenant")),
        }
    }
}

/// How a hierarchy of entities becomes tables, in EF Core's terms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Inheritance {
    /// Table per hierarchy: one table with a discriminator column, derived columns nullable. EF Core's default.
    #[default]
    #[serde(rename = "tph")]
    TablePerHierarchy,
    /// Table per type: the derived table has the key and its own columns, and a foreign key to the base's table.
    #[serde(rename = "tpt")]
    TablePerType,
    /// Table per concrete type: each concrete type has a table with all columns; keys come from one shared sequence.
    #[serde(rename = "tpc")]
    TablePerConcreteType,
}

impl Inheritance {
    /// True for table per hierarchy.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Whose rows an entity holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Tenancy {
    /// Nothing is said, of a derived entity either: what counts is what the base says. No tenant column, no policies.
    #[default]
    None,
    /// Each row belongs to one tenant.
    Tenant {
        /// The authored column that holds the tenant; `None` lets lowering add one by the project's settings.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        column: Option<Id>,
    },
    /// Everyone reads the rows; only the service role and the owner write them.
    Shared,
    /// No tenant sees the rows: the service role's and the owner's alone.
    Global,
    /// No wall, on purpose.
    Unprotected {
        /// Why none is needed.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
}

impl Tenancy {
    /// True if each row belongs to one tenant.
    pub fn is_tenant(&self) -> bool {
        matches!(self, Self::Tenant { .. })
    }

    /// True if nothing is said.
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }
}

crate::catalog::by_value!(Entity);
