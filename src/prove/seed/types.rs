//! Types that the catalog does not model (domains, composites, extensions' own), as PostgreSQL tells of them.

use std::collections::{BTreeMap, BTreeSet};

use super::choose;
use super::kind::Kind;
use super::plan::{ColumnPlan, TablePlan, add_check};
use crate::engine::{Engine, Rows, SqlError};
use crate::prove::link::Link;
use crate::sql::quote;

/// A type may be made of types that are made of types, and so on; deeper than this nobody goes.
const DEPTH: usize = 8;
/// At most so many values of a domain are used where it stands within another type.
const MOST: usize = 60;

/// What PostgreSQL tells about a type.
#[derive(Clone, Debug, Default)]
struct Told {
    shape: Shape,
    not_null: bool,
    /// A domain's checks, which speak of VALUE.
    checks: Vec<String>,
}

/// What a type is made of. Other types are named as SQL names them.
#[derive(Clone, Debug, Default)]
enum Shape {
    #[default]
    Unknown,
    Known(Kind),
    Domain(String),
    Composite(Vec<String>),
    Array(String),
    Range(String, bool),
}

impl Shape {
    fn parts(&self) -> &[String] {
        match self {
            Self::Unknown | Self::Known(_) => &[],
            Self::Composite(fields) => fields,
            Self::Domain(part) | Self::Array(part) | Self::Range(part, _) => std::slice::from_ref(part),
        }
    }
}

/// Values of types that extensions bring, by the type's bare name; the n-th has numbers as in `Kind::Pattern`.
const EXTENSIONS: &[(&str, &str)] = &[
    ("hstore", "\"key\"=>\"#\""),
    ("ltree", "top.branch#"),
    ("lquery", "top.branch#.*"),
    ("ltxtquery", "branch#"),
    ("cube", "(#,%)"),
    ("seg", "# .. %"),
    ("isbn", "978-0-393-04002-9"),
    ("isbn13", "978-0-393-04002-9"),
    ("issn", "1436-4522"),
    ("ean13", "978-0-393-04002-9"),
    ("upc", "012345678905"),
    ("geometry", "POINT(# %)"),
    ("geography", "POINT(1 2)"),
    ("semver", "1.2.#"),
    ("query_int", "#&%"),
    ("earth", "(0,0,0)"),
];

/// All types that columns of unknown types are made of.
#[derive(Default)]
struct Types {
    told: BTreeMap<String, Told>,
    /// Values that domains with checks let in, for where they stand within another type.
    accepted: BTreeMap<String, Vec<String>>,
}

/// Finds out what kind of values columns of unknown types hold, and adds the checks of their domains.
pub(super) async fn resolve<E: Engine>(link: &mut Link<'_, E>, plans: &mut [TablePlan]) -> Result<(), SqlError> {
    let unknown = |c: &&ColumnPlan| c.kind.is_unknown();
    let mut names: BTreeSet<String> =
        plans.iter().flat_map(|p| &p.columns).filter(unknown).map(|c| c.kind_of.clone()).collect();
    let mut types = Types::default();
    for _ in 0..DEPTH {
        names.retain(|name| !types.told.contains_key(name) && Kind::builtin(name).is_unknown());
        if names.is_empty() {
            break;
        }
        let names_now: Vec<String> = std::mem::take(&mut names).into_iter().collect();
        let questions: Vec<String> = names_now.iter().map(|name| question(name)).collect();
        for (name, answer) in names_now.into_iter().zip(link.must(&questions).await?) {
            let told = read(&name, &answer);
            names.extend(told.shape.parts().iter().cloned());
            types.told.insert(name, told);
        }
    }
    types.ask(link).await?;
    for plan in plans.iter_mut() {
        for at in 0..plan.columns.len() {
            if plan.columns[at].kind.is_unknown() {
                types.apply(plan, at);
            }
        }
    }
    Ok(())
}

impl Types {
    /// Gives a column its kind. A domain's checks become the table's, so that they are solved together.
    fn apply(&self, plan: &mut TablePlan, at: usize) {
        let name = quote::ident(&plan.columns[at].name);
        for _ in 0..DEPTH {
            let Some(told) = self.told.get(&plan.columns[at].kind_of) else { break };
            let Shape::Domain(base) = &told.shape else { break };
            plan.columns[at].nullable &= !told.not_null;
            plan.columns[at].kind_of = base.clone();
            for check in &told.checks {
                add_check(plan, &with_value(check, &name), false);
                if let Some(check) = plan.checks.last_mut() {
                    check.columns = vec![at];
                }
            }
        }
        if let Some(kind) = self.kind(&plan.columns[at].kind_of, DEPTH) {
            plan.columns[at].kind = kind;
        }
    }

    /// The kind of a type; nothing if it has a domain within whose values are not known yet.
    fn kind(&self, name: &str, depth: usize) -> Option<Kind> {
        let builtin = Kind::builtin(name);
        if !builtin.is_unknown() {
            return Some(builtin);
        }
        let Some(told) = self.told.get(name).filter(|_| depth > 0) else { return Some(builtin) };
        let inner = |name: &String| self.nested(name, depth - 1);
        Some(match &told.shape {
            Shape::Unknown => builtin,
            Shape::Known(kind) => kind.clone(),
            Shape::Domain(base) => self.kind(base, depth - 1)?,
            Shape::Composite(fields) => Kind::Composite(fields.iter().map(inner).collect::<Option<_>>()?),
            Shape::Array(element) => Kind::Array(Box::new(inner(element)?)),
            Shape::Range(subtype, multi) => Kind::Range(Box::new(inner(subtype)?), *multi),
        })
    }

