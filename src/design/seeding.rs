//! What a person gives for the rows of dry runs: rows of their own, values to draw from, and how many rows of which kind.

use serde::{Deserialize, Serialize};

/// What a person gives for seeding. Everything may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SeedInput {
    /// Rows in each table, if not as many as the dry run's options say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows_per_table: Option<usize>,
    /// Columns whose values are drawn from lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pins: Vec<Pin>,
    /// Rows that are inserted before any are made up.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub samples: Vec<Sample>,
    /// Which values are made up: the same number gives the same rows wherever they are made.
    #[serde(skip_serializing_if = "is_zero")]
    pub seed: u64,
}

/// A column whose values are drawn from a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Pin {
    /// The table, as `schema.table` or by its name alone.
    pub table: String,
    /// The column's name.
    pub column: String,
    /// The values, as PostgreSQL reads them from text.
    pub values: Vec<String>,
}

/// Rows of a person's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Sample {
    /// What to call it when a row is refused: a file's name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The table of CSV rows, as `schema.table` or by its name alone. INSERT statements name theirs.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub table: String,
    /// How the rows are written.
    pub format: SampleFormat,
    /// The rows.
    pub text: String,
}

/// How rows of a person's own are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SampleFormat {
    /// Comma-separated values under a header of column names. A field that is empty and not quoted is NULL.
    #[default]
    Csv,
    /// INSERT statements.
    Insert,
}

impl SeedInput {
    /// True if nothing is given.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// What is given here, and of the rest what `other` gives.
    pub fn or(mut self, other: &Self) -> Self {
        self.rows_per_table = self.rows_per_table.or(other.rows_per_table);
        if self.pins.is_empty() {
            self.pins.clone_from(&other.pins);
        }
        if self.samples.is_empty() {
            self.samples.clone_from(&other.samples);
        }
        if self.seed == 0 {
            self.seed = other.seed;
        }
        self
    }
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_may_be_left_out() {
        let empty: SeedInput = serde_json::from_str("{}").expect("reads");
        assert_eq!(empty, SeedInput::default());
        let text = r#"{"rowsPerTable": 5, "pins": [{"table": "t", "column": "c", "values": ["x"]}],
            "samples": [{"table": "t", "text": "c\nx"}, {"format": "insert", "text": "INSERT INTO t VALUES (1)"}]}"#;
        let input: SeedInput = serde_json::from_str(text).expect("reads");
        assert_eq!((input.rows_per_table, input.seed), (Some(5), 0));
        assert_eq!(input.samples[1].format, SampleFormat::Insert);
        let again: SeedInput = serde_json::from_str(&serde_json::to_string(&input).expect("writes")).expect("reads");
        assert_eq!(again, input);
    }
}
