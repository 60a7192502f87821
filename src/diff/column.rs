//! Changes of columns.

use super::{Aligned, Change, TableMatch, text};
use crate::catalog::{Catalog, Column, ColumnValue, DataType, Id, Pair, Parameters, Table};

/// A change of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnChange {
    /// The column is new.
    Added {
        /// The table's ids.
        table: Pair<Id>,
        /// The column's id.
        id: Id,
    },
    /// The column is gone.
    Removed {
        /// The table's ids.
        table: Pair<Id>,
        /// The column's id.
        id: Id,
    },
    /// The column is in both catalogs.
    Altered {
        /// The table's ids.
        table: Pair<Id>,
        /// The column's ids.
        ids: Pair<Id>,
        /// What changed.
        what: ColumnAlteration,
    },
}

/// What changed of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnAlteration {
    /// Its name.
    Renamed,
    /// Its type or collation.
    Type,
    /// Where its value comes from: default, identity or generation.
    Value,
    /// Whether it may be NULL.
    Nullability,
    /// What else is said of it.
    Options,
}

pub(super) fn changes(aligned: &Aligned<'_>, table: &TableMatch<'_>, out: &mut Vec<Change>) {
    for gone in &table.columns.removed {
        out.push(Change::Column(ColumnChange::Removed { table: table.ids(), id: gone.id.clone() }));
    }
    for pair in &table.columns.kept {
        let mut push = |what| {
            let ids = pair.map(|c| c.id.clone());
            out.push(Change::Column(ColumnChange::Altered { table: table.ids(), ids, what }));
        };
        if pair.previous.name != pair.next.name {
            push(ColumnAlteration::Renamed);
        }
        if !same_type(aligned, *pair) {
            push(ColumnAlteration::Type);
        }
        if !same_value(aligned, table, *pair) {
            push(ColumnAlteration::Value);
        }
        if is_required(table.tables.previous, pair.previous) != is_required(table.tables.next, pair.next) {
            push(ColumnAlteration::Nullability);
        }
        if said(pair.previous) != said(pair.next) {
            push(ColumnAlteration::Options);
        }
    }
    for new in &table.columns.added {
        out.push(Change::Column(ColumnChange::Added { table: table.ids(), id: new.id.clone() }));
    }
}

/// What else is said of a column and can be said by ALTER COLUMN.
fn said(column: &Column) -> (Option<&String>, Option<&String>, Option<i32>, &Parameters) {
    let options = &column.options;
    (options.storage.as_ref(), options.compression.as_ref(), options.statistics, &options.parameters)
}

/// True if type and collation are the same.
fn same_type(aligned: &Aligned<'_>, pair: Pair<&Column>) -> bool {
    let Pair { previous, next } = pair;
    let same = match (&previous.data_type, &next.data_type) {
        (DataType::Defined { id: p, array: pa }, DataType::Defined { id: n, array: na }) => {
            aligned.same_type(p, n) && pa == na
        }
        // What one catalog knows by its id, another may know by its name.
        (DataType::Builtin(name), DataType::Defined { id, array }) => {
            is_called(aligned.catalogs.next, id, *array, name)
        }
        (DataType::Defined { id, array }, DataType::Builtin(name)) => {
            is_called(aligned.catalogs.previous, id, *array, name)
        }
        (DataType::Builtin(p), DataType::Builtin(n)) => p == n || DataType::builtin(p) == DataType::builtin(n),
    };
    same && same_collation(aligned, pair)
}

/// True if two columns sort alike.
fn same_collation(aligned: &Aligned<'_>, pair: Pair<&Column>) -> bool {
    let own = pair.map(|column| column.own_collation.as_ref());
    pair.previous.collation == pair.next.collation
        && match (own.previous, own.next) {
            (Some(previous), Some(next)) => aligned.objects.same(previous, next),
            // One catalog knows it by its name alone.
            _ => true,
        }
}

/// True if this is the name, with or without its schema, of a type that is neither an enum nor a table.
fn is_called(catalog: &Catalog, id: &Id, array: bool, name: &str) -> bool {
    let (element, is_array) = name.strip_suffix("[]").map_or((name, false), |element| (element, true));
    let object = catalog.object(id).filter(|object| object.is_type());
    array == is_array
        && object.is_some_and(|object| {
            let bare = object.identity.strip_suffix(element).is_some_and(|schema| schema.ends_with('.'));
            object.identity == element || bare
        })
}

fn same_value(aligned: &Aligned<'_>, table: &TableMatch<'_>, pair: Pair<&Column>) -> bool {
    match (&pair.previous.value, &pair.next.value) {
        (ColumnValue::None, ColumnValue::None) => true,
        (ColumnValue::Default { expression: p }, ColumnValue::Default { expression: n }) => {
            // A default names no columns, so no renames apply.
            text::same_as_written(Pair::new(p, n))
        }
        (ColumnValue::NextValue { sequence: p }, ColumnValue::NextValue { sequence: n }) => {
            aligned.sequences.same(p, n)
        }
        (ColumnValue::Identity { always: p }, ColumnValue::Identity { always: n }) => p == n && same_sequence(pair),
        (
            ColumnValue::Generated { expression: p, stored: ps },
            ColumnValue::Generated { expression: n, stored: ns },
        ) => ps == ns && text::same(aligned, table, Pair::new(p, n)),
        _ => false,
    }
}

/// True if two identity columns have the same sequence. A name that one of them leaves to PostgreSQL is any name.
fn same_sequence(pair: Pair<&Column>) -> bool {
    let options = pair.map(|c| c.sequence.as_ref().map(|s| s.options).unwrap_or_default());
    let names = pair.map(|c| c.sequence.as_ref().and_then(|s| s.name.as_ref()));
    options.previous == options.next
        && (names.previous == names.next || names.previous.is_none() || names.next.is_none())
}

/// True if two generated columns have the same expression.
pub(crate) fn same_generation(aligned: &Aligned<'_>, table: &TableMatch<'_>, pair: Pair<&Column>) -> bool {
    same_value(aligned, table, pair)
}

/// True if PostgreSQL keeps NULL out of the column: `NOT NULL`, part of the primary key, or identity.
pub(crate) fn is_required(table: &Table, column: &Column) -> bool {
    column.not_null
        || matches!(column.value, ColumnValue::Identity { .. })
        || table.primary_key().is_some_and(|key| key.contains(&column.id))
}
