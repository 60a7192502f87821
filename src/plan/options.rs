//! How to plan.

use serde::{Deserialize, Serialize};

/// How to plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Options {
    /// What matters more: one transaction or short locks.
    #[serde(default)]
    pub mode: Mode,
    /// The oldest PostgreSQL major version that the statements must run on: 14 to 18.
    pub target_version: u8,
}

impl Default for Options {
    fn default() -> Self {
        Self { mode: Mode::Simple, target_version: 15 }
    }
}

/// What matters more: one transaction or short locks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Mode {
    /// The shortest plan, all of it in one transaction.
    #[default]
    Simple,
    /// A plan that never keeps readers and writers waiting for long: indexes are built concurrently, constraints are
    /// validated apart. It can't be one transaction.
    Online,
}
