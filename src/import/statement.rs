//! Which pieces of a script are run.

use crate::sql::split::{Piece, PieceKind};
use crate::sql::words;

/// Why a piece of a script is not run; `None` if it is.
pub(super) fn passed_over(piece: &Piece<'_>) -> Option<&'static str> {
    match piece.kind {
        PieceKind::MetaCommand => return Some("a command for psql, not for PostgreSQL"),
        PieceKind::CopyData => return Some("rows of data"),
        PieceKind::Statement => {}
    }
    let words = words(piece.sql);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        // Every statement runs on its own, so that one that fails doesn't take others with it.
        ["BEGIN" | "COMMIT" | "ROLLBACK" | "ABORT" | "END" | "SAVEPOINT" | "RELEASE", ..]
        | ["START", "TRANSACTION", ..]
        | ["SET", "TRANSACTION", ..]
        | ["PREPARE", "TRANSACTION", ..] => Some("transactions are not needed: each statement runs on its own"),
        ["COPY", rest @ ..] if rest.contains(&"STDIN") || rest.contains(&"STDOUT") => Some("rows of data"),
        ["COPY", ..] => Some("rows of data, of a file or a program that is not here"),
        ["CREATE" | "ALTER" | "DROP", "DATABASE" | "TABLESPACE" | "SUBSCRIPTION", ..]
        | ["ALTER", "SYSTEM", ..]
        | ["COMMENT", "ON", "DATABASE" | "TABLESPACE", ..]
        | ["GRANT" | "REVOKE", .., "ON", "DATABASE" | "TABLESPACE", _, _, _] => {
            Some("it is about the server, not about a schema")
        }
        ["VACUUM" | "ANALYZE" | "CHECKPOINT" | "REINDEX" | "CLUSTER", ..] => Some("maintenance changes no schema"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::split::split;

    #[test]
    fn what_is_nothing_for_a_schema_is_passed_over() {
        let script = "\\restrict x\nBEGIN;\n-- a table\nCREATE TABLE t (a int);\nCOPY t (a) FROM stdin;\n1\n\\.\nEND;\n\
                      DROP DATABASE d; VACUUM t; GRANT CONNECT ON DATABASE d TO r; GRANT SELECT ON t TO r;\n\
                      COPY t TO STDOUT WITH (FORMAT csv); COPY t FROM PROGRAM 'ls'; SELECT 1";
        let run: Vec<_> = split(script).into_iter().filter(|p| passed_over(p).is_none()).map(|p| p.sql).collect();
        assert_eq!(run, ["-- a table\nCREATE TABLE t (a int)", "GRANT SELECT ON t TO r", "SELECT 1"]);
    }
}
