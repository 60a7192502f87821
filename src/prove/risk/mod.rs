//! Rows that the state before allows and that make the migration fail: a NULL where there may be none any more, two equal
//! rows under a new key, a text that a narrower type refuses.
//!
//! `find` tells which changes of a migration may meet such rows; `rows` writes the statement that makes one of a seeded
//! row. Whether the state before lets it in, and which statement of up then fails, PostgreSQL says: see `run::risk`.

mod find;
mod rows;
mod values;

pub(crate) use find::{How, Suspect, suspects};
pub(crate) use rows::{Asked, candidates, question};
