//! Outer parentheses of deparsed expressions.

/// Takes off the pairs of parentheses around the whole of an expression. A sub-select keeps its own, which are part
/// of it.
pub(super) fn strip(expression: &str) -> &str {
    let mut text = expression.trim();
    while let Some(inner) = inside(text) {
        let inner = inner.trim();
        let word: String =
            inner.chars().take_while(char::is_ascii_alphabetic).map(|c| c.to_ascii_uppercase()).collect();
        if inner.is_empty() || matches!(word.as_str(), "SELECT" | "WITH" | "VALUES") {
            break;
        }
        text = inner;
    }
    text
}

/// What stands between the first and the last character if they are a pair of parentheses, with no comma between that
/// belongs to it: `(a, b)` is a row.
fn inside(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('(')?.strip_suffix(')')?;
    let mut depth = 0usize;
    let mut bytes = inner.bytes();
    let mut previous = b' ';
    while let Some(byte) = bytes.next() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.checked_sub(1)?,
            b',' if depth == 0 => return None,
            b'"' => while bytes.next().is_some_and(|b| b != b'"') {},
            b'\'' => {
                // PostgreSQL deparses a string with a backslash as E'…'.
                let escapes = matches!(previous, b'E' | b'e');
                while let Some(byte) = bytes.next() {
                    match byte {
                        b'\\' if escapes => _ = bytes.next(),
                        b'\'' => break,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        previous = byte;
    }
    (depth == 0).then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(expression: &str, expected: &str) {
        assert_eq!(strip(expression), expected);
        assert_eq!(strip(expected), expected);
    }

    #[test]
    fn outer_pairs_go() {
        check("(a > 1)", "a > 1");
        check("((a > 1))", "a > 1");
        check("((a > 1) AND (b < 2))", "(a > 1) AND (b < 2)");
        check("(a) = (b)", "(a) = (b)");
        check("lower(a)", "lower(a)");
        check("(a = ')'::text)", "a = ')'::text");
        check("(a = E'\\\\\\')'::text)", "a = E'\\\\\\')'::text");
        check("(\"(\" > 1)", "\"(\" > 1");
        check("( SELECT 1 AS one)", "( SELECT 1 AS one)");
        check("(a = ( SELECT 1))", "a = ( SELECT 1)");
        check("(a, b)", "(a, b)");
        check("()", "()");
        check("", "");
    }
}
