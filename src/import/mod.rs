//! From SQL to a catalog: a script is run in an engine, and what PostgreSQL understood is what is read.
//!
//! A script may be a dump, written by hand, or a folder of migrations one after another. What a designer can't use,
//! such as psql's own commands and rows of data, is passed over and told; roles that are missing are made; a statement
//! that fails is told with its place, and the rest runs all the same.

mod report;
mod run;
mod statement;

pub use report::{PassedOver, Report, Unsupported};
pub use run::{Imported, import};

use crate::catalog::Pair;
use crate::engine::{Engine, SqlError};
use crate::plan::{self, Draft};

/// What two scripts came to.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Both databases.
    pub imported: Pair<Imported>,
    /// What leads from the first to the second, and back.
    pub draft: Draft,
}

/// Runs two scripts, each in a fresh database, and plans what turns the first database into the second.
///
/// # Errors
/// That the engine could not be started again or asked; what the scripts' statements failed with is in the reports.
pub async fn compare<E: Engine>(
    engine: &mut E,
    scripts: Pair<&str>,
    options: &plan::Options,
) -> Result<Comparison, SqlError> {
    let previous = import(engine, scripts.previous).await?;
    let next = import(engine, scripts.next).await?;
    let draft = plan::draft(Pair::new(&previous.found.catalog, &next.found.catalog), &[], options);
    Ok(Comparison { imported: Pair::new(previous, next), draft })
}
