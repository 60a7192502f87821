//! What parsing a text came to, remembered by text.
//!
//! A design is looked at whole after every keystroke, and all but one of its expressions are those of before. To
//! remember what a pure function said of a text changes no answer.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use squawk_syntax::ast::AstNode;

use super::check::{ExprError, check_shape, check_tokens, syntax_error};
use super::names::{Occurrence, occurrences};
use super::parse::parse;
use super::token::{Token, TokenKind, identifier, tokens};

/// What is known of a text. It is plain data: no syntax tree is kept.
pub(super) struct Parsed {
    /// Whether it is one expression.
    pub(super) verdict: Result<(), ExprError>,
    /// The names in it, in no particular order.
    pub(super) occurrences: Vec<Occurrence>,
    /// Every word that may be a name, folded and unquoted.
    pub(super) words: Vec<String>,
}

impl Parsed {
    /// What is known of a text.
    pub(super) fn of(sql: &str) -> Rc<Self> {
        if sql.len() > LONGEST {
            return Rc::new(Self::parse(sql));
        }
        REMEMBERED.with_borrow_mut(|remembered| remembered.find(sql))
    }

    fn parse(sql: &str) -> Self {
        let tokens = tokens(sql);
        let word = |token: &Token| match token.kind {
            TokenKind::Ident | TokenKind::QuotedIdent => identifier(token.text(sql)),
            _ => None,
        };
        let words = tokens.iter().filter_map(word).collect();
        if let Err(error) = check_tokens(sql, &tokens) {
            return Self { verdict: Err(error), occurrences: Vec::new(), words };
        }
        let parse = parse(sql, &tokens);
        let tree = parse.tree();
        let verdict = match parse.errors().first() {
            Some(error) => Err(syntax_error(sql, &tokens, error)),
            None => check_shape(sql, tree.syntax()),
        };
        Self { verdict, occurrences: occurrences(sql, &tokens, tree.syntax()), words }
    }
}

/// Longer texts are parsed each time.
const LONGEST: usize = 4_000;
/// How many texts are remembered for certain, and half as many as are remembered at most.
const MOST: usize = 8_000;

thread_local! {
    static REMEMBERED: RefCell<Remembered> = RefCell::default();
}

/// The texts of two generations: when the younger one is full the older one is forgotten, and what was not asked for
/// since with it.
#[derive(Default)]
struct Remembered {
    young: HashMap<Box<str>, Rc<Parsed>>,
    old: HashMap<Box<str>, Rc<Parsed>>,
}

impl Remembered {
    fn find(&mut self, sql: &str) -> Rc<Parsed> {
        if let Some(found) = self.young.get(sql) {
            return found.clone();
        }
        let found = self.old.remove(sql).unwrap_or_else(|| Rc::new(Parsed::parse(sql)));
        if self.young.len() >= MOST {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(sql.into(), found.clone());
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_lately_is_remembered() {
        let mut remembered = Remembered::default();
        let first = remembered.find("a > 0");
        assert!(Rc::ptr_eq(&first, &remembered.find("a > 0")));
        for number in 0..MOST {
            remembered.find(&number.to_string());
        }
        assert!(Rc::ptr_eq(&first, &remembered.find("a > 0")));
        for number in 0..2 * MOST {
            remembered.find(&format!("b = {number}"));
        }
        assert!(!Rc::ptr_eq(&first, &remembered.find("a > 0")));
        assert!(remembered.young.len() + remembered.old.len() <= 2 * MOST + 1);
    }
}
