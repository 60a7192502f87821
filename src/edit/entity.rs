//! Commands about one entity and what belongs to it.

use super::apply::{tidy_grants, tidy_policy};
use super::change::{Key, Record};
use super::command::{EntityProperties, Refusal};
use super::work::Work;
use super::{ids, remove, rename};
use crate::catalog::{Column, Id, Sorting, Table};
use crate::design::{Entity, Node, Tenancy};

/// Adds an entity and where it stands.
pub(super) fn add(work: &mut Work<'_>, mut entity: Entity, node: Node) -> Result<(), Refusal> {
    work.claim(ids::of_entity(&entity))?;
    tidy_grants(&mut entity.table.grants);
    entity.table.policies.iter_mut().for_each(tidy_policy);
    let id = entity.id().clone();
    work.put_entity(entity);
    place(work, &id, node)
}

/// Puts an entity's node at a place.
pub(super) fn place(work: &mut Work<'_>, id: &Id, node: Node) -> Result<(), Refusal> {
    work.entity(id)?;
    work.put(Key::Node(id.clone()), Some(Record::Node(tidy_node(id, node)?)));
    Ok(())
}

/// A place in half units: finer ones can't be seen, and would make every drag a long line in the project file.
pub(super) fn tidy_node(id: &Id, node: Node) -> Result<Node, Refusal> {
    if !node.x.is_finite() || !node.y.is_finite() {
        return Err(Refusal::about(id, "A place on the canvas must be a number."));
    }
    let half = |number: f64| (number * 2.0).round() / 2.0 + 0.0;
    Ok(Node { x: half(node.x), y: half(node.y) })
}

/// Replaces the properties that are not lists of their own.
pub(super) fn set(work: &mut Work<'_>, id: &Id, properties: EntityProperties) -> Result<(), Refusal> {
    rename::entity(work, id, &properties.name)?;
    rename::moved(work, id, &properties.schema)?;
    let old = EntityProperties::from(work.entity(id)?);
    let derived =
        (&old.base, old.inheritance, &old.tenancy) != (&properties.base, properties.inheritance, &properties.tenancy);
    let known = if derived { remove::dangling(work.design()) } else { Default::default() };
    if let (Tenancy::Tenant { column: None }, Tenancy::Tenant { column: Some(column) }) =
        (&old.tenancy, &properties.tenancy)
    {
        // Keys and indexes on the column that lowering added are meant for the one that takes its place.
        remove::replace_column(work, &id.part("tenant"), column)?;
    }
    let entity = work.edit(id)?;
    let table = &mut entity.table;
    table.name = properties.name;
    table.schema = properties.schema;
    table.comment = properties.comment;
    table.row_security = properties.row_security;
    entity.table_name = properties.table_name;
    entity.base = properties.base;
    entity.inheritance = properties.inheritance;
    entity.is_abstract = properties.is_abstract;
    entity.tenancy = properties.tenancy;
    entity.shared_rows = properties.shared_rows;
    entity.global_keys = properties.global_keys;
    tidy_global_keys(entity);
    if derived { remove::shrink(work, &known) } else { Ok(()) }
}

/// Sorts the keys that hold across tenants, each once, and forgets those that are gone.
pub(super) fn tidy_global_keys(entity: &mut Entity) {
    let table = &entity.table;
    let there = |id: &Id| table.constraints.iter().any(|c| c.id == *id) || table.indexes.iter().any(|i| i.id == *id);
    entity.global_keys.retain(there);
    entity.global_keys.order();
    entity.global_keys.dedup();
}

/// Adds or replaces a column.
pub(super) fn put_column(work: &mut Work<'_>, entity: &Id, column: Column, at: Option<usize>) -> Result<(), Refusal> {
    let columns = &work.entity(entity)?.table.columns;
    let old = columns.iter().position(|c| c.id == column.id);
    if old.is_some() {
        rename::column(work, entity, &column.id, &column.name)?;
    } else {
        work.claim([&column.id])?;
    }
    let columns = &mut work.edit(entity)?.table.columns;
    let at = at.or(old).unwrap_or(columns.len());
    if let Some(old) = old {
        columns.remove(old);
    }
    columns.insert(at.min(columns.len()), column);
    Ok(())
}

/// Moves a column to a position, or to the end.
pub(super) fn move_column(work: &mut Work<'_>, entity: &Id, column: &Id, to: usize) -> Result<(), Refusal> {
    let table = &work.entity(entity)?.table;
    let Some(from) = table.columns.iter().position(|c| c.id == *column) else {
        return Err(Refusal::about(entity, format!("“{}” has no column “{column}”.", table.name)));
    };
    let columns = &mut work.edit(entity)?.table.columns;
    let column = columns.remove(from);
    columns.insert(to.min(columns.len()), column);
    Ok(())
}

/// Sets or clears what a column is called in the database.
pub(super) fn map_column(work: &mut Work<'_>, entity: &Id, column: &Id, name: Option<String>) -> Result<(), Refusal> {
    let names = &mut work.edit(entity)?.column_names;
    match name {
        Some(name) => names.insert(column.clone(), name),
        None => names.remove(column),
    };
    Ok(())
}

/// Adds or replaces a part of an entity's table.
pub(super) fn put_part<T>(
    work: &mut Work<'_>,
    entity: &Id,
    list: fn(&mut Table) -> &mut Vec<T>,
    id: fn(&T) -> &Id,
    part: T,
) -> Result<(), Refusal> {
    let parts = list(&mut work.edit(entity)?.table);
    if let Some(old) = parts.iter_mut().find(|old| id(old) == id(&part)) {
        *old = part;
        return Ok(());
    }
    work.claim([id(&part)])?;
    list(&mut work.edit(entity)?.table).push(part);
    Ok(())
}

/// Removes a part of an entity's table.
pub(super) fn remove_part<T>(
    work: &mut Work<'_>,
    entity: &Id,
    list: fn(&mut Table) -> &mut Vec<T>,
    id: fn(&T) -> &Id,
    part: &Id,
    what: &str,
) -> Result<(), Refusal> {
    let table = &mut work.edit(entity)?.table;
    let parts = list(table);
    let count = parts.len();
    parts.retain(|old| id(old) != part);
    if parts.len() == count {
        return Err(Refusal::about(entity, format!("“{}” has no {what} “{part}”.", table.name)));
    }
    tidy_global_keys(work.edit(entity)?);
    Ok(())
}
