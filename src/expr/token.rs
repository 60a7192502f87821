//! A lexer for SQL as PostgreSQL's own `scan.l` cuts it, with `standard_conforming_strings` on.

use std::ops::Range;

/// A token of SQL text. The tokens of a text follow one another without gaps, so that joining them gives the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// The bytes it covers.
    pub range: Range<usize>,
}

/// The kinds of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// White space.
    Whitespace,
    /// `-- to the end of the line`, the line's end left out.
    LineComment,
    /// `/* … */`, nested ones included.
    BlockComment,
    /// A bare identifier or a keyword.
    Ident,
    /// `"…"` or `U&"…"`.
    QuotedIdent,
    /// `'…'`, with its prefix (`E`, `B`, `X`, `N`, `U&`) and continued parts.
    String,
    /// `$tag$…$tag$`.
    DollarString,
    /// A number.
    Number,
    /// `$1`.
    Parameter,
    /// An operator, `::`, `:=` and `=>` among them.
    Operator,
    /// One of `( ) [ ] , ; . :`.
    Punctuation,
    /// A comment, string or quoted identifier that never ends: the rest of the text.
    Unterminated,
    /// A character that begins no token.
    Unknown,
}

impl Token {
    /// The token's text within the text it was cut from.
    pub fn text<'a>(&self, sql: &'a str) -> &'a str {
        &sql[self.range.clone()]
    }

    /// True for white space and comments.
    pub fn is_blank(&self) -> bool {
        matches!(self.kind, TokenKind::Whitespace | TokenKind::LineComment | TokenKind::BlockComment)
    }
}

/// Cuts SQL text into tokens.
pub fn tokens(sql: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some((kind, length)) = next(&sql[at..]) {
        out.push(Token { kind, range: at..at + length });
        at += length;
    }
    out
}

/// The name that an identifier token stands for: folded to lower case unless quoted, quotes and escapes resolved.
/// `None` if the text is no identifier.
pub fn identifier(text: &str) -> Option<String> {
    if let Some(inner) = text.strip_prefix('"') {
        return Some(inner.strip_suffix('"')?.replace("\"\"", "\""));
    }
    if text.get(..3).is_some_and(|p| p.eq_ignore_ascii_case("u&\"")) {
        let inner = text[3..].strip_suffix('"')?.replace("\"\"", "\"");
        return unescape_unicode(&inner);
    }
    text.chars().next().filter(|c| is_start(*c)).map(|_| text.to_ascii_lowercase())
}

/// The value of a string token without escapes: `'it''s'` or `$$it's$$`. `None` where escapes or a prefix other than
/// `E` and `N` would have to be interpreted, or where the token has several parts.
pub fn string_value(text: &str) -> Option<String> {
    if let Some(after) = text.strip_prefix('$') {
        let tag = after.find('$')? + 2;
        return Some(text.get(tag..text.len().checked_sub(tag)?)?.to_owned());
    }
    let (escapes, quoted) = match text.as_bytes().first()? {
        b'\'' => (false, text),
        b'e' | b'E' => (true, &text[1..]),
        b'n' | b'N' => (false, &text[1..]),
        _ => return None,
    };
    let inner = quoted.strip_prefix('\'')?.strip_suffix('\'')?;
    let value = inner.replace("''", "\u{0}");
    let special = value.contains('\'') || (escapes && inner.contains('\\'));
    (!special).then(|| value.replace('\u{0}', "'"))
}

fn next(rest: &str) -> Option<(TokenKind, usize)> {
    use TokenKind as K;
    let first = rest.chars().next()?;
    let prefixed = |prefix: &str| rest.get(..prefix.len()).is_some_and(|p| p.eq_ignore_ascii_case(prefix));
    let token = if is_space(first) {
        (K::Whitespace, run(rest, is_space))
    } else if rest.starts_with("--") {
        (K::LineComment, rest.find(['\n', '\r']).unwrap_or(rest.len()))
    } else if rest.starts_with("/*") {
        ended(K::BlockComment, block_comment(rest), rest)
    } else if first == '"' {
        ended(K::QuotedIdent, quoted(rest, 0, '"', false), rest)
    } else if prefixed("u&\"") {
        ended(K::QuotedIdent, quoted(rest, 2, '"', false), rest)
    } else if first == '\'' {
        ended(K::String, string(rest, 0, false), rest)
    } else if prefixed("e'") {
        ended(K::String, string(rest, 1, true), rest)
    } else if prefixed("b'") || prefixed("x'") || prefixed("n'") {
        ended(K::String, string(rest, 1, false), rest)
    } else if prefixed("u&'") {
        ended(K::String, string(rest, 2, false), rest)
    } else if first == '$' {
        dollar(rest)
    } else if is_start(first) {
        (K::Ident, run(rest, is_continued))
    } else if first.is_ascii_digit() || (first == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit())) {
        (K::Number, number(rest))
    } else if rest.starts_with("::") || rest.starts_with(":=") {
        (K::Operator, 2)
    } else if "()[],;.:".contains(first) {
        (K::Punctuation, 1)
    } else if is_operator(first) {
        (K::Operator, operator(rest))
    } else {
        (K::Unknown, first.len_utf8())
    };
    Some(token)
}

