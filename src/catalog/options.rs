//! What is said less often of tables, columns, constraints and indexes. Each is PostgreSQL's default where nothing is said.

use serde::{Deserialize, Serialize};

use super::{Deferral, Id};

/// Storage parameters and the like, names and values, in the order in which PostgreSQL keeps them: `fillfactor`,
/// `toast.autovacuum_enabled`, `n_distinct`.
pub type Parameters = Vec<(String, String)>;

/// What else is said of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[serde(rename_all = "camelCase")]
pub struct TableOptions {
    /// How the table is partitioned, as `PARTITION BY` says it: `RANGE (created_on)`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_by: Option<String>,
    /// The partitioned table that this one is a partition of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_of: Option<PartitionOf>,
    /// Ids of the tables it inherits from, in order: `INHERITS`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inherits: Vec<Id>,
    /// The id of the composite type whose attributes are its columns: `OF`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of_type: Option<Id>,
    /// `UNLOGGED`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unlogged: bool,
    /// The access method if it is not `heap`: `USING`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Storage parameters: `WITH`.
    #[serde(default, skip_serializing_if = "Parameters::is_empty")]
    pub parameters: Parameters,
    /// `REPLICA IDENTITY`.
    #[serde(default, skip_serializing_if = "ReplicaIdentity::is_default")]
    pub replica_identity: ReplicaIdentity,
    /// The id of the index or constraint that `CLUSTER ON` names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster_on: Option<Id>,
}

impl TableOptions {
    /// True if nothing is said.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// A partition's place in its parent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PartitionOf {
    /// The partitioned table's id.
    pub parent: Id,
    /// The bound: `FOR VALUES IN ('a')`, `DEFAULT`.
    pub bound: String,
}

/// What logical replication knows a row by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ReplicaIdentity {
    /// Its primary key.
    #[default]
    Default,
    /// The whole row.
    Full,
    /// Nothing.
    Nothing,
    /// A unique index, or a constraint's, by id.
    Index(Id),
}

impl ReplicaIdentity {
    /// True for PostgreSQL's default.
    pub fn is_default(&self) -> bool {
        *self == Self::Default
    }
}

/// What else is said of a column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[serde(rename_all = "camelCase")]
pub struct ColumnOptions {
    /// True if the column is only what its table inherits: it comes and goes with the parent's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inherited: bool,
    /// `SET STORAGE`, if it is not the type's own: `EXTERNAL`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage: Option<String>,
    /// `SET COMPRESSION`: `lz4`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compression: Option<String>,
    /// `SET STATISTICS`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statistics: Option<i32>,
    /// Attribute options: `n_distinct`.
    #[serde(default, skip_serializing_if = "Parameters::is_empty")]
    pub parameters: Parameters,
    /// The name of the NOT NULL constraint, which PostgreSQL has since 18, if it is not the one PostgreSQL gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_null_name: Option<String>,
    /// True if NOT NULL holds for the table but not for those that inherit from it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_null_no_inherit: bool,
    /// True if NOT NULL holds for new rows only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_null_not_valid: bool,
    /// `COMMENT ON CONSTRAINT` of the NOT NULL constraint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_null_comment: Option<String>,
}

impl ColumnOptions {
    /// The name of the NOT NULL constraint of a column.
    pub fn not_null_name(&self, table: &str, column: &str) -> String {
        self.not_null_name.clone().unwrap_or_else(|| format!("{table}_{column}_not_null"))
    }

    /// True if nothing is said.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What else is said of a constraint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[serde(rename_all = "camelCase")]
pub struct ConstraintOptions {
    /// True if the constraint is only what its table inherits: it comes and goes with the parent's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inherited: bool,
    /// The id of the key of the partitioned table that a partition's key is attached to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_of: Option<Id>,
    /// Ids of a key's columns that are stored but not unique: `INCLUDE`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Id>,
    /// `WITHOUT OVERLAPS` of a key's last column, `PERIOD` of a foreign key's (PostgreSQL 18 and later).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub period: bool,
    /// Storage parameters of a key's index: `WITH`.
    #[serde(default, skip_serializing_if = "Parameters::is_empty")]
    pub parameters: Parameters,
    /// When a key is checked. A foreign key says it itself.
    #[serde(default, skip_serializing_if = "Deferral::is_immediate")]
    pub deferral: Deferral,
    /// `COMMENT ON INDEX` of a key's or an exclusion constraint's index.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index_comment: Option<String>,
    /// `MATCH FULL` of a foreign key.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub match_full: bool,
    /// Ids of the columns that ON DELETE SET NULL or SET DEFAULT sets, if not all (PostgreSQL 15 and later).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delete_columns: Vec<Id>,
    /// `NO INHERIT` of a check.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_inherit: bool,
    /// `NOT VALID`: it holds for new rows only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_valid: bool,
    /// `NOT ENFORCED` (PostgreSQL 18 and later).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_enforced: bool,
}

impl ConstraintOptions {
    /// True if nothing is said.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What else is said of an index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[serde(rename_all = "camelCase")]
pub struct IndexOptions {
    /// The id of the index of the partitioned table that a partition's index is attached to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition_of: Option<Id>,
    /// `NULLS NOT DISTINCT` (PostgreSQL 15 and later).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nulls_not_distinct: bool,
    /// Storage parameters: `WITH`.
    #[serde(default, skip_serializing_if = "Parameters::is_empty")]
    pub parameters: Parameters,
    /// Statistics targets of keys that are expressions, by their places, the first being 1.
    #[serde(default, skip_serializing_if = "Parameters::is_empty")]
    pub statistics: Parameters,
    /// True if building it failed, so that it answers no query.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub invalid: bool,
}

impl IndexOptions {
    /// True if nothing is said.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What else is said of a key of an index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyOptions {
    /// The collation in SQL, if it is not the column's own: `pg_catalog."C"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// The schema of the operator class, if that is neither PostgreSQL's nor an extension's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class_schema: Option<String>,
    /// The operator class's parameters: `siglen`.
    #[serde(default, skip_serializing_if = "Parameters::is_empty")]
    pub class_parameters: Parameters,
}

impl KeyOptions {
    /// True if nothing is said.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

super::by_value::by_value!(TableOptions, ColumnOptions, ConstraintOptions, IndexOptions);
super::said_seldom!(TableOptions, ColumnOptions, ConstraintOptions, IndexOptions, KeyOptions);
