//! Tables.

use std::collections::{HashMap, HashSet};

use super::super::hazard;
use super::super::kind::Kind;
use super::super::planner::{Planner, build, building, dismantle, dismantling, part_name, statement, table_name};
use super::super::rebuild::policy_queries;
use super::super::step::Key;
use super::{comment, constraint, grant, index, not_null, options, own_default, partition, policy};
use crate::catalog::{Catalog, ColumnValue, ConstraintKind, DataType, Id, RowSecurity, Table};
use crate::sql::quote;

/// Creates a table and all that belongs to it.
pub(super) fn add<'a>(planner: &mut Planner<'a>, id: &'a Id) {
    let Some(table) = planner.next.table(id) else { return };
    let place = planner.next_place(id);
    let name = table_name(planner.next, table);
    let sql = planner.next.create_table(&not_null::with_names(planner, table));
    let step = building(build::TABLE, statement(Kind::CreateTable, id, name.clone(), sql))
        .at(place, build::CREATE)
        .after(used_by(table).map(Key::Ready))
        // A partition's NOT NULL has the name of its parent's, which would get another if it came later.
        .after(table.options.partition_of.iter().map(|of| Key::Table(&of.parent)))
        .after(table.options.inherits.iter().flat_map(|parent| [Key::Table(parent), Key::Columns(parent)]))
        .provides([Key::Table(id), Key::PlainColumns(id), Key::Columns(id), Key::AllColumns, Key::Keys(id)])
        .hazard(table.columns.iter().filter_map(|c| hazard::virtual_column(planner.options, &name, c)))
        .hazard(table.constraints.iter().flat_map(|c| hazard::constraint_version(planner.options, c)));
    planner.push(step);
    comment::all_of_table(planner, table);
    options::of_new_table(planner, table);
    for new in &table.columns {
        own_default::late_default(planner, table, new, false);
    }
    for new in table.columns.iter().filter(|new| new.options.inherited) {
        let parents = table.options.inherits.iter().filter_map(|id| planner.next.table(id));
        if let Some(parent) = parents.flat_map(|parent| &parent.columns).find(|parent| parent.name == new.name) {
            own_default::default_beside(planner, table, new, parent);
        }
    }
    partition::attach(planner, table);
    let inline: HashSet<&Id> = planner.next.inline_constraints(table).map(|c| &c.id).collect();
    for constraint in &table.constraints {
        if inline.contains(&constraint.id) {
            constraint::attach_to_parents(planner, table, constraint);
        } else {
            constraint::add(planner, id, &constraint.id);
        }
    }
    for new in &table.indexes {
        index::add(planner, id, &new.id);
    }
    for new in &table.policies {
        policy::add(planner, id, &new.id);
    }
    let object = format!("TABLE {}", planner.next.table_ref(table));
    grant::all(planner, &table.grants, id, &object, &name, |statement| {
        building(build::TABLE, statement).at(place, build::GRANT).after([Key::Table(id)])
    });
    for column in &table.columns {
        grant::column(planner, table, column);
    }
    policy::set_row_security(planner, table, RowSecurity::Off);
}

/// The enums and sequences that a table's columns name.
fn used_by(table: &Table) -> impl Iterator<Item = &Id> {
    table.columns.iter().flat_map(|column| {
        let sequence = match &column.value {
            ColumnValue::NextValue { sequence } => Some(sequence),
            _ => None,
        };
        column.data_type.defined_id().into_iter().chain(sequence)
    })
}

