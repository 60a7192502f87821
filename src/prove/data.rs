//! What became of the data: which values are as they were, which changed and which are lost, after up and after down.

use std::collections::BTreeMap;

use super::link::Link;
use super::proof::{DataChange, DataVerdict, NotRestored};
use super::seed::{Row, TablePlan};
use crate::catalog::{Catalog, Pair};
use crate::diff::{Aligned, TableMatch};
use crate::engine::{Engine, SqlError};
use crate::sql::quote;

/// At most so many values are shown of a column.
const EXAMPLES: usize = 3;

/// What is in a table: how many rows, and per column how many values and a digest of all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Content {
    rows: u64,
    columns: Vec<Column>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Column {
    name: String,
    values: u64,
    digest: String,
}

/// Reads the contents of tables, by their name.
pub(crate) async fn contents<E: Engine>(
    link: &mut Link<'_, E>,
    plans: &[TablePlan],
) -> Result<BTreeMap<String, Content>, SqlError> {
    let question = |plan: &TablePlan| {
        let columns = plan.columns.iter().map(|column| {
            let name = quote::ident(&column.name);
            format!(", count({name}), md5(string_agg({name}::text, ',' ORDER BY {name}::text COLLATE \"C\"))")
        });
        format!("SELECT count(*){} FROM {}", columns.collect::<String>(), plan.sql)
    };
    let mut questions = vec!["RESET ROLE".to_owned()];
    questions.extend(plans.iter().map(question));
    let answers = link.must(&questions).await?;
    let read = |(plan, rows): (&TablePlan, &crate::engine::Rows)| {
        let value = |at: usize| rows.rows.first().and_then(|r| r.get(at)).cloned().flatten().unwrap_or_default();
        let number = |at: usize| value(at).parse().unwrap_or_default();
        let columns = plan.columns.iter().enumerate().map(|(at, column)| Column {
            name: column.name.clone(),
            values: number(1 + 2 * at),
            digest: value(2 + 2 * at),
        });
        (plan.name.clone(), Content { rows: number(0), columns: columns.collect() })
    };
    Ok(plans.iter().zip(&answers[1..]).map(read).collect())
}

/// What down did not bring back: both sides are of the state before, so tables and columns have the same names. How many
/// rows of a column differ is said as if all did, until [`count_rows`] knows better.
pub(crate) fn not_restored(before: &BTreeMap<String, Content>, after: &BTreeMap<String, Content>) -> Vec<NotRestored> {
    let mut out = Vec::new();
    for (table, was) in before {
        let Some(is) = after.get(table) else { continue };
        let loss = |column: Option<&Column>, rows: u64, of: u64| NotRestored {
            table: table.clone(),
            column: column.map(|column| column.name.clone()),
            rows,
            of,
            at_most: false,
        };
        if is.rows < was.rows {
            out.push(loss(None, was.rows - is.rows, was.rows));
            continue;
        }
        for (was, is) in was.columns.iter().zip(&is.columns) {
            if was.values > 0 && (is.values < was.values || is.digest != was.digest) {
                let gone = is.values == 0;
                out.push(NotRestored { at_most: !gone, ..loss(Some(was), was.values, was.values) });
            }
        }
    }
    out
}

/// The rows of a table, by its name.
pub(crate) type Rows<'a> = &'a dyn Fn(&str) -> Vec<Row>;

/// Counts the rows in which a column differs, where every row was read before and after, and can be told apart.
pub(crate) fn count_rows(
    losses: &mut [NotRestored],
    catalog: &Catalog,
    rows: Pair<Rows<'_>>,
    before: &BTreeMap<String, Content>,
) {
    let aligned = Aligned::new(Pair::new(catalog, catalog));
    for loss in losses.iter_mut().filter(|loss| loss.at_most) {
        let Some(column) = &loss.column else { continue };
        let of = |t: &&TableMatch<'_>| super::run::qualified(catalog, t.tables.previous) == loss.table;
        let Some(table) = aligned.kept_tables.iter().find(of) else { continue };
        let read = rows.map(|rows| rows(&loss.table));
        let all = before.get(&loss.table).is_some_and(|content| content.rows == read.previous.len() as u64);
        if let (true, Some(differing)) = (all, differing(table, &read, Pair::new(column, column))) {
            // A value that was not there before, as a placeholder is where there was NULL, is nothing that is missed.
            loss.rows = differing.iter().filter(|[was, _]| was.is_some()).count() as u64;
            loss.at_most = false;
        }
    }
}

/// A side of the comparison: a catalog, the tables' contents and some of their rows by qualified name.
pub(crate) struct Side<'a> {
    /// The catalog, for the names.
    pub(crate) catalog: &'a Catalog,
    /// What is in each table.
    pub(crate) contents: &'a BTreeMap<String, Content>,
    /// Rows of each table, as far as they were read.
    pub(crate) rows: &'a dyn Fn(&str) -> Vec<Row>,
}

