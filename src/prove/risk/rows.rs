//! The statements that make of a seeded row one that breaks a change.

use super::super::seed::{CheckPlan, TablePlan, breaking, groups};
use super::How;
use super::values::of_kind;
use crate::sql::quote;

/// Combinations of values that break a check, as PostgreSQL is asked for them.
pub(crate) struct Asked {
    /// The query that answers the numbers of those that do.
    pub(crate) sql: String,
    columns: Vec<String>,
    combinations: Vec<Vec<Option<String>>>,
}

/// What PostgreSQL has to be asked before rows can be made: which values an expression is false for.
pub(crate) fn question(plan: &TablePlan, check: CheckPlan, parents: &dyn Fn(usize) -> Option<String>) -> Option<Asked> {
    let mut plan = plan.clone();
    plan.checks.retain(|known| !known.later && known.expression != check.expression);
    let place = plan.checks.len();
    let named = check.columns.clone();
    plan.checks.push(check);
    let group = groups(&plan, parents, 600).into_iter().find(|g| named.iter().all(|c| g.columns.contains(c)))?;
    if named.is_empty() || group.combinations.is_empty() {
        return None;
    }
    Some(Asked {
        sql: breaking(&plan, &group, place),
        columns: group.columns.iter().map(|at| plan.columns[*at].name.clone()).collect(),
        combinations: group.combinations,
    })
}

/// The statements that make a breaking row, the likeliest first; each answers the row as it is then. `answers` are the
/// numbers that the question brought.
pub(crate) fn candidates(plan: &TablePlan, how: &How, asked: Option<(&Asked, &[usize])>) -> Vec<String> {
    let table = &plan.sql;
    let one = |set: String| format!("UPDATE {table} SET {set} WHERE {} RETURNING *", first_of(table));
    let set = |column: &str, value: Option<&String>| {
        format!("{} = {}", quote::ident(column), value.map_or("NULL".into(), |value| quote::literal(value)))
    };
    match how {
        How::Null(column) => vec![one(set(column, None))],
        How::Value { column, values } => values.iter().map(|value| one(set(column, Some(value)))).collect(),
        How::Domain { column } => {
            let kind = plan.columns.iter().find(|c| c.name == *column).map(|c| &c.kind);
            let values = kind.map(of_kind).unwrap_or_default();
            values.iter().map(Some).chain([None]).map(|value| one(set(column, value))).collect()
        }
        How::Against { .. } => {
            let Some((asked, answers)) = asked else { return Vec::new() };
            let found = answers.iter().filter_map(|n| asked.combinations.get(*n));
            found
                .map(|combination| {
                    let sets = asked.columns.iter().zip(combination).map(|(c, value)| set(c, value.as_ref()));
                    one(sets.collect::<Vec<_>>().join(", "))
                })
                .collect()
        }
        How::Orphan { columns, target } => (0..3)
            .map(|n| {
                let value = |name: &String| {
                    let column = plan.columns.iter().find(|c| c.name == *name)?;
                    Some(set(name, Some(&column.kind.nth(98_765 + n))))
                };
                one(columns.iter().filter_map(value).collect::<Vec<_>>().join(", "))
            })
            .chain(target.as_ref().map(|(target, keys)| without_target(table, columns, target, keys)))
            .collect(),
        How::Twin { columns, condition } => vec![twin(plan, columns, condition.as_deref())],
    }
}

/// Takes away the row that another one is to refer to, and answers the other one.
fn without_target(table: &str, columns: &[String], target: &str, keys: &[String]) -> String {
    let set: Vec<String> = columns.iter().map(|name| format!("{} IS NOT NULL", quote::ident(name))).collect();
    let same = columns.iter().zip(keys);
    let same = same.map(|(column, key)| format!("t.{} = o.{}", quote::ident(key), quote::ident(column)));
    format!(
        "WITH o AS MATERIALIZED (SELECT * FROM {table} WHERE {} LIMIT 1), gone AS (DELETE FROM {target} t USING o WHERE {} RETURNING 1) \
         SELECT * FROM o WHERE EXISTS (SELECT FROM gone)",
        set.join(" AND "),
        same.collect::<Vec<_>>().join(" AND ")
    )
}

/// Gives one row the values of another.
fn twin(plan: &TablePlan, columns: &[String], condition: Option<&str>) -> String {
    let table = &plan.sql;
    let names: Vec<String> = columns.iter().map(|name| quote::ident(name)).collect();
    let list = names.join(", ");
    let mut model: Vec<String> = names.iter().map(|name| format!("{name} IS NOT NULL")).collect();
    model.extend(condition.map(|condition| format!("({condition})")));
    let model = format!("SELECT tableoid, ctid, {list} FROM {table} WHERE {} LIMIT 1", model.join(" AND "));
    let met = condition.map(|condition| format!(" AND ({condition})")).unwrap_or_default();
    format!(
        "WITH bulkhead_one AS MATERIALIZED ({model}), bulkhead_other AS MATERIALIZED (SELECT tableoid, ctid FROM {table} \
         WHERE (tableoid, ctid) NOT IN (SELECT tableoid, ctid FROM bulkhead_one){met} LIMIT 1) \
         UPDATE {table} SET ({list}) = (SELECT {list} FROM bulkhead_one) \
         WHERE (tableoid, ctid) IN (SELECT tableoid, ctid FROM bulkhead_other) AND EXISTS (SELECT FROM bulkhead_one) RETURNING *"
    )
}

/// The condition that one row of a table satisfies, also if it lies in partitions.
fn first_of(table: &str) -> String {
    format!("(tableoid, ctid) IN (SELECT tableoid, ctid FROM {table} LIMIT 1)")
}
