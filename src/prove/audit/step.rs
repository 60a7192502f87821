//! How far an audit is.

use serde::{Deserialize, Serialize};

/// What an audit does, in the order in which it does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuditStep {
    /// The script is run.
    Script,
    /// Rows are made for two tenants.
    Rows,
    /// The tables are attacked.
    Attacks,
    /// What let an attack through is looked for, and its fix tried.
    Holes,
    /// Views and functions are asked.
    Around,
}

impl AuditStep {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Script, Self::Rows, Self::Attacks, Self::Holes, Self::Around];

    /// What is being done, for a person.
    pub fn name(self) -> &'static str {
        match self {
            Self::Script => "Running the script",
            Self::Rows => "Making rows for two tenants",
            Self::Attacks => "Attacking the tables",
            Self::Holes => "Looking for the holes",
            Self::Around => "Asking views and functions",
        }
    }
}
