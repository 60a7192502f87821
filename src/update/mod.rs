//! A project is brought to what a script makes, or to what a live database holds.
//!
//! What the project's design makes is run on the engine too, so that both sides are as PostgreSQL understood them: only
//! what differs there is taken over, and everything else stays as it was authored, with its ids and its places. What has
//! another name and is otherwise alike is taken for the same thing. In the end what the updated project makes is run as
//! well, and whatever still differs from the script is told.

mod merge;
mod place;
mod rename;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use rename::Likeness;

use crate::catalog::{Catalog, Id, Pair};
use crate::design::Design;
use crate::engine::{Engine, SqlError};
use crate::import::{self, Imported, Report};
use crate::introspect::{Found, adopt_ids, adopt_ids_as, all_ids, differences, renumbered_beside};
use crate::lower::lower;
use crate::plan::{self, Step};
use crate::sql::quote::ident;

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
    let Imported { found, report } = if import::is_answer(script) {
        import::read_answer(script).map_err(|why| SqlError::engine("parse", why))?
    } else {
        import::import(engine, script).await?
    };
    let lowered = lower(design).catalog;
    let made = made(engine, design, &lowered).await?;
    let base = as_authored(adopt_ids(made.catalog, &lowered));
    // What keeps an id of these is new.
    let mut wanted = as_authored(renumbered_beside(found.catalog, &taken(design, &lowered)));
    forget_history(&mut wanted, design);

    let renames = rename::find(&base, &wanted, rejected);
    let known: BTreeMap<Id, Id> =
        renames.iter().filter(|r| r.accepted).map(|r| (r.found.clone(), r.object.clone())).collect();
    let adopted = adopt_ids_as(wanted.clone(), &lowered, &known);

    let mut kept = Vec::new();
    let updated = merge::merge(design, Pair::new(&base, &adopted), &mut kept);
    let options = plan::Options { target_version: design.settings.target_version, ..plan::Options::default() };
    let steps = plan::draft(Pair::new(&base, &adopted), &[], &options).steps();
    kept.extend(still_different(engine, &updated, &wanted).await?);
    Ok((updated, Updated { report, renames, steps, kept }))
}

/// What a design makes, as the engine's PostgreSQL understands it.
async fn made<E: Engine>(engine: &mut E, design: &Design, lowered: &Catalog) -> Result<Found, SqlError> {
    // The engine is PostgreSQL 18, and nothing of the design may be lost for want of a version.
    let options = plan::Options { target_version: NEWEST, ..plan::Options::default() };
    let statements = plan::plan(Pair::new(&Catalog::default(), lowered), &options);
    let (roles, mut script) = (crate::sql::roles(lowered), plan::script(&statements));
    if let Some(owner) = lowered.owner.as_ref().and_then(|id| lowered.role(id)) {
        // Here it matters what is made and whose it is, not who may make it.
        let name = ident(&owner.name);
        let plain = if owner.attributes.superuser { "SUPERUSER" } else { "NOSUPERUSER" };
        script = format!(
            "ALTER ROLE {name} SUPERUSER;\nSET ROLE {name};\n{script}\nRESET ROLE;\nALTER ROLE {name} {plain};\n"
        );
    }
    let script = format!("{roles}\n{script}");
    let Imported { found, report } = import::import(engine, &script).await?;
    match report.errors.into_iter().next() {
        None => Ok(found),
        Some(mut error) => {
            error.message = format!("The project “{}” can't be made as it is: {}", design.name, error.message);
            // The place is one in a script that the person never saw.
            (error.line, error.column) = (None, None);
            Err(error)
        }
    }
}

/// The version of the engine.
const NEWEST: u8 = 18;

/// A catalog in which it goes without saying that what belongs to the owner belongs to the owner.
fn as_authored(mut catalog: Catalog) -> Catalog {
    let Some(owner) = catalog.owner.clone() else { return catalog };
    let by_itself = |of: &mut Option<Id>| {
        if *of == Some(owner.clone()) {
            *of = None;
        }
    };
    for access in catalog.access.values_mut() {
        by_itself(&mut access.owner);
    }
    catalog.access.retain(|_, access| *access != Default::default());
    catalog.objects.iter_mut().for_each(|object| by_itself(&mut object.owner));
    catalog
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
    let lowered = lower(updated).catalog;
    let made = match made(engine, updated, &lowered).await {
        Ok(made) => made,
        Err(error) if error.code == "engine" || error.code == "terminated" => return Err(error),
        Err(error) => return Ok(vec![error.message]),
    };
    let differences = differences(wanted, &made.catalog).into_iter();
    Ok(differences.filter(|d| !d.path.starts_with("role ")).map(|d| d.to_string()).collect())
}
