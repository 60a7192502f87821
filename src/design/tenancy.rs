//! How tenants are told apart, and what keeps them apart.

use serde::{Deserialize, Serialize};

use crate::catalog::{DataType, Id};

/// How tenants are told apart: by a column of each tenant-scoped table, and by something of the session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TenancySettings {
    /// The authored name of the tenant column that lowering adds; the naming convention applies to it.
    pub column: String,
    /// The tenant column's type.
    #[serde(rename = "type")]
    pub data_type: DataType,
    /// The session setting that holds the tenant, such as `app.current_tenant`.
    pub setting: String,
    /// How a session says which tenant it works for.
    #[serde(default, skip_serializing_if = "Strategy::is_default")]
    pub strategy: Strategy,
    /// What strengthens the wall beside the tenant policy itself.
    #[serde(default, skip_serializing_if = "Guards::is_default")]
    pub guards: Guards,
    /// What the service role may do with the rows of tenants.
    #[serde(default, skip_serializing_if = "ServiceRights::is_default")]
    pub service: ServiceRights,
}

impl Default for TenancySettings {
    fn default() -> Self {
        Self {
            column: "tenant_id".into(),
            data_type: DataType::builtin("uuid"),
            setting: "app.current_tenant".into(),
            strategy: Strategy::Setting,
            guards: Guards::default(),
            service: ServiceRights::All,
        }
    }
}

/// How a session says which tenant it works for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Strategy {
    /// A session setting holds the tenant: [`TenancySettings::setting`].
    #[default]
    Setting,
    /// A claim of a JSON document that a session setting holds, as PostgREST and Supabase make one of the token.
    Claim {
        /// The setting that holds the document.
        #[serde(default = "claims_setting")]
        claims: String,
        /// The keys that lead to the tenant, joined by dots.
        #[serde(default = "claims_path")]
        path: String,
    },
    /// A table says which users are members of which tenants, and a session setting who the user is.
    Membership {
        /// The entity whose rows are the memberships.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        entity: Option<Id>,
        /// Its column with the user.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user_column: Option<Id>,
        /// Its column with the tenant.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tenant_column: Option<Id>,
        /// The session setting that holds the user.
        #[serde(default = "user_setting")]
        user_setting: String,
    },
    /// A schema for each tenant. Bulkhead does not write such a wall, and says what to do instead.
    Schema,
}

impl Strategy {
    /// True if the session setting holds the tenant itself.
    pub fn is_default(&self) -> bool {
        *self == Self::Setting
    }

    /// A claim where PostgREST and Supabase put it, out of the user's own reach.
    pub fn claim() -> Self {
        Self::Claim { claims: claims_setting(), path: claims_path() }
    }

    /// Memberships that are still to be said.
    pub fn membership() -> Self {
        Self::Membership { entity: None, user_column: None, tenant_column: None, user_setting: user_setting() }
    }

    /// The entity whose rows are memberships.
    pub fn membership_entity(&self) -> Option<&Id> {
        match self {
            Self::Membership { entity, .. } => entity.as_ref(),
            Self::Setting | Self::Claim { .. } | Self::Schema => None,
        }
    }
}

fn claims_setting() -> String {
    "request.jwt.claims".to_owned()
}

fn claims_path() -> String {
    "app_metadata.tenant_id".to_owned()
}

fn user_setting() -> String {
    "app.user_id".to_owned()
}

/// What strengthens the wall beside the tenant policy. A project that says nothing has none of it, as all projects had
/// before there was a choice; a new one has [`Guards::SAFE`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Guards {
    /// A policy to each command, to the roles that may use it, in place of one for all commands.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub per_command: bool,
    /// A restrictive policy that no permissive one added later can widen.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub floor: bool,
    /// Foreign keys between tenant-scoped tables take the tenant along, so that no reference leaves it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub references: bool,
    /// Unique constraints and indexes hold within the tenant, so that none tells of another tenant's rows.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unique: bool,
    /// The application may update columns by name: not the tenant's, and not the key's.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub column_grants: bool,
}

impl Guards {
    /// What a new project has: all that makes the wall stronger. One policy for all commands keeps it as well as one to
    /// each as long as the application has the same rights to all of a tenant's rows.
    pub const SAFE: Self =
        Self { per_command: false, floor: true, references: true, unique: true, column_grants: true };

    /// True if there are none.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What the service role may do with the rows of tenants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ServiceRights {
    /// Read and write every tenant's.
    #[default]
    All,
    /// Read every tenant's, write those of the tenant that its session names.
    ReadAll,
}

impl ServiceRights {
    /// True if it may do everything.
    pub fn is_default(&self) -> bool {
        *self == Self::All
    }
}
