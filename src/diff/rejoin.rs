//! Tables that must leave a parent and join it again, because PostgreSQL changes what is inherited only then.

use super::align::{Aligned, TableMatch};
use super::table::same_parents;
use crate::catalog::{Column, ColumnValue, ConstraintKind, Pair, Table};

/// True if a table goes on inheriting from a parent, but what it inherits from it is its own by now, or was its own
/// before, or its parents come in another order, or if it is a partition that its parent's identity reaches only so. No
/// statement says any of that of a table that keeps its parents.
pub(crate) fn rejoins(aligned: &Aligned<'_>, table: &TableMatch<'_>) -> bool {
    if comes_after_its_parent(aligned, table) {
        return true;
    }
    let Pair { previous, next } = table.tables;
    if previous.options.inherits.is_empty() || next.options.inherits.is_empty() {
        return false;
    }
    let kept = |id| aligned.kept_by_next(id).map(|parent| parent.tables);
    let parents: Vec<Pair<&Table>> = next.options.inherits.iter().filter_map(kept).collect();
    let stay = parents.iter().filter(|parent| previous.options.inherits.contains(&parent.previous.id));
    let stay: Vec<Pair<&Table>> = stay.copied().collect();
    if stay.is_empty() {
        return false;
    }
    // What it stays with comes first afterwards, in the order of before.
    let mut order: Vec<_> = stay.iter().map(|parent| &parent.next.id).collect();
    order.sort_by_key(|id| {
        let before = stay.iter().find(|parent| parent.next.id == **id).map(|parent| &parent.previous.id);
        previous.options.inherits.iter().position(|id| Some(id) == before)
    });
    if !next.options.inherits.iter().zip(order).all(|(wanted, found)| wanted == found) {
        return true;
    }
    let has = |table: &Table, name: &str| table.columns.iter().any(|column| column.name == name);
    let column = |pair: &Pair<&crate::catalog::Column>| {
        let Pair { previous: p, next: n } = pair;
        p.options.inherited != n.options.inherited
            && stay.iter().any(|parent| has(parent.previous, &p.name) || has(parent.next, &n.name))
    };
    let own_beside = |name: &str| stay.iter().any(|parent| has(parent.next, name));
    let added = table.columns.added.iter().filter(|column| !column.options.inherited);
    let checks = |table: &Table, name: &str| {
        let mut checks = table.constraints.iter().filter(|c| matches!(c.kind, ConstraintKind::Check { .. }));
        checks.any(|check| check.name == name)
    };
    table.columns.kept.iter().any(column)
        || added.into_iter().any(|column| own_beside(&column.name))
        || table.constraints.kept.iter().any(|pair| {
            matches!(pair.next.kind, ConstraintKind::Check { .. })
                && pair.previous.options.inherited != pair.next.options.inherited
                && stay
                    .iter()
                    .any(|parent| checks(parent.previous, &pair.previous.name) || checks(parent.next, &pair.next.name))
        })
}

/// True for a partition of a table that is attached to another and has an identity from there: attaching gives it to the
/// table alone, and the partitions that it has can get it in no other way than by being attached after it.
pub(super) fn comes_after_its_parent(aligned: &Aligned<'_>, table: &TableMatch<'_>) -> bool {
    let Some(of) = &table.tables.next.options.partition_of else { return false };
    let Some(parent) = aligned.kept_by_next(&of.parent) else { return false };
    let Some(above) = &parent.tables.next.options.partition_of else { return false };
    let Some(above) = aligned.catalogs.next.table(&above.parent) else { return false };
    let is_identity = |table: &Table, name: &str| {
        let mut columns = table.columns.iter();
        columns.any(|c| c.name == name && matches!(c.value, ColumnValue::Identity { .. }))
    };
    let brought = |column: &Column| {
        [table.tables.next, parent.tables.next, above].iter().all(|table| is_identity(table, &column.name))
    };
    table.tables.next.columns.iter().any(brought)
        && (!same_parents(aligned, parent.tables) || comes_after_its_parent(aligned, parent))
}
