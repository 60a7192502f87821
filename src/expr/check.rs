//! Refusing text that is no expression, or that would leave its place in a statement.

use std::ops::Range;

use squawk_syntax::syntax_error::SyntaxError;
use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::parse::BEFORE;
use super::parsed::Parsed;
use super::token::{Token, TokenKind};

/// Why text is no expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExprError {
    /// What is wrong, for a person.
    pub message: String,
    /// The bytes at fault.
    pub range: Range<usize>,
}

/// How deep parentheses, brackets, CASE and prefix operators may nest: the parser calls itself for each, and a
/// browser's stack is small.
const MAX_DEPTH: usize = 100;
/// How many tokens an expression may have; the tree of a chain of operators is as deep as the chain is long.
const MAX_TOKENS: usize = 8_000;

/// Checks that text is one SQL expression and nothing else, such that writing it into a statement can't change the
/// statement around it. Whether its names and types exist is for the engine to say.
pub fn check(sql: &str) -> Result<(), ExprError> {
    Parsed::of(sql).verdict.clone()
}

/// The parser's error in PostgreSQL's words. The parser points between tokens, a person looks for a token.
pub(super) fn syntax_error(sql: &str, tokens: &[Token], error: &SyntaxError) -> ExprError {
    let at = usize::from(error.range().start()).saturating_sub(BEFORE.len());
    let near = tokens.iter().find(|t| !t.is_blank() && t.range.end > at);
    let range = near.map_or(sql.len()..sql.len(), |token| token.range.clone());
    let message = match near {
        _ if !error.message().contains("xpected") => error.message().to_owned(),
        Some(token) => format!("Syntax error at or near “{}”.", token.text(sql)),
        None => "Syntax error: the expression ends too early.".to_owned(),
    };
    ExprError { message, range }
}

/// The checks that need no parser. What passes them may be given to the parser without fear for the stack.
pub(super) fn check_tokens(sql: &str, tokens: &[Token]) -> Result<(), ExprError> {
    let fail =
        |message: &str, range: &Range<usize>| Err(ExprError { message: message.to_owned(), range: range.clone() });
    let whole = 0..sql.len();
    let Some(last) = tokens.iter().rfind(|t| t.kind != TokenKind::Whitespace) else {
        return fail("An expression is missing.", &whole);
    };
    if tokens.len() > MAX_TOKENS {
        return fail("The expression is too long.", &whole);
    }
    let mut open: Vec<(char, &Range<usize>)> = Vec::new();
    let (mut cases, mut prefixes) = (0_usize, 0_usize);
    for token in tokens {
        let text = token.text(sql);
        match token.kind {
            TokenKind::Unterminated => return fail(unterminated(text), &token.range),
            TokenKind::Parameter => return fail("A parameter has no value here.", &token.range),
            TokenKind::Unknown => return fail("This character can't stand in an expression.", &token.range),
            TokenKind::Punctuation => match text {
                ";" => return fail("An expression can't hold a semicolon.", &token.range),
                "(" | "[" => open.push((if text == "(" { ')' } else { ']' }, &token.range)),
                ")" | "]" if open.pop().is_none_or(|(closing, _)| !text.starts_with(closing)) => {
                    return fail(&format!("Nothing opens this “{text}”."), &token.range);
                }
                _ => {}
            },
            _ => {}
        }
        let word = if token.kind == TokenKind::Ident { text } else { "" };
        if word.eq_ignore_ascii_case("case") {
            cases += 1;
        } else if word.eq_ignore_ascii_case("end") {
            cases = cases.saturating_sub(1);
        }
        if token.kind == TokenKind::Operator || word.eq_ignore_ascii_case("not") {
            prefixes += 1;
        } else if !token.is_blank() && text != "(" {
            prefixes = 0;
        }
        if open.len() + cases + prefixes > MAX_DEPTH {
            return fail("The expression is nested too deeply.", &token.range);
        }
    }
    if let Some((closing, range)) = open.pop() {
        return fail(&format!("A “{closing}” that closes this one is missing."), range);
    }
    if tokens.iter().all(Token::is_blank) {
        return fail("An expression is missing: this is only a comment.", &whole);
    }
    if last.kind == TokenKind::LineComment {
        return fail("Nothing can follow a comment with “--”: write it as /* … */.", &last.range);
    }
    if let Some(at) = sql.find('\0') {
        return fail("PostgreSQL's text can't hold the character U+0000.", &(at..at + 1));
    }
    Ok(())
}

