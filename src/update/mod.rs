//! A project is brought to what a script makes, or to what a live database holds.
//!
//! What the project's design makes is run on the engine too, so that both sides are as PostgreSQL understood them: only
//! what differs there is taken over, and everything else stays as it was authored, with its ids and its places. What has
//! another name and is otherwise alike is taken for the same thing. In the end what the updated project makes is run as
//! well, and whatever still differs from the script is told.

mod change;
mod identity;
mod likeness;
mod made;
mod merge;
mod place;
mod rename;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use change::{execute, redefine};
use made::Made;
pub use rename::Likeness;

use crate::catalog::{Catalog, Id, Pair};
use crate::design::Design;
use crate::engine::{Engine, SqlError};
use crate::import::{self, Imported, Report};
use crate::introspect::{adopt_ids_as, all_ids, differences, renumbered_beside};
use crate::plan::{self, Step};

/// What is told of an update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Updated {
    /// What is told of the script.
    pub report: Report,
    /// What is taken for the same thing under another name, and what would be but for the person's word.
    pub renames: Vec<Likeness>,
    /// What changes, as the statements that would lead from the one to the other, and back.
    pub steps: Vec<Step>,
    /// What the updated project makes otherwise than the script does, and why.
    pub kept: Vec<String>,
}

/// The design that a script leads to, and what is told of it. The database is left as it is then.
///
/// `rejected` are renames that the person does not believe in.
///
/// # Errors
/// That the engine could not be started again or asked, or that a statement did not end. What other statements of the
/// script failed with is in the report.
pub async fn update<E: Engine>(
    engine: &mut E,
    design: &Design,
    script: &str,
    rejected: &[Likeness],
) -> Result<(Design, Updated), SqlError> {
    let imported = if import::is_answer(script) {
        import::read_answer(script).map_err(|why| SqlError::engine("parse", why))?
    } else {
        import::import(engine, script).await?
    };
    let made = Made::of(engine, design).await?;
    conclude(engine, design, &made, imported, |_| Vec::new(), rejected).await
}

/// Takes over what differs between what a design makes and what was wanted, and sees what the outcome makes. `sure` says
/// which renames there is no doubt of.
async fn conclude<E: Engine>(
    engine: &mut E,
    design: &Design,
    made: &Made,
    imported: Imported,
    sure: impl FnOnce(&Catalog) -> Vec<Likeness>,
    rejected: &[Likeness],
) -> Result<(Design, Updated), SqlError> {
    let Imported { found, report } = imported;
    let Made { lowered, base } = made;
    // What keeps an id of these is new.
    let mut wanted = made::as_authored(renumbered_beside(found.catalog, &taken(design, lowered)));
    forget_history(&mut wanted, design);
    let renames = rename::find(base, &wanted, sure(&wanted), rejected);
    let known: BTreeMap<Id, Id> =
        renames.iter().filter(|r| r.accepted).map(|r| (r.found.clone(), r.object.clone())).collect();
    let adopted = adopt_ids_as(wanted.clone(), lowered, &known);

    let mut kept = Vec::new();
    let updated = merge::merge(design, Pair::new(base, &adopted), &mut kept);
    let options = plan::Options { target_version: design.settings.target_version, ..plan::Options::default() };
    let steps = plan::draft(Pair::new(base, &adopted), &[], &options).steps();
    kept.extend(still_different(engine, &updated, &wanted).await?);
    Ok((updated, Updated { report, renames, steps, kept }))
}

/// The table that records migrations is no part of a design: the bundle's scripts keep it.
fn forget_history(catalog: &mut Catalog, design: &Design) {
    let history = &design.settings.history;
    let schema = history.schema.as_deref().unwrap_or(crate::catalog::PUBLIC_SCHEMA);
    let schemas: BTreeSet<&Id> = catalog.schemas.iter().filter(|s| s.name == schema).map(|s| &s.id).collect();
    catalog.tables.retain(|table| table.name != history.table || !schemas.contains(&table.schema));
}

/// Every id that the project uses or used: a new object with the id of one that a migration knows would be taken for it.
fn taken(design: &Design, lowered: &Catalog) -> BTreeSet<Id> {
    let mut ids = crate::edit::ids::all(design);
    ids.extend(all_ids(lowered));
    for migration in design.migrations.values() {
        ids.extend(all_ids(&migration.snapshot));
    }
    ids
}

/// What the updated project makes otherwise than the script, as PostgreSQL sees both.
async fn still_different<E: Engine>(
    engine: &mut E,
    updated: &Design,
    wanted: &Catalog,
) -> Result<Vec<String>, SqlError> {
    let made = match Made::of(engine, updated).await {
        Ok(made) => made,
        Err(error) if error.code == "engine" || error.code == "terminated" => return Err(error),
        Err(error) => return Ok(vec![error.message]),
    };
    let differences = differences(wanted, &made.base).into_iter();
    Ok(differences.filter(|d| !d.path.starts_with("role ")).map(|d| d.to_string()).collect())
}
