//! What is said less often of tables, columns and indexes.

use super::super::kind::Kind;
use super::super::planner::{
    Planner, build, building, dismantle, dismantling, index_name, part_name, statement, table_name,
};
use super::super::step::{Key, Phase, Step};
use super::not_null;
use crate::catalog::{Column, ConstraintKind, Id, Index, Pair, Parameters, ReplicaIdentity, Table};
use crate::sql::quote;
use crate::sql::write::{parameter_name, parameters};

/// What CREATE TABLE can't say of a new table.
pub(super) fn of_new_table<'a>(planner: &mut Planner<'a>, table: &'a Table) {
    identity(planner, table);
    cluster(planner, table);
    for column in &table.columns {
        of_new_column(planner, table, column);
    }
}

/// What is said of a table that is in both catalogs.
pub(super) fn table<'a>(planner: &mut Planner<'a>, ids: &'a Pair<Id>) {
    let (Some(before), Some(table)) = (planner.previous.table(&ids.previous), planner.next.table(&ids.next)) else {
        return;
    };
    let (old, new) = (&before.options, &table.options);
    if old.unlogged != new.unlogged {
        persistence(planner, table);
        catalog_like(planner, before, table);
    }
    // What must wait for the table to be rewritten is set at the end.
    let waits = old.unlogged != new.unlogged;
    let all = |of: &Parameters| -> Parameters {
        of.iter().filter(|(name, _)| !(waits && name == "user_catalog_table")).cloned().collect()
    };
    for change in changed(&all(&old.parameters), &all(&new.parameters)) {
        alter(planner, table, &change);
    }
    if old.replica_identity != new.replica_identity {
        identity(planner, table);
    }
    if old.cluster_on != new.cluster_on {
        cluster(planner, table);
    }
    if old.cluster_on.is_some() && new.cluster_on.is_none() {
        alter(planner, table, "SET WITHOUT CLUSTER");
    }
}

/// A logged table can't refer to an unlogged one, not even for a moment.
fn persistence<'a>(planner: &mut Planner<'a>, table: &'a Table) {
    let targets = table.constraints.iter().filter_map(|c| match &c.kind {
        ConstraintKind::ForeignKey { target, .. } if *target != table.id => Some(Key::Persistence(target)),
        _ => None,
    });
    let own = Key::Persistence(&table.id);
    let step = if table.options.unlogged {
        step(planner, table, "SET UNLOGGED").after([own]).provides(targets)
    } else {
        step(planner, table, "SET LOGGED").after(targets).provides([own])
    };
    planner.push(step);
}

/// PostgreSQL rewrites no table that logical decoding takes for a catalog: it is none meanwhile.
fn catalog_like<'a>(planner: &mut Planner<'a>, before: &'a Table, table: &'a Table) {
    let value = |of: &'a Table| of.options.parameters.iter().find(|(name, _)| name == "user_catalog_table");
    let name = table_name(planner.next, table);
    if value(before).is_some() {
        let sql = format!("ALTER TABLE {} RESET (user_catalog_table)", planner.previous.table_ref(before));
        let statement = statement(Kind::AlterTable, &before.id, name.clone(), sql);
        planner.push(dismantling(dismantle::VALUE, statement).at(planner.previous_place(&before.id), 0));
    }
    if value(table).is_some() {
        // In the order of the others, all of which are set already.
        let all = parameters(&table.options.parameters);
        let reset: Vec<_> = table.options.parameters.iter().map(|(name, _)| parameter_name(name)).collect();
        let place = planner.next_place(&table.id);
        let mut before = None;
        for what in [format!("RESET ({})", reset.join(", ")), format!("SET ({all})")] {
            let link = planner.link();
            let sql = format!("ALTER TABLE {} {what}", planner.next.table_ref(table));
            let statement = statement(Kind::AlterTable, &table.id, name.clone(), sql);
            let step = Step::new(Phase::CleanUp, build::LAST, statement).at(place, 0);
            planner.push(step.after(before).provides([link]));
            before = Some(link);
        }
    }
}

/// SET and RESET of what differs. PostgreSQL puts what is set behind what was: where that is not the order wanted, all of
/// it is set.
fn changed(old: &Parameters, new: &Parameters) -> Vec<String> {
    let has = |of: &Parameters, name: &str| of.iter().any(|(other, _)| other == name);
    let differs: Parameters = new.iter().filter(|parameter| !old.contains(parameter)).cloned().collect();
    let gone: Vec<_> = old.iter().filter(|(name, _)| !has(new, name)).map(|(name, _)| parameter_name(name)).collect();
    let stay = old.iter().filter(|parameter| new.contains(parameter));
    let set = if stay.chain(&differs).eq(new) { &differs } else { new };
    let set = (!set.is_empty()).then(|| format!("SET ({})", parameters(set)));
    let reset = (!gone.is_empty()).then(|| format!("RESET ({})", gone.join(", ")));
    set.into_iter().chain(reset).collect()
}

