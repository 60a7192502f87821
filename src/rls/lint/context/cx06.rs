//! CX06: a tenant that stays with the session.
//!
//! <https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-SET>: "If is_local is true, the new value will
//! only apply during the current transaction."

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::expr::{Token, string_value, tokens};
use crate::problem::Level;
use crate::rls::Finding;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "CX06",
    level: Level::Error,
    title: "A function sets the tenant for the whole session.",
    why: "Behind a pool the next request on the connection has the tenant of the one before.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let settings: Vec<&str> = scope.wall.intent.context.iter().map(|context| context.setting()).collect();
    for routine in scope.wall.routines() {
        let Some(setting) = set_for_session(&routine.body).filter(|name| settings.contains(&name.as_str())) else {
            continue;
        };
        let message = format!(
            "{} sets {setting} for the whole session: the next transaction of the connection has it too. Pass true as the \
             third argument of set_config.",
            routine.name()
        );
        out.push(RULE.of(routine.name(), Some(&routine.object.id), message));
    }
}

/// The setting that `set_config(…, false)` sets.
fn set_for_session(body: &str) -> Option<String> {
    let tokens: Vec<Token> = tokens(body).into_iter().filter(|token| !token.is_blank()).collect();
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text(body));
    for at in (0..tokens.len()).filter(|at| text(*at).eq_ignore_ascii_case("set_config") && text(at + 1) == "(") {
        let Some(name) = string_value(text(at + 2)) else { continue };
        let mut depth = 0_usize;
        let close = (at + 1..tokens.len()).find(|at| {
            match text(*at) {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0
        });
        if close.is_some_and(|close| text(close - 1).eq_ignore_ascii_case("false")) {
            return Some(name);
        }
    }
    None
}
