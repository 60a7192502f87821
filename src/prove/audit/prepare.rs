//! The rows that an attack on an imported schema needs beside those that seeding makes of any table: rows that everyone
//! may read, rows of another user within the tenant, members with all rights, and a mark in everything of tenant B.

use crate::engine::{Engine, SqlError};
use crate::prove::isolation::{Named, Target};
use crate::prove::link::Link;
use crate::prove::seed::{ColumnPlan, Kind, Seeds, Side, Source, TablePlan, Value};
use crate::rls::{Access, Means};
use crate::sql::quote;

/// The mark in every text of tenant B: long enough to be in no other text.
pub(crate) const SENTINEL: &str = "zq7k9vwbh3";

/// What makes a member strong, the strongest first.
const STRONG: &[&str] = &[
    "superadmin",
    "owner",
    "admin",
    "administrator",
    "manager",
    "editor",
    "maintainer",
    "write",
    "writer",
    "active",
    "accepted",
    "member",
];

/// Adds the rows, and tells how many columns were marked.
///
/// # Errors
/// Only that the engine ended: what PostgreSQL refuses is left out.
pub(crate) async fn prepare<E: Engine>(
    link: &mut Link<'_, E>,
    seeds: &mut Seeds,
    named: &[Named],
    trusted: &[usize],
    literals: &[String],
) -> Result<usize, SqlError> {
    let mut statements = Vec::new();
    for at in trusted {
        statements.extend(strengthen(&seeds.plans[*at], literals));
    }
    let mut seen = Vec::new();
    for table in named {
        let Some(plan) = seeds.find(&table.name) else { continue };
        if seen.contains(&plan.index) {
            continue;
        }
        seen.push(plan.index);
        statements.extend(alive(plan));
        statements.extend(shared(seeds, plan, table));
        statements.extend(another(seeds, plan, table));
    }
    each(link, statements).await?;
    let mut marks = Vec::new();
    for at in seen {
        let Some(table) = named.iter().find(|t| seeds.plans[at].name == t.name) else { continue };
        if table.access.is_walled() && !trusted.contains(&at) {
            marks.extend(marked(&seeds.plans[at], table.shared.as_deref()));
        }
    }
    let marked = each(link, marks).await?;
    seeds.load(link).await?;
    Ok(marked)
}

/// Runs statements, each for itself, and tells how many were let in.
async fn each<E: Engine>(link: &mut Link<'_, E>, statements: Vec<String>) -> Result<usize, SqlError> {
    let mut batch = vec!["BEGIN".to_owned()];
    for sql in statements {
        batch.extend(["SAVEPOINT bulkhead_row".to_owned(), sql, "ROLLBACK TO bulkhead_row".to_owned()]);
    }
    // A statement that went well must not be taken back: it is found out first which do.
    let tried = link.each(&batch).await?;
    let mut good = vec!["ROLLBACK".to_owned(), "BEGIN".to_owned()];
    let mut count = 0;
    for (n, sql) in batch.iter().enumerate().filter(|(n, _)| n % 3 == 2) {
        if tried.get(n).is_some_and(Result::is_ok) {
            good.extend(["SAVEPOINT bulkhead_row".to_owned(), sql.clone()]);
            count += 1;
        }
    }
    good.push("COMMIT".to_owned());
    let (_, error) = link.all(&good).await;
    if error.is_some() {
        // What goes well alone may not go well together; then there is none of it.
        link.run("ROLLBACK").await?;
        return Ok(0);
    }
    Ok(count)
}

/// Rows that are not marked as gone, so that marking one can be tried.
fn alive(plan: &TablePlan) -> Vec<String> {
    let gone = |c: &&ColumnPlan| {
        let name = c.name.to_lowercase();
        ["deleted", "removed", "archived", "trashed"].iter().any(|part| name.contains(part)) && !c.generated
    };
    let value = |c: &ColumnPlan| match (&c.kind, c.nullable) {
        (Kind::Bool, _) => Some("false"),
        (Kind::Timestamp(_) | Kind::Date, true) => Some("NULL"),
        _ => None,
    };
    let columns = plan.columns.iter().filter(gone);
    columns.filter_map(|c| Some(format!("UPDATE {} SET {} = {}", plan.sql, quote::ident(&c.name), value(c)?))).collect()
}

