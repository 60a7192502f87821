//! What random schemas are made of: objects by kind, each in several forms.

mod others;
mod routines;
mod rows;
mod tables;
mod types;

/// An object: the names of what it needs, and the forms it may have.
pub(crate) struct Piece {
    pub(crate) needs: &'static [&'static str],
    pub(crate) name: &'static str,
    pub(crate) forms: &'static [&'static str],
}

pub(crate) const fn piece(name: &'static str, needs: &'static [&'static str], forms: &'static [&'static str]) -> Piece {
    Piece { needs, name, forms }
}

/// All pieces, in an order in which they can be made.
pub(crate) fn pieces() -> impl Iterator<Item = &'static Piece> {
    [types::PIECES, tables::PIECES, routines::PIECES, rows::PIECES, others::PIECES].into_iter().flatten()
}
