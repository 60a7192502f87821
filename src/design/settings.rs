//! Settings of a whole project.

use serde::{Deserialize, Serialize};

use super::{SeedInput, TenancySettings};
use crate::catalog::{Id, PUBLIC_SCHEMA};

/// Settings of a whole project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// The schema that new entities go to.
    pub default_schema: Id,
    /// How names in the database are made.
    #[serde(default)]
    pub naming: Naming,
    /// The oldest PostgreSQL major version that the bundle must run on: 14 to 18.
    pub target_version: u8,
    /// The table that records which migrations were applied.
    #[serde(default)]
    pub history: History,
    /// How tenants are told apart.
    #[serde(default)]
    pub tenancy: TenancySettings,
    /// The role that owns the objects and runs migrations. `None`: whoever runs the script.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_role: Option<Id>,
    /// The role the application connects as: it gets SELECT, INSERT, UPDATE and DELETE on every entity's table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_role: Option<Id>,
    /// The role of background workers, which see every tenant's rows by a policy of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_role: Option<Id>,
    /// The role that reads and never writes, for reports and the like: bound by the tenant policy as the application is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_only_role: Option<Id>,
    /// The hazards of migrations that a person accepts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<Acceptance>,
    /// The team's own items of every review.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<TeamCheck>,
    /// The rows of dry runs.
    #[serde(default, skip_serializing_if = "SeedInput::is_default")]
    pub seeding: Box<SeedInput>,
    /// How long the statements of migrations with short locks wait for a lock, and how often.
    #[serde(default, skip_serializing_if = "LockWait::is_default")]
    pub lock_wait: LockWait,
    /// True if migrations are to come with advice on what works and could be better: the order of columns, an enum where
    /// a table would do, an index over many columns.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub advice: bool,
}

/// How long a statement that needs a strong lock waits for it before it lets others go first, and how often it tries.
///
/// While it waits, everybody who comes after it waits too: a SELECT that takes an hour would make a table unusable for as
/// long. So it gives up soon, and tries again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LockWait {
    /// Milliseconds of one try; 0 to wait for as long as it takes.
    pub timeout_ms: u32,
    /// How many tries, at least one.
    pub tries: u32,
}

impl Default for LockWait {
    fn default() -> Self {
        Self { timeout_ms: 3000, tries: 10 }
    }
}

impl LockWait {
    /// True if nobody chose anything else.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// An item of the team's own in the review of every migration: a query that must find nothing after up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TeamCheck {
    /// What must hold, for a person.
    pub title: String,
    /// A query on the migrated database that finds what breaks it.
    pub query: String,
}

/// A hazard that a person accepts, with the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Acceptance {
    /// The hazard's rule: `set-not-null`.
    pub rule: String,
    /// The object of the statement that has it: by its id, or by its name for a person.
    pub object: String,
    /// Why.
    pub reason: String,
    /// Who accepts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

impl Acceptance {
    /// True if it is for this rule and object, by the object's id or its name for a person.
    pub fn is_of(&self, rule: &str, object: &Id, name: &str) -> bool {
        self.rule == rule && (self.object == object.as_str() || self.object == name)
    }

    /// The reason and who gave it, for a person.
    pub fn told(&self) -> String {
        match self.by.as_deref().filter(|by| !by.trim().is_empty()) {
            Some(by) => format!("{} ({by})", self.reason),
            None => self.reason.clone(),
        }
    }
}

impl Settings {
    /// The roles that the settings name: the owner's, the application's, the service's and the one that only reads.
    pub fn roles(&self) -> [&Option<Id>; 4] {
        [&self.owner_role, &self.app_role, &self.service_role, &self.read_only_role]
    }

    /// The same, to change them.
    pub fn roles_mut(&mut self) -> [&mut Option<Id>; 4] {
        [&mut self.owner_role, &mut self.app_role, &mut self.service_role, &mut self.read_only_role]
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            default_schema: Id::new(PUBLIC_SCHEMA),
            naming: Naming::default(),
            target_version: 15,
            history: History::default(),
            tenancy: TenancySettings::default(),
            owner_role: None,
            app_role: None,
            service_role: None,
            read_only_role: None,
            accepted: Vec::new(),
            checks: Vec::new(),
            seeding: Box::default(),
            lock_wait: LockWait::default(),
            advice: false,
        }
    }
}

/// How names in the database are made of authored names. An explicit name always wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Naming {
    /// Table names.
    #[serde(default)]
    pub tables: Convention,
    /// Column names.
    #[serde(default)]
    pub columns: Convention,
    /// Names of primary keys, unique constraints, checks and foreign keys.
    #[serde(default)]
    pub keys: Convention,
    /// Index names.
    #[serde(default)]
    pub indexes: Convention,
}

/// A naming convention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Convention {
    /// Tables and columns as written; keys and indexes as PostgreSQL itself names them (`orders_pkey`).
    #[default]
    AsWritten,
    /// As EF Core does: tables and columns as written; `PK_Orders`, `AK_…`, `FK_…`, `IX_…`.
    Ef,
    /// As EFCore.NamingConventions' `UseSnakeCaseNamingConvention` does: `audit_log`, `pk_audit_log`.
    SnakeCase,
}

/// The table that records which migrations were applied, in EF Core's shape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct History {
    /// Its schema's name, if not the first of the search path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Its name.
    pub table: String,
    /// What is written into the column `ProductVersion`.
    pub product_version: String,
}

impl Default for History {
    fn default() -> Self {
        Self { schema: None, table: "__EFMigrationsHistory".into(), product_version: "8.0.0".into() }
    }
}

crate::catalog::by_value!(Settings);
