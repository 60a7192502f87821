//! A person's own rows, inserted before any are made up. What PostgreSQL refuses is told with its line.

use std::collections::BTreeSet;

use super::Seeds;
use super::csv::{Record, records};
use super::given::names;
use super::plan::{Source, TablePlan};
use super::rows::Row;
use crate::design::SampleFormat;
use crate::engine::{Engine, SqlError};
use crate::expr::{identifier, tokens};
use crate::prove::link::Link;
use crate::sql::{quote, split};

/// At most so many rows are inserted in one message.
const AT_ONCE: usize = 200;

/// What became of a row, or of an INSERT statement, of a person's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SampleRow {
    /// Which of the samples it is of, by place.
    pub(crate) sample: usize,
    /// The line on which it begins, from 1.
    pub(crate) line: usize,
    /// The table's qualified name, or what it was called if there is none.
    pub(crate) table: String,
    /// The rows that PostgreSQL made of it: their primary keys, or all columns where there is none.
    pub(crate) keys: Vec<Row>,
    /// Why it was refused.
    pub(crate) refused: Option<String>,
}

/// A row that waits to be inserted.
struct Waiting {
    sample: usize,
    line: usize,
    table: usize,
    sql: String,
}

impl Seeds {
    /// What became of the rows that a person gave. Those whose table is not there yet are missing.
    pub(crate) fn samples(&self) -> &[SampleRow] {
        &self.samples
    }

    /// What to tell of a person's own rows, if there are any. In the end those without a table are told of too.
    pub(crate) fn samples_told(&self, end: bool) -> Option<String> {
        if self.input.samples.is_empty() {
            return None;
        }
        let rows: usize = self.samples().iter().map(|s| s.keys.len()).sum();
        let without = if end { self.samples_without_table() } else { Vec::new() };
        let refused = self.samples().iter().chain(&without).filter(|s| s.refused.is_some()).count();
        let names: BTreeSet<&str> = without.iter().map(|s| s.table.as_str()).collect();
        let mut out = format!("; {rows} of them the project's own, {refused} of its own refused");
        if !names.is_empty() {
            let names: Vec<&str> = names.into_iter().collect();
            out.push_str(&format!(" (there is no table {})", names.join(", ")));
        }
        Some(out)
    }

    /// The rows whose table is not there, as refused ones.
    pub(crate) fn samples_without_table(&self) -> Vec<SampleRow> {
        let sample = |(at, sample): (usize, &crate::design::Sample)| -> Vec<SampleRow> {
            let lost = |line: usize, table: String| SampleRow {
                sample: at,
                line,
                refused: Some(format!("there is no table {table}")),
                table,
                keys: Vec::new(),
            };
            let unknown = |name: &str| !self.plans.iter().any(|p| names(name, p));
            match sample.format {
                SampleFormat::Csv => {
                    Some(lost(1, sample.table.clone())).filter(|l| unknown(&l.table)).into_iter().collect()
                }
                SampleFormat::Insert => split::statements(&sample.text)
                    .filter_map(|piece| Some(lost(piece.line, target(piece.sql)?)))
                    .filter(|lost| unknown(&lost.table))
                    .collect(),
            }
        };
        self.input.samples.iter().enumerate().flat_map(sample).collect()
    }

    /// Inserts what the INSERT statements say, in their order, as far as their tables are there.
    pub(super) async fn insert_statements<E: Engine>(&mut self, link: &mut Link<'_, E>) -> Result<(), SqlError> {
        let mut waiting = Vec::new();
        let input = self.input.clone();
        for (sample, given) in input.samples.iter().enumerate().filter(|(_, s)| s.format == SampleFormat::Insert) {
            for piece in split::statements(&given.text) {
                let line = piece.line;
                match target(piece.sql) {
                    None => self.refuse(sample, line, String::new(), "only INSERT statements give rows".into()),
                    Some(name) => {
                        let Some(plan) = self.plans.iter().find(|p| names(&name, p)) else { continue };
                        let returning = crate::expr::has_word(piece.sql, &|word| word == "returning");
                        let end = if returning { "" } else { "\nRETURNING *" };
                        waiting.push(Waiting { sample, line, table: plan.index, sql: format!("{}{end}", piece.sql) });
                    }
                }
            }
        }
        self.insert_waiting(link, waiting).await
    }

