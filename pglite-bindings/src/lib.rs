//! Typed bindings to [PGlite](https://pglite.dev), a PostgreSQL compiled to WebAssembly, hosted in a dedicated worker
//! of a browser page.
//!
//! What makes them different from calling PGlite's JavaScript:
//! - **Nothing is interpreted on the way.** Statements and answers are PostgreSQL's wire protocol, written and read here;
//!   a value is the text that PostgreSQL printed, so no `bigint`, `numeric`, timestamp or `json` is bent by JavaScript.
//! - **Errors are whole**: code, position, detail, hint, and the names of the objects concerned. See [`PgError`].
//! - **The engine is disposable.** It starts from a data directory prepared at build time, [`Pglite::reset`] gives a
//!   pristine one in a tenth of a second, [`Pglite::snapshot`] keeps a state to come back to, and a statement that does
//!   not end is ended with its worker ([`Pglite::within`], [`Pglite::terminate`]).
//!
//! ```ignore
//! let engine = Pglite::start(StartOptions::new("vendor/pglite/").on_progress(show)).await?;
//! engine.run("CREATE TABLE beer (id bigint PRIMARY KEY, name text NOT NULL)").await?;
//! let rows = engine.query("SELECT $1::int + 1", &[Some("41")]).await?.rows;
//! assert_eq!(rows[0][0].as_deref(), Some("42"));
//! ```
//!
//! The types and the wire protocol compile for every target; [`Pglite`] itself exists on `wasm32` only.

mod error;
mod options;
mod result;
mod wire;

#[cfg(target_arch = "wasm32")]
mod browser;

pub use error::{EngineError, PgError};
pub use options::{OnError, Phase, Progress, StartOptions};
pub use result::{StatementResult, Transaction};

#[cfg(target_arch = "wasm32")]
pub use browser::{Pglite, Snapshot};
