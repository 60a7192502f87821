//! The shape of the query's answer.

use serde::Deserialize;

use super::options::{RawColumnOptions, RawConstraintOptions, RawIndexOptions, RawKeyOptions, RawTableOptions};
use super::read::OtherObject;
use crate::catalog::{RoleAttributes, RoleSetting, SequenceOptions, Setting, TypeShape};

pub(super) type Name = (String, String);

#[derive(Deserialize)]
pub(super) struct Raw {
    pub(super) owner: Option<String>,
    /// Who asks.
    pub(super) user: Option<String>,
    pub(super) roles: Option<Vec<RawRole>>,
    pub(super) schemas: Option<Vec<RawSchema>>,
    pub(super) enums: Option<Vec<RawEnum>>,
    pub(super) sequences: Option<Vec<RawSequence>>,
    pub(super) tables: Option<Vec<RawTable>>,
    pub(super) objects: Option<Vec<RawObject>>,
    pub(super) access: Option<Vec<RawAccess>>,
    pub(super) defaults: Option<Vec<RawDefault>>,
    pub(super) edges: Option<Vec<Edge>>,
    pub(super) other: Option<Vec<OtherObject>>,
}

/// Who stands on whom: class, oid and column number of both.
pub(super) type Edge = (Oid, Oid, i32, Oid, Oid, i32);

/// A number of PostgreSQL's for an object, or for a system catalog.
pub(super) type Oid = i64;

