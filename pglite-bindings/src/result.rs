//! What a statement gives.

use serde::{Deserialize, Serialize};

use crate::PgError;

/// The outcome of one statement that succeeded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StatementResult {
    /// The names of the columns, if it returns rows.
    pub columns: Vec<String>,
    /// The type of each column, as an OID of `pg_type`.
    pub column_types: Vec<u32>,
    /// The rows; each value is PostgreSQL's own text for it, `None` is NULL.
    pub rows: Vec<Vec<Option<String>>>,
    /// The command tag, such as `INSERT 0 3` or `CREATE TABLE`; empty for an empty statement.
    pub tag: String,
    /// The count at the end of the command tag: rows inserted, updated, deleted, returned.
    pub affected: Option<u64>,
    /// What a `COPY … TO STDOUT` wrote.
    pub copied: Option<String>,
    /// Notices and warnings, in their order.
    pub notices: Vec<PgError>,
    /// The state of the transaction after the statement.
    pub transaction: Transaction,
    /// How long PostgreSQL took, in milliseconds, without the way there and back.
    pub ms: f64,
}

impl StatementResult {
    /// The value in this row and column, unless it is NULL or there is none.
    pub fn value(&self, row: usize, column: usize) -> Option<&str> {
        self.rows.get(row)?.get(column)?.as_deref()
    }

    /// The index of the column with this name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|each| each == name)
    }
}

/// Where a session stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Transaction {
    /// No transaction is open.
    #[default]
    Idle,
    /// A transaction is open.
    Open,
    /// A transaction is open and has failed: only a rollback is accepted.
    Failed,
}