fn identity<'a>(planner: &mut Planner<'a>, table: &'a Table) {
    let is_new = planner.is_new(&table.id);
    let (words, after) = match &table.options.replica_identity {
        ReplicaIdentity::Default if is_new => return,
        ReplicaIdentity::Default => ("DEFAULT".to_owned(), None),
        ReplicaIdentity::Full => ("FULL".to_owned(), None),
        ReplicaIdentity::Nothing => ("NOTHING".to_owned(), None),
        ReplicaIdentity::Index(id) => match name_of(table, id) {
            Some(name) => (format!("USING INDEX {}", quote::ident(name)), Some(id)),
            None => return,
        },
    };
    alter_after(planner, table, &format!("REPLICA IDENTITY {words}"), after);
}

fn cluster<'a>(planner: &mut Planner<'a>, table: &'a Table) {
    let Some(id) = &table.options.cluster_on else { return };
    let Some(name) = name_of(table, id) else { return };
    alter_after(planner, table, &format!("CLUSTER ON {}", quote::ident(name)), Some(id));
}

/// What a table says of an index that is made again, and that went with it.
pub(super) fn of_part_made_again<'a>(planner: &mut Planner<'a>, table: &'a Table, id: &Id) {
    let Some(kept) = planner.aligned.kept_by_next(&table.id) else { return };
    let (old, new) = (&kept.tables.previous.options, &table.options);
    // What changed has statements anyway.
    if new.replica_identity == ReplicaIdentity::Index(id.clone()) && old.replica_identity == new.replica_identity {
        identity(planner, table);
    }
    if new.cluster_on.as_ref() == Some(id) && old.cluster_on == new.cluster_on {
        cluster(planner, table);
    }
}

/// The name of an index or of the constraint that owns it.
fn name_of<'a>(table: &'a Table, id: &Id) -> Option<&'a String> {
    let constraint = table.constraints.iter().find(|c| c.id == *id).map(|c| &c.name);
    constraint.or_else(|| table.indexes.iter().find(|i| i.id == *id).map(|i| &i.name))
}

fn alter<'a>(planner: &mut Planner<'a>, table: &'a Table, what: &str) {
    alter_after(planner, table, what, None);
}

fn alter_after<'a>(planner: &mut Planner<'a>, table: &'a Table, what: &str, part: Option<&'a Id>) {
    let step = step(planner, table, what).after(part.map(|id| Key::Part(&table.id, id)));
    planner.push(step);
}

fn step<'a>(planner: &Planner<'a>, table: &'a Table, what: &str) -> Step<'a> {
    let sql = format!("ALTER TABLE {} {what}", planner.next.table_ref(table));
    building(build::TABLE, statement(Kind::AlterTable, &table.id, table_name(planner.next, table), sql))
        .at(planner.next_place(&table.id), build::OPTIONS)
        .after([Key::Table(&table.id), Key::Columns(&table.id)])
}

/// What a column's definition can't say of a new one.
pub(super) fn of_new_column<'a>(planner: &mut Planner<'a>, table: &'a Table, column: &'a Column) {
    let options = &column.options;
    if let Some(storage) = &options.storage {
        alter_column(planner, table, column, &format!("SET STORAGE {storage}"));
    }
    if let Some(compression) = &options.compression {
        alter_column(planner, table, column, &format!("SET COMPRESSION {compression}"));
    }
    if let Some(statistics) = options.statistics {
        alter_column(planner, table, column, &format!("SET STATISTICS {statistics}"));
    }
    if !options.parameters.is_empty() {
        alter_column(planner, table, column, &format!("SET ({})", parameters(&options.parameters)));
    }
    not_null::of_new_column(planner, table, column);
}

