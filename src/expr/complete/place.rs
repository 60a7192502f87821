//! Where in an expression the caret is, and what can stand there.

use std::ops::Range;

use crate::expr::token::{Token, TokenKind, identifier, tokens};

/// A text of more tokens than a person types gets no help, for it would come late.
const MOST: usize = 2_000;

/// What can stand at the caret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expect {
    /// A value: a column, a call, a literal.
    Value,
    /// What goes on after a value.
    Operator,
    /// What a query takes rows from.
    Table,
    /// The type of a cast.
    Type,
    /// A part of what is named: by its unquoted names.
    Member(Vec<String>),
    /// What follows IS, or IS NOT.
    Truth { not: bool },
    /// The text of a string.
    Text,
    /// Nothing that is known here: a comment, a number, a new name.
    Nothing,
}

/// The caret's place in a text.
pub(super) struct Place<'s> {
    pub(super) sql: &'s str,
    /// The tokens without blanks.
    pub(super) tokens: Vec<Token>,
    /// How many of them stand before what is being typed.
    pub(super) before: usize,
    /// What is being typed: the bytes that a completion takes the place of.
    pub(super) range: Range<usize>,
    /// What of it stands before the caret, unquoted.
    pub(super) typed: String,
    /// True if a string is being typed whose end is not there yet.
    pub(super) open_string: bool,
    pub(super) expect: Expect,
}

impl<'s> Place<'s> {
    /// The place at a byte of a text. A place within a character is taken for the one before it.
    pub(super) fn of(sql: &'s str, at: usize) -> Self {
        let mut at = at.min(sql.len());
        while !sql.is_char_boundary(at) {
            at -= 1;
        }
        let all = tokens(sql);
        let touched = all.iter().find(|token| token.range.start < at && at <= token.range.end).cloned();
        let tokens: Vec<Token> = all.into_iter().filter(|token| !token.is_blank()).collect();
        let mut place = Self {
            sql,
            tokens,
            before: 0,
            range: at..at,
            typed: String::new(),
            open_string: false,
            expect: Expect::Nothing,
        };
        let mut special = None;
        if let Some(token) = touched {
            let text = token.text(sql);
            let inside = at < token.range.end;
            match token.kind {
                TokenKind::Ident => {
                    place.range = token.range.clone();
                    place.typed = sql[token.range.start..at].to_owned();
                }
                TokenKind::QuotedIdent if inside => {
                    place.range = token.range.clone();
                    place.typed = sql[token.range.start..at].trim_start_matches('"').to_owned();
                }
                TokenKind::Unterminated if text.starts_with('"') => {
                    place.range = token.range.start..at;
                    place.typed = sql[token.range.start + 1..at].to_owned();
                }
                TokenKind::String if inside && text.starts_with('\'') => {
                    place.range = token.range.start + 1..token.range.end - 1;
                    place.typed = sql[token.range.start + 1..at].to_owned();
                    special = Some(Expect::Text);
                }
                TokenKind::Unterminated if text.starts_with('\'') => {
                    // The rest of the text would be its, so only what stands before the caret is meant.
                    place.range = token.range.start + 1..at;
                    place.typed = sql[token.range.start + 1..at].to_owned();
                    place.open_string = true;
                    special = Some(Expect::Text);
                }
                TokenKind::Whitespace | TokenKind::Operator | TokenKind::Punctuation => {}
                TokenKind::QuotedIdent | TokenKind::String | TokenKind::DollarString if !inside => {}
                TokenKind::BlockComment if !inside => {}
                _ => special = Some(Expect::Nothing),
            }
        }
        if place.tokens.len() > MOST {
            place.tokens.clear();
            return place;
        }
        let start = place.range.start - usize::from(special == Some(Expect::Text));
        place.before = place.tokens.iter().take_while(|token| token.range.start < start).count();
        place.expect = special.unwrap_or_else(|| place.expected());
        place
    }

