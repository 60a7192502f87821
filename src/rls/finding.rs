//! What is wrong with a tenant wall, as data.

use serde::{Deserialize, Serialize};

use crate::catalog::Id;
use crate::problem::Level;

/// Something wrong with a tenant wall, or worth saying, at an object of the catalog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The rule's id: `PO02`.
    pub rule: String,
    /// How bad it is.
    pub level: Level,
    /// The object's name as a person reads it: `public.orders`, `policy tenant ON public.orders`.
    pub object: String,
    /// What is wrong here.
    pub message: String,
    /// Why it matters.
    pub why: String,
    /// What mends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
    /// The id of the table or object in the catalog: what leads back to where it can be edited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<Id>,
    /// The id of the part of it: the policy, the constraint, the index.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Id>,
}

/// What mends a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// What it does, for a person: "Force row-level security".
    pub title: String,
    /// The statements, run as the owner of the objects.
    pub sql: String,
}
