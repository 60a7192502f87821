//! Everything that can stand at a place, before it is measured by what is typed.

use super::functions::{FUNCTIONS, TYPES};
use super::known::{Known, KnownFunction, KnownTable};
use super::place::{Expect, Place};
use super::scope::{compared, visible, written};
use super::{Completion, Kind, Stance};
use crate::sql::quote;

/// Words of which a value is made.
const VALUE_WORDS: [&str; 9] = [
    "NOT",
    "NULL",
    "TRUE",
    "FALSE",
    "EXISTS (…)",
    "CASE WHEN … THEN … END",
    "CURRENT_USER",
    "CURRENT_DATE",
    "ARRAY[…]",
];

/// What goes on after a value.
const OPERATORS: [&str; 16] = [
    "AND",
    "OR",
    "IS NULL",
    "IS NOT NULL",
    "IN (…)",
    "NOT IN (…)",
    "IS DISTINCT FROM",
    "IS NOT DISTINCT FROM",
    "BETWEEN",
    "LIKE",
    "ILIKE",
    "COLLATE",
    "AT TIME ZONE",
    "THEN",
    "ELSE",
    "END",
];

/// What goes on in a query.
const CLAUSES: [&str; 9] = ["FROM", "WHERE", "JOIN", "LEFT JOIN", "ON", "GROUP BY", "ORDER BY", "HAVING", "LIMIT"];

pub(super) fn offers(place: &Place<'_>, known: &Known) -> Vec<Completion> {
    if known.stance == Stance::Query && !place.in_query() && place.expect != Expect::Type {
        // What else a statement is made of is for the person who writes it, and for the engine.
        let begins = matches!(place.back(1).to_ascii_lowercase().as_str(), "" | "as" | "(" | ";");
        return if begins { vec![keyword("SELECT"), keyword("WITH")] } else { Vec::new() };
    }
    match &place.expect {
        Expect::Value => values(place, known),
        Expect::Operator => {
            let clauses = if place.in_query() { &CLAUSES[..] } else { &[] };
            let ends = |word: &&&str| !matches!(**word, "THEN" | "ELSE" | "END") || in_case(place);
            OPERATORS.iter().filter(ends).chain(clauses).map(|word| keyword(word)).collect()
        }
        Expect::Table => tables(known),
        Expect::Type => types(known),
        Expect::Member(names) => members(place, known, names),
        Expect::Truth { not } => {
            let words: &[&str] = if *not {
                &["NULL", "TRUE", "FALSE", "DISTINCT FROM"]
            } else {
                &["NULL", "NOT NULL", "TRUE", "FALSE", "DISTINCT FROM", "NOT DISTINCT FROM"]
            };
            words.iter().map(|word| keyword(word)).collect()
        }
        Expect::Text => texts(place, known),
        Expect::Nothing => Vec::new(),
    }
}

fn values(place: &Place<'_>, known: &Known) -> Vec<Completion> {
    if called(place).is_some() && known.stance.allows(false) && !known.session.is_empty() {
        return settings(known, |setting| format!("{}, true", quote::literal(setting)));
    }
    let mut out = Vec::new();
    if let Some(id) = compared(place, known).and_then(|column| column.enum_type.as_ref()) {
        let label = |label: &String| plain(Kind::Label, quote::literal(label), String::new());
        out.extend(known.labels(id).iter().map(label));
    }
    let tables = visible(place, known);
    for one in &tables {
        for column in &one.table.columns {
            let insert = written(&tables, one, column);
            let detail = match insert.contains('.') || tables.len() == 1 {
                true => column.data_type.clone(),
                false => format!("{} of {}", column.data_type, one.called),
            };
            out.push(Completion { label: insert.clone(), ..plain(Kind::Column, insert, detail) });
        }
    }
    if known.stance.allows(false) {
        let session = known.session.iter();
        out.extend(session.map(|value| Completion {
            label: value.means.clone(),
            ..plain(Kind::Session, value.sql.clone(), value.sql.clone())
        }));
    }
    let begins = place.before == 0 || place.back(1) == "(";
    if known.stance.has_queries() && begins {
        out.push(keyword("SELECT"));
    }
    let allowed = |word: &&&str| known.stance.has_queries() || !word.starts_with("EXISTS");
    let fixed = |word: &&&str| known.stance.allows(!word.starts_with("CURRENT"));
    out.extend(VALUE_WORDS.iter().filter(allowed).filter(fixed).map(|word| keyword(word)));
    out.extend(known.functions.iter().map(own_function));
    let builtin = FUNCTIONS.iter().filter(|function| known.stance.allows(function.immutable));
    out.extend(builtin.map(|function| {
        let detail = format!("({}) → {}", function.takes, function.gives);
        Completion { label: function.name.to_owned(), ..call(Kind::BuiltIn, function.name, detail, function.takes) }
    }));
    out
}

