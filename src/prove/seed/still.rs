//! Rows made without an engine, for SQL that will run elsewhere: one for each tenant in every table.
//!
//! Nobody can be asked what a check lets in, so the INSERT itself asks: it selects the first of many values that pass.

use std::collections::BTreeSet;

use super::choose::{self, Group};
use super::kind::Kind;
use super::order::order;
use super::plan::{Source, TablePlan};
use super::rows::{Maker, Row, Side, Style, Value};
use super::{Choices, Seeds};
use crate::sql::quote;

/// At most so many combinations of values are written into one INSERT.
const MOST: usize = 48;

/// A row to insert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StillRow {
    /// The table, by its place.
    pub(crate) table: usize,
    /// Whose row it is.
    pub(crate) side: Side,
    /// The INSERT, or why there is none.
    pub(crate) insert: Result<String, String>,
}

/// Makes a row for each tenant in every table, in the order in which they can be inserted. The seeds know them then,
/// so that attacks can be planned. True if constraints must be deferred.
pub(crate) fn still(mut plans: Vec<TablePlan>) -> (Seeds, Vec<StillRow>, bool) {
    for plan in &mut plans {
        let keys: BTreeSet<usize> = plan.keys.iter().flatten().copied().collect();
        for (at, column) in plan.columns.iter_mut().enumerate() {
            // Keys are given, so that references are known beforehand; they are far from those that sequences give.
            if column.source == Source::Auto && matches!(column.kind, Kind::Int(_)) && keys.contains(&at) {
                column.source = Source::Given;
            }
            column.offset = match column.kind {
                Kind::Int(max) if keys.contains(&at) => (max.min(2_000_000_000) - 1000) as u64,
                Kind::Text(room) if keys.contains(&at) && room.is_none_or(|room| room >= 12) => 900_000,
                _ => 0,
            };
        }
    }
    let order = order(&plans);
    let deferred =
        plans.iter().any(|p| order.late[p.index].iter().any(|f| p.foreign[*f].required && p.foreign[*f].deferrable));
    let mut seeds = Seeds::new(plans);
    seeds.late = order.late;
    let mut out = Vec::new();
    for at in order.levels.into_iter().flatten() {
        let plan = seeds.plans[at].clone();
        let groups = choose::groups(&plan, &|_| None, MOST);
        // A column that others refer to must be known; only of the rest may the INSERT decide.
        let referred: BTreeSet<usize> = seeds
            .plans
            .iter()
            .flat_map(|p| &p.foreign)
            .filter(|f| f.target == at)
            .flat_map(|f| f.target_columns.iter().copied())
            .collect();
        let known = |group: &&Group| group.columns.iter().any(|c| referred.contains(c));
        let choices: Choices =
            groups.iter().filter(known).map(|g| (g.columns.clone(), g.combinations.clone())).collect();
        seeds.choices[at] = choices;
        for side in [Side::A, Side::B] {
            let style = Style { nulls: false, minimal: false, shift: 0 };
            let made = Maker {
                plan: &plan,
                plans: &seeds.plans,
                rows: &seeds.rows,
                choices: &seeds.choices[at],
                late: &seeds.late[at],
                style,
                seed: 0,
            }
            .make(1, &[side]);
            let insert = match made.map(|mut rows| rows.pop()) {
                Ok(Some(row)) => {
                    let open: Vec<&Group> = groups.iter().filter(|g| !known(g)).collect();
                    let sql = insert(&plan, &row, &open, side);
                    seeds.rows[at].push(remembered(&plan, &row, &open));
                    Ok(sql)
                }
                Ok(None) => Err("its keys leave no room for a row".to_owned()),
                Err(reason) => Err(reason),
            };
            out.push(StillRow { table: at, side, insert });
        }
    }
    (seeds, out, deferred)
}

/// `INSERT INTO t (..) SELECT ..`: what the checks speak of comes from the combinations they let in.
fn insert(plan: &TablePlan, row: &[Value], groups: &[&Group], side: Side) -> String {
    let mut names = Vec::new();
    let mut values = Vec::new();
    let chosen = |at: usize| groups.iter().position(|g| g.columns.contains(&at) && is_open(plan, row, at));
    for (at, column) in plan.columns.iter().enumerate() {
        if row[at] == Value::Default {
            continue;
        }
        let name = quote::ident(&column.name);
        match chosen(at) {
            Some(group) => values.push(format!("g{group}.{name}")),
            None => values.push(format!("{}::{}", row[at].sql(), column.sql_type)),
        }
        names.push(name);
    }
    let always = plan.columns.iter().zip(row).any(|(c, v)| c.always && *v != Value::Default);
    let overriding = if always { " OVERRIDING SYSTEM VALUE" } else { "" };
    if names.is_empty() {
        return format!("INSERT INTO {} DEFAULT VALUES", plan.sql);
    }
    let mut sql = format!("INSERT INTO {} ({}){overriding}", plan.sql, names.join(", "));
    let used: Vec<usize> = (0..groups.len()).filter(|g| (0..row.len()).any(|at| chosen(at) == Some(*g))).collect();
    if used.is_empty() {
        let plain: Vec<String> = row.iter().filter(|v| **v != Value::Default).map(Value::sql).collect();
        return format!("{sql} VALUES ({})", plain.join(", "));
    }
    let from: Vec<String> = used
        .into_iter()
        .map(|n| {
            let group = groups[n];
            let unique = plan.keys.iter().any(|k| group.columns.iter().any(|c| k.contains(c)));
            let offset = if unique && side == Side::B { " OFFSET 1" } else { "" };
            let narrowed = narrowed(plan, row, group);
            format!("(SELECT * {} ORDER BY bulkhead_n LIMIT 1{offset}) AS g{n}", choose::let_in(plan, &narrowed))
        })
        .collect();
    sql.push_str(&format!(" SELECT {} FROM {}", values.join(", "), from.join(", ")));
    sql
}

/// True if the INSERT may choose the column's value: nothing else decides it.
fn is_open(plan: &TablePlan, row: &[Value], at: usize) -> bool {
    plan.tenant != Some(at) && row[at] != Value::Default && !plan.foreign.iter().any(|f| f.columns.contains(&at))
}

/// The group's combinations with the values that are decided put in.
fn narrowed(plan: &TablePlan, row: &[Value], group: &Group) -> Group {
    let mut out = group.clone();
    for combination in &mut out.combinations {
        for (value, at) in combination.iter_mut().zip(&group.columns) {
            if !is_open(plan, row, *at)
                && let Value::Text(text) = &row[*at]
            {
                *value = Some(text.clone());
            }
        }
    }
    out.combinations.dedup();
    out
}

/// The row as attacks see it: what the INSERT chooses is not known.
fn remembered(plan: &TablePlan, row: &[Value], groups: &[&Group]) -> Row {
    let columns = plan.columns.iter().enumerate();
    columns
        .map(|(at, column)| {
            let unknown = groups.iter().any(|g| g.columns.contains(&at)) && is_open(plan, row, at);
            let value = match &row[at] {
                Value::Text(text) if !unknown => Some(text.clone()),
                _ => None,
            };
            (column.name.clone(), value)
        })
        .collect()
}
