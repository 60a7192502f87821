//! Which columns of a change can be split.

use crate::catalog::{Catalog, Column, ColumnValue, Constraint, ConstraintKind, DataType, EnumType, Id, Pair, Table};
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
            if changes(*column, &swapped) && refusal(aligned, table, *column).is_none() {
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

/// True if programs meet another column than before.
fn changes(column: Pair<&Column>, swapped: &[Pair<&EnumType>]) -> bool {
    column.previous.name != column.next.name
        || column.previous.data_type != column.next.data_type
        || swapped.iter().any(|e| column.next.data_type.defined_id() == Some(&e.next.id))
}

/// The columns that change and get no twin, by their tables, and why: the end of a sentence that begins with the name.
pub(super) fn refused<'a>(aligned: &'a Aligned<'a>) -> Vec<(Moving<'a>, String)> {
    let swapped: Vec<Pair<&EnumType>> =
        aligned.enums.kept.iter().copied().filter(|e| is_swapped(aligned, *e)).collect();
    let (moved, _) = moving(aligned);
    let mut out = Vec::new();
    for table in &aligned.kept_tables {
        for column in table.columns.kept.iter().filter(|column| changes(**column, &swapped)) {
            if moved.iter().any(|m| m.column.previous.id == column.previous.id) {
                continue;
            }
            let why = match is_plain(aligned.catalogs, table) {
                false => Some("is in a table that is partitioned, or shares its columns with others".to_owned()),
                true => refusal(aligned, table, *column),
            };
            let other = || "has a type that something else is made of, too, which can't be split".to_owned();
            out.push((Moving { table, column: *column }, why.unwrap_or_else(other)));
        }
    }
    out
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

/// Why a column can't be split: the end of a sentence that begins with its name.
fn refusal(aligned: &Aligned<'_>, table: &TableMatch<'_>, column: Pair<&Column>) -> Option<String> {
    let catalogs = aligned.catalogs;
    let tables = table.tables;
    let sides = [(catalogs.previous, tables.previous, column.previous), (catalogs.next, tables.next, column.next)];
    for (catalog, table, column) in sides {
        match &column.value {
            ColumnValue::None | ColumnValue::Default { .. } => {}
            ColumnValue::Generated { .. } => {
                return Some(
                    "is computed: it has no values of its own to carry over, and is made anew in one migration".into(),
                );
            }
            ColumnValue::Identity { .. } | ColumnValue::NextValue { .. } => {
                return Some("takes its numbers from a sequence, and two columns can't count as one".into());
            }
        }
        if column.own_collation.is_some() {
            return Some("has a collation of its own".into());
        }
        if let Some(why) = key(catalog, table, column) {
            return Some(why);
        }
        // What is computed of it would have to be computed of both.
        let computed = table.columns.iter().find(|c| match &c.value {
            ColumnValue::Generated { expression, .. } => has_word(expression.sql(), &|word| word == column.name),
            _ => false,
        });
        if let Some(computed) = computed {
            return Some(format!("is what {} is computed of, which would have to be computed of both", computed.name));
        }
    }
    // Another column of the same name would leave none for its twin.
    if column.previous.name != column.next.name && tables.previous.columns.iter().any(|c| c.name == column.next.name) {
        return Some(format!("is to be called {}, as another column is before", column.next.name));
    }
    (!is_known(aligned, &column.next.data_type))
        .then(|| "gets a type that is not there before, or is made of another".into())
}

/// What tells rows apart by a column: its table's key, or what foreign keys refer to.
fn key(catalog: &Catalog, table: &Table, column: &Column) -> Option<String> {
    if table.primary_key().is_some_and(|key| key.contains(&column.id)) {
        return Some(
            "is of the primary key: give the table the new key beside the old one, and move what refers to it first"
                .into(),
        );
    }
    let refers = |c: &&Constraint| match &c.kind {
        ConstraintKind::ForeignKey { target, target_columns, .. } => {
            *target == table.id && target_columns.contains(&column.id)
        }
        _ => false,
    };
    let constraints = catalog.tables.iter().flat_map(|t| t.constraints.iter().map(move |c| (t, c)));
    let (from, key) = constraints.into_iter().find(|(_, c)| refers(c))?;
    Some(format!("is what {} of {} refers to: move that first", key.name, from.name))
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
