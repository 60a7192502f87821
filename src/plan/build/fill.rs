//! Online, a new column whose values differ from row to row is filled in batches: adding it with its default would rewrite
//! the whole table while nobody can read it.

use super::super::kind::Kind;
use super::super::planner::{Planner, build, building, statement};
use super::super::step::Key;
use super::super::{batch, halfway, hazard};
use super::column::nullability;
use super::table::next_part;
use super::value;
use crate::catalog::{Column, ColumnValue, ConstraintKind, DataType, Pair, Table};
use crate::diff::is_required;
use crate::sql::quote;

/// True if a column that is added to a table that is there is to be filled in batches: its default is another one for each
/// row, and an UPDATE of the rows that are there does nothing else than fill it.
pub(super) fn wanted<'a>(planner: &Planner<'a>, table: &'a Table, column: &'a Column) -> bool {
    let differs = match &column.value {
        ColumnValue::NextValue { .. } => true,
        ColumnValue::Default { expression } => hazard::is_volatile(expression),
        _ => false,
    };
    let not_valid = column.options.not_null_not_valid;
    if !differs
        || not_valid
        || !planner.is_online()
        || planner.next.default_waits(table, column)
        || !takes_null(planner, column)
    {
        return false;
    }
    let Some(kept) = planner.aligned.kept_by_next(&table.id) else { return false };
    let previous = kept.tables.previous;
    let alone = !table.is_partitioned()
        && !previous.is_partitioned()
        && table.parents().next().is_none()
        && planner.next.children(&table.id).is_empty()
        && planner.previous.children(&previous.id).is_empty();
    // A check that old rows may break makes their UPDATE fail.
    let held = [previous, table].iter().all(|table| {
        let open =
            |c: &crate::catalog::Constraint| matches!(c.kind, ConstraintKind::Check { .. }) && c.options.not_valid;
        !table.constraints.iter().any(open)
    });
    // A trigger or a rule would take the UPDATE for one of the application's, and a publication would want to know its rows.
    let catalogs = planner.aligned.catalogs;
    let unnoticed = [(catalogs.previous, &previous.id), (catalogs.next, &table.id)].iter().all(|(catalog, id)| {
        !catalog.objects.iter().any(|object| object.kind == "publication")
            && hazard::firing(catalog, id, &column.name, None).is_empty()
    });
    alone && held && unnoticed
}

/// True if a column of this type can be NULL for a while: a domain may say otherwise.
fn takes_null(planner: &Planner<'_>, column: &Column) -> bool {
    match column.data_type.defined_id() {
        None => matches!(column.data_type, DataType::Builtin { .. }),
        Some(id) => planner.next.enum_type(id).is_some(),
    }
}

/// What `ADD COLUMN` says of a column that is filled afterwards: in one statement with its default, so that rows that come
/// meanwhile have theirs, and in two parts of it, so that those that are there don't.
pub(super) fn definition<'a>(planner: &Planner<'a>, column: &'a Column) -> String {
    let name = quote::ident(&column.name);
    let value = planner.next.column_value(&column.value);
    format!("{},\n    ALTER COLUMN {name} SET {value}", planner.next.column_type(column))
}

/// Fills the column, and makes it NOT NULL if it is to be. `added` is provided by the statement that adds it.
pub(super) fn fill<'a>(planner: &mut Planner<'a>, table: &'a Table, column: &'a Column, added: Key<'a>) {
    debug_assert!(value::is_default(&column.value));
    let (table_ref, name) = next_part(planner, table, &column.name);
    let place = planner.next_place(&table.id);
    let (lifted, checked) = planner.reading(&table.id);
    let column_ref = quote::ident(&column.name);
    let (set, condition) = (format!("{column_ref} = DEFAULT"), format!("{column_ref} IS NULL"));
    let sql = batch::update(&table_ref, &set, &condition, None);
    let step = building(build::TABLE, statement(Kind::FillColumn, &column.id, name, sql))
        .at(place, build::DEFAULT)
        .alone(halfway::fill())
        .after([added, lifted])
        .provides([Key::PlainColumns(&table.id), Key::Columns(&table.id), Key::AllColumns])
        .provides([Key::Column(&table.id, &column.id), checked]);
    planner.push(step);
    if is_required(table, column)
        && let Some(kept) = planner.aligned.kept_by_next(&table.id)
    {
        nullability(planner, kept, Pair::new(column, column), true);
    }
}
