//! Mending the text of a policy's clauses: `current_setting` with what it lacks.

use super::words;
use crate::catalog::Policy;
use crate::expr::{Token, TokenKind, tokens};
use crate::rls::wall::WallTable;

/// `current_setting(name)` becomes `current_setting(name, true)`.
pub(super) fn missing_ok(table: &WallTable<'_>, policy: &Policy) -> Option<String> {
    altered(table, policy, &|sql| rewritten(sql, &|call| (!call.has_more).then(|| format!("{}, true)", call.open()))))
}

/// `current_setting(…)` becomes `NULLIF(current_setting(…, true), '')`, unless it is in NULLIF already.
pub(super) fn nullif(table: &WallTable<'_>, policy: &Policy) -> Option<String> {
    altered(table, policy, &|sql| {
        rewritten(sql, &|call| {
            let whole = if call.has_more { call.text.to_owned() } else { format!("{}, true)", call.open()) };
            (!call.in_nullif).then(|| format!("NULLIF({whole}, '')"))
        })
    })
}

/// `ALTER POLICY` with the clauses that change; nothing if none does, as when a function reads the setting.
fn altered(table: &WallTable<'_>, policy: &Policy, change: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let using = policy.using.as_ref().and_then(|clause| change(clause.sql()));
    let check = policy.check.as_ref().and_then(|clause| change(clause.sql()));
    (using.is_some() || check.is_some()).then(|| words::alter_policy(table, policy, using.as_deref(), check.as_deref()))
}

/// A call of `current_setting`.
struct Call<'t> {
    text: &'t str,
    /// True if it has a second argument.
    has_more: bool,
    in_nullif: bool,
}

impl Call<'_> {
    /// The call without its closing parenthesis.
    fn open(&self) -> &str {
        self.text.strip_suffix(')').unwrap_or(self.text).trim_end()
    }
}

fn rewritten(sql: &str, change: &dyn Fn(&Call<'_>) -> Option<String>) -> Option<String> {
    let tokens: Vec<Token> = tokens(sql).into_iter().filter(|token| !token.is_blank()).collect();
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text(sql));
    let is_name = |at: usize| tokens.get(at).is_some_and(|token| token.kind == TokenKind::Ident);
    let mut changes = Vec::new();
    for at in (0..tokens.len()).filter(|at| is_name(*at) && text(*at).eq_ignore_ascii_case("current_setting")) {
        if text(at + 1) != "(" {
            continue;
        }
        let (mut depth, mut has_more) = (0_usize, false);
        let close = (at + 1..tokens.len()).find(|at| {
            match text(*at) {
                "(" => depth += 1,
                ")" => depth -= 1,
                "," if depth == 1 => has_more = true,
                _ => {}
            }
            depth == 0
        })?;
        let start = if at > 1 && text(at - 1) == "." { at - 2 } else { at };
        let in_nullif = start > 1 && text(start - 1) == "(" && text(start - 2).eq_ignore_ascii_case("nullif");
        let range = tokens.get(start)?.range.start..tokens.get(close)?.range.end;
        if let Some(new) = change(&Call { text: &sql[range.clone()], has_more, in_nullif }) {
            changes.push((range, new));
        }
    }
    if changes.is_empty() {
        return None;
    }
    let mut out = sql.to_owned();
    changes.into_iter().rev().for_each(|(range, new)| out.replace_range(range, &new));
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &str, expected: &str) {
        let changed = rewritten(sql, &|call| {
            let whole = if call.has_more { call.text.to_owned() } else { format!("{}, true)", call.open()) };
            (!call.in_nullif).then(|| format!("NULLIF({whole}, '')"))
        });
        assert_eq!(changed.as_deref().unwrap_or(sql), expected);
    }

    #[test]
    fn a_call_gets_what_it_lacks() {
        check("a = current_setting('x.y')::uuid", "a = NULLIF(current_setting('x.y', true), '')::uuid");
        check("a = pg_catalog.current_setting('x.y', true)", "a = NULLIF(pg_catalog.current_setting('x.y', true), '')");
        check("a = NULLIF(current_setting('x.y', true), '')", "a = NULLIF(current_setting('x.y', true), '')");
        check("'current_setting(1)' = b", "'current_setting(1)' = b");
    }
}