#[derive(Deserialize)]
pub(super) struct RawObject {
    pub(super) class: Oid,
    pub(super) oid: Oid,
    pub(super) kind: String,
    pub(super) schema: Option<String>,
    pub(super) relation: Option<Oid>,
    pub(super) name: String,
    pub(super) identity: String,
    pub(super) definition: String,
    pub(super) replaces: Option<Vec<String>>,
    pub(super) updates: Option<std::collections::BTreeMap<String, String>>,
    pub(super) settings: Option<Vec<Setting>>,
    pub(super) shape: Option<TypeShape>,
    pub(super) owner: Option<String>,
    pub(super) grants: Option<Vec<RawGrant>>,
    pub(super) comment: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawRole {
    pub(super) name: String,
    pub(super) login: bool,
    pub(super) bypass_rls: bool,
    #[serde(flatten)]
    pub(super) attributes: RoleAttributes,
    pub(super) inherit: Option<bool>,
    pub(super) member_of: Option<Vec<RawMembership>>,
    pub(super) settings: Option<Vec<RoleSetting>>,
    pub(super) comment: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct RawMembership {
    pub(super) name: String,
    pub(super) admin: bool,
    pub(super) inherit: Option<bool>,
    pub(super) set: Option<bool>,
}

#[derive(Deserialize)]
pub(super) struct RawGrant {
    pub(super) to: Option<String>,
    pub(super) privilege: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawRights {
    pub(super) grants: Option<Vec<RawGrant>>,
    pub(super) grantable: Option<Vec<RawGrant>>,
    pub(super) public_lacks: Option<Vec<String>>,
    pub(super) owner_lacks: Option<Vec<String>>,
    pub(super) owner_holds: Option<Vec<String>>,
    pub(super) owner_grantable: Option<Vec<String>>,
    pub(super) passed_on: Option<Vec<RawPassedOn>>,
}

#[derive(Deserialize)]
pub(super) struct RawPassedOn {
    pub(super) by: String,
    pub(super) grantable: bool,
    #[serde(flatten)]
    pub(super) grant: RawGrant,
}

#[derive(Deserialize)]
pub(super) struct RawAccess {
    pub(super) class: Oid,
    pub(super) oid: Oid,
    pub(super) part: i32,
    pub(super) owner: Option<String>,
    #[serde(flatten)]
    pub(super) rights: RawRights,
}

#[derive(Deserialize)]
pub(super) struct RawDefault {
    pub(super) role: String,
    pub(super) schema: Option<String>,
    pub(super) kind: String,
    #[serde(flatten)]
    pub(super) rights: RawRights,
}

#[derive(Deserialize)]
pub(super) struct RawSchema {
    pub(super) oid: Oid,
    pub(super) name: String,
    pub(super) comment: Option<String>,
    pub(super) grants: Option<Vec<RawGrant>>,
}

#[derive(Deserialize)]
pub(super) struct RawEnum {
    pub(super) oid: Oid,
    pub(super) schema: String,
    pub(super) name: String,
    pub(super) labels: Option<Vec<String>>,
    pub(super) comment: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawSequence {
    pub(super) oid: Oid,
    pub(super) schema: String,
    pub(super) name: String,
    pub(super) data_type: String,
    pub(super) options: SequenceOptions,
    pub(super) owned_by: Option<(String, String, String)>,
    pub(super) unlogged: bool,
    pub(super) comment: Option<String>,
    pub(super) grants: Option<Vec<RawGrant>>,
}

#[derive(Deserialize)]
pub(super) struct RawIdentitySequence {
    pub(super) name: String,
    pub(super) options: SequenceOptions,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawTable {
    pub(super) oid: Oid,
    pub(super) schema: String,
    pub(super) name: String,
    pub(super) row_type: Oid,
    #[serde(default)]
    pub(super) owner: String,
    pub(super) comment: Option<String>,
    #[serde(default)]
    pub(super) options: RawTableOptions,
    pub(super) columns: Option<Vec<RawColumn>>,
    pub(super) constraints: Option<Vec<RawConstraint>>,
    pub(super) indexes: Option<Vec<RawIndex>>,
    pub(super) row_security: bool,
    pub(super) forced: bool,
    pub(super) policies: Option<Vec<RawPolicy>>,
    pub(super) grants: Option<Vec<RawGrant>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawColumn {
    pub(super) number: i32,
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) data_type: Option<String>,
    /// The element's type if it is not PostgreSQL's own.
    pub(super) defined: Option<Oid>,
    pub(super) array: bool,
    pub(super) not_null: bool,
    pub(super) expression: Option<String>,
    pub(super) sequence: Option<Name>,
    pub(super) identity: String,
    pub(super) identity_type: Option<String>,
    pub(super) identity_sequence: Option<RawIdentitySequence>,
    pub(super) generated: String,
    pub(super) collation: Option<String>,
    pub(super) own_collation: Option<Oid>,
    pub(super) comment: Option<String>,
    #[serde(default)]
    pub(super) options: RawColumnOptions,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawConstraint {
    pub(super) oid: Oid,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) columns: Option<Vec<String>>,
    pub(super) nulls_not_distinct: Option<bool>,
    pub(super) expression: Option<String>,
    pub(super) target: Option<Name>,
    pub(super) target_columns: Option<Vec<String>>,
    pub(super) on_delete: String,
    pub(super) on_update: String,
    pub(super) deferrable: bool,
    pub(super) deferred: bool,
    pub(super) comment: Option<String>,
    #[serde(flatten)]
    pub(super) options: RawConstraintOptions,
}

#[derive(Deserialize)]
pub(super) struct RawIndex {
    pub(super) oid: Oid,
    pub(super) name: String,
    pub(super) unique: bool,
    pub(super) method: String,
    pub(super) keys: Vec<RawKey>,
    pub(super) include: Option<Vec<String>>,
    pub(super) predicate: Option<String>,
    pub(super) comment: Option<String>,
    #[serde(flatten)]
    pub(super) options: RawIndexOptions,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawKey {
    pub(super) column: Option<String>,
    pub(super) expression: Option<String>,
    pub(super) operator_class: Option<String>,
    pub(super) options: i16,
    #[serde(flatten)]
    pub(super) said: RawKeyOptions,
}

#[derive(Deserialize)]
pub(super) struct RawPolicy {
    pub(super) oid: Oid,
    pub(super) name: String,
    pub(super) permissive: bool,
    pub(super) command: String,
    pub(super) to: Vec<Option<String>>,
    pub(super) using: Option<String>,
    pub(super) check: Option<String>,
    pub(super) comment: Option<String>,
}