/// Drops the tables that are gone, referencing ones before referenced ones.
pub(super) fn drop_all(planner: &mut Planner<'_>) {
    let aligned = planner.aligned;
    let removed: Vec<&Table> = aligned.tables.removed.clone();
    let in_circle = circles(&removed);
    let other_changes =
        removed.len() > 1 || aligned.kept_tables.iter().any(|table| !table.equal) || !aligned.enums.removed.is_empty();
    for table in &removed {
        let place = planner.previous_place(&table.id);
        // Two tables that refer to each other can't go one after the other while their foreign keys stand, nor can the
        // partitions of a table that refers to itself.
        for foreign_key in &table.constraints {
            if let ConstraintKind::ForeignKey { target, .. } = &foreign_key.kind
                && !foreign_key.options.inherited
                && (in_circle.contains(&(&table.id, target)) || *target == table.id && table.is_partitioned())
            {
                constraint::drop(planner, &table.id, &foreign_key.id);
            }
        }
        // A policy that reads another table keeps that table, and its columns, from being dropped.
        for gone in &table.policies {
            let stands_on_itself = planner.aligned.catalogs.previous.stands_on_own_rows(table, &gone.id);
            let reads_others = policy_queries(gone) || planner.stood_outside(&gone.id);
            if !(stands_on_itself || other_changes && reads_others) {
                continue;
            }
            policy::drop(planner, &table.id, &gone.id);
        }
        take_from_its_rows(planner, table);
        // What foreign keys refer to through its parent can't be dropped, but detached.
        let parent = table.options.partition_of.as_ref().map(|of| &of.parent);
        if let Some(parent) = parent.filter(|parent| is_referenced(planner, parent)) {
            partition::detach(planner, table, parent);
        }
        let sql = format!("DROP TABLE {}", planner.previous.table_ref(table));
        let name = table_name(planner.previous, table);
        let mut step = dismantling(dismantle::TABLE, statement(Kind::DropTable, &table.id, name.clone(), sql))
            .at(place, 0)
            .after([Key::ReferencesGone(&table.id), Key::PoliciesGone, Key::DependentsGone(&table.id)])
            .after([Key::Detached(&table.id), Key::ChildrenGone(&table.id)])
            .after(above(planner.aligned.catalogs.previous, table).into_iter().map(Key::ReferencesGone))
            .provides(table.parents().map(Key::ChildrenGone))
            .provides(used_by(table).map(Key::UsersGone))
            .provides([Key::SchemaEmpty(&table.schema)])
            // A partitioned table has no rows of its own, and those of its partitions may stay.
            .hazard((!table.is_partitioned()).then(|| hazard::drop_table(&name, planner.restoring)));
        for constraint in &table.constraints {
            if let ConstraintKind::ForeignKey { target, .. } = &constraint.kind
                && *target != table.id
                && !constraint.options.inherited
                && !in_circle.contains(&(&table.id, target))
            {
                step = step.provides([Key::ReferencesGone(target)]);
            }
        }
        planner.push(step);
    }
}

/// Drops what calls functions that stand on the table, and so must be gone before these, which go before the table.
fn take_from_its_rows<'a>(planner: &mut Planner<'a>, table: &'a Table) {
    let catalog = planner.aligned.catalogs.previous;
    for column in table.columns.iter().filter(|column| planner.previous.default_waits(table, column)) {
        let (table_ref, name) = previous_part(planner, table, &column.name);
        let sql = format!("ALTER TABLE {table_ref} ALTER COLUMN {} DROP DEFAULT", quote::ident(&column.name));
        let step = dismantling(dismantle::VALUE, statement(Kind::DropDefault, &column.id, name, sql));
        planner.push(step.at(planner.previous_place(&table.id), 0));
    }
    let checks = table.constraints.iter().filter(|c| matches!(c.kind, ConstraintKind::Check { .. }));
    for constraint in checks.filter(|c| !c.options.inherited && catalog.stands_on_own_rows(table, &c.id)) {
        constraint::drop(planner, &table.id, &constraint.id);
    }
    for index in table.indexes.iter().filter(|index| catalog.stands_on_own_rows(table, &index.id)) {
        index::drop(planner, &table.id, &index.id);
    }
}

/// True if a partition of this table, which stays, is referred to by way of it or of one it is a partition of itself.
fn is_referenced(planner: &Planner<'_>, parent: &Id) -> bool {
    let catalog = planner.aligned.catalogs.previous;
    let Some(kept) = planner.aligned.kept_by_previous(parent) else { return false };
    let mut all = above(catalog, kept.tables.previous);
    all.push(parent);
    let refers =
        |kind: &ConstraintKind| matches!(kind, ConstraintKind::ForeignKey { target, .. } if all.contains(&target));
    catalog.tables.iter().flat_map(|t| &t.constraints).any(|constraint| refers(&constraint.kind))
}

