//! What random schemas are made of: objects by kind, each in several forms.

mod others;
mod routines;
mod rows;
mod tables;
mod types;

pub(crate) use crate::support::random_pairs::{Piece, piece};

/// All pieces, in an order in which they can be made.
pub(crate) fn pieces() -> impl Iterator<Item = &'static Piece> {
    [types::PIECES, tables::PIECES, routines::PIECES, rows::PIECES, others::PIECES].into_iter().flatten()
}