/// Everything in a table of members and sessions that gives rights, given to both sides.
fn strengthen(plan: &TablePlan, literals: &[String]) -> Vec<String> {
    let who = |c: &ColumnPlan| c.identity.is_some();
    if !plan.columns.iter().any(who) {
        return Vec::new();
    }
    let keys: Vec<usize> = plan.keys.iter().flatten().copied().collect();
    let mut out = Vec::new();
    for (at, column) in plan.columns.iter().enumerate() {
        let bound = plan.foreign.iter().any(|f| f.columns.contains(&at)) || keys.contains(&at);
        if who(column) || bound || column.generated {
            continue;
        }
        let name = column.name.to_lowercase();
        let over = ["revoked", "deleted", "removed", "banned", "disabled", "suspended", "left_at", "ended"];
        let is_over = over.iter().any(|part| name.contains(part));
        let values: Vec<String> = match &column.kind {
            _ if is_over && column.nullable => vec!["NULL".into()],
            Kind::Bool => vec![if is_over { "false" } else { "true" }.into()],
            Kind::Timestamp(_) | Kind::Date
                if column.nullable || ["expire", "until", "valid_to", "end"].iter().any(|p| name.contains(p)) =>
            {
                vec!["now() + interval '1 year'".into()]
            }
            Kind::Text(_) | Kind::Enum(_) => {
                let checked = plan.checks.iter().filter(|c| c.columns == [at]).flat_map(|c| c.mined.literals.iter());
                let labels: Vec<&String> = match &column.kind {
                    Kind::Enum(labels) => labels.iter().collect(),
                    _ => checked.chain(literals).collect(),
                };
                let strong = STRONG.iter().find_map(|s| labels.iter().find(|l| l.to_lowercase() == **s));
                strong.map(|label| quote::literal(label)).into_iter().collect()
            }
            _ => Vec::new(),
        };
        out.extend(values.into_iter().map(|v| format!("UPDATE {} SET {} = {v}", plan.sql, quote::ident(&column.name))));
    }
    out
}

/// Rows that everyone may read, if there are to be any: of nobody, or of tenant B.
fn shared(seeds: &Seeds, plan: &TablePlan, table: &Named) -> Vec<String> {
    let Some(shared) = &table.shared else { return Vec::new() };
    let Ok(row) = seeds.fresh(plan, Side::B, 3) else { return Vec::new() };
    let mut out = Vec::new();
    for (at, column) in plan.columns.iter().enumerate() {
        let names = crate::prove::seed::identifiers(shared);
        if !names.contains(&column.name) || column.generated {
            continue;
        }
        let mut values: Vec<Value> = Vec::new();
        if shared.to_lowercase().contains("is null") {
            values.push(Value::Null);
        }
        if column.kind == Kind::Bool {
            values.push(Value::Text("true".into()));
            values.push(Value::Text("false".into()));
        }
        values.extend(crate::prove::seed::strings(shared).into_iter().map(Value::Text));
        for value in values {
            let mut row = row.clone();
            row[at] = value;
            // What does not make it a row for everyone is not wanted.
            let insert = crate::prove::isolation::insert_into(&plan.sql, plan, &row, None);
            out.push(insert);
        }
    }
    out.truncate(3);
    out
}

/// A row of A's tenant that is another user's.
fn another(seeds: &Seeds, plan: &TablePlan, table: &Named) -> Vec<String> {
    if table.access != Access::Owner {
        return Vec::new();
    }
    let who = |means: Means| table.says.iter().find(|(_, m)| *m == means).map(|(at, _)| *at);
    let (Some(_), Some(user)) = (who(Means::Tenant), who(Means::User)) else { return Vec::new() };
    let Ok(mut row) = seeds.fresh(plan, Side::A, 5) else { return Vec::new() };
    row[user] = Value::Text(plan.columns[user].key(Side::B));
    vec![crate::prove::isolation::insert_into(&plan.sql, plan, &row, None)]
}

/// The mark in B's texts, column by column.
pub(super) fn marked(plan: &TablePlan, shared: Option<&str>) -> Vec<String> {
    let Some(wall) = plan.tenant else { return Vec::new() };
    let theirs =
        format!("{} = {}", quote::ident(&plan.columns[wall].name), quote::literal(&plan.columns[wall].key(Side::B)));
    let theirs = match shared {
        Some(shared) => format!("{theirs} AND ({shared}) IS NOT TRUE"),
        None => theirs,
    };
    let mut out = Vec::new();
    for (at, column) in plan.columns.iter().enumerate() {
        let bound = plan.foreign.iter().any(|f| f.columns.contains(&at));
        if bound || column.generated || column.identity.is_some() || at == wall || column.source == Source::Auto {
            continue;
        }
        let name = quote::ident(&column.name);
        let value = match &column.kind {
            Kind::Text(None) => format!("concat({name}, '{SENTINEL}')"),
            Kind::Text(Some(room)) if *room >= SENTINEL.len() => {
                format!("concat(left({name}, {}), '{SENTINEL}')", room - SENTINEL.len())
            }
            Kind::Json => quote::literal(&format!("{{\"mark\": \"{SENTINEL}\"}}")),
            _ => continue,
        };
        out.push(format!("UPDATE {} SET {name} = {value} WHERE {theirs}", plan.sql));
    }
    out
}

/// The rows that are not A's, taken away from every table.
pub(crate) fn without_others(targets: &[Target]) -> Vec<String> {
    let mut out = vec!["SET LOCAL session_replication_role = replica".to_owned()];
    let mut seen = Vec::new();
    for target in targets.iter().filter(|t| t.access.is_walled()) {
        if !seen.contains(&target.plan) {
            seen.push(target.plan);
            out.push(format!("DELETE FROM {} WHERE {}", target.sql, target.foreign(Side::A)));
        }
    }
    out.push("SET LOCAL session_replication_role = origin".to_owned());
    out
}
