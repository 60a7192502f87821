//! What is wrong with a script, before an engine has seen it.

use squawk_syntax::SourceFile;

use super::split::{Piece, statements};

/// A place where a script is not PostgreSQL's grammar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong, in the parser's words, with tokens as they are written.
    pub message: String,
    /// Where, in bytes from 0.
    pub offset: usize,
    /// The line of the place, from 1.
    pub line: usize,
    /// The column of the place in that line, in characters from 1.
    pub column: usize,
}

/// Deeper than this no statement is parsed: the parser goes down with each parenthesis, and has only so much room.
const DEEPEST: usize = 256;

/// Parses a script and tells what is not PostgreSQL's grammar: the first error of each statement, in order, for what
/// follows it is mostly its echo. psql's own commands and the data of `COPY` are passed over.
pub fn syntax_errors(script: &str) -> Vec<SyntaxError> {
    first_syntax_errors(script, usize::MAX)
}

/// The same, so many at most: a long text that is no SQL has one in every line.
pub fn first_syntax_errors(script: &str, most: usize) -> Vec<SyntaxError> {
    statements(script)
        .filter(|piece| depth(piece.sql) <= DEEPEST)
        .filter_map(|piece| {
            let errors = SourceFile::parse(piece.sql).errors();
            let error = errors.iter().min_by_key(|error| error.range().start())?;
            let start = usize::from(error.range().start());
            // The parser points to the end of the token before; a person looks for the one that is wrong.
            let rest = piece.sql.get(start..).unwrap_or_default();
            let blanks = rest.len() - rest.trim_start().len();
            let message = in_words(error.message(), rest.trim_start());
            Some(at(script, &piece, start + blanks, message))
        })
        .take(most)
        .collect()
}

/// How deep the parentheses of a statement go, those in texts and comments counted too.
fn depth(sql: &str) -> usize {
    let (mut now, mut deepest) = (0_usize, 0);
    for byte in sql.bytes() {
        match byte {
            b'(' | b'[' => now += 1,
            b')' | b']' => now = now.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(now);
    }
    deepest
}

/// The parser's message without its own names of tokens: what is found is the text that is there.
fn in_words(message: &str, rest: &str) -> String {
    let found = [", found ", ", got ", " but got "].iter().find_map(|word| message.split_once(word));
    let expected = found.map_or(message, |(expected, _)| expected);
    let mut out = expected.split(' ').map(token).collect::<Vec<_>>().join(" ");
    for what in ["command", "expression", "name", "type name", "column label", "role", "operator"] {
        if out == format!("expected {what}") {
            let article = if what.starts_with(['e', 'o']) { "an" } else { "a" };
            out = format!("expected {article} {what}");
        }
    }
    if found.is_some() {
        out.push_str(", found ");
        out.push_str(&first_token(rest));
    }
    out
}

/// A token as people write it, for the parser's name of its kind.
fn token(word: &str) -> String {
    if word.len() < 2 || !word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_') {
        return word.to_owned();
    }
    if let Some(keyword) = word.strip_suffix("_KW") {
        return keyword.to_owned();
    }
    let sign = match word {
        "IDENT" => return "a name".to_owned(),
        "STRING" => return "a text in quotes".to_owned(),
        "INT_NUMBER" | "FLOAT_NUMBER" | "NUMERIC_NUMBER" => return "a number".to_owned(),
        "EOF" => return "the end".to_owned(),
        "L_PAREN" => "(",
        "R_PAREN" => ")",
        "L_BRACK" => "[",
        "R_BRACK" => "]",
        "L_CURLY" => "{",
        "R_CURLY" => "}",
        "COMMA" => ",",
        "SEMICOLON" => ";",
        "COLON" => ":",
        "DOT" => ".",
        "EQ" => "=",
        "L_ANGLE" => "<",
        "R_ANGLE" => ">",
        "PLUS" => "+",
        "MINUS" => "-",
        "STAR" => "*",
        "SLASH" => "/",
        "PERCENT" => "%",
        "FAT_ARROW" => "=>",
        "COLON_EQ" => ":=",
        "COLON_COLON" | "COLON2" => "::",
        _ => return word.to_owned(),
    };
    format!("“{sign}”")
}