    /// Inserts the CSV rows of some tables.
    pub(super) async fn insert_records<E: Engine>(
        &mut self,
        link: &mut Link<'_, E>,
        level: &[usize],
    ) -> Result<(), SqlError> {
        let mut waiting = Vec::new();
        let input = self.input.clone();
        for (sample, given) in input.samples.iter().enumerate().filter(|(_, s)| s.format == SampleFormat::Csv) {
            let Some(at) = level.iter().copied().find(|at| names(&given.table, &self.plans[*at])) else { continue };
            let name = self.plans[at].name.clone();
            let mut records = records(&given.text).into_iter();
            let Some(header) = records.next() else { continue };
            let columns: Vec<String> = header.fields.iter().map(|f| f.clone().unwrap_or_default()).collect();
            if let Some(unknown) = columns.iter().find(|c| self.plans[at].column(c).is_none()) {
                // A table that took the rows before may have given the column another name since.
                if !self.samples.iter().any(|row| row.sample == sample) {
                    let why = format!("{name} has no column {unknown}");
                    self.refuse(sample, header.line, name, why);
                }
                continue;
            }
            for record in records {
                let line = record.line;
                match record.fields.len() == columns.len() {
                    true => {
                        let sql = record_insert(&self.plans[at], &columns, &record);
                        waiting.push(Waiting { sample, line, table: at, sql });
                    }
                    false => {
                        let why = format!("it has {} fields and the header {}", record.fields.len(), columns.len());
                        self.refuse(sample, line, name.clone(), why);
                    }
                }
            }
        }
        self.insert_waiting(link, waiting).await
    }

    fn refuse(&mut self, sample: usize, line: usize, table: String, why: String) {
        if !self.is_done(sample, line) {
            self.samples.push(SampleRow { sample, line, table, keys: Vec::new(), refused: Some(why) });
        }
    }

    fn is_done(&self, sample: usize, line: usize) -> bool {
        self.samples.iter().any(|s| (s.sample, s.line) == (sample, line))
    }

    async fn insert_waiting<E: Engine>(
        &mut self,
        link: &mut Link<'_, E>,
        mut waiting: Vec<Waiting>,
    ) -> Result<(), SqlError> {
        waiting.retain(|w| !self.is_done(w.sample, w.line));
        let tables: Vec<usize> = waiting.iter().map(|w| w.table).collect();
        let mut next = 0;
        while next < waiting.len() {
            let mut batch = Vec::new();
            for row in waiting[next..].iter().take(AT_ONCE) {
                batch.extend(["SAVEPOINT bulkhead_sample".to_owned(), row.sql.clone()]);
                batch.push("RELEASE bulkhead_sample".into());
            }
            let (answers, error) = link.all(&batch).await;
            for answer in answers.into_iter().skip(1).step_by(3) {
                let row = &waiting[next];
                let plan = &self.plans[row.table];
                let keys = answer.by_name().into_iter().map(|r| key_of(plan, r)).collect();
                let (sample, line, table) = (row.sample, row.line, plan.name.clone());
                self.samples.push(SampleRow { sample, line, table, keys, refused: None });
                next += 1;
            }
            if let Some(error) = error {
                if link.ended().is_some() {
                    return Err(error);
                }
                link.must(&["ROLLBACK TO bulkhead_sample".into(), "RELEASE bulkhead_sample".into()]).await?;
                let Some(row) = waiting.get(next) else { break };
                let table = self.plans[row.table].name.clone();
                self.samples.push(SampleRow {
                    sample: row.sample,
                    line: row.line,
                    table,
                    keys: Vec::new(),
                    refused: Some(error.to_string()),
                });
                next += 1;
            }
        }
        self.read_again(link, &tables).await
    }

