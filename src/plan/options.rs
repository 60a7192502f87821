//! How to plan.

use serde::{Deserialize, Serialize};

pub use crate::design::LockWait;
use crate::design::Settings;

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
    /// Advises on what works and could be better besides.
    #[serde(default)]
    pub advice: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { mode: Mode::Simple, target_version: 15, lock_wait: LockWait::default(), advice: false }
    }
}

impl Options {
    /// What a project's settings say, in one mode or the other.
    pub fn of(settings: &Settings, mode: Mode) -> Self {
        Self { mode, target_version: settings.target_version, lock_wait: settings.lock_wait, advice: settings.advice }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_says_what_a_call_does_not() {
        let lock_wait = LockWait { timeout_ms: 50, tries: 3 };
        let settings = Settings { target_version: 17, lock_wait, advice: true, ..Settings::default() };
        let options = Options::of(&settings, Mode::Online);
        assert_eq!(options, Options { mode: Mode::Online, target_version: 17, lock_wait, advice: true });
        assert_eq!(Options::of(&Settings::default(), Mode::Simple), Options::default());
    }
}
