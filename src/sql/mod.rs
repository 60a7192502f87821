//! SQL text: quoting, splitting scripts into statements, writing objects.

mod keyword;
pub mod quote;
pub mod split;
pub mod syntax;