/// The first token of a text, quoted for a person.
fn first_token(text: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let length = match text.chars().next() {
        None => return "the end".to_owned(),
        Some(c) if is_word(c) => text.find(|c| !is_word(c)).unwrap_or(text.len()),
        Some(c @ ('"' | '\'')) => text[1..].find(c).map_or(text.len(), |at| at + 2),
        Some(c) => c.len_utf8(),
    };
    let token: String = text[..length].chars().take(40).collect();
    format!("“{token}”")
}

/// An error at a place of a piece of a script, in bytes from the piece's beginning.
fn at(script: &str, piece: &Piece<'_>, inside: usize, message: String) -> SyntaxError {
    let mut inside = inside.min(piece.sql.len());
    while !piece.sql.is_char_boundary(inside) {
        inside -= 1;
    }
    let offset = piece.offset + inside;
    let line_start = script[..offset].rfind('\n').map_or(0, |at| at + 1);
    SyntaxError {
        message,
        offset,
        line: piece.line + piece.sql[..inside].matches('\n').count(),
        column: script[line_start..offset].chars().count() + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(script: &str, expected: &[(usize, usize)]) {
        let found = syntax_errors(script);
        assert_eq!(found.iter().map(|e| (e.line, e.column)).collect::<Vec<_>>(), expected, "{script}: {found:#?}");
    }

    #[test]
    fn good_scripts_have_no_errors() {
        check("", &[]);
        check("CREATE TABLE t (a int);\nSELECT 'é', a FROM t WHERE a = ANY ('{1}');", &[]);
        check("\\set x 1\nSELECT 1\\gexec\nCOPY t FROM stdin;\n1\tit's\n\\.\nSELECT 2;\n", &[]);
        check("COPY t FROM stdin;\n1\tit's\n\\.\n", &[]);
        check("CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END;", &[]);
    }

    #[test]
    fn errors_are_told_with_their_place() {
        check("SELECT 1;\n  CREATE TABEL t (a int);\nSELECT 2", &[(2, 3)]);
        check("SELECT (1;\nSELECT 2", &[(1, 10)]);
        check("SELECT 'é' + ;\nSELECT 'é' FROM FROM", &[(1, 13), (2, 17)]);
        assert!(!syntax_errors("SELECT 'é' FROM WHERE").is_empty());
        assert!(!syntax_errors("SELECT (1").is_empty());
        assert!(!syntax_errors("SELECT 'a").is_empty());
    }

    #[test]
    fn depth_is_no_danger() {
        let deep = format!("SELECT {}1{};\nSELEC 2", "(".repeat(100_000), ")".repeat(100_000));
        check(&deep, &[(2, 1)]);
        let most = format!("SELECT {}1", "(".repeat(DEEPEST));
        assert_eq!(syntax_errors(&most).len(), 1);
        assert_eq!(first_syntax_errors(&"x;\n".repeat(100), 3).len(), 3);
    }

    #[test]
    fn tokens_are_told_as_they_are_written() {
        let told = |script: &str| syntax_errors(script).into_iter().map(|e| e.message).next().unwrap_or_default();
        assert_eq!(told("x y z"), "expected a command, found “x”");
        assert_eq!(told("CREATE TABLE t (a int"), "expected “)”");
        assert_eq!(in_words("expected SELECT, got IDENT", "\"a b\" c"), "expected SELECT, found “\"a b\"”");
        assert_eq!(in_words("expected TABLE_KW", ""), "expected TABLE");
        assert_eq!(in_words("expected name, got EOF", ""), "expected a name, found the end");
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_broken(script in "(select|create|table|policy|on|using|\\(|\\)|'|\"|;|\\$\\$|é|[a-z]|1|,|\\.|/\\*|--|\n| ){0,30}") {
            for error in syntax_errors(&script) {
                proptest::prop_assert!(script.is_char_boundary(error.offset));
            }
        }
    }
}
