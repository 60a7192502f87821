//! Calls of `current_setting` in an expression.

use std::ops::Range;

use crate::expr::{Token, tokens};

/// A call of `current_setting`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Call {
    /// The bytes of the call.
    pub(super) range: Range<usize>,
    /// True if it has a second argument.
    pub(super) missing_ok: bool,
    /// True if its result is cast as it is, without `NULLIF` between.
    pub(super) cast: bool,
}

/// The calls, in order.
pub(super) fn calls(sql: &str) -> Vec<Call> {
    // Most expressions have none: no need to cut them up.
    let named = sql.as_bytes().windows(15).any(|word| word.eq_ignore_ascii_case(b"current_setting"));
    if !named {
        return Vec::new();
    }
    let tokens: Vec<Token> = tokens(sql).into_iter().filter(|token| !token.is_blank()).collect();
    let is = |at: Option<usize>, word: &str| {
        at.and_then(|at| tokens.get(at)).is_some_and(|token| token.text(sql).eq_ignore_ascii_case(word))
    };
    let mut out = Vec::new();
    for at in 0..tokens.len() {
        if !is(Some(at), "current_setting") || !is(Some(at + 1), "(") {
            continue;
        }
        let mut depth = 0_usize;
        let mut arguments = 1;
        let close = (at + 1..tokens.len()).find(|&position| {
            match tokens[position].text(sql) {
                "(" => depth += 1,
                ")" => depth -= 1,
                "," if depth == 1 => arguments += 1,
                _ => {}
            }
            depth == 0
        });
        let Some(close) = close else { continue };
        // The call may be written with its schema.
        let start = if is(at.checked_sub(1), ".") { at.saturating_sub(2) } else { at };
        let cast_after = is(Some(close + 1), "::");
        let cast_around = is(start.checked_sub(1), "(") && is(start.checked_sub(2), "cast");
        out.push(Call {
            range: tokens[start].range.start..tokens[close].range.end,
            missing_ok: arguments > 1,
            cast: cast_after || cast_around,
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &str, expected: &[(&str, bool, bool)]) {
        let found: Vec<(&str, bool, bool)> =
            calls(sql).into_iter().map(|call| (&sql[call.range], call.missing_ok, call.cast)).collect();
        assert_eq!(found, expected, "{sql}");
    }

    #[test]
    fn calls_and_what_is_around_them() {
        check("a = current_setting('x.y')::uuid", &[("current_setting('x.y')", false, true)]);
        check("CAST(Current_Setting( 'x.y' , true ) AS uuid)", &[("Current_Setting( 'x.y' , true )", true, true)]);
        check(
            "NULLIF(pg_catalog.current_setting('x.y', true), '')::uuid",
            &[("pg_catalog.current_setting('x.y', true)", true, false)],
        );
        check("'current_setting(1)' = current_setting", &[]);
        check("current_setting('x'", &[]);
        check("current_setting(lower('a, b'))", &[("current_setting(lower('a, b'))", false, false)]);
    }
}
