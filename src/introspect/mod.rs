//! Reads an engine's system catalogs into a catalog, and tells how two catalogs differ.
//!
//! Expressions come as PostgreSQL deparses them, with `search_path` empty, so that every name in them is qualified and
//! the text doesn't depend on the session. Two databases hold the same when their introspected catalogs are equal;
//! text that a person typed is never compared with deparsed text, see [`structural_differences`].

mod access;
mod adopt;
mod dependency;
mod difference;
mod names;
mod object;
mod options;
mod parens;
mod query;
mod raw;
mod read;
mod role;

pub use adopt::{adopt_ids, adopt_ids_as, all_ids, renumbered, renumbered_beside};
pub use difference::{Difference, differences, structural_differences};
pub use query::QUERY;
pub use read::{Found, OtherObject, read};

use std::collections::BTreeSet;

use crate::engine::{Engine, SqlError};
use crate::sql::quote;

/// The kind of [`OtherObject`] that is a constraint which holds for new rows only.
pub const NOT_VALIDATED: &str = "constraint that was not validated";

/// Introspects the engine's database. The session's `search_path` is what it was before, also in a transaction.
///
/// # Errors
/// What PostgreSQL answered, or `introspect` as the code if the answer was not understood.
pub async fn introspect(engine: &mut impl Engine) -> Result<Found, SqlError> {
    introspect_with_roles(engine, BTreeSet::new()).await
}

/// The same, with these roles even if nothing names them.
///
/// # Errors
/// What PostgreSQL answered, or `introspect` as the code if the answer was not understood.
pub async fn introspect_with_roles(engine: &mut impl Engine, roles: BTreeSet<String>) -> Result<Found, SqlError> {
    let path = engine.run("SELECT pg_catalog.current_setting('search_path')").await?;
    engine.run("SELECT pg_catalog.set_config('search_path', '', false)").await?;
    let answer = engine.run(QUERY).await;
    if let Some(path) = path.value() {
        let restore = format!("SELECT pg_catalog.set_config('search_path', {}, false)", quote::literal(path));
        // After an error inside a transaction block nothing runs; the roll-back brings the setting back.
        let restored = engine.run(&restore).await;
        if answer.is_ok() {
            restored?;
        }
    }
    let answer = answer?;
    read::read_with_roles(answer.value().unwrap_or_default(), roles)
        .map_err(|message| SqlError::engine("introspect", message))
}
