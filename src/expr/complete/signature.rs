//! What the function around the caret takes.

use std::ops::Range;

use super::functions::FUNCTIONS;
use super::known::Known;
use super::place::Place;
use crate::expr::token::identifier;

/// The function around the caret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// `coalesce(value, …) → value`.
    pub text: String,
    /// The bytes of it that are the argument the caret is in, if they can be told.
    pub now: Option<Range<usize>>,
}

/// What the function whose arguments are typed at a byte of an expression takes.
pub fn signature(sql: &str, at: usize, known: &Known) -> Option<Signature> {
    let place = Place::of(sql, at);
    let open = place.opener().filter(|at| *at > 0 && place.text(*at) == "(")?;
    let name = identifier(place.text(open - 1))?;
    let inside = (open + 1..place.before).filter(|at| place.text(*at) == ",");
    let argument = inside.filter(|at| place.openers(*at).len() == place.openers(place.before).len()).count();
    let own = known.functions.iter().find(|function| function.name == name);
    let (takes, gives) = match own {
        Some(function) => (function.takes.clone(), String::new()),
        None => {
            let found = FUNCTIONS.iter().find(|function| function.name == name)?;
            (found.takes.to_owned(), format!(" → {}", found.gives))
        }
    };
    let mut start = name.len() + 1;
    let mut now = None;
    for (at, part) in takes.split(", ").enumerate() {
        // What repeats goes on for ever.
        if at == argument || (part == "…" && at <= argument) {
            now = Some(start..start + part.len());
        }
        start += part.len() + 2;
    }
    Some(Signature { text: format!("{name}({takes}){gives}"), now: now.filter(|range| !range.is_empty()) })
}
