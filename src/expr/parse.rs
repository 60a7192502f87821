//! Giving an expression to the parser.

use squawk_syntax::{Parse, SourceFile};

use super::token::{Token, TokenKind};

/// What stands before an expression while it is parsed.
pub(super) const BEFORE: &str = "SELECT (";
/// What stands after it. The line's end keeps a comment from swallowing the parenthesis.
const AFTER: &str = "\n)";

/// Parses an expression. Its own first byte is at `BEFORE.len()` of the tree.
pub(super) fn parse(sql: &str, tokens: &[Token]) -> Parse<SourceFile> {
    let parse = SourceFile::parse(&format!("{BEFORE}{sql}{AFTER}"));
    if parse.errors().is_empty() {
        return parse;
    }
    match without_between(sql, tokens) {
        Some(sql) => SourceFile::parse(&format!("{BEFORE}{sql}{AFTER}")),
        None => parse,
    }
}

/// The same expression to the byte, but for `a [NOT] BETWEEN b AND c` as `a % b % c`, which takes the same operands: the
/// parser takes what follows a `BETWEEN` for its upper bound and then stumbles over `OR NOT`. Nothing if there is no
/// `BETWEEN`, or one without its `AND`.
fn without_between(sql: &str, tokens: &[Token]) -> Option<String> {
    let words: Vec<&Token> = tokens.iter().filter(|token| !token.is_blank()).collect();
    let is = |at: usize, word: &str| {
        words.get(at).is_some_and(|t| t.kind == TokenKind::Ident && t.text(sql).eq_ignore_ascii_case(word))
    };
    let mut out = sql.to_owned();
    let mut put = |at: usize, operator: &str| {
        let range = words[at].range.clone();
        out.replace_range(range.clone(), &format!("{operator:<0$}", range.len()));
    };
    // The BETWEENs that wait for their AND, with the depth at which they stand.
    let mut waiting: Vec<usize> = Vec::new();
    let (mut depth, mut found) = (0_usize, false);
    for (at, token) in words.iter().enumerate() {
        match token.text(sql) {
            "(" | "[" => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            _ if is(at, "between") => {
                found = true;
                waiting.push(depth);
                put(at, "%");
                if at > 0 && is(at - 1, "not") {
                    put(at - 1, "");
                }
                if is(at + 1, "symmetric") || is(at + 1, "asymmetric") {
                    put(at + 1, "");
                }
            }
            _ if is(at, "and") && waiting.last() == Some(&depth) => {
                waiting.pop();
                put(at, "%");
            }
            _ => {}
        }
    }
    (found && waiting.is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    use crate::expr::{check, columns};

    #[test]
    fn what_follows_a_between_is_read() {
        for sql in [
            "b BETWEEN 1 AND a OR NOT c",
            "b not between symmetric 1 and a or not c",
            "a = 1 AND b BETWEEN 1 AND 2 OR NOT c",
        ] {
            assert_eq!(check(sql), Ok(()), "{sql}");
            let mut found = columns(sql);
            found.sort();
            assert_eq!(found, ["a", "b", "c"], "{sql}");
        }
        for sql in [
            "b BETWEEN 1 OR NOT",
            "b BETWEEN OR NOT a",
            "BETWEEN 1 AND 2",
            "BETWEEN t",
            "b BETWEEN 1",
            "b BETWEEN 1 AND 2 OR OR a",
        ] {
            assert!(check(sql).is_err(), "{sql} was let in");
        }
    }
}
