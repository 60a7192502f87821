//! One SQL statement of a migration.

use serde::{Deserialize, Serialize};

use crate::catalog::Id;
use crate::problem::Level;

/// One SQL statement of a migration, frozen as text once the migration is added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Statement {
    /// The SQL, without the closing semicolon.
    pub sql: String,
    /// What it does, in kebab case: `create-table`, `add-column`, `hand-written`.
    pub kind: String,
    /// The object it is about.
    pub object: Id,
    /// The object's name for a person, qualified and unquoted: `public.orders.total`.
    pub name: String,
    /// False if it can't run in a transaction block.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub transactional: bool,
    /// What to do if it fails half way: said of a statement that can't run in a transaction block, because nothing takes
    /// back what it, and what stands above it, has done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_failure: Option<String>,
    /// What to look out for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hazards: Vec<Hazard>,
}

/// A danger of a statement: data, so that it can be shown, counted and accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hazard {
    /// The rule that found it, in kebab case.
    pub rule: String,
    /// How bad it is.
    pub level: Level,
    /// What happens and when it matters.
    pub message: String,
    /// SQL that reaches the same end more safely.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub safer_sql: Option<String>,
}

fn yes() -> bool {
    true
}

fn is_yes(value: &bool) -> bool {
    *value
}
