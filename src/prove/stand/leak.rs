//! Which indexes PostgreSQL can't use once row-level security is on.
//!
//! A condition may be looked up in an index before a policy has let the row through only if nothing of it can tell what
//! was in the row: only if its operator and its functions are leakproof. Equality of enums, numeric and jsonb is not, nor
//! are LIKE, `lower()` and most others.
//! <https://www.postgresql.org/docs/current/ddl-rowsecurity.html>

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::link::Link;
use super::speed::{Asked, explain, mentions, scans};
use crate::engine::{Engine, SqlError};
use crate::expr;
use crate::sql::quote;

/// A column of an index, and whether it can be looked up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IndexUse {
    /// The index.
    pub index: String,
    /// The column, or the expression.
    pub key: String,
    /// Its type.
    #[serde(rename = "type")]
    pub data_type: String,
    /// The condition that was tried.
    pub condition: String,
    /// True if the application's role looks it up.
    pub used: bool,
}

impl IndexUse {
    /// What to do where it can't be used.
    pub fn advice(&self) -> Option<String> {
        if self.used {
            return None;
        }
        let instead = match self.data_type.as_str() {
            "numeric" => "Keep what is searched for in an integer, say in cents,",
            "jsonb" | "json" => "Give what is searched for a column of its own,",
            "text" if self.key.contains('(') => "Keep what the expression makes in a generated column,",
            "tsvector" => "Search through a SECURITY DEFINER function that asks for the tenant itself,",
            kind if kind.ends_with("[]") || kind.ends_with("range") => "Search by way of a table of its own,",
            _ if self.condition.contains(" LIKE ") => {
                "Search through a SECURITY DEFINER function that asks for the tenant itself,"
            }
            _ => "Make it text with a CHECK instead of an enum, if it is one,",
        };
        Some(format!(
            "Under row-level security {} can't be looked up by {} ({}): the operator is not leakproof. {instead} or let the \
             tenant's index do the work.",
            self.index, self.key, self.data_type
        ))
    }
}

struct Key {
    oid: String,
    index: String,
    key: String,
    data_type: String,
    method: String,
    class: String,
}

/// Tries every column of a table's indexes. The others are put out of the planner's sight for the time of a question, so
/// that what it says is about this one.
pub(super) async fn indexes<E: Engine>(link: &mut Link<'_, E>, asked: &Asked<'_>) -> Result<Vec<IndexUse>, SqlError> {
    let table = quote::literal(asked.sql);
    let keys = link
        .run(&format!(
            "SELECT i.indexrelid::bigint, c.relname, pg_catalog.pg_get_indexdef(i.indexrelid, k::int, false), \
             pg_catalog.format_type(coalesce(t.atttypid, a.atttypid), coalesce(t.atttypmod, a.atttypmod)), m.amname, o.opcname \
             FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid \
             JOIN pg_catalog.pg_am m ON m.oid = c.relam \
             CROSS JOIN LATERAL pg_catalog.generate_series(1, i.indnkeyatts) k \
             JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indexrelid AND a.attnum = k \
             LEFT JOIN pg_catalog.pg_attribute t ON t.attrelid = i.indrelid AND t.attnum = i.indkey[k - 1] AND t.attnum <> 0 \
             JOIN pg_catalog.pg_opclass o ON o.oid = i.indclass[k - 1] \
             WHERE i.indrelid = {table}::regclass AND i.indisvalid AND i.indpred IS NULL ORDER BY c.relname, k"
        ))
        .await?;
    let key = |row: &Vec<Option<String>>| {
        let text = |at: usize| row.get(at).cloned().flatten().unwrap_or_default();
        Key { oid: text(0), index: text(1), key: text(2), data_type: text(3), method: text(4), class: text(5) }
    };
    let mut out = Vec::new();
    for key in keys.rows.iter().map(key) {
        let sample = format!("SELECT ({})::text FROM {} WHERE ({0}) IS NOT NULL LIMIT 1", key.key, asked.sql);
        // Without a value there is nothing to look up, and nothing is said.
        let Ok(sample) = link.run(&sample).await else { continue };
        let Some(value) = sample.value() else { continue };
        let Some(condition) = condition(&key, value) else { continue };
        let alone = format!(
            "UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indrelid = {table}::regclass AND indexrelid <> {}",
            key.oid
        );
        let sql = format!("SELECT * FROM {} WHERE {condition}", asked.sql);
        let Ok(plan) = explain(link, asked, &[alone], &sql).await? else { continue };
        let used = looked_up(&plan, &key);
        out.push(IndexUse { index: key.index, key: key.key, data_type: key.data_type, condition, used });
    }
    Ok(out)
}

/// A condition that an index of its kind is for.
fn condition(key: &Key, value: &str) -> Option<String> {
    let (column, kind, value) = (format!("({})", key.key), &key.data_type, quote::literal(value));
    Some(match key.method.as_str() {
        "btree" if key.class.ends_with("_pattern_ops") => format!("{column} LIKE {value}"),
        "btree" | "hash" | "brin" => format!("{column} = {value}::{kind}"),
        "gin" | "gist" if key.class.contains("trgm") => format!("{column} LIKE {value}"),
        "gin" if kind == "jsonb" || kind.ends_with("[]") => format!("{column} @> {value}::{kind}"),
        "gin" | "gist" if kind == "tsvector" => format!("{column} @@ 'bulkhead'::tsquery"),
        "gist" | "spgist" if kind.ends_with("range") => format!("{column} && {value}::{kind}"),
        _ => return None,
    })
}

/// True if what was asked for is looked up in the index, not only the tenant beside it.
fn looked_up(plan: &Value, key: &Key) -> bool {
    // An expression is written in many ways; the columns in it are not.
    let columns = expr::columns(&key.key);
    let scans = scans(plan);
    let by_it = |condition: &str| columns.iter().all(|column| mentions(condition, column));
    !columns.is_empty() && !scans.is_empty() && scans.iter().all(|scan| scan.index.is_some() && by_it(&scan.condition))
}
