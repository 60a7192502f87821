//! Indexes.

use super::super::kind::Kind;
use super::super::planner::{Planner, build, building, dismantle, dismantling, index_name, statement};
use super::super::step::Key;
use super::super::{halfway, hazard};
use super::{comment, options, partition};
use crate::catalog::{Id, Index, IndexTarget, Pair};

pub(super) fn drop<'a>(planner: &mut Planner<'a>, table: &'a Id, id: &Id) {
    let Some(table) = planner.previous.table(table) else { return };
    let Some(index) = table.indexes.iter().find(|i| i.id == *id) else { return };
    if partition::goes_with_parent(planner, table, index.options.partition_of.as_ref()) {
        return;
    }
    let online = planner.is_online() && !table.is_partitioned();
    let concurrently = if online { "CONCURRENTLY " } else { "" };
    let index_ref = planner.previous.index_ref(table, index);
    let sql = format!("DROP INDEX {concurrently}{index_ref}");
    let name = index_name(planner.previous, table, index);
    // A foreign key may rest on a unique index too.
    let step = dismantling(dismantle::INDEX, statement(Kind::DropIndex, &index.id, name, sql))
        .at(planner.previous_place(&table.id), 0)
        .after([Key::ReferencesGone(&table.id), Key::Detached(&table.id), Key::ChildrenGone(&table.id)])
        .provides([Key::DependentsGone(&table.id), Key::ExpressionsGone]);
    planner.push(if online { step.alone(halfway::drop_index(&index_ref)) } else { step });
}

pub(super) fn add<'a>(planner: &mut Planner<'a>, table: &'a Id, id: &'a Id) {
    let Some(table) = planner.next.table(table) else { return };
    let Some(index) = table.indexes.iter().find(|i| i.id == *id) else { return };
    let is_new_table = planner.is_new(&table.id);
    let concurrently = planner.is_online() && !is_new_table && !table.is_partitioned();
    let sql = planner.next.create_index(table, index, concurrently);
    let name = index_name(planner.next, table, index);
    let mut step = building(build::TABLE, statement(Kind::CreateIndex, id, name.clone(), sql))
        .at(planner.next_place(&table.id), build::INDEX)
        .after([Key::Columns(&table.id), Key::Table(&table.id)])
        .after(partition::has_partitions(planner, table))
        .provides([Key::Part(&table.id, id)])
        .hazard(hazard::index_version(planner.options, &name, index));
    if is_foreign_key_target(index) {
        step = step.provides([Key::Keys(&table.id)]);
    }
    if !is_new_table && index.unique {
        step = step.hazard([hazard::unique_index(&name)]);
    }
    if !is_new_table && !concurrently {
        let safer = planner.next.create_index(table, index, true);
        step = step.hazard([hazard::index_blocks_writes(&name, &safer)]);
    }
    let on_failure = || halfway::create_index(&planner.next.index_ref(table, index), index.unique);
    planner.push(if concurrently { step.alone(on_failure()) } else { step });
    if let Some(parent) = &index.options.partition_of
        && !partition::comes_with_table(planner, table, parent)
    {
        partition::attach_index(planner, table, (id, &index.name), parent);
    }
    options::of_new_index(planner, table, index);
    options::of_part_made_again(planner, table, id);
    comment::index(planner, table, index);
}

/// Attaches an index of a partition that is in both catalogs to its parent's.
pub(super) fn attached<'a>(planner: &mut Planner<'a>, table: &'a Pair<Id>, ids: &'a Pair<Id>) {
    if planner.is_index_rebuilt(&table.next, &ids.next) {
        return;
    }
    let Some(table) = planner.next.table(&table.next) else { return };
    let Some(index) = table.indexes.iter().find(|i| i.id == ids.next) else { return };
    if let Some(parent) = &index.options.partition_of
        && !partition::comes_with_table(planner, table, parent)
    {
        partition::attach_index(planner, table, (&index.id, &index.name), parent);
    }
}

/// True if a foreign key may rest on it.
fn is_foreign_key_target(index: &Index) -> bool {
    index.unique
        && index.predicate.is_none()
        && index.keys.iter().all(|key| matches!(key.target, IndexTarget::Column { .. }))
}
