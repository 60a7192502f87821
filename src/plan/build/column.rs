//! Columns of tables that are in both catalogs.

use std::collections::HashSet;

use super::super::kind::Kind;
use super::super::placeholder::{self, Placeholder};
use super::super::planner::{Planner, build, building, dismantle, dismantling, statement};
use super::super::step::Key;
use super::super::step::Step;
use super::super::{Hazard, halfway, hazard};
use super::table::{needs, next_part, previous_part};
use super::{between, comment, fill, moved, not_null, options, own_default, partition, stand_in, value};
use crate::catalog::{Column, ColumnValue, DataType, Id, Pair, Table, TypeShape};
use crate::diff::{Change, ColumnAlteration, ColumnChange, TableMatch, is_required};
use crate::sql::quote;
use crate::sql::write::{Writer, not_null as not_null_words};

pub(super) fn add<'a>(planner: &mut Planner<'a>, table: &'a Id, id: &'a Id) {
    let Some(table) = planner.next.table(table) else { return };
    let Some(column) = table.column(id) else { return };
    if let Some(origin) = planner.heritage.origin(&table.id, &column.name) {
        // The parent's brings it, with the parent's default.
        if let Some(parent) = origin.next.1 {
            own_default::default_beside(planner, table, column, parent);
        }
        options::of_new_column(planner, table, column);
        comment::column(planner, table, column);
        return;
    }
    let place = planner.next_place(&table.id);
    let (table_ref, name) = next_part(planner, table, &column.name);
    let table_ref = stand_in::target(planner, table, id).unwrap_or(table_ref);
    let is_generated = matches!(column.value, ColumnValue::Generated { .. });
    // What reads other columns waits until they have their types.
    let (detail, after, provides) = if is_generated {
        (build::GENERATED, Some(Key::PlainColumns(&table.id)), None)
    } else {
        (build::ADD_COLUMN, None, Some(Key::PlainColumns(&table.id)))
    };
    let placeholder = if planner.restoring { placeholder::of(planner.next, table, column) } else { None };
    let definition = match &placeholder {
        None => planner.next.column_definition(table, column),
        Some(Placeholder { clause, .. }) => {
            // A key's column needs no more said of it.
            let required = match (column.not_null, is_required(table, column)) {
                (true, _) if !column.options.not_null_not_valid => not_null_words(column),
                (_, true) => " NOT NULL".to_owned(),
                (_, false) => String::new(),
            };
            format!("{}{required} {clause}", planner.next.column_type(column)).trim_end().to_owned()
        }
    };
    // A column that its children get can't be added with its identity before PostgreSQL 17, which they don't have then.
    let is_identity = matches!(column.value, ColumnValue::Identity { .. });
    let apart = is_identity
        && placeholder.is_none()
        && planner.options.target_version < 17
        && !planner.heritage.descendants(&table.id).is_empty();
    let definition = if apart { format!("{} NOT NULL", planner.next.column_type(column)) } else { definition };
    let in_batches = placeholder.is_none() && fill::wanted(planner, table, column);
    let definition = if in_batches { fill::definition(planner, column) } else { definition };
    let sql = format!("ALTER TABLE {table_ref} ADD COLUMN {definition}");
    let added = in_batches.then(|| planner.link());
    let mut step = building(build::TABLE, statement(Kind::AddColumn, id, name.clone(), sql))
        .at(place, detail)
        .after(needs(&column.data_type, &column.value))
        .after(after)
        .after(if planner.stand_ins.brings(&table.id, id) { stand_in::ready(table) } else { Vec::new() })
        .provides(provides)
        .provides([Key::Columns(&table.id), Key::AllColumns, Key::Column(&table.id, id)])
        .provides(added)
        .hazard(hazard::virtual_column(planner.options, &name, column))
        .hazard(if in_batches { None } else { rewrites(planner, table, column, &name) })
        .hazard(hazard::not_null_version(planner.options, &name, column));
    step = planner.heritage.reaching(&table.id, &column.name, step);
    step = match &placeholder {
        None => step.hazard(hazard::add_required_column(&table_ref, &name, table, column)),
        Some(placeholder) => step.hazard([hazard::placeholder(&name, &placeholder.clause)]),
    };
    planner.push(step);
    if let Some(added) = added {
        fill::fill(planner, table, column, added);
    }
    if apart {
        let sql = format!(
            "ALTER TABLE ONLY {table_ref} ALTER COLUMN {} ADD {}{}",
            quote::ident(&column.name),
            planner.next.column_value(&column.value),
            planner.next.identity_options(table, column)
        );
        let step = building(build::TABLE, statement(Kind::AddIdentity, id, name, sql))
            .at(place, build::IDENTITY)
            .after([Key::Column(&table.id, id)])
            .provides([Key::Columns(&table.id)]);
        planner.push(step);
    }
    if let Some(placeholder) = placeholder {
        own_default::replace_placeholder(planner, table, column, placeholder, place);
    }
    own_default::late_default(planner, table, column, true);
    options::of_new_column(planner, table, column);
    comment::column(planner, table, column);
    super::grant::column(planner, table, column);
}

