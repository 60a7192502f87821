//! Indexes.

use super::super::hazard;
use super::super::kind::Kind;
use super::super::planner::{Planner, build, building, dismantle, dismantling, index_name, statement};
use super::super::step::Key;
use super::comment;
use crate::catalog::{Id, Index, IndexTarget};

pub(super) fn drop<'a>(planner: &mut Planner<'a>, table: &'a Id, id: &Id) {
    let Some(table) = planner.previous.table(table) else { return };
    let Some(index) = table.indexes.iter().find(|i| i.id == *id) else { return };
    let concurrently = if planner.is_online() { "CONCURRENTLY " } else { "" };
    let sql = format!("DROP INDEX {concurrently}{}", planner.previous.index_ref(table, index));
    let name = index_name(planner.previous, table, index);
    // A foreign key may rest on a unique index too.
    let step = dismantling(dismantle::INDEX, statement(Kind::DropIndex, &index.id, name, sql))
        .at(planner.previous_place(&table.id), 0)
        .after([Key::ReferencesGone(&table.id)])
        .provides([Key::DependentsGone(&table.id), Key::ExpressionsGone]);
    planner.push(if planner.is_online() { step.alone() } else { step });
}

pub(super) fn add<'a>(planner: &mut Planner<'a>, table: &'a Id, id: &'a Id) {
    let Some(table) = planner.next.table(table) else { return };
    let Some(index) = table.indexes.iter().find(|i| i.id == *id) else { return };
    let is_new_table = planner.is_new(&table.id);
    let concurrently = planner.is_online() && !is_new_table;
    let sql = planner.next.create_index(table, index, concurrently);
    let name = index_name(planner.next, table, index);
    let mut step = building(build::TABLE, statement(Kind::CreateIndex, id, name.clone(), sql))
        .at(planner.next_place(&table.id), build::INDEX)
        .after([Key::Columns(&table.id), Key::Table(&table.id)])
        .provides([Key::Part(&table.id, id)]);
    if is_foreign_key_target(index) {
        step = step.provides([Key::Keys(&table.id)]);
    }
    if !is_new_table && !concurrently {
        let safer = planner.next.create_index(table, index, true);
        step = step.hazard([hazard::index_blocks_writes(&name, &safer)]);
    }
    planner.push(if concurrently { step.alone() } else { step });
    comment::index(planner, table, index);
}

/// True if a foreign key may rest on it.
fn is_foreign_key_target(index: &Index) -> bool {
    index.unique
        && index.predicate.is_none()
        && index.keys.iter().all(|key| matches!(key.target, IndexTarget::Column { .. }))
}
