//! What can go wrong: PostgreSQL said no, or there is no PostgreSQL to ask.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a call failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum EngineError {
    /// PostgreSQL rejected the statement. The engine is well.
    Postgres(Box<PgError>),
    /// The engine was ended by [`terminate`](crate::Pglite::terminate), or by the time limit of another call.
    Terminated,
    /// A statement ran longer than it was allowed to; the engine was ended with it.
    Timeout {
        /// The limit, in milliseconds.
        ms: u32,
    },
    /// PostgreSQL itself ended in the middle of a statement: it ran out of stack, or WebAssembly trapped.
    Crashed {
        /// What is known about it.
        message: String,
    },
    /// A part of the engine could not be fetched or started.
    Load {
        /// The part: a file's name, or `PostgreSQL`.
        what: String,
        /// What went wrong.
        message: String,
    },
    /// The request or its answer made no sense.
    Protocol {
        /// What was wrong with it.
        message: String,
    },
}

impl EngineError {
    /// PostgreSQL's error, when it is one.
    pub fn postgres(&self) -> Option<&PgError> {
        match self {
            EngineError::Postgres(error) => Some(error),
            _ => None,
        }
    }

    /// Whether the engine is gone, and [`reset`](crate::Pglite::reset) or [`restore`](crate::Pglite::restore) is needed
    /// before the next statement.
    pub fn is_fatal(&self) -> bool {
        matches!(self, EngineError::Terminated | EngineError::Timeout { .. } | EngineError::Crashed { .. })
    }
}

impl From<PgError> for EngineError {
    fn from(error: PgError) -> Self {
        EngineError::Postgres(Box::new(error))
    }
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EngineError::Postgres(error) => error.fmt(f),
            EngineError::Terminated => f.write_str("the database engine was ended"),
            EngineError::Timeout { ms } => write!(f, "the statement did not end within {ms} ms"),
            EngineError::Crashed { message } => f.write_str(message),
            EngineError::Load { what, message } => write!(f, "{what} could not be loaded: {message}"),
            EngineError::Protocol { message } => f.write_str(message),
        }
    }
}

impl std::error::Error for EngineError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            EngineError::Postgres(error) => Some(error),
            _ => None,
        }
    }
}

/// An error or a notice of PostgreSQL, with every field that it sent. See "Error and Notice Message Fields" in its manual.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PgError {
    /// `ERROR`, `FATAL`, `WARNING`, `NOTICE` and so on; never translated.
    pub severity: String,
    /// The SQLSTATE code, five characters.
    pub code: String,
    /// The primary message.
    pub message: String,
    /// More about the problem.
    pub detail: Option<String>,
    /// What could be done about it.
    pub hint: Option<String>,
    /// Where in the statement: a count of characters, not bytes, from 1.
    pub position: Option<u32>,
    /// Like `position`, within [`internal_query`](Self::internal_query).
    pub internal_position: Option<u32>,
    /// A statement that PostgreSQL made itself, such as one inside a function.
    pub internal_query: Option<String>,
    /// The context: a trace of functions, one to a line, the innermost first.
    #[serde(rename = "where")]
    pub where_: Option<String>,
    /// The schema of the object concerned.
    pub schema: Option<String>,
    /// The table concerned.
    pub table: Option<String>,
    /// The column concerned.
    pub column: Option<String>,
    /// The data type concerned.
    pub data_type: Option<String>,
    /// The constraint concerned; an index without a constraint counts as one.
    pub constraint: Option<String>,
}

impl PgError {
    /// The position as a byte offset into `sql`, from 0; `sql` is the statement that was sent.
    pub fn byte_offset(&self, sql: &str) -> Option<usize> {
        let characters = self.position?.checked_sub(1)? as usize;
        let at = sql.char_indices().map(|(at, _)| at).chain([sql.len()]).nth(characters);
        at.or(Some(sql.len()))
    }
}

impl fmt::Display for PgError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.severity, self.message)?;
        if !self.code.is_empty() {
            write!(f, " ({})", self.code)?;
        }
        Ok(())
    }
}

impl std::error::Error for PgError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_offset(sql: &str, position: u32, expected: &str) {
        let error = PgError { position: Some(position), ..PgError::default() };
        assert_eq!(&sql[error.byte_offset(sql).unwrap()..], expected);
    }

    #[test]
    fn a_position_counts_characters() {
        check_offset("SELECT 'ě' || x", 15, "x");
        check_offset("SELECT", 1, "SELECT");
        check_offset("SELECT", 7, "");
        check_offset("SELECT", 99, "");
    }

    #[test]
    fn errors_survive_json() {
        let error = EngineError::from(PgError {
            severity: "ERROR".into(),
            code: "42703".into(),
            message: "no".into(),
            where_: Some("here".into()),
            ..PgError::default()
        });
        let json = serde_json::to_string(&error).unwrap();
        assert!(json.starts_with(r#"{"kind":"postgres","severity":"ERROR","code":"42703""#), "{json}");
        assert!(json.contains(r#""where":"here""#), "{json}");
        assert_eq!(serde_json::from_str::<EngineError>(&json).unwrap(), error);
        let timeout = EngineError::Timeout { ms: 5 };
        let json = serde_json::to_string(&timeout).unwrap();
        assert_eq!(json, r#"{"kind":"timeout","ms":5}"#);
        assert_eq!(serde_json::from_str::<EngineError>(&json).unwrap(), timeout);
    }

    #[test]
    fn errors_read_well() {
        let error = PgError {
            severity: "ERROR".into(),
            code: "22012".into(),
            message: "division by zero".into(),
            ..PgError::default()
        };
        assert_eq!(EngineError::from(error).to_string(), "ERROR: division by zero (22012)");
        assert_eq!(EngineError::Timeout { ms: 5 }.to_string(), "the statement did not end within 5 ms");
    }
}