fn unterminated(text: &str) -> &'static str {
    match text.as_bytes() {
        [b'/', ..] => "This comment never ends: “*/” is missing.",
        [b'"', ..] | [_, b'&', b'"', ..] => "This quoted name never ends: “\"” is missing.",
        [b'$', ..] => "This string never ends: its closing dollar quote is missing.",
        _ => "This string never ends: “'” is missing.",
    }
}

/// The parentheses around the text must hold one expression: no list, which would go on as the next item of whatever
/// list the statement is in, and no bare query.
pub(super) fn check_shape(sql: &str, root: &SyntaxNode) -> Result<(), ExprError> {
    let fail = |message: &str| Err(ExprError { message: message.to_owned(), range: 0..sql.len() });
    let Some(outer) = outer(root) else {
        return fail("This is not one expression.");
    };
    if outer.kind() == SyntaxKind::TUPLE_EXPR {
        return fail("This is a list: put it in parentheses, or write one expression.");
    }
    let query = [SyntaxKind::SELECT, SyntaxKind::COMPOUND_SELECT, SyntaxKind::VALUES, SyntaxKind::TABLE];
    if outer.children().any(|child| query.contains(&child.kind())) {
        return fail("A query must stand in parentheses of its own.");
    }
    if outer.kind() != SyntaxKind::PAREN_EXPR || outer.children().count() != 1 {
        return fail("This is not one expression.");
    }
    for node in outer.descendants().filter(|n| matches!(n.kind(), SyntaxKind::FIELD_EXPR | SyntaxKind::INDEX_EXPR)) {
        if let Some(base) = node.first_child().filter(|base| !takes_indirection(base)) {
            let start = usize::from(base.text_range().start()).saturating_sub(BEFORE.len());
            let range = start..start + usize::from(base.text_range().len());
            let message = format!("Put “{base}” in parentheses to take a part of it.");
            return Err(ExprError { message, range });
        }
    }
    Ok(())
}

/// True if PostgreSQL's grammar lets `.field` and `[index]` follow: a column, a parenthesis, or a part of one. The
/// parser here is more liberal.
fn takes_indirection(base: &SyntaxNode) -> bool {
    match base.kind() {
        SyntaxKind::NAME_REF => !base.first_token().is_some_and(|token| is_value_word(token.text())),
        SyntaxKind::PAREN_EXPR | SyntaxKind::FIELD_EXPR | SyntaxKind::INDEX_EXPR | SyntaxKind::SLICE_EXPR => true,
        _ => false,
    }
}

