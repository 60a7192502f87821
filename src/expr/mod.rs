//! SQL expressions as text: cutting them into tokens, comparing them, finding and rewriting the names in them, and
//! refusing text that is no expression.
//!
//! An expression stays the text a person wrote. What it means is for the engine to say; what stands here is what must
//! be known before an engine runs: which names it mentions, and that it can't escape from its place in a statement.

mod check;
mod climb;
mod compare;
pub mod complete;
mod definition;
mod names;
mod output;
mod parse;
mod parsed;
mod scope;
mod token;
mod tree;

pub use check::{ExprError, check};
pub use climb::{Climb, Cursor, Infix, power};
pub use compare::same;
pub use definition::Renames;
pub use names::{Reference, Referent, TableName, Tables, columns, has_word, references, rename, rewrite};
pub use token::{Token, TokenKind, identifier, string_value, tokens};
pub use tree::every_alternative;
