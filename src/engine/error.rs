//! What PostgreSQL answered when it refused.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An error of one statement, with everything PostgreSQL said about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SqlError {
    /// PostgreSQL's message.
    pub message: String,
    /// The SQLSTATE, or `timeout` or `terminated` when the engine was ended.
    pub code: String,
    /// `DETAIL`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// `HINT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Where in the statement, in characters from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// The statement's text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub statement: String,
    /// The line of `position`, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The column of `position` in that line, in characters from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
}

impl SqlError {
    /// An error that did not come from PostgreSQL.
    pub fn engine(code: &str, message: impl Into<String>) -> Self {
        Self { message: message.into(), code: code.into(), ..Self::default() }
    }

    /// The same error with the statement it belongs to, and the line and column of its position.
    pub fn at(mut self, statement: &str) -> Self {
        self.statement = statement.to_owned();
        if let Some(position) = self.position {
            let before: String = statement.chars().take(position.saturating_sub(1) as usize).collect();
            let line_start = before.rfind('\n').map_or(0, |at| at + 1);
            self.line = Some(before.matches('\n').count() as u32 + 1);
            self.column = Some(before[line_start..].chars().count() as u32 + 1);
        }
        self
    }
}

impl fmt::Display for SqlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.message, self.code)
    }
}

impl std::error::Error for SqlError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_told_as_line_and_column() {
        let error = SqlError { position: Some(10), ..SqlError::default() }.at("SELECT\n  é + x");
        assert_eq!((error.line, error.column), (Some(2), Some(3)));
    }
}
