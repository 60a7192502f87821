//! Two scripts, compared.

use serde::{Deserialize, Serialize};

use super::{Imported, Report, Unsupported, import};
use crate::catalog::Pair;
use crate::engine::{Engine, SqlError};
use crate::plan::{self, Draft, Rename, Step};

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
/// That the engine could not be started again or asked, or that a statement did not end. What other statements failed
/// with is in the reports.
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

/// A comparison for people and their scripts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Compared {
    /// The script that turns the first database into the second.
    pub up: String,
    /// The script that leads back.
    pub down: String,
    /// Each statement of up with what takes it back.
    pub steps: Vec<Step>,
    /// What has another name.
    pub renames: Vec<Rename>,
    /// What failed in either script. What it would have made is in neither database.
    pub errors: Vec<SqlError>,
    /// What is in either database and not modelled.
    pub unsupported: Vec<Unsupported>,
    /// What is told of the first script.
    pub old: Report,
    /// What is told of the second script.
    pub new: Report,
}

impl From<&Comparison> for Compared {
    fn from(comparison: &Comparison) -> Self {
        let reports = comparison.imported.as_ref().map(|imported| &imported.report);
        let mut unsupported = reports.previous.unsupported.clone();
        unsupported
            .extend(reports.next.unsupported.iter().filter(|u| !reports.previous.unsupported.contains(u)).cloned());
        Self {
            up: plan::script(&comparison.draft.up),
            down: plan::script(&comparison.draft.down),
            steps: comparison.draft.steps(),
            renames: comparison.draft.renames.clone(),
            errors: reports.previous.errors.iter().chain(&reports.next.errors).cloned().collect(),
            unsupported,
            old: reports.previous.clone(),
            new: reports.next.clone(),
        }
    }
}
