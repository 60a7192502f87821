//! The judges of what a database holds that share no code with `bulkhead::introspect`: PostgreSQL's own pg_dump where
//! there is one of the server's version, and a list made of PostgreSQL's own deparsing functions.

use std::process::Command;

use bulkhead::sql::split;
use postgres::{Client, NoTls, SimpleQueryMessage};

/// The schema of a database as sorted statements: by pg_dump if there is one of the server's version (named by the
/// environment's `PG_DUMP15` or `PG_DUMP18`), else by [`describe`]. Two databases with the same dump hold the same
/// objects; the order of columns and of creation does not show.
pub fn dump(url: &str) -> String {
    match pg_dump(url) {
        Some(text) => text,
        None => describe(url),
    }
}

/// The same by pg_dump, or `None` where there is none for this server.
pub fn pg_dump(url: &str) -> Option<String> {
    let mut client = Client::connect(url, NoTls).expect("connects");
    let major: i32 = client.query_one("SELECT current_setting('server_version_num')::int / 10000", &[]).ok()?.get(0);
    drop(client);
    let program = std::env::var(format!("PG_DUMP{major}")).ok()?;
    let output = Command::new(program)
        .args(["--schema-only", "--no-password", "--dbname", url])
        .output()
        .expect("pg_dump starts");
    assert!(output.status.success(), "pg_dump: {}", String::from_utf8_lossy(&output.stderr));
    Some(normalise(&String::from_utf8(output.stdout).expect("UTF-8")))
}

/// What pg_dump wrote, without its settings and comments, in an order that doesn't depend on the order of creation.
fn normalise(dump: &str) -> String {
    let mut statements: Vec<String> = split::statements(dump)
        .map(|piece| without_leading_comments(piece.sql))
        .filter(|sql| !sql.starts_with("SET ") && !sql.starts_with("SELECT pg_catalog.set_config("))
        .map(|sql| match sql {
            _ if sql.starts_with("CREATE TABLE ") => with_sorted_columns(sql),
            _ if sql.starts_with("ALTER PUBLICATION ") => with_sorted_list(sql),
            _ => sql.to_owned(),
        })
        .collect();
    statements.sort();
    statements.join(";\n")
}

fn without_leading_comments(sql: &str) -> &str {
    let mut rest = sql.trim_start();
    while rest.starts_with("--") {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
    }
    rest
}

fn with_sorted_columns(sql: &str) -> String {
    let mut lines: Vec<&str> = sql.lines().map(|line| line.trim_end_matches(',')).collect();
    let last = lines.iter().rposition(|line| line.starts_with(')')).unwrap_or(lines.len());
    if last > 1 {
        lines[1..last].sort_unstable();
    }
    lines.join("\n")
}

/// With the columns of a publication's table in the order of their names.
fn with_sorted_list(sql: &str) -> String {
    let (before, after) = sql.split_once(" WHERE ").map_or((sql, String::new()), |(b, a)| (b, format!(" WHERE {a}")));
    let Some((before, list)) = before.split_once(" (") else { return sql.to_owned() };
    let mut columns: Vec<&str> = list.trim_end_matches(')').split(", ").collect();
    columns.sort_unstable();
    format!("{before} ({}){after}", columns.join(", "))
}

/// Everything the system catalogs say about the database's own objects, one line each, sorted: what
/// `describe.sql` selects.
pub fn describe(url: &str) -> String {
    lines(url, &[include_str!("describe.sql"), include_str!("describe_more.sql")])
}

/// What PostgreSQL 18 says of NOT NULL beyond [`describe`]: what a constraint is called, and whose it is. pg_dump of that
/// version shows it.
pub fn describe_not_null(url: &str) -> String {
    let query = "SELECT pg_catalog.format('not null %s.%I called %I local %s inherited %s', conrelid::regclass, attname,
                     conname, conislocal, coninhcount)
                 FROM pg_catalog.pg_constraint JOIN pg_catalog.pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
                 WHERE contype = 'n' AND conrelid >= 16384";
    lines(url, &[query])
}

fn lines(url: &str, queries: &[&str]) -> String {
    let mut client = Client::connect(url, NoTls).expect("connects");
    client.batch_execute("SET search_path = ''").expect("sets the search path");
    let messages: Vec<_> = queries.iter().map(|query| client.simple_query(query).expect("describes")).collect();
    let mut lines: Vec<String> = messages
        .iter()
        .flatten()
        .filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        })
        .collect();
    lines.sort();
    lines.join("\n")
}
