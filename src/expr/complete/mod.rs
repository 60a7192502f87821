//! What can be typed next in an expression: columns, functions, keywords, the labels of an enum, the settings that say who
//! asks. It is read at the tokens before the caret, so that it works while nothing parses yet.

mod faults;
mod functions;
mod known;
mod offer;
mod place;
mod scope;
mod signature;

use std::ops::Range;

pub use faults::faults;
pub use known::{Known, SessionValue, Stance};
pub use signature::{Signature, signature};

use place::Place;

/// At most so many are offered: nobody reads more.
const MOST: usize = 60;

/// What a completion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The label of an enum.
    Label,
    /// A column.
    Column,
    /// A value or a setting of the session.
    Session,
    /// A table or a view.
    Table,
    /// A type.
    Type,
    /// A function of the schema.
    Function,
    /// A word or an operator of SQL.
    Keyword,
    /// A function of PostgreSQL.
    BuiltIn,
}

impl Kind {
    /// What it is, in a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Column => "column",
            Self::Session => "session",
            Self::Table => "table",
            Self::Type => "type",
            Self::Function | Self::BuiltIn => "function",
            Self::Keyword => "keyword",
        }
    }
}

/// Something that can stand at the caret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What it is called.
    pub label: String,
    /// What it is.
    pub kind: Kind,
    /// Its type, or what it takes and gives.
    pub detail: String,
    /// What is put into the text.
    pub insert: String,
    /// Where in that the caret goes, in bytes.
    pub caret: usize,
}

/// What can stand at a place, the likeliest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    /// The bytes of the text that a completion takes the place of.
    pub range: Range<usize>,
    /// The completions.
    pub items: Vec<Completion>,
}

impl Completions {
    /// True if there is nothing to choose: the likeliest is typed already.
    pub fn is_settled(&self, sql: &str) -> bool {
        let typed = sql.get(self.range.clone()).unwrap_or_default();
        self.items.first().is_none_or(|first| first.insert.eq_ignore_ascii_case(typed))
    }
}

/// What can be typed at a byte of an expression.
pub fn complete(sql: &str, at: usize, known: &Known) -> Completions {
    let place = Place::of(sql, at);
    let mut items = offer::offers(&place, known);
    let typed = place.typed.to_lowercase();
    let mut ranked: Vec<((u8, Kind), Completion)> =
        items.drain(..).filter_map(|item| Some(((likeness(&item.label, &typed)?, item.kind), item))).collect();
    // What is alike keeps the order in which it was offered: a table's own.
    ranked.sort_by_key(|(rank, _)| *rank);
    let mut items: Vec<Completion> = Vec::new();
    for (_, item) in ranked {
        if items.len() < MOST && !items.iter().any(|other| other.insert == item.insert) {
            items.push(item);
        }
    }
    Completions { range: place.range, items }
}

/// How well a name is what is typed: it begins so, one of its words does, or it has it in it. `None` if it is another.
fn likeness(label: &str, typed: &str) -> Option<u8> {
    let label = label.trim_start_matches(['\'', '"']).to_lowercase();
    if label.starts_with(typed) {
        return Some(0);
    }
    let at = label.find(typed)?;
    let words = label.match_indices(typed).any(|(at, _)| label[..at].ends_with(['_', '.', ' ', '(']));
    match (words, typed.len()) {
        (true, _) => Some(1),
        // A letter or two are in the middle of everything.
        (false, 3..) if at > 0 => Some(2),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
