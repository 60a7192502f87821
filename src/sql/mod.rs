//! SQL text: quoting, splitting scripts into statements, writing objects.

mod keyword;
pub mod quote;
mod role;
mod roles;
pub mod split;
pub mod syntax;
mod transaction;
pub mod write;

pub use roles::roles;
pub use transaction::refuses_transaction;
pub(crate) use transaction::words;
