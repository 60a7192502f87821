//! What became of rows and values: those that were seeded, and those that the project gives.

use serde::{Deserialize, Serialize};

/// A table that was seeded, or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Seeded {
    /// The table's qualified name.
    pub table: String,
    /// Rows in it.
    pub rows: u64,
    /// Why it has none, or fewer than asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What became of the rows that a project gives for its dry runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnRows {
    /// How many were there to survive the migration.
    pub taken: usize,
    /// Those that are not there: refused, or gone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<OwnRow>,
}

/// A row that a project gives, and that is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnRow {
    /// The name of the sample it stands in.
    pub sample: String,
    /// The line on which it begins, from 1.
    pub line: usize,
    /// The table's qualified name.
    pub table: String,
    /// Why, for a person.
    pub why: String,
}

/// What became of the values that were there before up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataFate {
    /// How many columns with values hold the same ones as before.
    pub kept: usize,
    /// The others.
    pub changes: Vec<DataChange>,
}

/// Values that are not as they were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataChange {
    /// The table's qualified name, before.
    pub table: String,
    /// The column's name, before; nothing if whole rows are gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What became of them.
    pub verdict: DataVerdict,
    /// How many values, or rows, there were.
    pub before: u64,
    /// How many there are.
    pub after: u64,
    /// Some values, each before and after.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<[Option<String>; 2]>,
}

impl DataChange {
    /// The values, for a person: `public.orders.total`, or a table's name where whole rows are meant.
    pub fn place(&self) -> String {
        let column = self.column.as_ref().map(|column| format!(".{column}")).unwrap_or_default();
        format!("{}{column}", self.table)
    }

    /// Some values for a person, each before and after.
    pub fn told_examples(&self) -> String {
        let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "NULL".into());
        let told = self.examples.iter().map(|[was, is]| format!("{} → {}", value(was), value(is)));
        told.collect::<Vec<_>>().join(", ")
    }
}

impl DataVerdict {
    /// It in a word for a person.
    pub fn word(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Lost => "lost",
        }
    }
}

/// Rows or values that down did not bring back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotRestored {
    /// The table's qualified name, before.
    pub table: String,
    /// The column's name, before; nothing if whole rows are gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// In how many rows.
    pub rows: u64,
    /// Of how many that had a value.
    pub of: u64,
    /// True if it may be fewer: not all rows were read, or nothing tells them apart.
    #[serde(default, skip_serializing_if = "is_false")]
    pub at_most: bool,
}

impl NotRestored {
    /// It as a line for a person.
    pub fn told(&self) -> String {
        let NotRestored { table, column, rows, of, at_most } = self;
        let few = if *at_most { "at most " } else { "" };
        match column {
            Some(column) => format!("{table}.{column} in {few}{rows} of {of} rows"),
            None => format!("{few}{rows} of {of} rows of {table}"),
        }
    }
}

fn is_false(value: &bool) -> bool {
    !*value
}

/// What became of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DataVerdict {
    /// They are there, and other ones.
    Changed,
    /// They, or some of them, are gone.
    Lost,
}
