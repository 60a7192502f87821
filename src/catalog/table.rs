//! Tables and what belongs to them.

use serde::{Deserialize, Serialize};

use super::{
    ColumnOptions, Constraint, DataType, Expr, Grant, Id, IdentitySequence, Index, Policy, Seldom, TableOptions,
};

/// A table with everything that belongs to it: ordinary, partitioned, or a partition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Table {
    /// Identity.
    pub id: Id,
    /// The schema's id.
    pub schema: Id,
    /// The table's name, unquoted, exactly as PostgreSQL stores it.
    pub name: String,
    /// `COMMENT ON TABLE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The columns, in order.
    #[serde(default)]
    pub columns: Vec<Column>,
    /// Primary key, unique, check and foreign-key constraints.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub constraints: Vec<Constraint>,
    /// Indexes that no constraint owns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
    /// Row-level security: off, enabled, or enabled and forced on the owner too.
    #[serde(default, skip_serializing_if = "RowSecurity::is_off")]
    pub row_security: RowSecurity,
    /// The policies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<Policy>,
    /// Privileges granted on the table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<Grant>,
    /// What else is said of it.
    #[serde(default, skip_serializing_if = "Seldom::is_default")]
    pub options: Seldom<TableOptions>,
}

impl Table {
    /// An empty table.
    pub fn new(id: Id, schema: Id, name: impl Into<String>) -> Self {
        Self {
            id,
            schema,
            name: name.into(),
            comment: None,
            columns: Vec::new(),
            constraints: Vec::new(),
            indexes: Vec::new(),
            row_security: RowSecurity::Off,
            policies: Vec::new(),
            grants: Vec::new(),
            options: Seldom::NOTHING,
        }
    }

    /// The ids of the tables whose columns and constraints it has: the one it is a partition of, or those it inherits from.
    pub fn parents(&self) -> impl Iterator<Item = &Id> {
        self.options.partition_of.iter().map(|of| &of.parent).chain(&self.options.inherits)
    }

    /// True if it is partitioned.
    pub fn is_partitioned(&self) -> bool {
        self.options.partition_by.is_some()
    }

    /// The column with this id.
    pub fn column(&self, id: &Id) -> Option<&Column> {
        self.columns.iter().find(|c| c.id == *id)
    }

    /// True if no two rows can have the same value in this column: it is a key or a unique constraint by itself.
    pub fn is_unique(&self, column: &Id) -> bool {
        self.constraints.iter().any(|constraint| match &constraint.kind {
            super::ConstraintKind::PrimaryKey { columns } | super::ConstraintKind::Unique { columns, .. } => {
                columns.as_slice() == std::slice::from_ref(column)
            }
            _ => false,
        })
    }

    /// The columns, by id, of every key, unique constraint and unique index over the whole table. Of no such set do two
    /// rows have the same values, NULL aside.
    pub fn unique_columns(&self) -> impl Iterator<Item = Vec<&Id>> {
        use super::{ConstraintKind, IndexTarget};
        let constraints = self.constraints.iter().filter_map(|constraint| match &constraint.kind {
            ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => {
                Some(columns.iter().collect())
            }
            ConstraintKind::Check { .. } | ConstraintKind::ForeignKey { .. } | ConstraintKind::Exclude { .. } => None,
        });
        let whole = self.indexes.iter().filter(|index| index.unique && index.predicate.is_none());
        let indexes = whole.filter_map(|index| {
            let columns = index.keys.iter().map(|key| match &key.target {
                IndexTarget::Column { column } => Some(column),
                IndexTarget::Expression { .. } => None,
            });
            columns.collect()
        });
        constraints.chain(indexes)
    }

    /// The ids of the primary key's columns, if there is a primary key.
    pub fn primary_key(&self) -> Option<&[Id]> {
        self.constraints.iter().find_map(|c| match &c.kind {
            super::ConstraintKind::PrimaryKey { columns } => Some(columns.as_slice()),
            _ => None,
        })
    }
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[serde(rename_all = "camelCase")]
pub struct Column {
    /// Identity.
    pub id: Id,
    /// The column's name, unquoted.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub data_type: DataType,
    /// `NOT NULL`. A primary-key column is not null whatever this says; lowering sets it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_null: bool,
    /// Where the value comes from when an INSERT names none.
    #[serde(default, skip_serializing_if = "ColumnValue::is_none")]
    pub value: ColumnValue,
    /// The collation's name if it is not the type's own, unquoted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// The collation's id, if it is an object of this catalog.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_collation: Option<Id>,
    /// `COMMENT ON COLUMN`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The sequence of an identity column, if anything is said of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<Box<IdentitySequence>>,
    /// What else is said of it.
    #[serde(default, skip_serializing_if = "Seldom::is_default")]
    pub options: Seldom<ColumnOptions>,
}

impl Column {
    /// A nullable column without a default.
    pub fn new(id: Id, name: impl Into<String>, data_type: DataType) -> Self {
        Self {
            id,
            name: name.into(),
            data_type,
            not_null: false,
            value: ColumnValue::None,
            collation: None,
            own_collation: None,
            comment: None,
            sequence: None,
            options: Seldom::NOTHING,
        }
    }

    /// The same column, `NOT NULL`.
    pub fn required(mut self) -> Self {
        self.not_null = true;
        self
    }

    /// The same column with a default expression.
    pub fn with_default(mut self, expression: &str) -> Self {
        self.value = ColumnValue::Default { expression: Expr::new(expression) };
        self
    }
}

/// Where a column's value comes from when an INSERT names none. PostgreSQL allows one of these at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum ColumnValue {
    /// Nowhere: the value is NULL.
    #[default]
    None,
    /// `DEFAULT expression`.
    Default {
        /// The expression.
        expression: Expr,
    },
    /// `DEFAULT nextval('sequence')` of a sequence of this catalog.
    NextValue {
        /// The sequence's id.
        sequence: Id,
    },
    /// `GENERATED … AS IDENTITY`.
    Identity {
        /// True for `ALWAYS`, false for `BY DEFAULT`.
        #[serde(default)]
        always: bool,
    },
    /// `GENERATED ALWAYS AS (expression)`.
    Generated {
        /// The expression.
        expression: Expr,
        /// True for `STORED`; `VIRTUAL` needs PostgreSQL 18.
        #[serde(default)]
        stored: bool,
    },
}

impl ColumnValue {
    /// True if nothing gives the value.
    pub fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }
}

/// `ENABLE` and `FORCE ROW LEVEL SECURITY`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RowSecurity {
    /// Not enabled.
    #[default]
    Off,
    /// Enabled; the owner passes the policies by.
    Enabled,
    /// Enabled, and the owner is bound too.
    Forced,
}

impl RowSecurity {
    /// True if not enabled.
    pub fn is_off(&self) -> bool {
        *self == Self::Off
    }
}

super::by_value::by_value!(Column);
