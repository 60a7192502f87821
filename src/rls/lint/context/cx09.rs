//! CX09: what a session leaves behind.
//!
//! <https://www.postgresql.org/docs/current/sql-discard.html> lists what a session holds beyond its transactions.

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::expr::{Token, tokens};
use crate::problem::Level;
use crate::rls::Finding;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "CX09",
    level: Level::Info,
    title: "A function leaves something to the next user of the session.",
    why: "A cursor WITH HOLD, a temporary table or a lock of the session outlives the transaction: behind a pool the next tenant finds it.",
    seen: Seen::Static,
};

/// What outlives a transaction, word by word, and what it is called.
const LEFT: [(&[&str], &str); 4] = [
    (&["with", "hold"], "a cursor WITH HOLD"),
    (&["create", "temp"], "a temporary table"),
    (&["create", "temporary"], "a temporary table"),
    (&["pg_advisory_lock"], "an advisory lock of the session"),
];

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for routine in scope.wall.routines() {
        let words: Vec<Token> = tokens(&routine.body).into_iter().filter(|token| !token.is_blank()).collect();
        let is = |at: usize, word: &str| {
            words.get(at).is_some_and(|token| token.text(&routine.body).eq_ignore_ascii_case(word))
        };
        let stands = |sought: &[&str]| {
            (0..words.len()).any(|at| sought.iter().enumerate().all(|(ahead, word)| is(at + ahead, word)))
        };
        let Some((_, what)) = LEFT.iter().find(|(sought, _)| stands(sought)) else { continue };
        // A temporary table that is dropped with the transaction stays with nobody.
        if what.starts_with("a temporary") && stands(&["on", "commit", "drop"]) {
            continue;
        }
        let message = format!(
            "{} leaves {what} to whoever has the connection next. End it with the transaction, or run DISCARD ALL before a \
             connection is given back.",
            routine.name()
        );
        out.push(RULE.of(routine.name(), Some(&routine.object.id), message));
    }
}
