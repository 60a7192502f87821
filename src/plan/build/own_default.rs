//! Defaults that columns get in a statement of their own, because what brought the column could not bring them.

use super::super::kind::Kind;
use super::super::placeholder::Placeholder;
use super::super::planner::{Planner, build, building, statement};
use super::super::step::Key;
use super::table::{needs, next_part};
use super::value;
use crate::catalog::{Column, ColumnValue, Table};
use crate::sql::quote;

/// Sets the default of a new column that has to wait for what stands on the table; rows that are there get it, too.
pub(super) fn late_default<'a>(planner: &mut Planner<'a>, table: &'a Table, column: &'a Column, has_rows: bool) {
    if !planner.next.default_waits(table, column) {
        return;
    }
    let (table_ref, name) = next_part(planner, table, &column.name);
    let column_ref = quote::ident(&column.name);
    let value = planner.next.column_value(&column.value);
    let place = planner.next_place(&table.id);
    let sql = format!("ALTER TABLE {table_ref} ALTER COLUMN {column_ref} SET {value}");
    let link = planner.link();
    let step = building(build::TABLE, statement(Kind::SetDefault, &column.id, name.clone(), sql));
    let keys = [Key::Table(&table.id), Key::Column(&table.id, &column.id)];
    planner.push(step.at(place, build::DEFAULT).after(keys).provides([link]));
    if has_rows {
        let sql = format!("UPDATE {table_ref} SET {column_ref} = DEFAULT");
        let step = building(build::TABLE, statement(Kind::SetDefault, &column.id, name, sql));
        let (lifted, checked) = planner.reading(&table.id);
        let step = step.at(place, build::DEFAULT).after([link, lifted, Key::Keys(&table.id)]);
        planner.push(step.provides([checked, Key::RowsFilled]));
    }
}

/// Gives a column that came without one its default.
pub(super) fn give<'a>(planner: &mut Planner<'a>, table: &'a Table, column: &'a Column) {
    if planner.next.default_waits(table, column) {
        late_default(planner, table, column, false);
    } else if value::is_default(&column.value) {
        set_own_default(planner, table, column);
    }
}

/// Gives a column that came with a parent's the default that is its own.
pub(super) fn default_beside<'a>(planner: &mut Planner<'a>, table: &'a Table, column: &'a Column, parent: &'a Column) {
    let (own, parents) = (planner.next.column_value(&column.value), planner.next.column_value(&parent.value));
    let plain = |value: &ColumnValue| value::is_default(value) || value.is_none();
    if own == parents || !plain(&column.value) || !plain(&parent.value) {
        return;
    }
    set_own_default(planner, table, column);
}

fn set_own_default<'a>(planner: &mut Planner<'a>, table: &'a Table, column: &'a Column) {
    let own = planner.next.column_value(&column.value);
    let (kind, what) = if own.is_empty() {
        (Kind::DropDefault, "DROP DEFAULT".to_owned())
    } else {
        (Kind::SetDefault, format!("SET {own}"))
    };
    let (table_ref, name) = next_part(planner, table, &column.name);
    let sql = format!("ALTER TABLE ONLY {table_ref} ALTER COLUMN {} {what}", quote::ident(&column.name));
    let step = building(build::TABLE, statement(kind, &column.id, name, sql))
        .at(planner.next_place(&table.id), build::DEFAULT)
        .after(needs(&column.data_type, &column.value))
        .after([Key::Table(&table.id), Key::Column(&table.id, &column.id)]);
    planner.push(step);
}

/// The placeholder gave the rows that are there a value; now the column gets the default it really has.
pub(super) fn replace_placeholder<'a>(
    planner: &mut Planner<'a>,
    table: &'a Table,
    column: &'a Column,
    placeholder: Placeholder,
    place: usize,
) {
    let (table_ref, name) = next_part(planner, table, &column.name);
    let column_ref = quote::ident(&column.name);
    let value = planner.next.column_value(&column.value);
    let (kind, action) = match (placeholder.is_identity, value.is_empty()) {
        (true, _) => (Kind::DropIdentity, "DROP IDENTITY".to_owned()),
        (false, true) => (Kind::DropDefault, "DROP DEFAULT".to_owned()),
        (false, false) => (Kind::SetDefault, format!("SET {value}")),
    };
    let mut action = format!("ALTER COLUMN {column_ref} {action}");
    if placeholder.is_identity && !value.is_empty() {
        action.push_str(&format!(",\n    ALTER COLUMN {column_ref} SET {value}"));
    }
    let sql = format!("ALTER TABLE {table_ref} {action}");
    let step = building(build::TABLE, statement(kind, &column.id, name, sql)).at(place, build::DEFAULT);
    planner.push(step.after([Key::Column(&table.id, &column.id)]).provides([Key::Columns(&table.id)]));
}
