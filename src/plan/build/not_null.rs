//! What PostgreSQL 18 lets be said of NOT NULL, which is a constraint since then: its name, whether it is inherited and
//! whether it holds for old rows.

use std::borrow::Cow;
use std::collections::HashSet;

use super::super::kind::Kind;
use super::super::planner::{Planner, build, building, part_name, statement};
use super::super::step::{Key, Step};
use super::comment;
use crate::catalog::{Column, Id, Pair, Table};
use crate::sql::quote;

/// What a new column's definition can't say of its NOT NULL.
pub(super) fn of_new_column<'a>(planner: &mut Planner<'a>, table: &'a Table, column: &'a Column) {
    if column.not_null && column.options.not_null_not_valid {
        let step = added(planner, table, column);
        planner.push(step);
    }
    commented(planner, table, column, None);
}

/// The clause that adds the NOT NULL of a column as a constraint, if plain SET NOT NULL can't say all of it.
pub(super) fn clause(planner: &Planner<'_>, table: &Table, column: &Column) -> Option<String> {
    let options = &column.options;
    let plain = options.not_null_name.is_none() && !options.not_null_no_inherit && !options.not_null_not_valid;
    if plain || planner.options.target_version < 18 {
        return None;
    }
    let name = quote::ident(&options.not_null_name(&table.name, &column.name));
    let mut sql = format!("ADD CONSTRAINT {name} NOT NULL {}", quote::ident(&column.name));
    if options.not_null_no_inherit {
        sql.push_str(" NO INHERIT");
    }
    if options.not_null_not_valid {
        sql.push_str(" NOT VALID");
    }
    Some(sql)
}

/// A new table whose NOT NULL constraints say their names where a table that stays has one of the same name, as a partition
/// has that of a parent it leaves: PostgreSQL would number them.
pub(super) fn with_names<'t>(planner: &Planner<'_>, table: &'t Table) -> Cow<'t, Table> {
    if planner.options.target_version < 18 {
        return Cow::Borrowed(table);
    }
    let kept = planner.aligned.kept_tables.iter().map(|kept| kept.tables.next).filter(|t| t.schema == table.schema);
    let taken: HashSet<&str> =
        kept.flat_map(|t| &t.columns).filter_map(|c| c.options.not_null_name.as_deref()).collect();
    if taken.is_empty() {
        return Cow::Borrowed(table);
    }
    let mut named = Cow::Borrowed(table);
    for (at, column) in table.columns.iter().enumerate() {
        let name = column.options.not_null_name(&table.name, &column.name);
        if column.not_null && taken.contains(name.as_str()) {
            named.to_mut().columns[at].options.not_null_name = Some(name);
        }
    }
    named
}

fn added<'a>(planner: &Planner<'a>, table: &'a Table, column: &'a Column) -> Step<'a> {
    let what = clause(planner, table, column)
        .unwrap_or_else(|| format!("ALTER COLUMN {} SET NOT NULL", quote::ident(&column.name)));
    step(planner, table, column, Kind::SetNotNull, &what).provides([Key::NotNull(&table.id, &column.id)])
}

/// What is said of a NOT NULL that is in both catalogs.
pub(super) fn changed<'a>(planner: &mut Planner<'a>, table: &'a Pair<Id>, ids: &'a Pair<Id>) {
    if planner.is_column_recreated(&table.next, &ids.next) || planner.options.target_version < 18 {
        return;
    }
    let Some(old_table) = planner.previous.table(&table.previous) else { return };
    let Some(table) = planner.next.table(&table.next) else { return };
    let (Some(before), Some(column)) = (old_table.column(&ids.previous), table.column(&ids.next)) else { return };
    let (old, new) = (&before.options, &column.options);
    let names = Pair::new(
        quote::ident(&old.not_null_name(&old_table.name, &before.name)),
        quote::ident(&new.not_null_name(&table.name, &column.name)),
    );
    let has_parents = !planner.heritage.parents(&table.id).is_empty();
    if !old.not_null_not_valid && new.not_null_not_valid && !has_parents {
        // No statement makes it hold for new rows only.
        let drop = format!("ALTER COLUMN {} DROP NOT NULL", quote::ident(&column.name));
        let link = planner.link();
        let drop = step(planner, table, column, Kind::DropNotNull, &drop).provides([link]);
        let add = added(planner, table, column).after([link]);
        planner.push(drop);
        planner.push(add);
        return;
    }
    let mut before_it = None;
    // What is inherited has its parent's name.
    if names.previous != names.next && !has_parents {
        let rename = format!("RENAME CONSTRAINT {} TO {}", names.previous, names.next);
        let link = planner.link();
        let mut step = step(planner, table, column, Kind::RenameConstraint, &rename).provides([link]);
        // A table that is created finds its own names free, which PostgreSQL would number: so what gets its own name
        // back gets it first.
        if new.not_null_name.is_none() {
            step.rank.stage = build::SEQUENCE;
        }
        planner.push(step);
        before_it = Some(link);
    }
    if old.not_null_no_inherit != new.not_null_no_inherit {
        let word = if new.not_null_no_inherit { "NO INHERIT" } else { "INHERIT" };
        let what = format!("ALTER CONSTRAINT {} {word}", names.next);
        let step = step(planner, table, column, Kind::AlterConstraint, &what).after(before_it);
        planner.push(step);
    }
    if old.not_null_not_valid && !new.not_null_not_valid && !has_parents {
        let what = format!("VALIDATE CONSTRAINT {}", names.next);
        let step = step(planner, table, column, Kind::ValidateConstraint, &what).after(before_it);
        planner.push(step);
    }
    if old.not_null_comment != new.not_null_comment {
        commented(planner, table, column, before_it);
        if new.not_null_comment.is_none() {
            let step = on_constraint(planner, table, column).after(before_it);
            planner.push(step);
        }
    }
}

fn commented<'a>(planner: &mut Planner<'a>, table: &'a Table, column: &'a Column, after: Option<Key<'a>>) {
    if column.options.not_null_comment.is_some() && planner.options.target_version >= 18 {
        let step = on_constraint(planner, table, column).after(after);
        planner.push(step);
    }
}

fn on_constraint<'a>(planner: &Planner<'a>, table: &'a Table, column: &'a Column) -> Step<'a> {
    let options = &column.options;
    let name = quote::ident(&options.not_null_name(&table.name, &column.name));
    let object = format!("CONSTRAINT {name} ON {}", planner.next.table_ref(table));
    let sql = comment::sql(&object, options.not_null_comment.as_deref());
    let name = part_name(planner.next, table, &column.name);
    building(build::TABLE, statement(Kind::Comment, &column.id, name, sql))
        .at(planner.next_place(&table.id), build::COMMENT)
        .after([Key::Table(&table.id), Key::Columns(&table.id), Key::NotNull(&table.id, &column.id)])
}

fn step<'a>(planner: &Planner<'a>, table: &'a Table, column: &'a Column, kind: Kind, what: &str) -> Step<'a> {
    let sql = format!("ALTER TABLE {} {what}", planner.next.table_ref(table));
    let name = part_name(planner.next, table, &column.name);
    building(build::TABLE, statement(kind, &column.id, name, sql))
        .at(planner.next_place(&table.id), build::NOT_NULL)
        .after([Key::Table(&table.id), Key::Column(&table.id, &column.id)])
}
