//! `tests/isolation.pgtap.sql`: the tenant wall attacked by pgTAP, in a transaction that is rolled back.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::isolation::{self, Told};
use crate::design::Design;
use crate::prove::wall::{Expect, StillAttack, StillInsert, StillWall};
use crate::sql::quote;

const HEAD: &str =
    "-- The tenant wall, attacked as the application's role by pgTAP, in a transaction that is rolled back.
-- Run it as the role that owns the tables, which must be a member of the application's role, or as an administrator:
--     pg_prove -d \"$DATABASE_URL\" tests/isolation.pgtap.sql
--     psql \"$DATABASE_URL\" -X -v ON_ERROR_STOP=1 -f tests/isolation.pgtap.sql
-- Debian has pgTAP as postgresql-15-pgtap, for other versions likewise. The attacks are those of tests/isolation.sql.
\\set QUIET 1
\\pset format unaligned
\\pset tuples_only true
\\pset pager off

BEGIN;
SET LOCAL client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;

";

/// The script. Each row that is inserted and each attack is one test; what could not be made is skipped with the reason.
pub fn pgtap(design: &Design) -> String {
    let mut sql = HEAD.to_owned();
    let wall = match isolation::told(design) {
        Told::Wall(wall) => wall,
        Told::Nothing(why) => {
            let _ = writeln!(sql, "SELECT plan(1);\nSELECT skip({}, 1);", quote::literal(why));
            sql.push_str("SELECT * FROM finish(true);\nROLLBACK;\n");
            return sql;
        }
    };
    sql.push_str(include_str!("pgtap.sql"));
    let _ = writeln!(sql, "SELECT plan({});\n", wall.rows.len() + wall.attacks.len());
    tests(&mut sql, &wall);
    sql.push_str("\nSELECT * FROM finish(true);\nROLLBACK;\n");
    sql
}

fn tests(sql: &mut String, wall: &StillWall) {
    if wall.deferred {
        sql.push_str("SET CONSTRAINTS ALL DEFERRED;\n\n");
    }
    let mut untested: BTreeMap<&str, &str> = BTreeMap::new();
    sql.push_str("-- One row for each of two tenants in every table.\n");
    for row in &wall.rows {
        if let Err(problem) = &row.insert {
            untested.insert(&row.table, problem);
        }
        let _ = writeln!(sql, "{}", insert(row));
    }
    sql.push_str("\n-- The attacks, each taken back at once.\n");
    for attack in &wall.attacks {
        match untested.get(attack.table.as_str()) {
            Some(problem) => {
                let why = format!("{} {}: no rows could be made: {problem}", attack.table, attack.probe);
                let _ = writeln!(sql, "SELECT skip({}, 1);", quote::literal(&why));
            }
            None => {
                let _ = writeln!(sql, "{}", test(attack));
            }
        }
    }
}

fn insert(row: &StillInsert) -> String {
    let text = |text: Option<&String>| text.map_or_else(|| "NULL".to_owned(), |text| quote::literal(text));
    match &row.insert {
        Ok(insert) => {
            let (role, setting, tenant) = match &row.session {
                Some((role, setting, tenant)) => (Some(role), Some(setting), Some(tenant)),
                None => (None, None, None),
            };
            let call = format!(
                "SELECT pg_temp.bulkhead_row({}, {}, {}, {})",
                text(role),
                text(setting),
                text(tenant),
                quote::dollar(insert, "q")
            );
            let name = format!("{}: a row can be inserted", row.table);
            format!("SELECT lives_ok({}, {});", quote::dollar(&call, "sql"), quote::literal(&name))
        }
        Err(problem) => {
            let why = format!("{}: no row could be made: {problem}", row.table);
            format!("SELECT skip({}, 1);", quote::literal(&why))
        }
    }
}

fn test(attack: &StillAttack) -> String {
    let before: Vec<String> = attack.before.iter().map(|sql| quote::dollar(sql, "q")).collect();
    let reads = matches!(
        attack.expect,
        Expect::Count(_) | Expect::NothingOrError | Expect::OwnOrRefused(_) | Expect::Unnoticed | Expect::No
    );
    let (setting, value) = &attack.session;
    let arguments = format!(
        "{}, {}, {}, ARRAY[{}]::text[], {reads}, {}",
        attack.role.as_ref().map_or_else(|| "NULL".to_owned(), |role| quote::literal(role)),
        quote::literal(setting),
        quote::literal(value),
        before.join(", "),
        quote::dollar(&attack.sql, "q")
    );
    let who = attack.role.as_deref().unwrap_or("the one who runs this");
    let name = quote::literal(&format!("{}: {} as {who}, with {setting} = '{value}'", attack.table, attack.probe));
    let outcome = format!("pg_temp.bulkhead_outcome({arguments})");
    let call = match &attack.expect {
        Expect::Refused => {
            let attack = format!("SELECT pg_temp.bulkhead_attack({arguments})");
            format!("throws_ok({}, '42501', NULL, {name})", quote::dollar(&attack, "sql"))
        }
        Expect::Count(n) | Expect::Affected(n) if *n > 0 => format!("is({outcome}, '{n}', {name})"),
        Expect::AffectedOrRefused(n) => format!("matches({outcome}, '^({n}|refused|error 23)', {name})"),
        Expect::NothingOrError => format!("matches({outcome}, '^(0|refused|error)', {name})"),
        Expect::RefusedOrNull => format!("matches({outcome}, '^(0|refused|error 23502)', {name})"),
        Expect::OwnOrRefused(tenant) => {
            let own = quote::literal(tenant);
            format!("ok({outcome} = {own} OR {outcome} ~ '^(refused|error 23502)', {name})")
        }
        _ => format!("matches({outcome}, '^(0$|refused)', {name})"),
    };
    if attack.probe.starts_with("merge") {
        // PostgreSQL 14 has no MERGE; what is not reached is not parsed.
        return format!(
            "SELECT CASE WHEN current_setting('server_version_num')::integer < 150000\n    \
             THEN skip('PostgreSQL 14 has no MERGE', 1)\n    ELSE {call} END;"
        );
    }
    format!("SELECT {call};")
}
