//! Types that the catalog does not model (domains, composites, extensions' own), as PostgreSQL tells of them.

use std::collections::BTreeMap;

use super::kind::Kind;
use super::mine::mine;
use super::plan::{CheckPlan, TablePlan};
use crate::engine::{Engine, Rows, SqlError};
use crate::prove::link::Link;
use crate::sql::quote;

/// A domain may be of a domain, and so on; deeper than this nobody goes.
const DEPTH: usize = 4;

/// What PostgreSQL tells about a type.
#[derive(Clone, Debug, Default)]
struct Told {
    kind: Option<Kind>,
    /// The type behind a domain.
    base: Option<String>,
    not_null: bool,
    /// The domain's checks, which speak of VALUE.
    checks: Vec<String>,
}

/// Values of types that extensions bring, by the type's bare name.
const EXTENSIONS: &[(&str, &str)] = &[
    ("hstore", "\"key\"=>\"value\""),
    ("ltree", "top.branch"),
    ("lquery", "top.*"),
    ("cube", "(1,2)"),
    ("seg", "1 .. 2"),
    ("isbn", "978-0-393-04002-9"),
    ("geometry", "POINT(1 2)"),
    ("geography", "POINT(1 2)"),
    ("semver", "1.2.3"),
];

/// Finds out what kind of values columns of unknown types hold, and adds the checks of their domains.
pub(super) async fn resolve<E: Engine>(link: &mut Link<'_, E>, plans: &mut [TablePlan]) -> Result<(), SqlError> {
    for _ in 0..DEPTH {
        let mut names: Vec<String> = Vec::new();
        for column in plans.iter().flat_map(|p| &p.columns).filter(|c| c.kind == Kind::Other) {
            if !names.contains(&column.kind_of) {
                names.push(column.kind_of.clone());
            }
        }
        if names.is_empty() {
            return Ok(());
        }
        names.sort();
        let questions: Vec<String> = names.iter().map(|name| question(name)).collect();
        let answers = link.must(&questions).await?;
        let told: BTreeMap<&String, Told> =
            names.iter().zip(&answers).map(|(name, answer)| (name, read(name, answer))).collect();
        for plan in plans.iter_mut() {
            for at in 0..plan.columns.len() {
                if plan.columns[at].kind != Kind::Other {
                    continue;
                }
                let Some(told) = told.get(&plan.columns[at].kind_of) else { continue };
                apply(plan, at, told);
            }
        }
    }
    Ok(())
}

fn apply(plan: &mut TablePlan, at: usize, told: &Told) {
    let column = &mut plan.columns[at];
    let name = quote::ident(&column.name);
    column.nullable &= !told.not_null;
    if let Some(kind) = &told.kind {
        column.kind = kind.clone();
    } else if let Some(base) = &told.base {
        column.kind = Kind::builtin(base);
        column.kind_of = base.clone();
    }
    for check in &told.checks {
        let expression = with_value(check, &name);
        let mined = mine(&expression);
        plan.checks.push(CheckPlan { expression, columns: vec![at], mined, later: false });
    }
}

fn question(name: &str) -> String {
    format!(
        "SELECT t.typtype, t.typname, CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END, \
         t.typnotnull, \
         (SELECT json_agg(pg_get_constraintdef(c.oid) ORDER BY c.conname) FROM pg_catalog.pg_constraint c \
          WHERE c.contypid = t.oid AND c.contype = 'c'), \
         (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid), \
         (SELECT count(*) FROM pg_catalog.pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), \
         t.typelem <> 0 AND t.typlen = -1 \
         FROM pg_catalog.pg_type t WHERE t.oid = to_regtype({})",
        quote::literal(name)
    )
}

fn read(name: &str, answer: &Rows) -> Told {
    let value = |at: usize| answer.rows.first().and_then(|r| r.get(at)).cloned().flatten();
    let list = |at: usize| -> Vec<String> { value(at).and_then(|t| serde_json::from_str(&t).ok()).unwrap_or_default() };
    let literal = |text: String| Some(Kind::Literal(text));
    let bare = value(1).unwrap_or_else(|| name.rsplit('.').next().unwrap_or(name).to_owned());
    let kind = match value(0).as_deref() {
        Some("d") => None,
        Some("e") => Some(Kind::Enum(list(5))),
        Some("c") => {
            let fields = value(6).and_then(|n| n.parse().ok()).unwrap_or(1_usize);
            literal(format!("({})", ",".repeat(fields.saturating_sub(1))))
        }
        Some("r") => literal("empty".into()),
        _ if value(7).as_deref() == Some("t") => literal("{}".into()),
        _ if bare == "citext" => Some(Kind::Text(None)),
        _ => EXTENSIONS.iter().find(|(t, _)| *t == bare).map(|(_, text)| Kind::Literal((*text).to_owned())),
    };
    let checks = list(4).into_iter().filter_map(|check| {
        let inner = check.strip_prefix("CHECK ")?;
        Some(inner.trim_end_matches(" NOT VALID").to_owned())
    });
    Told { kind, base: value(2), not_null: value(3).as_deref() == Some("t"), checks: checks.collect() }
}

/// A domain's check about a column: the word VALUE, as PostgreSQL deparses it, becomes the column's name.
fn with_value(check: &str, name: &str) -> String {
    let mut out = String::new();
    let mut quoted = None;
    let mut rest = check;
    while let Some(c) = rest.chars().next() {
        let starts_word = !out.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_');
        if quoted.is_none()
            && starts_word
            && let Some(after) = rest.strip_prefix("VALUE")
            && !after.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        {
            out.push_str(name);
            rest = after;
            continue;
        }
        match (quoted, c) {
            (None, '\'' | '"') => quoted = Some(c),
            (Some(quote), c) if quote == c => quoted = None,
            _ => {}
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_becomes_the_column() {
        let check = |check: &str, expected: &str| assert_eq!(with_value(check, "\"Mail\""), expected);
        check("((VALUE ~ 'VALUE'::text))", "((\"Mail\" ~ 'VALUE'::text))");
        check("(\"VALUE\" > VALUES + VALUE)", "(\"VALUE\" > VALUES + \"Mail\")");
    }
}
