//! A catalog told in other tools' languages, and in people's: Mermaid, DBML, a data dictionary in Markdown, a page of
//! documentation. Each is one text that refers to nothing outside itself. What a language can't say is left out and told in a comment of it.

mod dbml;
mod html;
mod markdown;
mod mermaid;
mod names;

pub use dbml::dbml;
pub use html::html;
pub use markdown::markdown;
pub use mermaid::mermaid;
