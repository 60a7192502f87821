//! Splits a script into statements, the way psql does.
//!
//! The rules are those of psql's own scanner (`psqlscan.l`): a semicolon ends a statement unless it stands in a comment,
//! a string, a quoted identifier, a dollar-quoted body, parentheses, or the `BEGIN ATOMIC … END` body of a routine; a
//! backslash outside all of these begins a command of psql's own; after `COPY … FROM stdin;` lines of data follow until
//! `\.`. Nothing is refused: whatever isn't closed reaches to the end of the script, and PostgreSQL is left to say so.

/// One piece of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The text: a statement without its semicolon but with its comments, a psql command with its backslash, or the
    /// lines of data of a `COPY`. White space around it is left out.
    pub sql: &'a str,
    /// Where the text begins in the script, in bytes.
    pub offset: usize,
    /// The line on which it begins, from 1.
    pub line: usize,
    /// What it is.
    pub kind: PieceKind,
}

/// What a piece of a script is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// A statement for the server.
    Statement,
    /// A command for psql: `\connect`, `\set`.
    MetaCommand,
    /// The lines that follow `COPY … FROM stdin`, without the closing `\.`.
    CopyData,
}

/// Splits a script into its pieces. White space, semicolons and comments that belong to no statement are left out:
/// a comment belongs to the statement it stands before or in.
pub fn split(script: &str) -> Vec<Piece<'_>> {
    Scanner::new(script).run()
}

/// The statements of a script for the server, without psql's commands and without data.
pub fn statements(script: &str) -> impl Iterator<Item = Piece<'_>> {
    split(script).into_iter().filter(|piece| piece.kind == PieceKind::Statement)
}

struct Scanner<'a> {
    script: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Where the piece under way begins: after the previous one's end.
    start: usize,
    /// Line of `counted`, for counting each byte once.
    line: usize,
    counted: usize,
    state: Statement,
    pieces: Vec<Piece<'a>>,
}

/// What is known of the statement under way.
#[derive(Default)]
struct Statement {
    /// True once it has a token that is not a comment.
    begun: bool,
    /// Open parentheses.
    parens: usize,
    /// Open `BEGIN` and `CASE` of a routine's body.
    begins: usize,
    /// The first words, in lower case, enough to tell a routine.
    words: Vec<String>,
    /// True if it is a `COPY` whose last two words outside parentheses so far are `from stdin`.
    copy: Copy,
}

#[derive(Default, PartialEq)]
enum Copy {
    #[default]
    No,
    From,
    FromStdin,
}

impl<'a> Scanner<'a> {
    fn new(script: &'a str) -> Self {
        // psql skips a byte order mark too.
        let at = if script.starts_with('\u{feff}') { 3 } else { 0 };
        Self {
            script,
            bytes: script.as_bytes(),
            at,
            start: at,
            line: 1,
            counted: 0,
            state: Statement::default(),
            pieces: Vec::new(),
        }
    }

