//! Whether two expressions are the same text but for its dress.

use super::token::{Token, TokenKind, identifier, string_value, tokens};
use crate::sql::quote;

/// True if two expressions are equal up to white space, comments, the case of bare names, needless quotes and
/// parentheses around the whole. A quick answer for the moment of typing: only PostgreSQL's deparsed text says whether
/// they mean the same.
pub fn same(a: &str, b: &str) -> bool {
    a == b || normal(a) == normal(b)
}

fn normal(sql: &str) -> Vec<String> {
    let tokens: Vec<Token> = tokens(sql).into_iter().filter(|t| !t.is_blank()).collect();
    let mut words: Vec<String> = tokens.iter().map(|t| normal_token(t.kind, t.text(sql))).collect();
    while encloses_all(&words) {
        words.pop();
        words.remove(0);
    }
    words
}

fn normal_token(kind: TokenKind, text: &str) -> String {
    match kind {
        // A quoted keyword stays quoted: "user" is a column, user is the current role.
        TokenKind::QuotedIdent => identifier(text).map_or_else(|| text.to_owned(), |name| quote::ident(&name)),
        TokenKind::Ident | TokenKind::Number => text.to_ascii_lowercase(),
        TokenKind::String | TokenKind::DollarString => {
            string_value(text).map_or_else(|| text.to_owned(), |value| quote::literal(&value))
        }
        TokenKind::Operator if text == "!=" => "<>".to_owned(),
        _ => text.to_owned(),
    }
}

/// True if the first word opens the parenthesis that the last one closes. String words begin with a quote, so a
/// parenthesis in one is never taken for one.
fn encloses_all(words: &[String]) -> bool {
    if words.len() < 3 || words[0] != "(" {
        return false;
    }
    let mut depth = 0_usize;
    for (at, word) in words.iter().enumerate() {
        match word.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1 == words.len();
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(a: &str, b: &str, expected: bool) {
        assert_eq!(same(a, b), expected, "{a} against {b}");
        assert_eq!(same(b, a), expected, "{b} against {a}");
    }

    #[test]
    fn dress_does_not_count() {
        check("a  >0", "A > 0", true);
        check("((a > 0))", "a > 0 -- positive\n", true);
        check("\"a\" <> 'x'", "a != $$x$$", true);
        check("NOW()", "now()", true);
        check("1E5", "1e5", true);
    }

    #[test]
    fn meaning_counts() {
        check("\"A\" > 0", "a > 0", false);
        check("\"user\"", "user", false);
        check("'a'", "'A'", false);
        check("(a) + (b)", "a) + (b", false);
        check("a - b", "a -- b", false);
        check("'a' 'b'", "'a'\n'b'", false);
        check("()", "", false);
    }
}
