//! A project is changed by SQL: by statements that are run on what it makes, or by a new definition of one of its objects.
//!
//! Whatever PostgreSQL can do to a schema can so be done to a project, for every kind of object, and what PostgreSQL made
//! of it is what the project gets.

use std::collections::BTreeMap;

use super::identity::Names;
use super::made::{Made, make, making};
use super::{Updated, conclude};
use crate::catalog::{Catalog, Id, Object};
use crate::design::Design;
use crate::engine::{Engine, SqlError};
use crate::import;
use crate::introspect::{adopt_ids_as, all_ids, introspect};
use crate::sql::quote::ident;
use crate::sql::split;

/// What an object is called while the new one takes its place.
const ASIDE: &str = "bulkhead_aside";

/// Kinds that can't be renamed. An extension's objects would be gone with it, so it isn't dropped either.
const NAMELESS: &[&str] = &["cast", "operator", "transform", "user mapping", "access method"];

/// Runs statements on what a design makes, and takes over what they change.
///
/// # Errors
/// That one of the statements failed: the design stays as it is.
pub async fn execute<E: Engine>(engine: &mut E, design: &Design, sql: &str) -> Result<(Design, Updated), SqlError> {
    let made = Made::of(engine, design).await?;
    // The engine holds what the project makes, so that what is only renamed can be told.
    let before = Names::of(engine).await?;
    let making = making(&made.lowered);
    for statement in &making.begin {
        engine.run(statement).await?;
    }
    let mut imported = import::import_more(engine, sql).await?;
    if !imported.report.errors.is_empty() {
        return Err(imported.report.errors.swap_remove(0));
    }
    for statement in &making.end {
        engine.run(statement).await?;
    }
    let after = Names::of(engine).await?;
    let base = made.base.clone();
    let sure = |wanted: &Catalog| before.renamed(&after, (&base, wanted));
    conclude(engine, design, &made, imported, sure, &[]).await
}

/// Gives an object of a design another definition. What stands on it is made again on the new one.
///
/// # Errors
/// That PostgreSQL refuses the definition, or what stands on the object no longer can: the design stays as it is.
pub async fn redefine<E: Engine>(
    engine: &mut E,
    design: &Design,
    id: &Id,
    sql: &str,
) -> Result<(Design, Updated), SqlError> {
    let made = Made::of(engine, design).await?;
    let Some(object) = made.lowered.object(id) else {
        return Err(SqlError::engine("design", "The project has no such object any more."));
    };
    let new = alone(engine, &made.lowered, object, sql).await?;
    // What PostgreSQL found in the new definition takes the old one's place; then everything is made anew.
    let mut lowered = made.lowered.clone();
    lowered.dependencies.insert(id.clone(), new.dependencies.get(id).cloned().unwrap_or_default());
    for other in lowered.objects.iter_mut().filter(|other| other.id == *id) {
        let Some(new) = new.object(id) else { continue };
        let settings = if new.identity == object.identity { object.settings.clone() } else { new.settings.clone() };
        let Object { comment, grants, owner, .. } = object.clone();
        *other = Object { comment: new.comment.clone().or(comment), grants, owner, settings, ..new.clone() };
    }
    let imported = make(engine, &lowered).await.map_err(|mut error| {
        error.message = format!("With this definition something else can't be made: {}", error.message);
        error
    })?;
    let made = Made { lowered, base: made.base };
    conclude(engine, design, &made, imported, |_| Vec::new(), &[]).await
}

/// What an engine that holds a catalog holds when the old object has stepped aside and the new one was made, with the
/// ids of the catalog: the new object has the old one's.
async fn alone<E: Engine>(engine: &mut E, lowered: &Catalog, object: &Object, sql: &str) -> Result<Catalog, SqlError> {
    let making = making(lowered);
    engine.run("SET check_function_bodies = off").await?;
    for statement in making.begin.iter().chain([&step_aside(object)]) {
        engine.run(statement).await?;
    }
    let before = all_ids(&introspect(engine).await?.catalog);
    for piece in split::statements(sql) {
        engine.run(piece.sql).await.map_err(|error| {
            let mut error = error.at(piece.sql);
            error.line = Some(piece.line as u32 + error.line.unwrap_or(1) - 1);
            error
        })?;
    }
    for statement in &making.end {
        engine.run(statement).await?;
    }
    let now = introspect(engine).await?.catalog;
    let new = now.objects.iter().find(|other| other.kind == object.kind && !before.contains(&other.id));
    let Some(new) = new else {
        let message = format!("This does not create a {}. Something else is added as a new object.", object.kind);
        return Err(SqlError::engine("design", message));
    };
    let known: BTreeMap<Id, Id> = [(new.id.clone(), object.id.clone())].into();
    Ok(adopt_ids_as(now, lowered, &known))
}

/// The statement that takes an object out of the new one's way.
fn step_aside(object: &Object) -> String {
    let Object { kind, identity, .. } = object;
    let verb = kind.to_uppercase();
    if NAMELESS.contains(&kind.as_str()) {
        format!("DROP {verb} {identity}")
    } else {
        format!("ALTER {verb} {identity} RENAME TO {}", ident(ASIDE))
    }
}