    /// Reads the tables that were inserted into, and the partitions of those that are partitioned.
    async fn read_again<E: Engine>(&mut self, link: &mut Link<'_, E>, tables: &[usize]) -> Result<(), SqlError> {
        let concerned = |p: &&TablePlan| tables.iter().any(|at| p.is_within(*at)) && !p.columns.is_empty();
        let places: Vec<usize> = self.plans.iter().filter(concerned).map(|p| p.index).collect();
        let read = |at: &usize| format!("SELECT * FROM {} LIMIT 300", self.plans[*at].from());
        let answers = link.must(&places.iter().map(read).collect::<Vec<_>>()).await?;
        for (at, answer) in places.into_iter().zip(answers) {
            let was_empty = self.rows[at].is_empty();
            self.rows[at] = answer.by_name();
            if was_empty && !self.rows[at].is_empty() {
                self.sampled.insert(at);
            }
        }
        // Keys that were given are keys that sequences must not give again.
        let mut past = Vec::new();
        for plan in self.plans.iter().filter(concerned) {
            for column in plan.columns.iter().filter(|c| c.source == Source::Auto && !c.generated) {
                let (name, table) = (quote::ident(&column.name), quote::literal(&plan.sql));
                let sequence = format!("pg_get_serial_sequence({table}, {})", quote::literal(&column.name));
                past.push(format!(
                    "SELECT setval({sequence}, max({name})) FROM {} HAVING max({name}) > 0 AND {sequence} IS NOT NULL",
                    plan.sql
                ));
            }
        }
        link.must(&past).await?;
        Ok(())
    }

    /// What is told of a table's refused rows.
    pub(super) fn refusals(&self, table: &str) -> Option<String> {
        let refused = self.samples.iter().filter(|s| s.table == table);
        let told: Vec<String> = refused
            .filter_map(|s| {
                let name = self.input.samples.get(s.sample).map(|s| s.name.as_str()).filter(|n| !n.is_empty());
                let of = name.map(|name| format!(" of {name}")).unwrap_or_default();
                Some(format!("the sample row at line {}{of} was refused: {}", s.line, s.refused.as_ref()?))
            })
            .collect();
        (!told.is_empty()).then(|| told.join("; "))
    }
}

/// What tells a row from others.
fn key_of(plan: &TablePlan, row: Row) -> Row {
    let Some(key) = plan.keys.first() else { return row };
    row.into_iter().filter(|(name, _)| key.iter().any(|at| plan.columns[*at].name == *name)).collect()
}

/// The INSERT of a record.
fn record_insert(plan: &TablePlan, columns: &[String], record: &Record) -> String {
    let names: Vec<String> = columns.iter().map(|c| quote::ident(c)).collect();
    let value = |field: &Option<String>| field.as_ref().map_or("NULL".to_owned(), |text| quote::literal(text));
    let values: Vec<String> = record.fields.iter().map(value).collect();
    let always = columns.iter().filter_map(|c| plan.column(c)).any(|at| plan.columns[at].always);
    let overriding = if always { " OVERRIDING SYSTEM VALUE" } else { "" };
    format!("INSERT INTO {} ({}){overriding} VALUES ({}) RETURNING *", plan.sql, names.join(", "), values.join(", "))
}

/// The table that an INSERT statement names; nothing if it is another statement.
fn target(sql: &str) -> Option<String> {
    let words: Vec<_> = tokens(sql).into_iter().filter(|token| !token.is_blank()).collect();
    let text = |at: usize| words.get(at).map(|token| token.text(sql)).unwrap_or_default();
    if !text(0).eq_ignore_ascii_case("insert") || !text(1).eq_ignore_ascii_case("into") {
        return None;
    }
    let name = |at: usize| identifier(text(at));
    match text(3) {
        "." => Some(format!("{}.{}", name(2)?, name(4)?)),
        _ => name(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_insert_names_its_table() {
        assert_eq!(target("-- a\nINSERT INTO \"My T\" VALUES (1)"), Some("My T".into()));
        assert_eq!(target("insert into App.t (a) select 1"), Some("app.t".into()));
        assert_eq!(target("DELETE FROM t"), None);
    }
}
