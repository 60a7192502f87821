//! SQL text: quoting, splitting scripts into statements, writing objects.

mod keyword;
pub mod quote;
mod roles;
pub mod split;
pub mod syntax;
pub mod write;

pub use roles::roles;