fn ended(kind: TokenKind, length: Option<usize>, rest: &str) -> (TokenKind, usize) {
    length.map_or((TokenKind::Unterminated, rest.len()), |length| (kind, length))
}

pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}')
}

fn is_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || !c.is_ascii()
}

pub(super) fn is_continued(c: char) -> bool {
    is_start(c) || c.is_ascii_digit() || c == '$'
}

fn is_operator(c: char) -> bool {
    "+-*/<>=~!@#%^&|`?".contains(c)
}

fn run(rest: &str, belongs: fn(char) -> bool) -> usize {
    rest.find(|c| !belongs(c)).unwrap_or(rest.len())
}

fn block_comment(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let (mut at, mut depth) = (2, 1);
    while depth > 0 {
        match bytes.get(at..at + 2)? {
            b"/*" => (at, depth) = (at + 2, depth + 1),
            b"*/" => (at, depth) = (at + 2, depth - 1),
            _ => at += 1,
        }
    }
    Some(at)
}

/// The length of quoted text whose opening quote stands at `open`; a doubled quote belongs to the text.
fn quoted(rest: &str, open: usize, quote: char, backslash: bool) -> Option<usize> {
    let bytes = rest.as_bytes();
    let mut at = open + 1;
    loop {
        match *bytes.get(at)? {
            b'\\' if backslash => at += 2,
            b if b == quote as u8 && bytes.get(at + 1) == Some(&b) => at += 2,
            b if b == quote as u8 => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// A string, and the parts that continue it: SQL joins strings that only white space with a line's end stands between.
fn string(rest: &str, open: usize, backslash: bool) -> Option<usize> {
    let mut end = quoted(rest, open, '\'', backslash)?;
    loop {
        let mut at = end;
        loop {
            at += run(&rest[at..], is_space);
            if !rest[at..].starts_with("--") {
                break;
            }
            at += rest[at..].find(['\n', '\r']).unwrap_or(rest.len() - at);
        }
        if !(rest[at..].starts_with('\'') && rest[end..at].contains(['\n', '\r'])) {
            return Some(end);
        }
        end = quoted(rest, at, '\'', backslash)?;
    }
}

fn dollar(rest: &str) -> (TokenKind, usize) {
    let digits = run(&rest[1..], |c| c.is_ascii_digit());
    if digits > 0 {
        return (TokenKind::Parameter, 1 + digits);
    }
    let tag = 1 + run(&rest[1..], |c| is_continued(c) && c != '$');
    if !rest[tag..].starts_with('$') {
        return (TokenKind::Unknown, 1);
    }
    let mark = &rest[..=tag];
    let end = rest[mark.len()..].find(mark).map(|at| at + 2 * mark.len());
    ended(TokenKind::DollarString, end, rest)
}

fn number(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        let exponent = |b: u8| matches!(b, b'e' | b'E') && !rest.starts_with("0x") && !rest.starts_with("0X");
        let belongs = b.is_ascii_alphanumeric()
            || b == b'_'
            // 1..10 is a number, two points and a number.
            || (b == b'.' && bytes.get(at + 1) != Some(&b'.') && !rest[..at].contains('.'))
            || (matches!(b, b'+' | b'-')
                && at > 0
                && exponent(bytes[at - 1])
                && bytes.get(at + 1).is_some_and(u8::is_ascii_digit));
        if !belongs {
            break;
        }
        at += 1;
    }
    at
}

fn operator(rest: &str) -> usize {
    let mut length = run(rest, is_operator);
    // A comment ends an operator.
    for mark in ["--", "/*"] {
        if let Some(at) = rest[..length].find(mark) {
            length = at;
        }
    }
    // Only an operator with one of these characters may end in + or -: that is how `a=-1` is two operators.
    if !rest[..length].contains(['~', '!', '@', '#', '%', '^', '&', '|', '`', '?']) {
        while length > 1 && rest[..length].ends_with(['+', '-']) {
            length -= 1;
        }
    }
    length
}

fn unescape_unicode(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('\\') {
            out.push('\\');
            rest = after;
            continue;
        }
        let (from, to) = if rest.starts_with('+') { (1, 7) } else { (0, 4) };
        out.push(char::from_u32(u32::from_str_radix(rest.get(from..to)?, 16).ok()?)?);
        rest = &rest[to..];
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(sql: &str, expected: &[(TokenKind, &str)]) {
        let found: Vec<_> =
            tokens(sql).iter().filter(|t| t.kind != TokenKind::Whitespace).map(|t| (t.kind, t.text(sql))).collect();
        assert_eq!(found, expected, "{sql}");
    }

    #[test]
    fn names_numbers_and_operators() {
        use TokenKind::*;
        check("a$1 Ünï _x", &[(Ident, "a$1"), (Ident, "Ünï"), (Ident, "_x")]);
        check("\"a\"\"b\" U&\"\\0061\"", &[(QuotedIdent, "\"a\"\"b\""), (QuotedIdent, "U&\"\\0061\"")]);
        check("1.5e-3+.5", &[(Number, "1.5e-3"), (Operator, "+"), (Number, ".5")]);
        check("1..2", &[(Number, "1"), (Punctuation, "."), (Number, ".2")]);
        check("a=-1", &[(Ident, "a"), (Operator, "="), (Operator, "-"), (Number, "1")]);
        check("a@-1", &[(Ident, "a"), (Operator, "@-"), (Number, "1")]);
        check("a::int[]", &[(Ident, "a"), (Operator, "::"), (Ident, "int"), (Punctuation, "["), (Punctuation, "]")]);
        check("a+--x\nb", &[(Ident, "a"), (Operator, "+"), (LineComment, "--x"), (Ident, "b")]);
        check("$1+$x", &[(Parameter, "$1"), (Operator, "+"), (Unknown, "$"), (Ident, "x")]);
    }

    #[test]
    fn strings_and_comments() {
        use TokenKind::*;
        check("'a''b' E'\\'' x'ff'", &[(String, "'a''b'"), (String, "E'\\''"), (String, "x'ff'")]);
        check("'a' -- c\n 'b'", &[(String, "'a' -- c\n 'b'")]);
        check("'a' 'b'", &[(String, "'a'"), (String, "'b'")]);
        check("'\\'", &[(String, "'\\'")]);
        check("$$it's$$ $t$ $$ $t$", &[(DollarString, "$$it's$$"), (DollarString, "$t$ $$ $t$")]);
        check("/* a /* b */ c */ d", &[(BlockComment, "/* a /* b */ c */"), (Ident, "d")]);
        check("a /* b", &[(Ident, "a"), (Unterminated, "/* b")]);
        check("a 'b", &[(Ident, "a"), (Unterminated, "'b")]);
    }

    #[test]
    fn the_name_of_an_identifier() {
        assert_eq!(identifier("Abc").as_deref(), Some("abc"));
        assert_eq!(identifier("\"A\"\"b\"").as_deref(), Some("A\"b"));
        assert_eq!(identifier("u&\"d\\0061t\\+000061\\\\\"").as_deref(), Some("data\\"));
        assert_eq!(identifier("1a"), None);
    }

    #[test]
    fn the_value_of_a_string() {
        assert_eq!(string_value("'it''s'").as_deref(), Some("it's"));
        assert_eq!(string_value("$q$it's$q$").as_deref(), Some("it's"));
        assert_eq!(string_value("E'a'").as_deref(), Some("a"));
        assert_eq!(string_value("E'a\\n'"), None);
        assert_eq!(string_value("'a'\n'b'"), None);
        assert_eq!(string_value("x'ff'"), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn the_tokens_of_a_text_are_the_text(sql in "[ a-c1.'\"$\\\\/*+\\-:&uUeE\n()é;]{0,24}") {
            let joined: String = tokens(&sql).iter().map(|t| t.text(&sql)).collect();
            prop_assert_eq!(joined, sql);
        }
    }
}
