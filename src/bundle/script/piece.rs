//! A script as pieces, and as the text that psql runs.

/// A script as pieces, so that the dry run executes exactly what is exported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// The pieces in order.
    pub pieces: Vec<Piece>,
}

/// A piece of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A comment of one or more lines, without the dashes.
    Comment(String),
    /// A statement without its semicolon.
    Statement(String),
    /// A query, without its semicolon, whose every result is a statement to execute: psql's `\gexec`.
    Generated(String),
}

impl Script {
    /// The text that psql runs.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Comment(text) => {
                    for line in text.lines() {
                        out.push_str("-- ");
                        out.push_str(line);
                        out.truncate(out.trim_end().len());
                        out.push('\n');
                    }
                    continue;
                }
                Piece::Statement(sql) => {
                    out.push_str(sql.trim_end());
                    // A statement that ends in a line comment would swallow its semicolon.
                    out.push_str(if ends_in_line_comment(sql) { "\n;\n" } else { ";\n" });
                }
                Piece::Generated(sql) => {
                    out.push_str(sql.trim_end());
                    out.push_str("\n\\gexec\n");
                }
            }
            out.push('\n');
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
        out
    }

    pub(super) fn comment(&mut self, text: impl Into<String>) {
        self.pieces.push(Piece::Comment(text.into()));
    }

    pub(super) fn statement(&mut self, sql: impl Into<String>) {
        self.pieces.push(Piece::Statement(sql.into()));
    }
}

/// True if the last line holds `--` that might start a comment. A `--` inside a string on the last line is taken for
/// one too: the only cost is a semicolon on a line of its own.
pub(super) fn ends_in_line_comment(sql: &str) -> bool {
    sql.trim_end().lines().next_back().is_some_and(|line| line.contains("--"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trailing_comment_does_not_swallow_the_semicolon() {
        let script = Script { pieces: vec![Piece::Statement("SELECT 1 -- one".into())] };
        assert_eq!(script.text(), "SELECT 1 -- one\n;\n");
    }
}
