//! Tables that are OF a composite type: nothing of their columns can be changed while they are, and nothing of the type.

use super::super::kind::Kind;
use super::super::planner::{Planner, build, building, dismantle, dismantling, statement, table_name};
use super::super::step::Key;
use crate::catalog::{Id, Table};
use crate::diff::{Change, ObjectChange};

/// Takes tables from their types, and gives them to their types once both are as they are to be.
pub(super) fn all(planner: &mut Planner<'_>) {
    let aligned = planner.aligned;
    for table in &aligned.kept_tables {
        let (previous, next) = (table.tables.previous, table.tables.next);
        let (before, after) = (&previous.options.of_type, &next.options.of_type);
        let changes = !table.equal
            || planner.rebuilds(table).is_some_and(|rebuilds| !rebuilds.is_empty())
            || after.as_ref().is_some_and(|id| is_changed(planner, id));
        if !changes {
            continue;
        }
        if let Some(id) = before {
            leave(planner, previous, id);
        }
        if let Some(id) = after {
            join(planner, next, id);
        }
    }
    for new in &aligned.tables.added {
        if let Some(id) = &new.options.of_type {
            join(planner, new, id);
        }
    }
}

/// True if a type of the next catalog is made anew or altered.
fn is_changed(planner: &Planner<'_>, id: &Id) -> bool {
    let altered =
        |change: &Change| matches!(change, Change::Object(ObjectChange::Altered { ids, .. }) if ids.next == *id);
    planner.rebuilds.objects.contains(id) || planner.changes.iter().any(altered)
}

fn leave<'a>(planner: &mut Planner<'a>, table: &'a Table, id: &'a Id) {
    let sql = format!("ALTER TABLE {} NOT OF", planner.previous.table_ref(table));
    let statement = statement(Kind::AlterTable, &table.id, table_name(planner.previous, table), sql);
    let step = dismantling(dismantle::OBJECT, statement).at(planner.previous_place(&table.id), 0);
    planner.push(step.provides([Key::Detached(&table.id), Key::UsersGone(id)]));
}

fn join<'a>(planner: &mut Planner<'a>, table: &'a Table, id: &'a Id) {
    let Some(of) = planner.next.catalog().object(id) else { return };
    let sql = format!("ALTER TABLE {} OF {}", planner.next.table_ref(table), of.identity);
    let statement = statement(Kind::AlterTable, &table.id, table_name(planner.next, table), sql);
    let step = building(build::LATE, statement)
        .at(planner.next_place(&table.id), build::OPTIONS)
        .after([Key::Table(&table.id), Key::Columns(&table.id), Key::PlainColumns(&table.id), Key::Ready(id)])
        .after(table.columns.iter().map(|column| Key::Column(&table.id, &column.id)));
    planner.push(step);
}