/// What adding a column rewrites, and, where short locks are wanted, why it isn't filled in batches instead.
fn rewrites<'a>(planner: &Planner<'a>, table: &'a Table, column: &'a Column, name: &str) -> Option<Hazard> {
    let mut hazard = hazard::add_column_rewrites(name, column, planner.next.catalog())?;
    let triggers = hazard::firing(planner.next.catalog(), &table.id, &column.name, None);
    if planner.is_online() && value::is_default(&column.value) && !triggers.is_empty() {
        hazard.message.push_str(&hazard::not_in_batches(&triggers));
    }
    Some(hazard)
}

pub(super) fn drop<'a>(planner: &mut Planner<'a>, table: &'a Id, id: &'a Id) {
    let Some(table) = planner.previous.table(table) else { return };
    let Some(column) = table.column(id) else { return };
    let kept = planner.aligned.kept_by_previous(&table.id).map(|kept| &kept.tables.next.id);
    if column.options.inherited && kept.is_some_and(|next| planner.heritage.had_column(next, &column.name)) {
        return;
    }
    let children = kept.map_or(&[][..], |next| planner.heritage.descendants(next));
    let place = planner.previous_place(&table.id);
    let (table_ref, name) = previous_part(planner, table, &column.name);
    let sql = format!("ALTER TABLE {table_ref} DROP COLUMN {}", quote::ident(&column.name));
    let sequence = match &column.value {
        ColumnValue::NextValue { sequence } => Some(sequence),
        _ => None,
    };
    let is_generated = matches!(column.value, ColumnValue::Generated { .. });
    let mut step = dismantling(dismantle::COLUMN, statement(Kind::DropColumn, id, name.clone(), sql))
        .at(place, 0)
        // Dropping a column takes its indexes and constraints with it without a word, and fails on policies and
        // foreign keys: each of them has a statement of its own, so that down can bring it back.
        .after([Key::DependentsGone(&table.id), Key::ReferencesGone(&table.id), Key::PoliciesGone])
        .after([Key::Detached(&table.id), Key::ChildrenGone(&table.id), Key::ColumnsDisowned(&table.id)])
        .after(children.iter().flat_map(|child| {
            let id = &child.tables.previous.id;
            // What is computed reads nothing that is computed.
            let generated = (!is_generated).then_some(Key::GeneratedGone(id));
            [Key::DependentsGone(id), Key::ReferencesGone(id)].into_iter().chain(generated)
        }))
        .provides(children.iter().map(|child| Key::ColumnsDisowned(&child.tables.previous.id)))
        .provides(column.data_type.defined_id().into_iter().chain(sequence).map(Key::UsersGone));
    step = if is_generated {
        step.provides([Key::GeneratedGone(&table.id)])
    } else {
        step.after([Key::GeneratedGone(&table.id)]).hazard([hazard::drop_column(&name, planner.restoring)])
    };
    planner.push(step);
}

