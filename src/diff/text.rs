//! Expressions as the diff sees them: sequences of tokens.
//!
//! White space, comments, the case of unquoted words and needless outer parentheses don't count. Text that can't be
//! read as tokens is compared character by character: two texts are never taken for equal that may not be.

use std::collections::HashMap;

use crate::catalog::Expr;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token<'a> {
    /// An identifier or keyword, folded as PostgreSQL folds it.
    Word(String),
    /// A string, without its quotes resolved.
    Text(&'a str),
    /// A number or an operator character.
    Other(&'a str),
}

/// True if the two mean the same once the columns are renamed in the previous one.
pub(super) fn same(previous: &Expr, next: &Expr, renames: &HashMap<&str, &str>) -> bool {
    if renames.is_empty() && previous == next {
        return true;
    }
    let before = renamed(tokens(previous.sql()), renames);
    strip(&before) == strip(&tokens(next.sql()))
}

/// [`same`] for what may be absent.
pub(super) fn same_option(previous: Option<&Expr>, next: Option<&Expr>, renames: &HashMap<&str, &str>) -> bool {
    match (previous, next) {
        (None, None) => true,
        (Some(previous), Some(next)) => same(previous, next, renames),
        _ => false,
    }
}

/// Every word of an expression that may be a name.
pub(crate) fn identifiers(expression: &Expr) -> impl Iterator<Item = String> + '_ {
    tokens(expression.sql()).into_iter().filter_map(|token| match token {
        Token::Word(word) => Some(word),
        _ => None,
    })
}

/// True if an expression holds a query, and so may read other tables.
pub(crate) fn has_select(expression: &Expr) -> bool {
    // The cheap test first: most policies have none.
    let text = expression.sql().as_bytes();
    text.windows(6).any(|w| w.eq_ignore_ascii_case(b"select")) && identifiers(expression).any(|word| word == "select")
}

/// The values of the plain string literals of some SQL.
pub(crate) fn string_literals(sql: &str) -> impl Iterator<Item = String> + '_ {
    tokens(sql).into_iter().filter_map(|token| match token {
        Token::Text(text) => {
            let inner = text.strip_prefix('\'').and_then(|t| t.strip_suffix('\''))?;
            Some(inner.replace("''", "'"))
        }
        _ => None,
    })
}

/// A word after `::` is a type, one before `(` a function, one before `.` a table or schema: none of them a column.
fn renamed<'a>(mut tokens: Vec<Token<'a>>, renames: &HashMap<&str, &str>) -> Vec<Token<'a>> {
    if renames.is_empty() {
        return tokens;
    }
    for at in 0..tokens.len() {
        let followed_by = |c: &str| matches!(tokens.get(at + 1), Some(Token::Other(o)) if *o == c);
        let is_type = at >= 1 && matches!(tokens[at - 1], Token::Other("::"));
        if is_type || followed_by("(") {
            continue;
        }
        if let Token::Word(word) = &tokens[at]
            && let Some(name) = renames.get(word.as_str())
        {
            tokens[at] = Token::Word((*name).to_owned());
        }
    }
    tokens
}

/// Takes needless outer parentheses off.
fn strip<'s, 'a>(mut tokens: &'s [Token<'a>]) -> &'s [Token<'a>] {
    while let [Token::Other("("), inner @ .., Token::Other(")")] = tokens {
        let mut depth = 0i32;
        let closes_early = inner.iter().any(|token| {
            match token {
                Token::Other("(") => depth += 1,
                Token::Other(")") => depth -= 1,
                _ => {}
            }
            depth < 0
        });
        if closes_early {
            break;
        }
        tokens = inner;
    }
    tokens
}

fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            c if c.is_whitespace() => c.len_utf8(),
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |at| at + 2),
            '\'' => {
                let length = quoted(rest, '\'');
                tokens.push(Token::Text(&rest[..length]));
                length
            }
            '"' => {
                let length = quoted(rest, '"');
                let inner = &rest[1..length.max(2) - 1];
                tokens.push(Token::Word(inner.replace("\"\"", "\"")));
                length
            }
            '$' if dollar(rest).is_some() => {
                let length = dollar(rest).unwrap_or(1);
                tokens.push(Token::Text(&rest[..length]));
                length
            }
            c if c.is_alphabetic() || c == '_' || !c.is_ascii() => {
                let length = rest
                    .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$' || !c.is_ascii()))
                    .unwrap_or(rest.len());
                let word = &rest[..length];
                // E'…' has escapes of its own: kept as one piece, so that nothing in it is taken for a name.
                if word.eq_ignore_ascii_case("e") && rest[length..].starts_with('\'') {
                    let string = escaped(&rest[length..]);
                    tokens.push(Token::Text(&rest[..length + string]));
                    length + string
                } else {
                    tokens.push(Token::Word(word.to_ascii_lowercase()));
                    length
                }
            }
            c if c.is_ascii_digit() => {
                let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).unwrap_or(rest.len());
                tokens.push(Token::Other(&rest[..length]));
                length
            }
            ':' if rest.starts_with("::") => {
                tokens.push(Token::Other(&rest[..2]));
                2
            }
            c => {
                tokens.push(Token::Other(&rest[..c.len_utf8()]));
                c.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    tokens
}

/// The length of a quoted piece, a doubled quote being part of it.
fn quoted(text: &str, quote: char) -> usize {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == quote {
            match chars.peek() {
                Some((_, next)) if *next == quote => {
                    chars.next();
                }
                _ => return at + 1,
            }
        }
    }
    text.len()
}

fn escaped(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            '\'' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn dollar(text: &str) -> Option<usize> {
    let tag_end = text[1..].find('$')? + 2;
    let tag = &text[..tag_end];
    let word = &tag[1..tag_end - 1];
    if word.starts_with(|c: char| c.is_ascii_digit()) || !word.chars().all(|c| c.is_alphanumeric() || c == '_') {
        return None;
    }
    text[tag_end..].find(tag).map(|at| tag_end + at + tag_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(previous: &str, next: &str, renames: &[(&str, &str)], expected: bool) {
        let renames = renames.iter().copied().collect();
        assert_eq!(same(&Expr::new(previous), &Expr::new(next), &renames), expected, "{previous} | {next}");
    }

    #[test]
    fn what_does_not_count_does_not_count() {
        check("a > 0", "A>0", &[], true);
        check("((a > 0))", "a > 0 -- positive", &[], true);
        check("(a) > (0)", "a > 0", &[], false);
        check("(a > 0) AND (b > 0)", "a > 0) AND (b > 0", &[], false);
        check("\"a\" > 0", "a > 0", &[], true);
        check("\"A\" > 0", "a > 0", &[], false);
        check("x = 'A'", "x = 'a'", &[], false);
    }

    #[test]
    fn renamed_columns_are_followed() {
        check("a > 0", "b > 0", &[("a", "b")], true);
        check("a > b", "b > a", &[("a", "b"), ("b", "a")], true);
        check("a > 0", "a > 0", &[("a", "b")], false);
        check("lower(lower) = 'x'", "lower(name) = 'x'", &[("lower", "name")], true);
        check("a = 'a'", "b = 'a'", &[("a", "b")], true);
        check("a > 0", "\"Total Sum\" > 0", &[("a", "Total Sum")], true);
    }

    #[test]
    fn names_and_strings_are_found() {
        let expression = Expr::new("\"A b\" = $$x$$ AND status <> 'it''s' AND e'\\'c' = d");
        let names: Vec<_> = identifiers(&expression).collect();
        assert_eq!(names, ["A b", "and", "status", "and", "d"]);
        let strings: Vec<_> = string_literals(expression.sql()).collect();
        assert_eq!(strings, ["it's"]);
        assert!(has_select(&Expr::new("x IN (SELECT 1)")));
        assert!(!has_select(&Expr::new("selected")));
    }
}
