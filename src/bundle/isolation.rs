//! `tests/isolation.sql`: the tenant wall attacked in plain SQL, in a transaction that is rolled back.

use std::fmt::Write;

use serde_json::Value;

use crate::design::{Design, Strategy};
use crate::prove::wall::{Expect, StillAttack, StillInsert, StillWall, tenant_tables, wall};
use crate::rls::authored;
use crate::sql::quote;

/// What there is to attack.
pub(super) enum Told {
    /// The rows and the attacks.
    Wall(StillWall),
    /// Why there is nothing.
    Nothing(&'static str),
}

/// What there is to attack of a project, as of its last migration.
pub(super) fn told(design: &Design) -> Told {
    let catalog = design.migrated();
    let tenants = tenant_tables(design, &catalog);
    if tenants.is_empty() {
        return Told::Nothing("no table belongs to tenants: there is no wall to attack");
    }
    if !tenants.iter().any(|t| t.role.as_ref().is_some_and(|id| catalog.role(id).is_some())) {
        return Told::Nothing("the project names no application role: nothing was attacked");
    }
    let mut members = None;
    let path = match &design.settings.tenancy.strategy {
        Strategy::Setting => None,
        Strategy::Claim { claims, path } => Some((claims, path)),
        Strategy::Membership { .. } => {
            let intent = authored(design, &catalog);
            if intent.context.is_empty() {
                return Told::Nothing(
                    "the project doesn't say which table holds the memberships: nothing was attacked",
                );
            }
            members = Some(intent);
            None
        }
        Strategy::Schema => {
            return Told::Nothing("each tenant has a schema of its own: the attacks were made in the dry run only");
        }
    };
    let mut wall = wall(&catalog, &tenants, members.as_ref());
    if let Some((claims, path)) = path {
        for (_, setting, value) in wall.rows.iter_mut().filter_map(|row| row.session.as_mut()) {
            (*setting, *value) = (claims.clone(), claim(path, value));
        }
        for (setting, value) in wall.attacks.iter_mut().map(|attack| &mut attack.session) {
            (*setting, *value) = (claims.clone(), claim(path, value));
        }
    }
    Told::Wall(wall)
}

/// The document with a claim; empty as the setting is where nothing is set.
fn claim(path: &str, value: &str) -> String {
    if value.is_empty() {
        return String::new();
    }
    let keys = path.rsplit('.');
    let document =
        keys.fold(Value::from(value), |inner, key| Value::Object([(key.to_owned(), inner)].into_iter().collect()));
    document.to_string()
}

/// The script. It runs from the owner role, which has to be a member of the application's role, or from an
/// administrator. It inserts rows for two tenants, attacks every table that belongs to tenants as the application's
/// role, and raises an exception that names the table and the attack if one gets through.
pub fn isolation(design: &Design) -> String {
    let mut sql = String::from(
        "-- The tenant wall, attacked as the application's role, in a transaction that is rolled back.\n\
         -- Run it as the role that owns the tables, or as an administrator:\n\
         --     psql -v ON_ERROR_STOP=1 -f tests/isolation.sql\n\
         -- An attack that gets through ends it with an exception that names the table and the attack.\n\n",
    );
    let wall = match told(design) {
        Told::Wall(wall) => wall,
        Told::Nothing(why) => {
            let body = format!("\nBEGIN\n    RAISE NOTICE {};\nEND\n", quote::literal(&why.replace('%', "%%")));
            let _ = writeln!(sql, "DO {};", quote::dollar(&body, "bulkhead"));
            return sql;
        }
    };
    sql.push_str("BEGIN;\n\n");
    if wall.deferred {
        sql.push_str("SET CONSTRAINTS ALL DEFERRED;\n\n");
    }
    let _ = writeln!(sql, "DO {};\n\nROLLBACK;", quote::dollar(&body(&wall), "bulkhead"));
    sql
}

fn body(wall: &StillWall) -> String {
    let mut roles: Vec<&String> = wall.rows.iter().filter_map(|r| r.session.as_ref()).map(|(role, ..)| role).collect();
    roles.sort();
    roles.dedup();
    let roles: Vec<String> = roles.into_iter().map(|r| quote::literal(r)).collect();
    let rows = list(wall.rows.iter().map(row));
    let attacks = list(wall.attacks.iter().map(attack));
    let mut out = include_str!("isolation.sql").to_owned();
    // The template's first line is a comment about itself.
    out.replace_range(..out.find('\n').map_or(0, |at| at + 1), "\n");
    for (mark, text) in [("/*roles*/", roles.join(", ")), ("/*rows*/", rows), ("/*attacks*/", attacks)] {
        out = replace_once(&out, mark, &text);
    }
    out
}

/// Puts a text in place of a mark, once, so that nothing within the text is taken for a mark.
fn replace_once(text: &str, mark: &str, with: &str) -> String {
    text.replacen(mark, with, 1)
}

fn list(lines: impl Iterator<Item = String>) -> String {
    let lines: Vec<String> = lines.enumerate().map(|(n, line)| format!("        ({}, {line})", n + 1)).collect();
    lines.join(",\n")
}

fn row(row: &StillInsert) -> String {
    let (role, setting, tenant) = match &row.session {
        Some((role, setting, tenant)) => (text(role), text(setting), text(tenant)),
        None => ("NULL".into(), "NULL".into(), "NULL".into()),
    };
    let (insert, problem) = match &row.insert {
        Ok(insert) => (quote::dollar(insert, "q"), "NULL".into()),
        Err(problem) => ("NULL".into(), text(problem)),
    };
    format!("{}, {role}, {setting}, {tenant}, {insert}, {problem}", text(&row.table))
}

fn attack(attack: &StillAttack) -> String {
    let (expect, amount) = match &attack.expect {
        Expect::Count(n) => ("rows seen", n.to_string()),
        Expect::NothingOrError => ("no rows seen, or an error", "0".into()),
        Expect::Affected(n) => ("rows touched", n.to_string()),
        Expect::AffectedOrRefused(n) => ("rows touched, or refused", n.to_string()),
        Expect::Refused => ("refused", "0".into()),
        Expect::NotWritten => ("not written", "0".into()),
        Expect::RefusedOrNull => ("not written, or NULL refused", "0".into()),
        Expect::OwnOrRefused(tenant) => ("own tenant, or refused", tenant.clone()),
        // Only attacks that need more than plain SQL expect anything else.
        _ => ("rows seen", "0".into()),
    };
    let role = attack.role.as_ref().map_or("NULL".into(), |r| text(r));
    let before: Vec<String> = attack.before.iter().map(|sql| quote::dollar(sql, "q")).collect();
    let since = if attack.probe.starts_with("merge") { 150_000 } else { 0 };
    format!(
        "{}, {}, {role}, {}, {}, ARRAY[{}]::text[], {}, {}, {}, {since}",
        text(&attack.table),
        text(attack.probe),
        text(&attack.session.0),
        text(&attack.session.1),
        before.join(", "),
        quote::dollar(&attack.sql, "q"),
        text(expect),
        text(&amount)
    )
}

fn text(text: &str) -> String {
    quote::literal(text)
}