/// Alters the columns that are in both catalogs.
pub(super) fn alter_all(planner: &mut Planner<'_>) {
    let mut values: HashSet<(&Id, &Id)> = HashSet::new();
    for change in planner.changes {
        if let Change::Column(ColumnChange::Altered { table, ids, what: ColumnAlteration::Value }) = change {
            values.insert((&table.next, &ids.next));
        }
    }
    let aligned = planner.aligned;
    for table in &aligned.kept_tables {
        if table.equal && planner.rebuilds(table).is_none() {
            continue;
        }
        let next = &table.tables.next.id;
        for pair in &table.columns.kept {
            if planner.is_column_moved(next, &pair.next.id) {
                moved::column(planner, table, *pair);
            } else if planner.stand_ins.carries(next, &pair.next.id) {
                stand_in::carry(planner, table, *pair);
            } else if planner.is_column_recreated(next, &pair.next.id) {
                drop(planner, &table.tables.previous.id, &pair.previous.id);
                add(planner, next, &pair.next.id);
            } else {
                alter(planner, table, *pair, values.contains(&(next, &pair.next.id)));
            }
        }
    }
}

fn alter<'a>(planner: &mut Planner<'a>, table: &'a TableMatch<'a>, pair: Pair<&'a Column>, value_changed: bool) {
    let rebuilds = planner.rebuilds(table);
    let next = &table.tables.next.id;
    let follows = planner.heritage.column_follows(next, pair);
    let mut retyped = rebuilds.is_some_and(|r| r.retyped.contains(&pair.next.id));
    let default_goes_first = rebuilds.is_some_and(|r| r.defaults.contains(&pair.next.id));
    if follows && retyped {
        // The parent's statement changes this one, too, and gives it the parent's default.
        retyped = false;
        if let Some(parent) = planner.heritage.origin(next, &pair.next.name).and_then(|origin| origin.next.1) {
            own_default::default_beside(planner, table.tables.next, pair.next, parent);
        }
    }
    let plain = |value: &ColumnValue| value::is_default(value) || value.is_none();
    let generated = |column: &Column| matches!(column.value, ColumnValue::Generated { .. });
    if follows && !retyped && generated(pair.previous) && generated(pair.next) {
        // What the parent computes is computed here, too, until the table says otherwise.
        let origin = planner.heritage.origin(next, &pair.next.name).map(|origin| origin.map(|(_, column)| column));
        let values = origin.map(|origin| origin.map(|column| column.map(|column| &column.value)));
        let parent_changed = values.is_some_and(|values| values.previous != values.next);
        let differs = values.is_some_and(|values| values.next != Some(&pair.next.value));
        if differs && (parent_changed || value_changed) {
            value::set(planner, table, pair, false, true);
        }
    }
    let value_changed = value_changed && !partition::brings_identity(planner, table, pair);
    partition::drop_own_identity(planner, table, pair);
    let lost = partition::takes_identity(planner, table, pair);
    let value_changed = value_changed || lost && matches!(pair.next.value, ColumnValue::Identity { .. });
    let value_changed = value_changed && !(follows && !(plain(&pair.previous.value) && plain(&pair.next.value)));
    let was_required = is_required(table.tables.previous, pair.previous);
    let is_required = is_required(table.tables.next, pair.next);
    if !(retyped || value_changed || default_goes_first || was_required != is_required) {
        return;
    }
    let has_default = if lost {
        false
    } else if value_changed || default_goes_first {
        value::dismantle(planner, table, pair, default_goes_first)
    } else {
        value::is_default(&pair.previous.value)
    };
    between::become_another(planner, table, pair);
    if retyped {
        retype(planner, table, pair, has_default);
    } else if value_changed || default_goes_first {
        value::set(planner, table, pair, has_default, value_changed);
    }
    if was_required != is_required && !(follows && nullability_follows(planner, table, pair, is_required)) {
        nullability(planner, table, pair, is_required);
    }
    if value_changed {
        value::identity(planner, table, pair, lost);
        value::advance_sequence(planner, table, pair);
    }
}

