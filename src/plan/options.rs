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
    /// How long statements with short locks wait for a lock, and how often.
    #[serde(default)]
    pub lock_wait: LockWait,
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

impl Default for Options {
    fn default() -> Self {
        Self { mode: Mode::Simple, target_version: 15, lock_wait: LockWait::default() }
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
