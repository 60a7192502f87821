//! Which columns of a change can be split.

use crate::catalog::{Catalog, Column, ColumnValue, ConstraintKind, DataType, EnumType, Id, Pair, Table};
use crate::diff::{Aligned, TableMatch};
use crate::expr::has_word;

/// A column that gets a twin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moving<'a> {
    pub(super) table: &'a TableMatch<'a>,
    pub(super) column: Pair<&'a Column>,
}

/// The columns that get a twin, and the enums that do so that their columns can.
pub(super) fn moving<'a>(aligned: &'a Aligned<'a>) -> (Vec<Moving<'a>>, Vec<Pair<&'a EnumType>>) {
    let catalogs = aligned.catalogs;
    let swapped: Vec<Pair<&EnumType>> =
        aligned.enums.kept.iter().copied().filter(|e| is_swapped(aligned, *e)).collect();
    let mut columns: Vec<Moving<'a>> = Vec::new();
    for table in aligned.kept_tables.iter().filter(|table| is_plain(catalogs, table)) {
        for column in &table.columns.kept {
            let swaps = |c: &Column| swapped.iter().any(|e| c.data_type.defined_id() == Some(&e.next.id));
            let changes = column.previous.name != column.next.name
                || column.previous.data_type != column.next.data_type
                || swaps(column.next);
            if changes && can_move(aligned, table, *column) {
                columns.push(Moving { table, column: *column });
            }
        }
    }
    // An enum can be swapped if each of its columns can, and nothing else is made of it. Otherwise none of them gets a twin
    // for its sake: a table would have both.
    let whole = |e: &Pair<&EnumType>| {
        let users = users(catalogs.previous, &e.previous.id);
        let moved = |user: &&Id| columns.iter().any(|m| m.column.previous.id == **user);
        users.iter().all(moved)
    };
    let (enums, others): (Vec<_>, Vec<_>) = swapped.into_iter().partition(whole);
    let uses = |m: &Moving<'_>, e: &Pair<&EnumType>| {
        m.column.next.data_type.defined_id() == Some(&e.next.id)
            || m.column.previous.data_type.defined_id() == Some(&e.previous.id)
    };
    columns.retain(|m| !others.iter().any(|e| uses(m, e)));
    let enums = enums.into_iter().filter(|e| columns.iter().any(|m| uses(m, e))).collect();
    (columns, enums)
}

/// True if an enum must be made anew: a label goes, or labels change places.
fn is_swapped(aligned: &Aligned<'_>, pair: Pair<&EnumType>) -> bool {
    let labels = Aligned::labels(pair);
    let places = |label: &Id| pair.previous.labels.iter().position(|l| l.id == *label);
    let kept: Vec<_> = labels.kept.iter().filter_map(|l| places(&l.previous.id)).collect();
    let same_place =
        pair.previous.name == pair.next.name && aligned.schemas.same(&pair.previous.schema, &pair.next.schema);
    same_place && (!labels.removed.is_empty() || kept.windows(2).any(|two| two[0] > two[1]))
}

/// Everything that is made of a type, by id.
fn users<'a>(catalog: &'a Catalog, id: &'a Id) -> Vec<&'a Id> {
    let columns = catalog.tables.iter().flat_map(|t| &t.columns).filter(|c| c.data_type.defined_id() == Some(id));
    let standing = catalog.dependencies.iter().filter(|(_, on)| on.contains(id)).map(|(by, _)| by);
    columns.map(|c| &c.id).chain(standing).collect()
}

/// A table of its own, whose rows are all its own.
fn is_plain(catalogs: Pair<&Catalog>, table: &TableMatch<'_>) -> bool {
    let plain = |catalog: &Catalog, table: &Table| {
        let has_children = catalog.tables.iter().any(|t| t.parents().any(|parent| *parent == table.id));
        !table.is_partitioned() && table.parents().next().is_none() && !has_children
    };
    plain(catalogs.previous, table.tables.previous) && plain(catalogs.next, table.tables.next)
}

fn can_move(aligned: &Aligned<'_>, table: &TableMatch<'_>, column: Pair<&Column>) -> bool {
    let catalogs = aligned.catalogs;
    let tables = table.tables;
    let value = |c: &Column| matches!(c.value, ColumnValue::None | ColumnValue::Default { .. });
    let own = |c: &Column| c.own_collation.is_none();
    // What is computed of it would have to be computed of both.
    let computes = |table: &Table, name: &str| {
        table.columns.iter().any(|c| match &c.value {
            ColumnValue::Generated { expression, .. } => has_word(expression.sql(), &|word| word == name),
            _ => false,
        })
    };
    // Another column of the same name would leave none for its twin.
    let taken =
        column.previous.name != column.next.name && tables.previous.columns.iter().any(|c| c.name == column.next.name);
    [column.previous, column.next].into_iter().all(|c| value(c) && own(c))
        && !is_key(catalogs.previous, tables.previous, &column.previous.id)
        && !is_key(catalogs.next, tables.next, &column.next.id)
        && !computes(tables.previous, &column.previous.name)
        && !computes(tables.next, &column.next.name)
        && !taken
        && is_known(aligned, &column.next.data_type)
}

/// True if rows are told apart by it: its table's key, or what foreign keys refer to.
fn is_key(catalog: &Catalog, table: &Table, column: &Id) -> bool {
    let primary = table.primary_key().is_some_and(|key| key.contains(column));
    primary
        || catalog.tables.iter().flat_map(|t| &t.constraints).any(|c| match &c.kind {
            ConstraintKind::ForeignKey { target, target_columns, .. } => {
                *target == table.id && target_columns.contains(column)
            }
            _ => false,
        })
}

/// True if the type is there before.
fn is_known(aligned: &Aligned<'_>, data_type: &DataType) -> bool {
    match data_type {
        DataType::Builtin { .. } => true,
        DataType::Defined { id, array } => {
            !array && aligned.enums.kept.iter().any(|e| e.next.id == *id && e.previous.id == *id)
        }
    }
}