/// What became of every column that had values, besides those that are as they were, and how many those are.
pub(crate) fn fate(sides: Pair<Side<'_>>) -> (usize, Vec<DataChange>) {
    let aligned = Aligned::new(Pair::new(sides.previous.catalog, sides.next.catalog));
    let mut kept = 0;
    let mut changes = Vec::new();
    for table in &sides.previous.catalog.tables {
        let name = super::run::qualified(sides.previous.catalog, table);
        let Some(was) = sides.previous.contents.get(&name).filter(|content| content.rows > 0) else { continue };
        let lost = |column: Option<&Column>| DataChange {
            table: name.clone(),
            column: column.map(|column| column.name.clone()),
            verdict: DataVerdict::Lost,
            before: column.map_or(was.rows, |column| column.values),
            after: 0,
            examples: Vec::new(),
        };
        let matched = aligned.kept_tables.iter().find(|t| t.tables.previous.id == table.id);
        let now = matched.map(|t| super::run::qualified(sides.next.catalog, t.tables.next));
        let Some((matched, now, is)) = matched.zip(now).and_then(|(t, now)| {
            let content = sides.next.contents.get(&now)?;
            Some((t, now, content))
        }) else {
            changes.push(lost(None));
            continue;
        };
        if is.rows < was.rows {
            changes.push(DataChange { before: was.rows, after: is.rows, ..lost(None) });
        }
        let columns = |name: &str| matched.columns.kept.iter().find(|pair| pair.previous.name == name).copied();
        for column in was.columns.iter().filter(|column| column.values > 0) {
            let pair = columns(&column.name);
            let found = pair.and_then(|pair| is.columns.iter().find(|c| c.name == pair.next.name));
            let Some((pair, found)) = pair.zip(found) else {
                changes.push(lost(Some(column)));
                continue;
            };
            let fewer = found.values < column.values;
            if !fewer && found.digest == column.digest {
                kept += 1;
                continue;
            }
            let rows = Pair::new((sides.previous.rows)(&name), (sides.next.rows)(&now));
            let differing = differing(matched, &rows, Pair::new(&pair.previous.name, &pair.next.name));
            // Another type may write the same value in another way.
            if differing.as_ref().is_some_and(Vec::is_empty) && !fewer {
                kept += 1;
                continue;
            }
            changes.push(DataChange {
                verdict: if fewer { DataVerdict::Lost } else { DataVerdict::Changed },
                after: found.values,
                examples: differing.unwrap_or_default().into_iter().take(EXAMPLES).collect(),
                ..lost(Some(column))
            });
        }
    }
    (kept, changes)
}

/// The values of a column that differ, before and after, row by row; nothing if the rows can't be told apart or not all of
/// them were read.
fn differing(table: &TableMatch<'_>, rows: &Pair<Vec<Row>>, column: Pair<&String>) -> Option<Vec<[Option<String>; 2]>> {
    let key = table.tables.previous.primary_key()?;
    let pairs: Option<Vec<Pair<&str>>> = key
        .iter()
        .map(|id| {
            let pair = table.columns.kept.iter().find(|pair| pair.previous.id == *id)?;
            Some(pair.map(|column| column.name.as_str()))
        })
        .collect();
    let pairs = pairs?;
    let key_of = |row: &Row, names: Vec<&str>| -> Vec<Option<String>> {
        names.into_iter().map(|name| row.get(name).cloned().flatten()).collect()
    };
    let now: BTreeMap<Vec<Option<String>>, &Row> =
        rows.next.iter().map(|row| (key_of(row, pairs.iter().map(|pair| pair.next).collect()), row)).collect();
    let mut out = Vec::new();
    for row in &rows.previous {
        let other = now.get(&key_of(row, pairs.iter().map(|pair| pair.previous).collect()))?;
        let values = [row.get(column.previous).cloned().flatten(), other.get(column.next).cloned().flatten()];
        if !is_same(&values) {
            out.push(values);
        }
    }
    Some(out)
}

/// True if two texts are one value, however its type writes it.
fn is_same(values: &[Option<String>; 2]) -> bool {
    let [Some(before), Some(after)] = values else { return values[0] == values[1] };
    let number = |text: &str| text.parse::<f64>().ok();
    let truth = |text: &str| match text {
        "t" | "true" => Some(true),
        "f" | "false" => Some(false),
        _ => None,
    };
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    before == after
        || number(before).zip(number(after)).is_some_and(|(a, b)| a == b && before.len() < 16)
        || truth(before).zip(truth(after)).is_some_and(|(a, b)| a == b)
        || before.trim_end() == after.trim_end()
        || before.starts_with(['{', '[']) && json(before).zip(json(after)).is_some_and(|(a, b)| a == b)
        // A timestamp that got a time zone.
        || before.len() >= 19 && after.strip_prefix(before.as_str()).is_some_and(|zone| zone == "+00")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_the_same_in_another_types_words() {
        let check = |a: &str, b: &str, expected: bool| {
            assert_eq!(is_same(&[Some(a.into()), Some(b.into())]), expected, "{a} {b}");
        };
        check("5", "5.00", true);
        check("1.236", "1.24", false);
        check("t", "true", true);
        check("{\"a\":1}", "{\"a\": 1}", true);
        check("2026-01-01 00:00:00", "2026-01-01 00:00:00+00", true);
        check("12345678901234567", "12345678901234568", false);
        assert!(!is_same(&[Some("a".into()), None]));
    }
}
