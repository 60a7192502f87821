//! The engine as a page sees it. Everything here needs a browser.

mod clock;
mod connection;
mod message;
mod pglite;

pub use pglite::{Pglite, Snapshot};
