//! Roles, privileges and policies.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Expr, Id};

/// A role of the cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[serde(rename_all = "camelCase")]
pub struct Role {
    /// Identity.
    pub id: Id,
    /// The role's name, unquoted.
    pub name: String,
    /// `LOGIN`. Bundles create no passwords; an administrator sets them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub login: bool,
    /// `BYPASSRLS`: row-level security does not bind this role.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bypass_rls: bool,
    /// What else the role may do.
    #[serde(default, skip_serializing_if = "RoleAttributes::is_default")]
    pub attributes: RoleAttributes,
    /// Ids of the roles this role is a member of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub member_of: Vec<Id>,
    /// The options of memberships that have any but PostgreSQL's defaults, by the id of the role it is a member of.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub member_options: BTreeMap<Id, Membership>,
    /// `ALTER ROLE … SET`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<RoleSetting>,
    /// `COMMENT ON ROLE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl Role {
    /// A role that can't log in and has no attributes.
    pub fn new(id: Id, name: impl Into<String>) -> Self {
        Self {
            id,
            name: name.into(),
            login: false,
            bypass_rls: false,
            attributes: RoleAttributes::default(),
            member_of: Vec::new(),
            member_options: BTreeMap::new(),
            settings: Vec::new(),
            comment: None,
        }
    }

    /// True for the roles that every cluster has by itself, such as `pg_read_all_data`.
    pub fn is_predefined(&self) -> bool {
        self.name.starts_with("pg_")
    }
}

/// What a role may do beside logging in and passing row-level security by, where it is not what `CREATE ROLE` gives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RoleAttributes {
    /// `SUPERUSER`
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub superuser: bool,
    /// `CREATEDB`
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub create_db: bool,
    /// `CREATEROLE`
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub create_role: bool,
    /// `NOINHERIT`
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_inherit: bool,
    /// `REPLICATION`
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub replication: bool,
    /// `CONNECTION LIMIT`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_limit: Option<i32>,
    /// `VALID UNTIL`: until when its password may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
}

impl RoleAttributes {
    /// True if they are what `CREATE ROLE` gives.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// The options of a membership.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Membership {
    /// `ADMIN OPTION`
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub admin: bool,
    /// `INHERIT`, where it is not what the member does by itself: since PostgreSQL 16.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inherit: Option<bool>,
    /// `SET FALSE`: since PostgreSQL 16.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_set: bool,
}

/// A configuration parameter of a role's sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoleSetting {
    /// The parameter.
    pub name: String,
    /// Its value as PostgreSQL keeps it: a list's elements are quoted as identifiers.
    pub value: String,
    /// True if it counts in this database only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_database: bool,
}

/// Whom a privilege is granted to, or a policy applies to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Grantee {
    /// Everyone: `PUBLIC`.
    Public,
    /// One role, by id.
    Role(Id),
}

/// Privileges on one object given to one grantee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[serde(rename_all = "camelCase")]
pub struct Grant {
    /// Who gets them.
    pub to: Grantee,
    /// Which, in the order of [`Privilege`], without duplicates.
    pub privileges: Vec<Privilege>,
}

/// A privilege on an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Privilege {
    /// `SELECT`
    Select,
    /// `INSERT`
    Insert,
    /// `UPDATE`
    Update,
    /// `DELETE`
    Delete,
    /// `TRUNCATE`: row-level security does not bind it.
    Truncate,
    /// `REFERENCES`
    References,
    /// `TRIGGER`
    Trigger,
    /// `USAGE` of a schema, a sequence, a type, a language or a server
    Usage,
    /// `CREATE` in a schema
    Create,
    /// `EXECUTE` of a function
    Execute,
    /// `MAINTAIN` of a table: since PostgreSQL 17.
    Maintain,
}

impl Privilege {
    /// The SQL word.
    pub fn sql(self) -> &'static str {
        match self {
            Self::Select => "SELECT",
            Self::Insert => "INSERT",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
            Self::Truncate => "TRUNCATE",
            Self::References => "REFERENCES",
            Self::Trigger => "TRIGGER",
            Self::Usage => "USAGE",
            Self::Create => "CREATE",
            Self::Execute => "EXECUTE",
            Self::Maintain => "MAINTAIN",
        }
    }
}

/// A row-level-security policy of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[serde(rename_all = "camelCase")]
pub struct Policy {
    /// Identity.
    pub id: Id,
    /// The policy's name, unquoted; unique within its table.
    pub name: String,
    /// `AS RESTRICTIVE`; permissive policies are OR-ed, restrictive ones AND-ed to the result.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub restrictive: bool,
    /// `FOR`.
    #[serde(default)]
    pub command: PolicyCommand,
    /// `TO`: at least one; in the order of [`Grantee`].
    pub to: Vec<Grantee>,
    /// `USING`, without its outer parentheses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub using: Option<Expr>,
    /// `WITH CHECK`, without its outer parentheses. When absent PostgreSQL uses `USING` for new rows too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Expr>,
    /// `COMMENT ON POLICY`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// The command a policy is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PolicyCommand {
    /// Every command.
    #[default]
    All,
    /// `SELECT`
    Select,
    /// `INSERT`
    Insert,
    /// `UPDATE`
    Update,
    /// `DELETE`
    Delete,
}

impl PolicyCommand {
    /// The SQL word.
    pub fn sql(self) -> &'static str {
        match self {
            Self::All => "ALL",
            Self::Select => "SELECT",
            Self::Insert => "INSERT",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
        }
    }
}

super::by_value::by_value!(Role, Policy, Grant);
