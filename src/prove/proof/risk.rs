//! Rows that up may fail on, and what was found of its hazards.

use serde::{Deserialize, Serialize};

use crate::engine::SqlError;

/// Rows that the state before allows and that a statement of up may fail on, and what came of trying them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Risk {
    /// The rule of the hazard that speaks of them: `set-not-null`.
    pub rule: String,
    /// The object whose statement is in question, by its id in the model.
    pub object: crate::catalog::Id,
    /// The qualified name, before, of the table that the rows are in.
    pub table: String,
    /// The rows, for a person: `a row with NULL in total`.
    pub what: String,
    /// What came of it.
    pub outcome: RiskOutcome,
    /// The statement of up that failed, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
    /// The error that it failed with, or why the rows could not be tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<SqlError>,
    /// Rows as they were tried: values by column name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<std::collections::BTreeMap<String, Option<String>>>,
    /// The statement that made the rows of seeded ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql: Option<String>,
    /// Why a person accepts that the migration fails on such rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<String>,
}

impl Risk {
    /// What came of it, in a word for a person.
    pub fn word(&self) -> &'static str {
        match (self.outcome, &self.accepted) {
            (RiskOutcome::Breaks, None) => "breaks it",
            (RiskOutcome::Breaks, Some(_)) => "accepted",
            (RiskOutcome::Holds, _) => "taken care of",
            (RiskOutcome::NotTried, _) => "not tried",
        }
    }

    /// The rows for a person, a line each.
    pub fn told_rows(&self) -> Vec<String> {
        let value = |value: &Option<String>| match value {
            Some(text) if text.trim() != text || text.is_empty() => format!("'{text}'"),
            Some(text) => text.clone(),
            None => "NULL".into(),
        };
        let line = |row: &std::collections::BTreeMap<String, Option<String>>| {
            row.iter().map(|(name, text)| format!("{name}: {}", value(text))).collect::<Vec<_>>().join("  ")
        };
        self.rows.iter().map(line).collect()
    }
}

/// What came of trying rows that may break a migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RiskOutcome {
    /// The state before let them in, and up failed on them.
    Breaks,
    /// Up went through all the same: something before it takes care of such rows.
    Holds,
    /// No such row could be made, or nothing could be tried.
    NotTried,
}

/// What a dry run found of a hazard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Judged {
    /// The statement of up that has it, from 0.
    pub step: usize,
    /// The hazard's rule.
    pub rule: String,
    /// What was found.
    pub verdict: HazardVerdict,
    /// What was seen, or why nothing was, for a person.
    pub evidence: String,
}

/// What a dry run makes of a hazard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HazardVerdict {
    /// It was seen: the lock, the rewrite, the loss, or rows that break the statement.
    Confirmed,
    /// The statement ran, and nothing of the kind was seen.
    Cleared,
    /// Nothing that was measured tells.
    NotTold,
}