    fn run(mut self) -> Vec<Piece<'a>> {
        while let Some(byte) = self.peek(0) {
            match byte {
                b'-' if self.peek(1) == Some(b'-') => self.at = end_of_line(self.bytes, self.at),
                b'/' if self.peek(1) == Some(b'*') => self.block_comment(),
                b'\'' => self.string(false),
                b'"' => self.quoted_identifier(),
                b'$' => self.dollar(),
                b'(' => {
                    self.state.begun = true;
                    self.state.parens += 1;
                    self.at += 1;
                }
                b')' => {
                    self.state.begun = true;
                    self.state.parens = self.state.parens.saturating_sub(1);
                    self.at += 1;
                }
                b';' if self.state.parens == 0 && self.state.begins == 0 => self.end_of_statement(),
                b'\\' => self.meta_command(),
                b if b.is_ascii_whitespace() => self.at += 1,
                b if is_ident_start(b) => self.word(),
                _ => {
                    // A number swallows letters after it, so that `1e'` is not taken for an escape string.
                    self.state.begun = true;
                    self.at += 1;
                    if byte.is_ascii_digit() {
                        while self.peek(0).is_some_and(is_ident_part) {
                            self.at += 1;
                        }
                    }
                }
            }
        }
        if self.state.begun {
            self.push(self.start, self.bytes.len(), PieceKind::Statement);
        }
        self.pieces
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn block_comment(&mut self) {
        let mut depth = 0usize;
        while let Some(byte) = self.peek(0) {
            match (byte, self.peek(1)) {
                (b'/', Some(b'*')) => {
                    depth += 1;
                    self.at += 2;
                }
                (b'*', Some(b'/')) => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return;
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    /// A string from its opening quote, together with the strings that continue it on later lines.
    fn string(&mut self, escapes: bool) {
        self.state.begun = true;
        loop {
            self.at += 1;
            while let Some(byte) = self.peek(0) {
                match byte {
                    b'\\' if escapes => self.at += 2,
                    b'\'' if self.peek(1) == Some(b'\'') => self.at += 2,
                    b'\'' => break,
                    _ => self.at += 1,
                }
            }
            self.at = (self.at + 1).min(self.bytes.len());
            match self.continuation() {
                Some(quote) => self.at = quote,
                None => return,
            }
        }
    }

    /// Where the opening quote of a continuing string is: after white space that holds a line end.
    fn continuation(&self) -> Option<usize> {
        let mut at = self.at;
        let mut line_end = false;
        loop {
            match self.bytes.get(at)? {
                b'\n' | b'\r' => {
                    line_end = true;
                    at += 1;
                }
                b if b.is_ascii_whitespace() => at += 1,
                b'-' if self.bytes.get(at + 1) == Some(&b'-') => at = end_of_line(self.bytes, at),
                b'\'' if line_end => return Some(at),
                _ => return None,
            }
        }
    }

    fn quoted_identifier(&mut self) {
        self.state.begun = true;
        self.at += 1;
        while let Some(byte) = self.peek(0) {
            self.at += 1;
            if byte == b'"' {
                return;
            }
        }
    }

    /// A dollar-quoted string, a parameter, or a lone dollar.
    fn dollar(&mut self) {
        self.state.begun = true;
        let mut end = self.at + 1;
        if self.bytes.get(end).copied().is_some_and(|b| is_ident_start(b) && b != b'$') {
            while self.bytes.get(end).copied().is_some_and(|b| is_ident_part(b) && b != b'$') {
                end += 1;
            }
        }
        if self.bytes.get(end) != Some(&b'$') {
            self.at += 1;
            return;
        }
        let tag = &self.script[self.at..=end];
        self.at = match self.script[end + 1..].find(tag) {
            Some(close) => end + 1 + close + tag.len(),
            None => self.bytes.len(),
        };
    }

    fn word(&mut self) {
        let from = self.at;
        while self.peek(0).is_some_and(is_ident_part) {
            self.at += 1;
        }
        let word = self.script[from..self.at].to_ascii_lowercase();
        let state = &mut self.state;
        state.begun = true;
        if word == "e" && self.bytes.get(self.at) == Some(&b'\'') {
            self.string(true);
            return;
        }
        if state.parens > 0 {
            return;
        }
        if state.words.len() < 4 {
            state.words.push(word.clone());
        }
        if state.is_routine() {
            match word.as_str() {
                "begin" => state.begins += 1,
                // CASE ends with END too, and is only looked at inside a body.
                "case" if state.begins > 0 => state.begins += 1,
                "end" => state.begins = state.begins.saturating_sub(1),
                _ => {}
            }
        } else if state.words.first().is_some_and(|first| first == "copy") {
            state.copy = match word.as_str() {
                "from" => Copy::From,
                "stdin" if state.copy == Copy::From => Copy::FromStdin,
                // What follows STDIN are options.
                _ if state.copy == Copy::FromStdin => Copy::FromStdin,
                _ => Copy::No,
            };
        }
    }

    fn end_of_statement(&mut self) {
        let copy = self.state.copy == Copy::FromStdin;
        if self.state.begun {
            self.push(self.start, self.at, PieceKind::Statement);
        }
        self.at += 1;
        self.start = self.at;
        self.state = Statement::default();
        if copy {
            self.copy_data();
        }
    }

    fn copy_data(&mut self) {
        let from = (end_of_line(self.bytes, self.at) + 1).min(self.bytes.len());
        let mut at = from;
        loop {
            let end = end_of_line(self.bytes, at);
            let last = end >= self.bytes.len();
            if self.script[at..end].trim_end() == "\\." {
                break;
            }
            if last {
                at = self.bytes.len();
                break;
            }
            at = end + 1;
        }
        if at > from {
            let line = self.line_of(from);
            // Blanks are data here, so nothing is trimmed but the last line end.
            let sql = self.script[from..at].strip_suffix('\n').unwrap_or(&self.script[from..at]);
            self.pieces.push(Piece { sql, offset: from, line, kind: PieceKind::CopyData });
        }
        self.at = end_of_line(self.bytes, at);
        self.start = self.at;
    }

    fn meta_command(&mut self) {
        if self.state.begun {
            self.push(self.start, self.at, PieceKind::Statement);
        }
        let end = end_of_line(self.bytes, self.at);
        self.push(self.at, end, PieceKind::MetaCommand);
        self.at = end;
        self.start = end;
        self.state = Statement::default();
    }

    fn push(&mut self, from: usize, to: usize, kind: PieceKind) {
        let text = &self.script[from..to];
        let offset = from + (text.len() - text.trim_ascii_start().len());
        let line = self.line_of(offset);
        self.pieces.push(Piece { sql: text.trim_ascii(), offset, line, kind });
    }

    fn line_of(&mut self, offset: usize) -> usize {
        self.line += self.bytes[self.counted..offset].iter().filter(|byte| **byte == b'\n').count();
        self.counted = offset;
        self.line
    }
}

impl Statement {
    /// True for `CREATE [OR REPLACE] {FUNCTION | PROCEDURE}`.
    fn is_routine(&self) -> bool {
        let mut words = self.words.iter().map(String::as_str);
        let routine = |word: Option<&str>| matches!(word, Some("function" | "procedure"));
        if words.next() != Some("create") {
            return false;
        }
        match words.next() {
            Some("or") => words.next() == Some("replace") && routine(words.next()),
            word => routine(word),
        }
    }
}

fn end_of_line(bytes: &[u8], from: usize) -> usize {
    bytes[from.min(bytes.len())..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| from + at)
}

fn is_ident_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn is_ident_part(byte: u8) -> bool {
    is_ident_start(byte) || byte.is_ascii_digit() || byte == b'$'
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(script: &str, expected: &[&str]) {
        let pieces = split(script);
        assert_eq!(pieces.iter().map(|p| p.sql).collect::<Vec<_>>(), expected, "{script}");
        for piece in &pieces {
            assert_eq!(&script[piece.offset..piece.offset + piece.sql.len()], piece.sql);
            assert_eq!(script[..piece.offset].matches('\n').count() + 1, piece.line, "{script}");
        }
    }

    fn kinds(script: &str, expected: &[PieceKind]) {
        assert_eq!(split(script).iter().map(|p| p.kind).collect::<Vec<_>>(), expected, "{script}");
    }

    #[test]
    fn semicolons_end_statements() {
        check("", &[]);
        check(" ;; \n", &[]);
        check("SELECT 1", &["SELECT 1"]);
        check("SELECT 1;\nSELECT 2;\n", &["SELECT 1", "SELECT 2"]);
        check("\u{feff}SELECT 1;", &["SELECT 1"]);
    }

    #[test]
    fn semicolons_inside_of_things_do_not() {
        check("SELECT ';', \"a;b\", 'it''s;';x", &["SELECT ';', \"a;b\", 'it''s;'", "x"]);
        check(r"SELECT E'\';', 'a\';b", &[r"SELECT E'\';', 'a\'", "b"]);
        check("SELECT E'a'\n  '\\';';b", &["SELECT E'a'\n  '\\';'", "b"]);
        check("SELECT e'a' -- x\n  '\\';';b", &["SELECT e'a' -- x\n  '\\';'", "b"]);
        check("SELECT 'a' '\\';b", &["SELECT 'a' '\\'", "b"]);
        check("SELECT U&'\\;';b", &["SELECT U&'\\;'", "b"]);
        check("SELECT $$a;b$$, $x$;$$;$x$;b", &["SELECT $$a;b$$, $x$;$$;$x$", "b"]);
        check("SELECT $1;b", &["SELECT $1", "b"]);
        check("SELECT a$b$;c$b$", &["SELECT a$b$", "c$b$"]);
        check("SELECT 1 /* ; /* ; */ ; */;b", &["SELECT 1 /* ; /* ; */ ; */", "b"]);
        check("SELECT 1 -- ;\n;b", &["SELECT 1 -- ;", "b"]);
        check("CREATE RULE r AS ON INSERT TO t DO (a; b);c", &["CREATE RULE r AS ON INSERT TO t DO (a; b)", "c"]);
    }

    #[test]
    fn comments_belong_to_what_follows() {
        check("-- about a\na;\n/* the end */\n", &["-- about a\na"]);
        check("-- only\n;b", &["-- only\n;b".trim_start_matches("-- only\n;")]);
    }

    #[test]
    fn a_routine_with_an_sql_body_is_one_statement() {
        let body = "CREATE OR REPLACE FUNCTION f(a int DEFAULT (1)) RETURNS int LANGUAGE sql BEGIN ATOMIC\n\
                    SELECT CASE WHEN a > 0 THEN 1 ELSE 2 END; SELECT 3; END";
        check(&format!("{body};b"), &[body, "b"]);
        check("BEGIN; SELECT 1; END;", &["BEGIN", "SELECT 1", "END"]);
        check("CREATE TABLE function_begin (a int); b", &["CREATE TABLE function_begin (a int)", "b"]);
    }

    #[test]
    fn psql_commands_are_told_apart() {
        check("\\set x 1\nSELECT 1\\gexec\nSELECT 2;", &["\\set x 1", "SELECT 1", "\\gexec", "SELECT 2"]);
        kinds(
            "\\connect db\n-- c\n  \\echo ;\nSELECT 1;",
            &[PieceKind::MetaCommand, PieceKind::MetaCommand, PieceKind::Statement],
        );
    }

    #[test]
    fn data_after_copy_is_not_sql() {
        let script = "COPY public.t (a, \"from\") FROM stdin;\n1\tit's; \\N\n -- 2\n\\.\n\nSELECT 1;";
        check(script, &["COPY public.t (a, \"from\") FROM stdin", "1\tit's; \\N\n -- 2", "SELECT 1"]);
        kinds(script, &[PieceKind::Statement, PieceKind::CopyData, PieceKind::Statement]);
        check("COPY t FROM stdin WITH (FORMAT csv);\n\\.\nb", &["COPY t FROM stdin WITH (FORMAT csv)", "b"]);
        check("COPY t FROM '/f';\nb;", &["COPY t FROM '/f'", "b"]);
        check("COPY t TO stdin;\nb;", &["COPY t TO stdin", "b"]);
    }

    #[test]
    fn what_is_not_closed_reaches_to_the_end() {
        check("SELECT 'a; b", &["SELECT 'a; b"]);
        check("SELECT $x$ a; b", &["SELECT $x$ a; b"]);
        check("SELECT 1 /* a; /* */ b", &["SELECT 1 /* a; /* */ b"]);
        check("SELECT (1; b", &["SELECT (1; b"]);
        check("SELECT E'\\", &["SELECT E'\\"]);
        check("SELECT \"a", &["SELECT \"a"]);
        check("COPY t FROM stdin;\n1", &["COPY t FROM stdin", "1"]);
        check("COPY t FROM stdin;", &["COPY t FROM stdin"]);
    }

    /// Statements of parts that hold whatever could end one too early.
    fn statement() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            "[a-zé_][a-z0-9_$é]{0,5}",
            "[0-9]{1,3}",
            "'([^'\\\\]|'')*'",
            "\"[^\"]+\"",
            "[eE]'([^'\\\\]|''|\\\\.)*'",
            "\\$a\\$[^$]*\\$a\\$",
            "\\$\\$[^$]*\\$\\$",
            "/\\* [a-z;' ]* \\*/",
            "--[a-z;' ]*\n",
            "\\([a-z;]{0,4}\\)",
            "[+*<>=,.]",
        ];
        proptest::collection::vec(part, 1..8).prop_map(|parts| format!("select {} x", parts.join(" ")))
    }

    proptest! {
        #[test]
        fn joined_statements_come_back(statements in proptest::collection::vec(statement(), 0..6)) {
            let script = statements.join(";\n");
            let pieces = split(&script);
            prop_assert_eq!(pieces.iter().map(|p| p.sql).collect::<Vec<_>>(), statements);
        }

        #[test]
        fn pieces_cover_the_script(script in "([;'\"$(){}a\\\\/*\n -]|--|\\$a\\$|copy t from stdin;\n|\\\\\\.\n|é|create function f() begin|end){0,40}") {
            let mut end = 0;
            for piece in split(&script) {
                prop_assert!(piece.offset >= end);
                prop_assert!(!piece.sql.is_empty() || piece.kind == PieceKind::CopyData);
                end = piece.offset + piece.sql.len();
                prop_assert_eq!(&script[piece.offset..end], piece.sql);
                prop_assert_eq!(script[..piece.offset].matches('\n').count() + 1, piece.line);
            }
            // What follows the last piece holds nothing for the server.
            prop_assert!(split(&script[end..]).iter().all(|p| p.kind == PieceKind::MetaCommand && p.sql.starts_with("\\.")));
        }
    }
}
