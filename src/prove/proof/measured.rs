//! What was measured of a statement.

use serde::{Deserialize, Serialize};

use super::super::growth::Growth;
use crate::engine::SqlError;

/// One statement of up, measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Measured {
    /// The statement's position in up, from 0.
    pub step: usize,
    /// Milliseconds.
    pub ms: f64,
    /// Locks on relations that existed before it, as `pg_locks` showed them.
    pub locks: Vec<Lock>,
    /// What those locks keep others from; nothing for what can be read and written all the same. They are held until the
    /// transaction ends, so what follows in it runs under them too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Blocked>,
    /// The transaction that it ran in, from 0; nothing if it ran outside of one, where locks can't be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transaction: Option<usize>,
    /// Relations whose file changed: they were rewritten. An index is named where its table was not rewritten.
    pub rewritten: Vec<String>,
    /// Tables that it read from end to end, as PostgreSQL counts sequential scans, its own for validating and building
    /// among them. What it read by an index is not seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scanned: Vec<String>,
    /// How many rows it read and wrote, in all tables together, as PostgreSQL counts them; nothing if it ran outside a
    /// transaction.
    #[serde(skip)]
    pub touched: Option<u64>,
    /// Rows in the table the statement is about, before; nothing if it is about no existing table.
    pub rows_before: Option<u64>,
    /// And after.
    pub rows_after: Option<u64>,
    /// How its time grows with rows, if that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub growth: Option<Growth>,
    /// The error, if PostgreSQL refused it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<SqlError>,
}

/// A lock.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Lock {
    /// The relation's qualified name.
    pub relation: String,
    /// The mode as `pg_locks` names it.
    pub mode: String,
}

/// What others can't do while a lock is held.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Blocked {
    /// The relation's qualified name; the table's, if an index is locked.
    pub relation: String,
    /// True if nobody can read it.
    pub reads: bool,
    /// True if nobody can write to it.
    pub writes: bool,
}
