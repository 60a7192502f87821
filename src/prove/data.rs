//! Which data came back after up and down, and which could not.

use std::collections::BTreeMap;

use super::link::Link;
use super::seed::TablePlan;
use crate::engine::{Engine, SqlError};
use crate::sql::quote;

/// What is in a table: how many rows, and per column how many values and a digest of all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Content {
    rows: u64,
    columns: Vec<(String, u64, String)>,
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
        let columns = plan.columns.iter().enumerate();
        let columns = columns.map(|(at, c)| (c.name.clone(), number(1 + 2 * at), value(2 + 2 * at))).collect();
        (plan.name.clone(), Content { rows: number(0), columns })
    };
    Ok(plans.iter().zip(&answers[1..]).map(read).collect())
}

/// What is not as it was, for a person.
pub(crate) fn losses(before: &BTreeMap<String, Content>, after: &BTreeMap<String, Content>) -> Vec<String> {
    let mut out = Vec::new();
    for (table, was) in before {
        let Some(is) = after.get(table) else { continue };
        if is.rows < was.rows {
            out.push(format!("{table} lost {} of {} rows", was.rows - is.rows, was.rows));
            continue;
        }
        for ((column, values, digest), (_, values_now, digest_now)) in was.columns.iter().zip(&is.columns) {
            if values_now < values {
                out.push(format!("{table}.{column} lost {} of {values} values", values - values_now));
            } else if digest != digest_now {
                out.push(format!("{table}.{column} has other values than before"));
            }
        }
    }
    out
}
