//! What is wrong with a script, before an engine has seen it.

use squawk_syntax::SourceFile;

use super::split::statements;

/// A place where a script is not PostgreSQL's grammar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong, in the parser's words.
    pub message: String,
    /// Where, in bytes from 0.
    pub offset: usize,
    /// The line of the place, from 1.
    pub line: usize,
    /// The column of the place in that line, in characters from 1.
    pub column: usize,
}

/// Parses a script and tells what is not PostgreSQL's grammar: the first error of each statement, in order, for what
/// follows it is mostly its echo. psql's own commands and the data of `COPY` are passed over.
pub fn syntax_errors(script: &str) -> Vec<SyntaxError> {
    statements(script)
        .filter_map(|piece| {
            let errors = SourceFile::parse(piece.sql).errors();
            let error = errors.iter().min_by_key(|error| error.range().start())?;
            let start = usize::from(error.range().start());
            // The parser points to the end of the token before; a person looks for the one that is wrong.
            let rest = piece.sql.get(start..).unwrap_or_default();
            let blanks = rest.len() - rest.trim_start().len();
            Some(at(script, piece.offset + start + blanks, error.message()))
        })
        .collect()
}

fn at(script: &str, offset: usize, message: &str) -> SyntaxError {
    let mut offset = offset.min(script.len());
    while !script.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &script[..offset];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    SyntaxError {
        message: message.to_owned(),
        offset,
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
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

    proptest::proptest! {
        #[test]
        fn no_text_is_too_broken(script in "(select|create|table|policy|on|using|\\(|\\)|'|\"|;|\\$\\$|é|[a-z]|1|,|\\.|/\\*|--|\n| ){0,30}") {
            for error in syntax_errors(&script) {
                proptest::prop_assert!(script.is_char_boundary(error.offset));
            }
        }
    }
}
