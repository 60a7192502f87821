//! Which tables' columns can be named at the caret: the expression's own, and those of the queries around it.

use super::known::{Known, KnownColumn, KnownTable};
use super::place::Place;
use crate::expr::token::{TokenKind, identifier};
use crate::sql::quote;

/// A table that a query around the caret takes rows from, or the expression's own.
pub(super) struct Visible<'k> {
    pub(super) table: &'k KnownTable,
    /// What qualifies its columns: its alias, or its name.
    pub(super) called: String,
}

/// Words that can't be an alias: they go on with the query.
const NO_ALIAS: [&str; 22] = [
    "where",
    "on",
    "join",
    "left",
    "right",
    "inner",
    "full",
    "cross",
    "group",
    "order",
    "having",
    "limit",
    "union",
    "natural",
    "using",
    "offset",
    "fetch",
    "for",
    "window",
    "set",
    "returning",
    "except",
];

/// The tables that can be named at the caret, those of the nearest query first.
pub(super) fn visible<'k>(place: &Place<'_>, known: &'k Known) -> Vec<Visible<'k>> {
    let around = place.openers(place.before);
    let mut found: Vec<(usize, Visible<'k>)> = Vec::new();
    for at in 0..place.tokens.len() {
        let word = place.text(at);
        let begins = ["from", "join"].iter().any(|begin| word.eq_ignore_ascii_case(begin));
        let openers = place.openers(at);
        // A query beside the one in which the caret stands has nothing to do with it.
        if !begins || !around.starts_with(&openers) {
            continue;
        }
        let mut next = at + 1;
        while let Some((table, called, end)) = source(place, known, next) {
            found.push((openers.len(), Visible { table, called }));
            next = end + 1;
            if place.text(end) != "," {
                break;
            }
        }
    }
    found.sort_by_key(|(depth, _)| std::cmp::Reverse(*depth));
    let mut out: Vec<Visible<'k>> = found.into_iter().map(|(_, visible)| visible).collect();
    out.extend(known.own_table().map(|table| Visible { table, called: table.name.clone() }));
    out
}

/// The table that is named at a token, what it is called, and where what follows begins.
fn source<'k>(place: &Place<'_>, known: &'k Known, at: usize) -> Option<(&'k KnownTable, String, usize)> {
    let typed = |at: usize| place.tokens.get(at).is_some_and(|token| token.range == place.range);
    let name_at = |at: usize| {
        let token = place.tokens.get(at)?;
        let named = matches!(token.kind, TokenKind::Ident | TokenKind::QuotedIdent) && !typed(at);
        named.then(|| identifier(token.text(place.sql))).flatten()
    };
    let mut at = if place.text(at).eq_ignore_ascii_case("only") { at + 1 } else { at };
    let first = name_at(at)?;
    let (schema, name) = match place.text(at + 1) {
        "." => {
            at += 2;
            (Some(first), name_at(at)?)
        }
        _ => (None, first),
    };
    let table = known.table(schema.as_deref(), &name)?;
    at += 1;
    if place.text(at).eq_ignore_ascii_case("as") {
        at += 1;
    }
    let no_alias = NO_ALIAS.iter().any(|word| place.text(at).eq_ignore_ascii_case(word));
    match name_at(at).filter(|_| !no_alias) {
        Some(alias) => Some((table, alias, at + 1)),
        None => Some((table, name, at)),
    }
}

/// How a column is written so that it means this table's: by its bare name, unless a query around has another of that name.
pub(super) fn written(visible: &[Visible<'_>], of: &Visible<'_>, column: &KnownColumn) -> String {
    let has = |other: &&Visible<'_>| other.table.columns.iter().any(|known| known.name == column.name);
    let name = quote::ident(&column.name);
    if visible.iter().filter(has).count() > 1 { format!("{}.{name}", quote::ident(&of.called)) } else { name }
}

/// The column that tokens before the caret name, if they do: the one that a comparison compares with.
pub(super) fn compared<'k>(place: &Place<'_>, known: &'k Known) -> Option<&'k KnownColumn> {
    let mut n = 1;
    // The items of a list that stand already.
    while place.back(n) == "," {
        n += 2;
    }
    if place.back(n) == "(" {
        n += 1;
    }
    let word = place.back(n).to_ascii_lowercase();
    match word.as_str() {
        "=" | "<>" | "!=" | "<" | ">" | "<=" | ">=" => n += 1,
        "in" => n += if place.back(n + 1).eq_ignore_ascii_case("not") { 2 } else { 1 },
        _ => return None,
    }
    let name = identifier(place.back(n))?;
    let qualifier = (place.back(n + 1) == ".").then(|| identifier(place.back(n + 2))).flatten();
    let visible = visible(place, known);
    let mut of = visible.iter().filter(|one| qualifier.as_ref().is_none_or(|called| one.called == *called));
    of.find_map(|one| one.table.columns.iter().find(|column| column.name == name))
}
