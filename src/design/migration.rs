//! Migrations that were added, and hand-written SQL that will be part of the next one.

use serde::{Deserialize, Serialize};

use crate::catalog::{Catalog, Id};
use crate::plan::Statement;

/// A migration, frozen when it was added: its statements are kept as text beside the catalog it leads to, and nothing
/// rewrites what may have been applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Migration {
    /// `yyyyMMddHHmmss_Name`, in UTC.
    pub id: Id,
    /// The name a person gave.
    pub name: String,
    /// What brings the previous snapshot to this one, in order, hand-written statements included.
    pub up: Vec<Statement>,
    /// What takes it back, in order.
    pub down: Vec<Statement>,
    /// The catalog that the migration leads to, as lowered. What hand-written SQL makes is not in it.
    pub snapshot: Catalog,
}

/// Hand-written SQL with its undo, run before or after a migration's own steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HandSql {
    /// Identity.
    pub id: Id,
    /// What it is for, in a few words.
    pub title: String,
    /// Where it runs in up; down runs the other way round.
    #[serde(default)]
    pub position: HandSqlPosition,
    /// The script for up: any number of statements.
    pub up: String,
    /// The script that undoes it. Empty says there is nothing to undo.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub down: String,
}

/// Where hand-written SQL runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum HandSqlPosition {
    /// Before the generated steps.
    Before,
    /// After the generated steps.
    #[default]
    After,
}
