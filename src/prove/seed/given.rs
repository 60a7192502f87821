//! What a person gives for seeding: rows of their own, values to draw from, and how many rows of which kind.

use serde::{Deserialize, Serialize};

use super::Seeds;
use super::kind::Kind;
use super::plan::{Source, TablePlan};

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

impl Seeds {
    /// Takes what a person gives into account.
    pub(crate) fn given(mut self, input: &SeedInput) -> Self {
        self.input = input.clone();
        self
    }

    /// Pins columns and moves the values that are made up, once the kinds of all columns are known.
    pub(super) fn apply_input(&mut self) {
        let moved = (self.input.seed % MOVES) * 17;
        for plan in &mut self.plans {
            for at in 0..plan.columns.len() {
                let names_it = |pin: &&Pin| pin.column == plan.columns[at].name && names(&pin.table, plan);
                let values = self.input.pins.iter().filter(names_it).flat_map(|pin| pin.values.iter().cloned());
                let values: Vec<String> = values.collect();
                let is_foreign = plan.foreign.iter().any(|f| f.columns.contains(&at));
                let is_tenant = plan.tenant == Some(at);
                let column = &mut plan.columns[at];
                column.offset += moved;
                if values.is_empty() || is_tenant || column.carries_tenant || column.generated {
                    continue;
                }
                if !is_foreign {
                    column.kind = Kind::OneOf(values.clone());
                    column.source = Source::Given;
                }
                column.pinned = values;
            }
        }
    }
}

/// Seeds that differ by a multiple of this give the same rows.
pub(super) const MOVES: u64 = 10_007;

/// True if a table is called that.
pub(super) fn names(name: &str, plan: &TablePlan) -> bool {
    plan.name == name || plan.name.split_once('.').is_some_and(|(_, bare)| bare == name)
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
