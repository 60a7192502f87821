//! The rows that a project gives: each must be taken by the state before, and be there after up and after down.

use super::super::proof::{OwnRow, OwnRows};
use super::super::seed::{Row, SampleRow, Seeds};
use super::Run;
use crate::engine::{Engine, SqlError};
use crate::sql::quote;

/// Where the rows of a table are to be looked for: the table in SQL, and what its columns are called there.
pub(super) type Place<'p> = &'p dyn Fn(&str) -> Option<(String, Vec<(String, String)>)>;

impl<E: Engine> Run<'_, E> {
    /// Writes down which of the rows were taken and which were refused.
    pub(super) fn note_own_rows(&mut self) {
        if self.input.options.seeding.samples.is_empty() {
            return;
        }
        let taken: Vec<SampleRow> = self.seeds.samples().to_vec();
        let missing = taken.iter().filter_map(|row| Some(self.own_row(row, row.refused.clone()?)));
        let missing = missing.collect();
        self.proof.own_rows = Some(OwnRows { taken: taken.iter().map(|row| row.keys.len()).sum(), missing });
        self.own_rows = taken;
    }

    /// Writes down which of the rows were refused by the tables that up made, and which have no table at all.
    pub(super) fn note_late_own_rows(&mut self, seeds: &Seeds) {
        let without = seeds.samples_without_table();
        let refused = seeds.samples().iter().chain(&without);
        let refused = refused.filter_map(|row| Some(self.own_row(row, row.refused.clone()?)));
        self.add_missing(refused.collect());
    }

    /// Looks for the rows that were taken, and writes down those that are gone.
    pub(super) async fn look_for_own_rows(&mut self, after: &str, place: Place<'_>) -> Result<(), SqlError> {
        let mut questions = vec!["RESET ROLE".to_owned()];
        let mut asked = Vec::new();
        let mut gone = Vec::new();
        for row in &self.own_rows {
            match place(&row.table) {
                None => gone.push((row.clone(), format!("gone with its table {after}"))),
                Some((table, columns)) => {
                    for key in &row.keys {
                        questions.push(question(&table, &columns, key));
                        asked.push(row.clone());
                    }
                }
            }
        }
        let answers = self.link.must(&questions).await?;
        for (row, answer) in asked.into_iter().zip(answers.iter().skip(1)) {
            if answer.value() == Some("f") {
                gone.push((row, format!("gone {after}, or its key has another value")));
            }
        }
        let missing: Vec<OwnRow> = gone.into_iter().map(|(row, why)| self.own_row(&row, why)).collect();
        self.add_missing(missing);
        Ok(())
    }

    /// Adds rows that are not known as missing yet.
    fn add_missing(&mut self, rows: Vec<OwnRow>) {
        let Some(told) = &mut self.proof.own_rows else { return };
        for row in rows {
            if !told.missing.iter().any(|known| known.sample == row.sample && known.line == row.line) {
                told.missing.push(row);
            }
        }
    }

    fn own_row(&self, row: &SampleRow, why: String) -> OwnRow {
        let sample = self.input.options.seeding.samples.get(row.sample);
        let name = sample.map(|sample| sample.name.clone()).filter(|name| !name.is_empty());
        let sample = name.unwrap_or_else(|| format!("sample {}", row.sample + 1));
        OwnRow { sample, line: row.line, table: row.table.clone(), why }
    }
}

/// Whether a row is there, by its key as text: what identifies a row is written alike by every type that can hold it.
fn question(table: &str, columns: &[(String, String)], key: &Row) -> String {
    let wanted = key.iter().map(|(name, value)| {
        let now = columns.iter().find(|(was, _)| was == name).map_or(name, |(_, now)| now);
        let value = value.as_deref().map_or_else(|| "NULL".to_owned(), quote::literal);
        format!("{}::text IS NOT DISTINCT FROM {value}", quote::ident(now))
    });
    let wanted = wanted.collect::<Vec<_>>().join(" AND ");
    let wanted = if wanted.is_empty() { "true" } else { &wanted };
    format!("SELECT EXISTS (SELECT FROM {table} WHERE {wanted})")
}
