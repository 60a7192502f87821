//! Columns that get another place in their table: that of an attribute, where the table is OF a type.
//!
//! PostgreSQL adds a column behind the others and moves none. So a column that has to stand behind one that comes steps
//! aside under another name, comes again, takes its values over and goes. ALTER COLUMN TYPE takes them over and no
//! UPDATE: it reads every row whatever policies hide, wakes no trigger, and asks for no replica identity.

use super::super::conversion;
use super::super::hazard;
use super::super::kind::Kind;
use super::super::planner::{self, Planner, build, building, dismantling, statement};
use super::super::step::Key;
use super::table::{needs, next_part, previous_part};
use super::{column, comment, grant, options, own_default, value};
use crate::catalog::{Column, ColumnValue, Id, Pair, Table};
use crate::diff::{TableMatch, is_required};
use crate::sql::quote;

/// Makes a column of a table in both catalogs again, with its values.
pub(super) fn column<'a>(planner: &mut Planner<'a>, table: &'a TableMatch<'a>, pair: Pair<&'a Column>) {
    let aside = quote::ident(&name_aside(table.tables, &pair.previous.name));
    step_aside(planner, table, pair, &aside);
    come_again(planner, table, pair, &aside);
    let next = table.tables.next;
    if is_required(next, pair.next) {
        column::nullability(planner, table, pair, true);
    }
    options::of_new_column(planner, next, pair.next);
    comment::column(planner, next, pair.next);
    grant::column(planner, next, pair.next);
}

/// Adds the columns of tables that are OF a type one after the other, as the type has them.
pub(super) fn in_order(planner: &mut Planner<'_>) {
    let aligned = planner.aligned;
    for table in aligned.kept_tables.iter().map(|table| table.tables.next) {
        if table.options.of_type.is_none() {
            continue;
        }
        let place = |id: &Id| table.columns.iter().position(|column| column.id == *id);
        let added = planner.steps.iter().enumerate().filter(|(_, s)| s.statement.kind == Kind::AddColumn.as_str());
        let mut added: Vec<(usize, usize)> =
            added.filter_map(|(at, step)| Some((place(&step.statement.object)?, at))).collect();
        added.sort_unstable();
        let mut before = None;
        for (_, at) in added {
            let link = planner.link();
            planner.steps[at].after.extend(before);
            planner.steps[at].provides.push(link);
            before = Some(link);
        }
    }
}

/// A name that neither the table's columns have nor those it is to have.
fn name_aside(tables: Pair<&Table>, name: &str) -> String {
    let is_taken = |name: &str| [tables.previous, tables.next].iter().any(|t| t.columns.iter().any(|c| c.name == name));
    // PostgreSQL cuts off what is longer than 63 bytes.
    let mut short = name;
    while short.len() > 50 {
        short = &short[..short.char_indices().next_back().map_or(0, |(at, _)| at)];
    }
    let mut found = format!("{short}_before");
    let mut number = 1;
    while is_taken(&found) {
        number += 1;
        found = format!("{short}_before_{number}");
    }
    found
}

fn step_aside<'a>(planner: &mut Planner<'a>, table: &'a TableMatch<'a>, pair: Pair<&'a Column>, aside: &str) {
    let previous = table.tables.previous;
    let (table_ref, name) = previous_part(planner, previous, &pair.previous.name);
    let column = quote::ident(&pair.previous.name);
    let mut actions = Vec::new();
    match pair.previous.value {
        ColumnValue::Default { .. } | ColumnValue::NextValue { .. } => actions.push("DROP DEFAULT"),
        ColumnValue::Identity { .. } => actions.push("DROP IDENTITY"),
        ColumnValue::None | ColumnValue::Generated { .. } => {}
    }
    if is_required(previous, pair.previous) {
        actions.push("DROP NOT NULL");
    }
    let actions: Vec<_> = actions.iter().map(|action| format!("ALTER COLUMN {column} {action}")).collect();
    let mut statements = Vec::new();
    if !actions.is_empty() {
        statements.push((Kind::AlterColumn, format!("ALTER TABLE {table_ref} {}", actions.join(", "))));
    }
    statements.push((Kind::RenameColumn, format!("ALTER TABLE {table_ref} RENAME COLUMN {column} TO {aside}")));
    let sequence = match &pair.previous.value {
        ColumnValue::NextValue { sequence } => Some(Key::UsersGone(sequence)),
        _ => None,
    };
    let mut before = None;
    for (kind, sql) in statements {
        let link = planner.link();
        let statement = statement(kind, &pair.previous.id, name.clone(), sql);
        let step = dismantling(planner::dismantle::COLUMN, statement)
            .at(planner.previous_place(&previous.id), 0)
            .after([Key::DependentsGone(&previous.id), Key::ReferencesGone(&previous.id), Key::PoliciesGone])
            .after([Key::GeneratedGone(&previous.id), Key::Detached(&previous.id)])
            .after(before)
            .provides(sequence)
            .provides([link, Key::ExpressionsGone]);
        planner.push(step);
        before = Some(link);
    }
}

fn come_again<'a>(planner: &mut Planner<'a>, table: &'a TableMatch<'a>, pair: Pair<&'a Column>, aside: &str) {
    let next = table.tables.next;
    let (table_ref, name) = next_part(planner, next, &pair.next.name);
    let column = quote::ident(&pair.next.name);
    let data_types =
        Pair::new(planner.previous.data_type(&pair.previous.data_type), planner.next.data_type(&pair.next.data_type));
    let of_type = format!("{}{}", data_types.next, planner.next.collation(pair.next));
    let writers = Pair::new(planner.previous, planner.next);
    let using = conversion::using(writers, aside, pair.map(|c| &c.data_type)).unwrap_or_else(|| aside.to_owned());
    let waits = planner.next.default_waits(next, pair.next);
    let mut filled = format!("ALTER TABLE {table_ref}\n    ALTER COLUMN {column} TYPE {of_type} USING {using}");
    if value::is_default(&pair.next.value) && !waits {
        filled.push_str(&format!(",\n    ALTER COLUMN {column} SET {}", planner.next.column_value(&pair.next.value)));
    }
    let statements = [
        (Kind::AddColumn, build::ADD_COLUMN, format!("ALTER TABLE {table_ref} ADD COLUMN {column} {of_type}")),
        (Kind::AlterColumnType, build::TYPE, filled),
        (Kind::DropColumn, build::TYPE, format!("ALTER TABLE {table_ref} DROP COLUMN {aside}")),
    ];
    let mut before = None;
    for (kind, detail, sql) in statements {
        let link = planner.link();
        let mut step = building(build::TABLE, statement(kind, &pair.next.id, name.clone(), sql))
            .at(planner.next_place(&next.id), detail)
            .after(needs(&pair.next.data_type, &pair.next.value))
            .after(before)
            .provides([link, Key::PlainColumns(&next.id), Key::Columns(&next.id), Key::AllColumns])
            .provides([Key::Column(&next.id, &pair.next.id)]);
        if kind == Kind::AlterColumnType {
            step = step.hazard(hazard::change_type(&name, &data_types, pair, hazard::Stored::Anew));
        }
        planner.push(step);
        before = Some(link);
    }
    if waits {
        own_default::late_default(planner, next, pair.next, false);
    }
}