    /// The kind of a type within another: of a domain that checks, only values that it lets in.
    fn nested(&self, name: &str, depth: usize) -> Option<Kind> {
        if !self.checks(name) {
            return self.kind(name, depth);
        }
        let values = self.accepted.get(name)?;
        if values.is_empty() { self.kind(name, depth) } else { Some(Kind::OneOf(values.clone())) }
    }

    /// True for a domain that has a check, or is of one that has.
    fn checks(&self, name: &str) -> bool {
        let Some(Told { shape: Shape::Domain(base), checks, .. }) = self.told.get(name) else { return false };
        !checks.is_empty() || base != name && self.checks(base)
    }

    /// Asks which values the domains let in, those first that are within others.
    async fn ask<E: Engine>(&mut self, link: &mut Link<'_, E>) -> Result<(), SqlError> {
        let within = |told: &Told| match &told.shape {
            Shape::Domain(_) => Vec::new(),
            shape => shape.parts().to_vec(),
        };
        let needed: BTreeSet<String> = self.told.values().flat_map(within).collect();
        let mut open: Vec<String> = needed.into_iter().filter(|name| self.checks(name)).collect();
        while !open.is_empty() {
            let ready: Vec<String> = open.iter().filter(|n| self.kind(n, DEPTH).is_some()).cloned().collect();
            if ready.is_empty() {
                break;
            }
            open.retain(|name| !ready.contains(name));
            for name in ready {
                let values = self.values(link, &name).await?;
                self.accepted.insert(name, values);
            }
        }
        Ok(())
    }

    /// Values that a domain lets in.
    async fn values<E: Engine>(&self, link: &mut Link<'_, E>, name: &str) -> Result<Vec<String>, SqlError> {
        let mut plan = TablePlan::of_value(name);
        self.apply(&mut plan, 0);
        plan.columns[0].nullable = false;
        plan.keys.push(vec![0]);
        let mut out = Vec::new();
        for group in choose::groups(&plan, &|_| None, choose::MOST) {
            // A value that can't even be tried ends the query, and must not end more.
            let within = ["BEGIN".to_owned(), choose::question(&plan, &group), "ROLLBACK".to_owned()];
            let (answers, error) = link.all(&within).await;
            if error.is_some() {
                link.run("ROLLBACK").await?;
                continue;
            }
            let rows = answers.get(1).map(|a| a.rows.as_slice()).unwrap_or_default();
            let numbers = rows.iter().filter_map(|r| r.first()?.as_ref()?.parse::<usize>().ok());
            out.extend(numbers.filter_map(|n| group.combinations.get(n)?.first()?.clone()).take(MOST));
        }
        Ok(out)
    }
}

impl TablePlan {
    /// A table of one column of a type, to try values on.
    fn of_value(data_type: &str) -> Self {
        let column = ColumnPlan {
            sql_type: data_type.to_owned(),
            kind_of: data_type.to_owned(),
            ..ColumnPlan::named("bulkhead_value")
        };
        Self { columns: vec![column], alias: "bulkhead_domain".into(), ..Self::default() }
    }
}

fn question(name: &str) -> String {
    format!(
        "SELECT t.typtype, t.typname, CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END, \
         t.typnotnull, \
         (SELECT json_agg(pg_get_constraintdef(c.oid) ORDER BY c.conname) FROM pg_catalog.pg_constraint c \
          WHERE c.contypid = t.oid AND c.contype = 'c'), \
         (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid), \
         (SELECT json_agg(format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum) FROM pg_catalog.pg_attribute a \
          WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), \
         CASE WHEN t.typcategory = 'A' AND t.typelem <> 0 THEN format_type(t.typelem, NULL) END, \
         (SELECT format_type(r.rngsubtype, NULL) FROM pg_catalog.pg_range r WHERE t.oid IN (r.rngtypid, r.rngmultitypid)) \
         FROM pg_catalog.pg_type t WHERE t.oid = to_regtype({})",
        quote::literal(name)
    )
}

fn read(name: &str, answer: &Rows) -> Told {
    let value = |at: usize| answer.rows.first().and_then(|r| r.get(at)).cloned().flatten();
    let list = |at: usize| -> Vec<String> { value(at).and_then(|t| serde_json::from_str(&t).ok()).unwrap_or_default() };
    let bare = value(1).unwrap_or_else(|| name.rsplit('.').next().unwrap_or(name).to_owned());
    let shape = match (value(0).as_deref(), value(2), value(7), value(8)) {
        (Some("d"), Some(base), ..) => Shape::Domain(base),
        (Some("e"), ..) => Shape::Known(Kind::Enum(list(5))),
        (Some("c"), ..) => Shape::Composite(list(6)),
        (Some(kind @ ("r" | "m")), .., Some(subtype)) => Shape::Range(subtype, kind == "m"),
        (_, _, Some(element), _) => Shape::Array(element),
        _ if bare == "citext" => Shape::Known(Kind::Text(None)),
        _ => match EXTENSIONS.iter().find(|(t, _)| *t == bare) {
            Some((_, text)) => Shape::Known(Kind::Pattern(text)),
            None => Shape::Unknown,
        },
    };
    let checks = list(4).into_iter().filter_map(|check| {
        let inner = check.strip_prefix("CHECK ")?;
        Some(inner.trim_end_matches(" NOT VALID").to_owned())
    });
    Told { shape, not_null: value(3).as_deref() == Some("t"), checks: checks.collect() }
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
