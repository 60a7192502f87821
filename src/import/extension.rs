//! Extensions that are not to be had, and what of a script needed them.

use serde::{Deserialize, Serialize};

use crate::engine::SqlError;
use crate::sql::words;

/// An extension that could not be created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MissingExtension {
    /// Its name.
    pub name: String,
    /// The line of the script that creates it, from 1.
    pub line: Option<u32>,
    /// What failed for want of it.
    pub needed_by: Vec<Needing>,
}

/// A statement that failed for want of an extension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Needing {
    /// The line of the script on which it fails, from 1.
    pub line: Option<u32>,
    /// Its first words.
    pub what: String,
}

/// What well-known extensions bring, by the names that PostgreSQL misses.
const KNOWN: &[(&str, &[&str])] = &[
    ("citext", &["citext"]),
    ("hstore", &["hstore"]),
    ("ltree", &["ltree", "lquery", "ltxtquery"]),
    ("pg_trgm", &["gin_trgm_ops", "gist_trgm_ops", "similarity"]),
    ("pgcrypto", &["gen_salt", "crypt", "digest", "hmac", "gen_random_bytes"]),
    ("pgvector", &["vector", "halfvec", "sparsevec", "vector_cosine_ops", "vector_l2_ops", "vector_ip_ops"]),
    ("vector", &["vector", "halfvec", "sparsevec", "vector_cosine_ops", "vector_l2_ops", "vector_ip_ops"]),
    ("postgis", &["geometry", "geography", "st_", "box2d", "box3d"]),
    ("postgis_raster", &["raster"]),
    ("timescaledb", &["create_hypertable", "time_bucket", "add_retention_policy", "add_compression_policy"]),
    ("unaccent", &["unaccent"]),
    ("uuid-ossp", &["uuid_generate_"]),
    ("pg_cron", &["cron"]),
    ("pg_net", &["net", "http_post", "http_get"]),
    ("pgjwt", &["sign", "verify"]),
    ("cube", &["cube"]),
    ("isn", &["isbn", "ean13", "issn"]),
    ("intarray", &["gin__int_ops", "gist__int_ops", "query_int"]),
    ("btree_gist", &["gist_"]),
    ("btree_gin", &["gin_"]),
];

/// The extension that a statement creates.
fn created(sql: &str) -> Option<String> {
    if !words(sql).starts_with(&["CREATE".to_owned(), "EXTENSION".to_owned()]) {
        return None;
    }
    let lines = sql.lines().filter(|line| !line.trim_start().starts_with("--"));
    let mut rest = lines.flat_map(str::split_whitespace).skip(2);
    let name = rest.find(|word| !["IF", "NOT", "EXISTS"].iter().any(|other| word.eq_ignore_ascii_case(other)))?;
    Some(name.trim_matches([';', '"']).to_lowercase())
}

/// Notes what an error has to do with extensions that are not to be had.
pub(super) fn note(missing: &mut Vec<MissingExtension>, sql: &str, error: &SqlError) {
    if let Some(name) = created(sql) {
        missing.push(MissingExtension { name, line: error.line, needed_by: Vec::new() });
        return;
    }
    // What does not exist: an object, a function, a relation, a schema.
    if !matches!(error.code.as_str(), "42704" | "42883" | "42P01" | "3F000") {
        return;
    }
    let wanted = error.message.to_lowercase();
    let brings = |extension: &MissingExtension| {
        KNOWN.iter().filter(|(name, _)| *name == extension.name).flat_map(|(_, brings)| *brings).any(|name| {
            wanted.match_indices(name).any(|(at, _)| !wanted[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
        })
    };
    // What another statement would have made, had it not needed an extension.
    let follows = |extension: &MissingExtension| {
        let name = error.message.split('"').nth(1).unwrap_or_default();
        let bare = name.rsplit('.').next().unwrap_or_default();
        !bare.is_empty() && extension.needed_by.iter().any(|needing| needing.what.contains(bare))
    };
    let only = missing.len() == 1 && !KNOWN.iter().any(|(name, _)| *name == missing[0].name);
    let at = missing.iter().position(brings).or_else(|| missing.iter().position(follows)).or(only.then_some(0));
    if let Some(extension) = at.and_then(|at| missing.get_mut(at)) {
        let what = sql.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with("--"));
        let what = what.unwrap_or_default().chars().take(60).collect();
        extension.needed_by.push(Needing { line: error.line, what });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(missing: &mut Vec<MissingExtension>, sql: &str, code: &str, message: &str, line: u32) {
        let error = SqlError { line: Some(line), message: message.into(), code: code.into(), ..SqlError::default() };
        note(missing, sql, &error);
    }

    #[test]
    fn what_needed_an_extension_is_told_with_it() {
        let mut missing = Vec::new();
        failed(&mut missing, "CREATE EXTENSION IF NOT EXISTS postgis", "0A000", "extension is not available", 1);
        failed(&mut missing, "create extension \"uuid-ossp\" with schema public;", "0A000", "not available", 2);
        failed(&mut missing, "CREATE TABLE place (at geometry)", "42704", "type \"geometry\" does not exist", 3);
        failed(&mut missing, "CREATE INDEX ON place (at)", "42P01", "relation \"place\" does not exist", 4);
        failed(
            &mut missing,
            "CREATE TABLE t (id uuid DEFAULT uuid_generate_v4())",
            "42883",
            "function uuid_generate_v4() does not exist",
            5,
        );
        failed(
            &mut missing,
            "CREATE VIEW v AS SELECT * FROM nowhere",
            "42P01",
            "relation \"nowhere\" does not exist",
            6,
        );
        failed(&mut missing, "CREATE TABLE u (", "42601", "syntax error", 7);
        let told: Vec<(&str, Vec<Option<u32>>)> =
            missing.iter().map(|m| (m.name.as_str(), m.needed_by.iter().map(|n| n.line).collect())).collect();
        assert_eq!(told, [("postgis", vec![Some(3), Some(4)]), ("uuid-ossp", vec![Some(5)])]);
    }
}