/// Words that the grammar takes where a column could stand, and that never are one unless quoted.
pub(super) fn is_value_word(text: &str) -> bool {
    const WORDS: [&str; 15] = [
        "current_catalog",
        "current_date",
        "current_role",
        "current_schema",
        "current_time",
        "current_timestamp",
        "current_user",
        "localtime",
        "localtimestamp",
        "session_user",
        "system_user",
        "user",
        "true",
        "false",
        "null",
    ];
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// The node of the parentheses that were put around the text, if they still are around all of it.
fn outer(root: &SyntaxNode) -> Option<SyntaxNode> {
    let end = root.text_range().end();
    let start = BEFORE.len() - 1;
    let mut statements = root.children();
    let select = statements.next()?;
    if statements.next().is_some() || select.kind() != SyntaxKind::SELECT {
        return None;
    }
    select.descendants().find(|node| {
        usize::from(node.text_range().start()) == start
            && node.text_range().end() == end
            && matches!(node.kind(), SyntaxKind::PAREN_EXPR | SyntaxKind::TUPLE_EXPR)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn good(sql: &str) {
        assert_eq!(check(sql), Ok(()), "{sql}");
    }

    fn bad(sql: &str, at_fault: &str, part: &str) {
        match check(sql) {
            Ok(()) => panic!("accepted: {sql}"),
            Err(error) => {
                assert_eq!(&sql[error.range.clone()], at_fault, "{sql}: {}", error.message);
                assert!(error.message.contains(part), "{sql}: {}", error.message);
            }
        }
    }

    #[test]
    fn expressions() {
        good("a > 0");
        good("(a, b) OVERLAPS (c, d)");
        good("price >= 0 AND currency ~ '^[A-Z]{3}$'");
        good("tenant_id = (SELECT NULLIF(current_setting('app.current_tenant', true), '')::uuid)");
        good("EXISTS (SELECT 1 FROM members m WHERE m.user_id = owner_id)");
        good("'{}'::jsonb");
        good("now() AT TIME ZONE 'utc' + interval '1 day' * 2");
        good("ARRAY[1, 2]::int[]");
        good("CASE WHEN a THEN 1 ELSE 2 END");
        good("a /* why */ > 0");
        good("\"Weird \"\"name\" IS NOT NULL");
        good("$$it's$$ || E'\\n'");
        good("data ->> 'a' IS NOT NULL AND data ? 'b'");
        good("(SELECT 1)");
        good("t.a.b[1] = (f(a)).b AND (ARRAY[1])[1] = a[1:2][3]");
    }

    #[test]
    fn what_would_escape() {
        bad("0); DROP TABLE x; --", ")", "Nothing opens");
        bad("a > 0; DROP TABLE x", ";", "semicolon");
        bad("(a > 0", "(", "missing");
        bad("(a]", "]", "Nothing opens");
        bad("a -- b", "-- b", "--");
        bad("a /* b", "/* b", "never ends");
        bad("'a", "'a", "never ends");
        bad("\"a", "\"a", "never ends");
        bad("$q$a", "$q$a", "never ends");
        bad("0, evil integer DEFAULT 0", "integer", "near “integer”");
        bad("0, 1", "0, 1", "list");
        bad("a \\! b", "\\", "character");
        bad("$1 > 0", "$1", "parameter");
    }

    #[test]
    fn what_is_no_expression() {
        bad("", "", "missing");
        bad("  ", "  ", "missing");
        bad("/* nothing */", "/* nothing */", "comment");
        bad("SELECT 1", "SELECT 1", "query");
        bad("VALUES (1)", "VALUES (1)", "query");
        bad("a >", "", "ends too early");
        bad("1 = now().a", "now()", "parentheses");
        bad("user.a", "user", "parentheses");
        bad("a b c", "b", "near “b”");
        assert!(check("> 0").is_err());
        assert!(check("0 NOT NULL").is_err());
        assert!(check("0 PRIMARY KEY").is_err());
        assert!(check("0 REFERENCES x").is_err());
        assert!(check("0 CHECK (true)").is_err());
    }

    #[test]
    fn depth_and_length_are_bounded() {
        let nested = |n: usize, open: &str, close: &str| format!("{}a{}", open.repeat(n), close.repeat(n));
        good(&nested(90, "(", ")"));
        for (open, close) in [("(", ")"), ("NOT ", ""), ("- ", ""), ("CASE WHEN ", " THEN 1 END"), ("f(", ")")] {
            assert!(check(&nested(5_000, open, close)).is_err(), "{open}");
            assert!(check(&nested(101, open, close)).is_err(), "{open}");
        }
        assert!(check(&"a + ".repeat(10_000)).is_err());
        good(&vec!["a"; 1_500].join(" + "));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]
        #[test]
        fn no_text_panics(sql in "\\PC{0,40}") {
            let _ = check(&sql);
        }

        #[test]
        fn no_soup_of_words_panics(words in proptest::collection::vec(proptest::sample::select(vec![
            "a", "\"B\"", "(", ")", "[", "]", ",", "SELECT", "FROM", "CASE", "WHEN", "END", "::", "int", "'x'", "1",
            "+", "NOT", "NULL", "IS", "IN", "BETWEEN", "AND", ".", "*", "f(", "EXTRACT(", "CAST(", "AS", "ARRAY",
            "ROW(", "json_table(", "xmlelement(", "COLLATE", "OVER", "OPERATOR(", "INTERVAL", "WITH", "VALUES", ":=",
        ]), 0..16)) {
            let _ = check(&words.join(" "));
        }
    }
}
