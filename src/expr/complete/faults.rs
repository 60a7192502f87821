//! What is wrong with an expression as it is being typed.

use super::known::{Known, Stance};
use crate::expr::check::{ExprError, check};
use crate::expr::names::{Referent, TableName, Tables, references};

/// No other table is known: names within a query over others are left alone.
struct Others;

impl Tables for Others {
    fn is_own(&self, _: &TableName) -> bool {
        false
    }

    fn has_column(&self, _: &TableName, _: &str) -> Option<bool> {
        None
    }
}

/// What is wrong with an expression, with its place. A view's query is PostgreSQL's to judge.
pub fn faults(sql: &str, known: &Known) -> Vec<ExprError> {
    if sql.trim().is_empty() || known.stance == Stance::Query {
        return Vec::new();
    }
    if let Err(error) = check(sql) {
        return vec![error];
    }
    let has = |name: &str| {
        known.own_table().is_some_and(|table| {
            let same = |other: &str| other.eq_ignore_ascii_case(name);
            same(&table.name) || table.columns.iter().any(|column| same(&column.name))
        })
    };
    let own = known.own_table().map(|table| table.name.as_str());
    let unknown = references(sql, &Others).into_iter().filter(|found| found.referent == Referent::Column);
    unknown
        .filter(|found| !has(&found.name))
        .map(|found| {
            let message = match (known.stance, own) {
                (Stance::Default, _) => format!("A default can't mention a column, and “{}” would be one.", found.name),
                (_, Some(own)) => format!("{own} has no column “{}”.", found.name),
                (_, None) => format!("No table has a column “{}” here.", found.name),
            };
            ExprError { message, range: found.range }
        })
        .collect()
}