/// ALTER COLUMN TYPE. A default is taken off before and set again after, because PostgreSQL converts the default apart
/// from the values and may fail; all in one statement, so that the table is rewritten once.
fn retype<'a>(planner: &mut Planner<'a>, table: &'a TableMatch<'a>, pair: Pair<&'a Column>, has_default: bool) {
    let next = table.tables.next;
    let (table_ref, name) = next_part(planner, next, &pair.next.name);
    let column = quote::ident(&pair.next.name);
    let types =
        Pair::new(planner.previous.data_type(&pair.previous.data_type), planner.next.data_type(&pair.next.data_type));
    let mut change = format!("ALTER COLUMN {column} TYPE {}", types.next);
    change.push_str(&planner.next.collation(pair.next));
    let (using, ready) = between::using(planner, table, pair, &column);
    let stored = match using {
        Some(_) => hazard::Stored::Anew,
        None => stored(planner, pair, &types),
    };
    if let Some(using) = using {
        change.push_str(&format!(" USING {using}"));
    }
    let mut actions = Vec::new();
    if has_default {
        actions.push(format!("ALTER COLUMN {column} DROP DEFAULT"));
    }
    actions.push(change);
    let waits = planner.next.default_waits(next, pair.next);
    if value::is_default(&pair.next.value) && !waits {
        actions.push(format!("ALTER COLUMN {column} SET {}", planner.next.column_value(&pair.next.value)));
    }
    let sql = if let [only] = actions.as_slice() {
        format!("ALTER TABLE {table_ref} {only}")
    } else {
        format!("ALTER TABLE {table_ref}\n    {}", actions.join(",\n    "))
    };
    let step = building(build::TABLE, statement(Kind::AlterColumnType, &pair.next.id, name.clone(), sql))
        .at(planner.next_place(&next.id), build::TYPE)
        .after(needs(&pair.next.data_type, &pair.next.value))
        .after(ready)
        .provides([Key::PlainColumns(&next.id), Key::Columns(&next.id), Key::AllColumns])
        .provides([Key::Column(&next.id, &pair.next.id)])
        .hazard(hazard::change_type(&name, &types, pair, stored));
    let step = planner.heritage.reaching(&next.id, &pair.next.name, step);
    planner.push(step);
    if waits {
        own_default::late_default(planner, next, pair.next, false);
    }
}

/// What becomes of the stored values where PostgreSQL assigns them itself. A domain's are its base type's, and become a
/// domain's as they are only if it asks nothing of them.
fn stored(planner: &Planner<'_>, pair: Pair<&Column>, types: &Pair<String>) -> hazard::Stored {
    let base = |writer: &Writer<'_>, data_type: &DataType| match data_type {
        DataType::Defined { id, array: false } => match writer.type_object(id)?.shape.as_ref()? {
            shape @ TypeShape::Domain { base, .. } => Some((base.clone(), hazard::is_checked(shape))),
            _ => None,
        },
        _ => None,
    };
    let from = base(planner.previous, &pair.previous.data_type);
    let to = base(planner.next, &pair.next.data_type);
    if to.as_ref().is_some_and(|(_, checked)| *checked) {
        return hazard::Stored::Anew;
    }
    let name = |found: Option<(String, bool)>, own: &String| found.map_or_else(|| own.clone(), |(base, _)| base);
    hazard::Stored::between(&name(from, &types.previous), &name(to, &types.next))
}

