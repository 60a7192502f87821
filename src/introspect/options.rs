//! What is said less often of tables and their parts.

use serde::Deserialize;

use super::names;
use super::raw::{Name, Oid};
use crate::catalog::{
    ColumnOptions, ConstraintOptions, Deferral, Id, IndexOptions, KeyOptions, Parameters, PartitionOf, ReplicaIdentity,
    TableOptions,
};

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawTableOptions {
    partition_by: Option<String>,
    of_type: Option<Oid>,
    bound: Option<String>,
    parents: Option<Vec<Name>>,
    unlogged: bool,
    method: Option<String>,
    parameters: Option<Parameters>,
    replica_identity: String,
    replica_index: Option<String>,
    cluster_index: Option<String>,
}

impl RawTableOptions {
    /// The options, where `index` finds the index or constraint of the table that has a name, and `type_of` a type.
    pub(super) fn read(self, index: impl Fn(&str) -> Id, type_of: impl Fn(Oid) -> Option<Id>) -> TableOptions {
        let mut parents = self.parents.into_iter().flatten().map(|(schema, name)| names::relation(&schema, &name));
        let partition_of = match self.bound {
            Some(bound) => parents.next().map(|parent| PartitionOf { parent, bound }),
            None => None,
        };
        TableOptions {
            partition_by: self.partition_by,
            of_type: self.of_type.and_then(type_of),
            inherits: parents.collect(),
            partition_of,
            unlogged: self.unlogged,
            method: self.method,
            parameters: self.parameters.unwrap_or_default(),
            replica_identity: match self.replica_identity.as_str() {
                "f" => ReplicaIdentity::Full,
                "n" => ReplicaIdentity::Nothing,
                "i" => self.replica_index.map_or(ReplicaIdentity::Nothing, |name| ReplicaIdentity::Index(index(&name))),
                _ => ReplicaIdentity::Default,
            },
            cluster_on: self.cluster_index.map(|name| index(&name)),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawColumnOptions {
    inherited: bool,
    storage: Option<String>,
    compression: Option<String>,
    statistics: Option<i32>,
    parameters: Option<Parameters>,
    not_null_name: Option<String>,
    not_null_no_inherit: Option<bool>,
    not_null_validated: Option<bool>,
    not_null_comment: Option<String>,
}

impl RawColumnOptions {
    pub(super) fn read(self) -> ColumnOptions {
        ColumnOptions {
            inherited: self.inherited,
            storage: self.storage,
            compression: self.compression,
            statistics: self.statistics,
            parameters: self.parameters.unwrap_or_default(),
            not_null_name: self.not_null_name,
            not_null_no_inherit: self.not_null_no_inherit.unwrap_or_default(),
            not_null_not_valid: self.not_null_validated == Some(false),
            not_null_comment: self.not_null_comment,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawConstraintOptions {
    pub(super) definition: Option<String>,
    #[serde(default)]
    inherited: bool,
    partition_of: Option<PartOf>,
    include: Option<Vec<String>>,
    period: Option<bool>,
    parameters: Option<Parameters>,
    index_comment: Option<String>,
    #[serde(rename = "match", default)]
    matches: String,
    delete_columns: Option<Vec<String>>,
    #[serde(default)]
    no_inherit: bool,
    validated: Option<bool>,
    enforced: Option<bool>,
}

impl RawConstraintOptions {
    /// The options of a constraint of this table; `deferral` is a key's.
    pub(super) fn read(self, table: &Id, deferral: Deferral) -> ConstraintOptions {
        let ids = |columns: Option<Vec<String>>| {
            columns.unwrap_or_default().iter().map(|name| names::column(table, name)).collect()
        };
        let not_enforced = self.enforced == Some(false);
        ConstraintOptions {
            inherited: self.inherited,
            partition_of: self.partition_of.map(part_of),
            include: ids(self.include),
            period: self.period.unwrap_or_default(),
            parameters: self.parameters.unwrap_or_default(),
            deferral,
            index_comment: self.index_comment,
            match_full: self.matches == "f",
            delete_columns: ids(self.delete_columns),
            no_inherit: self.no_inherit,
            // What is not enforced is never valid.
            not_valid: self.validated == Some(false) && !not_enforced,
            not_enforced,
        }
    }
}

/// Schema, table and name of an index of a partitioned table, and whether it is a constraint's.
type PartOf = (String, String, String, bool);

fn part_of((schema, table, name, is_constraint): PartOf) -> Id {
    let kind = if is_constraint { "constraint" } else { "index" };
    names::part(&names::relation(&schema, &table), kind, &name)
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawIndexOptions {
    partition_of: Option<PartOf>,
    nulls_not_distinct: Option<bool>,
    parameters: Option<Parameters>,
    statistics: Option<std::collections::BTreeMap<String, i32>>,
    #[serde(default)]
    invalid: bool,
}

impl RawIndexOptions {
    pub(super) fn read(self) -> IndexOptions {
        let statistics = self.statistics.into_iter().flatten();
        IndexOptions {
            partition_of: self.partition_of.map(part_of),
            nulls_not_distinct: self.nulls_not_distinct.unwrap_or_default(),
            parameters: self.parameters.unwrap_or_default(),
            statistics: statistics.map(|(key, target)| (key, target.to_string())).collect(),
            invalid: self.invalid,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawKeyOptions {
    collation: Option<String>,
    class_schema: Option<String>,
    class_parameters: Option<Parameters>,
}

impl RawKeyOptions {
    pub(super) fn read(self) -> KeyOptions {
        KeyOptions {
            collation: self.collation,
            class_schema: self.class_schema,
            class_parameters: self.class_parameters.unwrap_or_default(),
        }
    }
}