/// What is said of a column that is in both catalogs.
pub(super) fn column_changed<'a>(planner: &mut Planner<'a>, table: &'a Pair<Id>, ids: &'a Pair<Id>) {
    // A column that is made again is a new one.
    if planner.is_column_recreated(&table.next, &ids.next) {
        return;
    }
    let before = planner.previous.table(&table.previous).and_then(|t| t.column(&ids.previous));
    let Some(table) = planner.next.table(&table.next) else { return };
    let (Some(before), Some(column)) = (before, table.column(&ids.next)) else { return };
    let (old, new) = (&before.options, &column.options);
    if old.storage != new.storage {
        // The type's own storage has no name before PostgreSQL 16.
        let storage = new.storage.as_deref().unwrap_or_else(|| own_storage(planner, column));
        alter_column(planner, table, column, &format!("SET STORAGE {storage}"));
    }
    if old.compression != new.compression {
        let compression = new.compression.as_deref().unwrap_or("default");
        alter_column(planner, table, column, &format!("SET COMPRESSION {compression}"));
    }
    if old.statistics != new.statistics {
        alter_column(planner, table, column, &format!("SET STATISTICS {}", new.statistics.unwrap_or(-1)));
    }
    for change in changed(&old.parameters, &new.parameters) {
        alter_column(planner, table, column, &change);
    }
}

/// The storage of a type, as far as PostgreSQL 15 and earlier must be told it.
fn own_storage<'a>(planner: &Planner<'a>, column: &'a Column) -> &'static str {
    if planner.options.target_version >= 16 {
        "DEFAULT"
    } else if planner.next.data_type(&column.data_type).starts_with("numeric") {
        "MAIN"
    } else {
        "EXTENDED"
    }
}

/// ALTER COLUMN. What partitions and inheriting tables have is their own.
fn alter_column<'a>(planner: &mut Planner<'a>, table: &'a Table, column: &'a Column, what: &str) {
    let sql = format!(
        "ALTER TABLE {}{} ALTER COLUMN {} {what}",
        if planner.next.children(&table.id).is_empty() { "" } else { "ONLY " },
        planner.next.table_ref(table),
        quote::ident(&column.name)
    );
    let name = part_name(planner.next, table, &column.name);
    let step = building(build::TABLE, statement(Kind::AlterColumn, &column.id, name, sql))
        .at(planner.next_place(&table.id), build::OPTIONS)
        .after([Key::Table(&table.id), Key::Column(&table.id, &column.id)]);
    planner.push(step);
}

/// What CREATE INDEX can't say of a new index.
pub(super) fn of_new_index<'a>(planner: &mut Planner<'a>, table: &'a Table, index: &'a Index) {
    for (key, target) in &index.options.statistics {
        alter_index(planner, table, index, &format!("ALTER COLUMN {key} SET STATISTICS {target}"));
    }
}

/// What is said of an index that is in both catalogs.
pub(super) fn index_changed<'a>(planner: &mut Planner<'a>, table: &'a Pair<Id>, ids: &'a Pair<Id>) {
    if planner.is_index_rebuilt(&table.next, &ids.next) {
        return;
    }
    let before = planner.previous.table(&table.previous).and_then(|t| t.indexes.iter().find(|i| i.id == ids.previous));
    let Some(table) = planner.next.table(&table.next) else { return };
    let (Some(before), Some(index)) = (before, table.indexes.iter().find(|i| i.id == ids.next)) else { return };
    let (old, new) = (&before.options, &index.options);
    for change in changed(&old.parameters, &new.parameters) {
        alter_index(planner, table, index, &change);
    }
    for (key, _) in old.statistics.iter().filter(|(key, _)| new.statistics.iter().all(|(other, _)| other != key)) {
        alter_index(planner, table, index, &format!("ALTER COLUMN {key} SET STATISTICS -1"));
    }
    for (key, target) in new.statistics.iter().filter(|target| !old.statistics.contains(target)) {
        alter_index(planner, table, index, &format!("ALTER COLUMN {key} SET STATISTICS {target}"));
    }
}

fn alter_index<'a>(planner: &mut Planner<'a>, table: &'a Table, index: &'a Index, what: &str) {
    let sql = format!("ALTER INDEX {} {what}", planner.next.index_ref(table, index));
    let name = index_name(planner.next, table, index);
    let step = building(build::TABLE, statement(Kind::AlterIndex, &index.id, name, sql))
        .at(planner.next_place(&table.id), build::OPTIONS)
        .after([Key::Part(&table.id, &index.id)]);
    planner.push(step);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_set_and_what_is_gone_is_reset() {
        let of = |pairs: &[(&str, &str)]| -> Parameters {
            pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
        };
        let found = changed(&of(&[("a", "1"), ("b", "2")]), &of(&[("b", "3"), ("toast.c", "4")]));
        assert_eq!(found, ["SET (b='3', toast.c='4')", "RESET (a)"]);
        assert_eq!(changed(&of(&[("a", "1")]), &of(&[("b", "2"), ("a", "1")])), ["SET (b='2', a='1')"]);
        assert!(changed(&of(&[("a", "1")]), &of(&[("a", "1")])).is_empty());
    }
}