    pub(super) fn text(&self, at: usize) -> &'s str {
        self.tokens.get(at).map(|token| token.text(self.sql)).unwrap_or_default()
    }

    /// The token so many places before what is being typed, 1 being the nearest.
    pub(super) fn back(&self, n: usize) -> &'s str {
        self.before.checked_sub(n).map_or("", |at| self.text(at))
    }

    fn is(&self, n: usize, word: &str) -> bool {
        self.back(n).eq_ignore_ascii_case(word)
    }

    fn expected(&self) -> Expect {
        let Some(last) = self.before.checked_sub(1).and_then(|at| self.tokens.get(at)) else { return Expect::Value };
        let text = last.text(self.sql);
        match last.kind {
            TokenKind::Punctuation if text == "." => self.member(),
            TokenKind::Punctuation if text == "," && self.in_from() => Expect::Table,
            TokenKind::Punctuation if matches!(text, "(" | "[" | ",") => Expect::Value,
            TokenKind::Operator if text == "::" => Expect::Type,
            TokenKind::Operator => Expect::Value,
            TokenKind::Ident => self.after_word(text),
            TokenKind::Punctuation if matches!(text, ")" | "]") => Expect::Operator,
            TokenKind::Unterminated | TokenKind::Unknown | TokenKind::Punctuation => Expect::Nothing,
            _ => Expect::Operator,
        }
    }

    fn after_word(&self, word: &str) -> Expect {
        let word = word.to_ascii_lowercase();
        match word.as_str() {
            "from" if self.is(2, "distinct") || !self.in_query() => Expect::Value,
            "from" | "join" => Expect::Table,
            "as" if self.opener().is_some_and(|at| at > 0 && self.text(at - 1).eq_ignore_ascii_case("cast")) => {
                Expect::Type
            }
            "as" => Expect::Nothing,
            "is" => Expect::Truth { not: false },
            "not" if self.is(2, "is") => Expect::Truth { not: true },
            _ if VALUE_FOLLOWS.contains(&word.as_str()) => Expect::Value,
            _ => Expect::Operator,
        }
    }

    fn member(&self) -> Expect {
        let mut names = Vec::new();
        let mut n = 1;
        while self.back(n) == "." {
            match identifier(self.back(n + 1)) {
                Some(name) => names.insert(0, name),
                None => return Expect::Nothing,
            }
            n += 2;
        }
        Expect::Member(names)
    }

    /// Where the parenthesis around the caret opens.
    pub(super) fn opener(&self) -> Option<usize> {
        self.openers(self.before).last().copied()
    }

    /// Where the parentheses around a token open, the outermost first.
    pub(super) fn openers(&self, before: usize) -> Vec<usize> {
        let mut open = Vec::new();
        for at in 0..before {
            match self.text(at) {
                "(" | "[" => open.push(at),
                ")" | "]" => drop(open.pop()),
                _ => {}
            }
        }
        open
    }

    /// True if the innermost parenthesis around the caret, or the statement, holds a query that has begun.
    pub(super) fn in_query(&self) -> bool {
        let mut depth = 0_usize;
        for n in 1..=self.before {
            match self.back(n) {
                ")" | "]" => depth += 1,
                "(" | "[" if depth == 0 => return false,
                "(" | "[" => depth -= 1,
                ";" if depth == 0 => return false,
                word if depth == 0 && ["select", "with"].iter().any(|begin| word.eq_ignore_ascii_case(begin)) => {
                    return true;
                }
                _ => {}
            }
        }
        false
    }

    /// True if the caret is in the list of a FROM clause.
    fn in_from(&self) -> bool {
        let mut depth = 0_usize;
        for n in 1..=self.before {
            match self.back(n).to_ascii_lowercase().as_str() {
                ")" | "]" => depth += 1,
                "(" | "[" if depth == 0 => return false,
                "(" | "[" => depth -= 1,
                "from" | "join" if depth == 0 => return self.in_query() && !self.is(n + 1, "distinct"),
                "where" | "on" | "group" | "order" | "having" | "select" | "limit" if depth == 0 => return false,
                _ => {}
            }
        }
        false
    }
}

/// Words after which a value is expected.
const VALUE_FOLLOWS: &[&str] = &[
    "all",
    "and",
    "any",
    "array",
    "between",
    "by",
    "case",
    "distinct",
    "else",
    "exists",
    "having",
    "ilike",
    "in",
    "like",
    "limit",
    "not",
    "offset",
    "on",
    "or",
    "returning",
    "select",
    "similar",
    "some",
    "then",
    "to",
    "when",
    "where",
];