/// True if the parent's statement makes a column NULL or NOT NULL, too.
fn nullability_follows(planner: &Planner<'_>, table: &TableMatch<'_>, pair: Pair<&Column>, required: bool) -> bool {
    planner.heritage.parents(&table.tables.next.id).iter().any(|parent| {
        let find = |table: &Table, name: &str| table.columns.iter().any(|c| c.name == name && is_required(table, c));
        if required {
            find(parent.tables.next, &pair.next.name)
        } else {
            find(parent.tables.previous, &pair.previous.name)
        }
    })
}

/// Makes a column NULL or NOT NULL.
pub(super) fn nullability<'a>(
    planner: &mut Planner<'a>,
    table: &'a TableMatch<'a>,
    pair: Pair<&'a Column>,
    required: bool,
) {
    let next = table.tables.next;
    let place = planner.next_place(&next.id);
    let (table_ref, name) = next_part(planner, next, &pair.next.name);
    let column = quote::ident(&pair.next.name);
    let id = &pair.next.id;
    if !required {
        let sql = format!("ALTER TABLE {table_ref} ALTER COLUMN {column} DROP NOT NULL");
        let step = building(build::TABLE, statement(Kind::DropNotNull, id, name, sql)).at(place, build::NOT_NULL);
        planner.push(step.after([Key::Column(&next.id, id)]).provides([Key::Columns(&next.id)]));
        return;
    }
    let set = match not_null::clause(planner, next, pair.next) {
        Some(clause) => format!("ALTER TABLE {table_ref} {clause}"),
        None => format!("ALTER TABLE {table_ref} ALTER COLUMN {column} SET NOT NULL"),
    };
    let hazard = hazard::set_not_null(&table_ref, &column, &name);
    if !planner.is_online() || pair.next.options.not_null_not_valid {
        let step = building(build::TABLE, statement(Kind::SetNotNull, id, name, set)).at(place, build::NOT_NULL);
        let provides = [Key::NotNull(&next.id, id), Key::Columns(&next.id)];
        let step = step.after([Key::Column(&next.id, id)]).provides(provides).hazard([hazard]);
        planner.push(children_not_null(planner, next, &pair.next.name, step));
        return;
    }
    // A check that was validated under a weak lock spares SET NOT NULL its scan under a strong one.
    let check = quote::ident(&hazard::helper_name(&pair.next.name));
    let chain = [
        (
            Kind::AddConstraint,
            format!("ALTER TABLE {table_ref} ADD CONSTRAINT {check} CHECK ({column} IS NOT NULL) NOT VALID"),
        ),
        (Kind::ValidateConstraint, format!("ALTER TABLE {table_ref} VALIDATE CONSTRAINT {check}")),
        (Kind::SetNotNull, set),
        (Kind::DropConstraint, format!("ALTER TABLE {table_ref} DROP CONSTRAINT {check}")),
    ];
    let mut before = Key::Column(&next.id, id);
    for (kind, sql) in chain {
        let link = planner.link();
        let mut step = building(build::TABLE, statement(kind, id, name.clone(), sql))
            .at(place, build::NOT_NULL)
            .after([before])
            .provides([link, Key::NotNull(&next.id, id), Key::Columns(&next.id)]);
        if kind == Kind::ValidateConstraint {
            step = step.alone(halfway::validate_not_null(&table_ref, &column));
        }
        step = children_not_null(planner, next, &pair.next.name, step);
        planner.push(step);
        before = link;
    }
}

/// Says that a step that makes a column NOT NULL does so to those of the tables that stay with the table.
fn children_not_null<'a>(planner: &Planner<'a>, table: &'a Table, column: &str, step: Step<'a>) -> Step<'a> {
    planner.heritage.descendants(&table.id).iter().fold(step, |step, child| {
        let next = child.tables.next;
        let column = next.columns.iter().find(|c| c.name == column);
        step.provides([Key::Columns(&next.id)]).provides(column.map(|c| Key::NotNull(&next.id, &c.id)))
    })
}