fn own_function(function: &KnownFunction) -> Completion {
    let detail = format!("({})", function.takes);
    Completion { label: function.name.clone(), ..call(Kind::Function, &function.sql, detail, &function.takes) }
}

/// A call: the caret goes between its parentheses, unless nothing goes there.
fn call(kind: Kind, name: &str, detail: String, takes: &str) -> Completion {
    let caret = name.len() + if takes.is_empty() { 2 } else { 1 };
    Completion { label: String::new(), kind, detail, insert: format!("{name}()"), caret }
}

fn plain(kind: Kind, insert: String, detail: String) -> Completion {
    Completion { label: insert.clone(), kind, detail, caret: insert.len(), insert }
}

/// Words of SQL. Where something is to be put in, "…" says so, and the caret goes to the first.
fn keyword(words: &str) -> Completion {
    let caret = words.find('…').unwrap_or(words.len() - usize::from(words.ends_with(' ')));
    let insert = words.replace('…', "");
    Completion { label: words.to_owned(), kind: Kind::Keyword, detail: String::new(), caret, insert }
}

fn tables(known: &Known) -> Vec<Completion> {
    let offer = |table: &KnownTable| {
        let columns: Vec<&str> = table.columns.iter().take(4).map(|column| column.name.as_str()).collect();
        let more = if table.columns.len() > 4 { ", …" } else { "" };
        plain(Kind::Table, table.sql.clone(), format!("{}{more}", columns.join(", ")))
    };
    known.tables.iter().map(offer).collect()
}

fn types(known: &Known) -> Vec<Completion> {
    let own = known.types.iter().map(|known| plain(Kind::Type, known.sql.clone(), known.labels.join(", ")));
    own.chain(TYPES.iter().map(|name| plain(Kind::Type, (*name).to_owned(), String::new()))).collect()
}

/// What a qualifier has: a table's columns, a schema's tables and functions.
fn members(place: &Place<'_>, known: &Known, names: &[String]) -> Vec<Completion> {
    let (schema, name) = match names {
        [name] => (None, name),
        [schema, name] => (Some(schema.as_str()), name),
        _ => return Vec::new(),
    };
    let visible = visible(place, known);
    let called = |one: &&super::scope::Visible<'_>| {
        one.called == *name || schema.is_some_and(|schema| one.table.schema == schema && one.table.name == *name)
    };
    if let Some(one) = visible.iter().find(called) {
        let column = |column: &super::known::KnownColumn| {
            plain(Kind::Column, quote::ident(&column.name), column.data_type.clone())
        };
        return one.table.columns.iter().map(column).collect();
    }
    if schema.is_some() {
        return Vec::new();
    }
    let of_schema = known.tables.iter().filter(|table| table.schema == *name);
    of_schema.map(|table| plain(Kind::Table, quote::ident(&table.name), String::new())).collect()
}

/// What the text of a string can be: a label of the enum that it is compared with, or the name of a setting.
fn texts(place: &Place<'_>, known: &Known) -> Vec<Completion> {
    let close = if place.open_string { "'" } else { "" };
    let text = |text: &str| format!("{}{close}", text.replace('\'', "''"));
    if called(place).is_some() {
        return settings(known, |setting| text(setting));
    }
    let compared = compared(place, known).and_then(|column| column.enum_type.as_ref());
    let labels = compared.map(|id| known.labels(id)).unwrap_or_default();
    labels
        .iter()
        .map(|label| Completion { label: label.clone(), ..plain(Kind::Label, text(label), String::new()) })
        .collect()
}

fn settings(known: &Known, write: impl Fn(&str) -> String) -> Vec<Completion> {
    let offer = |value: &super::SessionValue| Completion {
        label: value.setting.clone(),
        ..plain(Kind::Session, write(&value.setting), value.means.clone())
    };
    known.session.iter().map(offer).collect()
}

/// The function whose first argument is the name of a setting, if the caret is there.
fn called<'s>(place: &Place<'s>) -> Option<&'s str> {
    let name = (place.back(1) == "(").then(|| place.back(2))?;
    ["current_setting", "set_config"].iter().any(|known| name.eq_ignore_ascii_case(known)).then_some(name)
}

fn in_case(place: &Place<'_>) -> bool {
    let words = (0..place.before).map(|at| place.text(at));
    let count = words.fold(0_i32, |open, word| match word {
        word if word.eq_ignore_ascii_case("case") => open + 1,
        word if word.eq_ignore_ascii_case("end") => open - 1,
        _ => open,
    });
    count > 0
}
