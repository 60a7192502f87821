//! A policy's clause read as a tree: which columns of the row it compares with which values of the session, which sets it
//! asks, which roles it names.
//!
//! What PostgreSQL deparses and what people type are both understood. Functions of the catalog are read from their bodies.
//! What is not understood is [`Opaque`], never guessed.

mod facts;
mod helper;
mod infix;
mod parse;
mod resolve;
mod select;
mod syntax;
mod tree;

pub use facts::{Binding, ContextUse, Part, Place};
pub use tree::*;

use super::wall::{Clause, Routine, Wall};
use crate::catalog::Table;

/// Reads the condition that a text is, over the rows of a table.
pub fn read(wall: &Wall<'_>, table: &Table, sql: &str) -> Predicate {
    resolve::read(wall, table, sql)
}

/// Reads a policy's clause.
pub fn of_clause(wall: &Wall<'_>, table: &Table, clause: &Clause<'_>) -> Predicate {
    read(wall, table, clause.expr.sql())
}

/// The settings that a function's body reads by name, itself or by the functions it names, sorted.
pub fn settings_read(wall: &Wall<'_>, routine: &Routine<'_>) -> Vec<String> {
    helper::settings_read(wall, routine).into_iter().collect()
}

#[cfg(test)]
mod tests;
