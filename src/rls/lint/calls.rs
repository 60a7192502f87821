//! Which functions of the catalog a text of SQL calls.

use std::collections::BTreeMap;

use crate::expr::{Token, TokenKind, identifier, tokens};
use crate::rls::wall::{Routine, Wall};

/// The catalog's functions by name.
pub(super) struct Calls<'w> {
    by_name: BTreeMap<&'w str, Vec<&'w Routine<'w>>>,
}

impl<'w> Calls<'w> {
    pub(super) fn of(wall: &'w Wall<'w>) -> Self {
        let mut by_name: BTreeMap<&str, Vec<&Routine<'_>>> = BTreeMap::new();
        for routine in wall.routines() {
            by_name.entry(&routine.object.name).or_default().push(routine);
        }
        Self { by_name }
    }

    /// The functions that a text calls, overloads of one name all of them.
    pub(super) fn in_text(&self, sql: &str) -> Vec<&'w Routine<'w>> {
        if self.by_name.is_empty() {
            return Vec::new();
        }
        let tokens: Vec<Token> = tokens(sql).into_iter().filter(|token| !token.is_blank()).collect();
        let text = |at: usize| tokens.get(at).map_or("", |token| token.text(sql));
        let name = |at: usize| {
            let token = tokens.get(at).filter(|t| matches!(t.kind, TokenKind::Ident | TokenKind::QuotedIdent))?;
            identifier(token.text(sql))
        };
        let mut found: Vec<&Routine<'_>> = Vec::new();
        for at in 0..tokens.len() {
            if text(at + 1) != "(" {
                continue;
            }
            let Some(called) = name(at) else { continue };
            let schema = at.checked_sub(2).filter(|_| text(at - 1) == ".").and_then(name);
            for routine in self.by_name.get(called.as_str()).into_iter().flatten() {
                let same = schema.as_ref().is_none_or(|schema| schema == routine.schema);
                if same && !found.iter().any(|other| other.object.id == routine.object.id) {
                    found.push(routine);
                }
            }
        }
        found
    }
}