/// The tables that a table is a partition of, directly or not.
fn above<'a>(catalog: &'a Catalog, table: &'a Table) -> Vec<&'a Id> {
    let mut above = Vec::new();
    let mut at = Some(table);
    while let Some(of) = at.and_then(|table| table.options.partition_of.as_ref()) {
        above.push(&of.parent);
        at = catalog.table(&of.parent);
    }
    above
}

/// The references among these tables that are part of a circle: pairs of tables in one strongly connected component.
fn circles<'a>(tables: &[&'a Table]) -> HashSet<(&'a Id, &'a Id)> {
    let places: HashMap<&Id, usize> = tables.iter().enumerate().map(|(at, t)| (&t.id, at)).collect();
    let edges: Vec<Vec<usize>> = tables
        .iter()
        .map(|table| {
            let targets = table.constraints.iter().filter_map(|c| match &c.kind {
                ConstraintKind::ForeignKey { target, .. } => places.get(target).copied(),
                _ => None,
            });
            targets.collect()
        })
        .collect();
    let components = components(&edges);
    let mut pairs = HashSet::new();
    for (from, targets) in edges.iter().enumerate() {
        for to in targets.iter().filter(|to| **to != from && components[**to] == components[from]) {
            pairs.insert((&tables[from].id, &tables[*to].id));
        }
    }
    pairs
}

/// The number of each node's strongly connected component: Kosaraju's two passes, without recursion.
fn components(edges: &[Vec<usize>]) -> Vec<usize> {
    let mut reversed = vec![Vec::new(); edges.len()];
    for (from, targets) in edges.iter().enumerate() {
        for to in targets {
            reversed[*to].push(from);
        }
    }
    let mut finished = Vec::with_capacity(edges.len());
    let mut seen = vec![false; edges.len()];
    for start in 0..edges.len() {
        let mut stack = vec![(start, 0)];
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        while let Some((node, next)) = stack.pop() {
            match edges[node].get(next) {
                Some(to) => {
                    stack.push((node, next + 1));
                    if !std::mem::replace(&mut seen[*to], true) {
                        stack.push((*to, 0));
                    }
                }
                None => finished.push(node),
            }
        }
    }
    let mut component = vec![usize::MAX; edges.len()];
    for start in finished.into_iter().rev() {
        if component[start] != usize::MAX {
            continue;
        }
        let mut stack = vec![start];
        while let Some(node) = stack.pop() {
            if component[node] == usize::MAX {
                component[node] = start;
                stack.extend(&reversed[node]);
            }
        }
    }
    component
}

/// The name of a part of a previous table for a person, with its name in SQL.
pub(super) fn previous_part<'a>(planner: &Planner<'a>, table: &'a Table, part: &str) -> (String, String) {
    (planner.previous.table_ref(table), part_name(planner.previous, table, part))
}

/// The name of a part of a next table for a person, with its name in SQL.
pub(super) fn next_part<'a>(planner: &Planner<'a>, table: &'a Table, part: &str) -> (String, String) {
    (planner.next.table_ref(table), part_name(planner.next, table, part))
}

/// The enum a column's type names, or the sequence its default does, for those that wait for it.
pub(super) fn needs<'a>(data_type: &'a DataType, value: &'a ColumnValue) -> impl Iterator<Item = Key<'a>> {
    let sequence = match value {
        ColumnValue::NextValue { sequence } => Some(sequence),
        _ => None,
    };
    data_type.defined_id().into_iter().chain(sequence).map(Key::Ready)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_are_found() {
        let found = components(&[vec![1], vec![2], vec![0], vec![0, 4], vec![]]);
        assert!(found[0] == found[1] && found[1] == found[2]);
        assert!(found[3] != found[0] && found[4] != found[3]);
    }
}
