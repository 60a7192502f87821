//! Partitions and inheritance: attaching and detaching tables, and the indexes of partitions.

use super::super::hazard;
use super::super::kind::Kind;
use super::super::planner::{Planner, build, building, dismantle, dismantling, part_name, statement, table_name};
use super::super::step::Key;
use super::apart;
use crate::catalog::{Column, ColumnValue, ConstraintKind, Id, Pair, Table};
use crate::diff::TableMatch;
use crate::sql::quote;
use crate::sql::write::Writer;

/// Takes a table that is in both catalogs from the parents that it leaves, and gives it to new ones.
pub(super) fn alter<'a>(planner: &mut Planner<'a>, table: &'a TableMatch<'a>) {
    let (previous, next) = (table.tables.previous, table.tables.next);
    let stay: Vec<&TableMatch<'a>> = planner.heritage.parents(&next.id).to_vec();
    if let Some(of) = &previous.options.partition_of
        && !stay.iter().any(|parent| parent.tables.previous.id == of.parent)
    {
        detach(planner, previous, &of.parent);
    }
    for parent in &previous.options.inherits {
        if !stay.iter().any(|stay| stay.tables.previous.id == *parent) {
            // What is to stay inherited has a stand-in by then.
            let early = planner.stand_ins.of_table(&next.id).filter(|stand_in| stand_in.early);
            let after = early.map(|_| Key::StandIn(&next.id));
            inherit(planner, previous, parent, false, after);
        }
    }
    if let Some(of) = &next.options.partition_of
        && !stay.iter().any(|parent| parent.tables.next.id == of.parent)
    {
        attach(planner, next);
    }
    let mut after = None;
    for parent in &next.options.inherits {
        if !stay.iter().any(|stay| stay.tables.next.id == *parent) {
            after = inherit(planner, next, parent, true, after);
        }
    }
}

/// True if a table that is in both catalogs becomes a partition, or inherits from another table.
pub(super) fn joins(planner: &Planner<'_>, next: &Table) -> bool {
    let stay = planner.heritage.parents(&next.id);
    next.parents().any(|parent| !stay.iter().any(|stay| stay.tables.next.id == *parent))
}

/// `ATTACH PARTITION`, once the table has all that the parent has: its own keys and indexes then become the partition's.
pub(super) fn attach<'a>(planner: &mut Planner<'a>, table: &'a Table) {
    let Some(of) = &table.options.partition_of else { return };
    let Some(parent) = planner.next.table(&of.parent) else { return };
    let parent_ref = planner.next.table_ref(parent);
    let sql = format!("ALTER TABLE {parent_ref} ATTACH PARTITION {} {}", planner.next.table_ref(table), of.bound);
    let name = table_name(planner.next, table);
    let parts = table.constraints.iter().filter(|c| !matches!(c.kind, ConstraintKind::ForeignKey { .. }));
    let parts = parts.map(|c| &c.id).chain(table.indexes.iter().map(|i| &i.id));
    let attach = sql.clone();
    let default = default_of(planner, parent);
    let spared = apart::spare(planner, table, parent, default);
    let default = default.filter(|_| spared.reads_default).map(|table| table_name(planner.next, table));
    let step = building(build::TABLE, statement(Kind::AttachPartition, &table.id, name.clone(), sql))
        .at(planner.next_place(&table.id), build::ATTACH)
        .after([Key::Table(&parent.id), Key::Columns(&parent.id), Key::Table(&table.id), Key::Columns(&table.id)])
        .after(parts.map(|id| Key::Part(&table.id, id)))
        // Of a table that has partitions itself an index is the parent's only once it is valid. Where its partitions
        // come later it is valid at once.
        .after((!brings_any_identity(planner, table)).then_some(Key::Keys(&table.id)))
        .after(brings_any_identity(planner, parent).then_some(Key::HasParents(&parent.id)))
        .after(spared.after)
        .provides(spared.attached)
        .provides([Key::Attached(&parent.id), Key::HasParents(&table.id)])
        .hazard(
            spared.reads_own.then(|| hazard::attach_scans(&name, &planner.next.table_ref(table), &parent_ref, &attach)),
        )
        .hazard(default.map(|default| hazard::default_partition_scans(&name, &default)));
    planner.push(step);
}

/// The default partition that a partitioned table has before and after.
fn default_of<'a>(planner: &Planner<'a>, parent: &'a Table) -> Option<&'a Table> {
    let is_default =
        |table: &&&'a Table| table.options.partition_of.as_ref().is_some_and(|of| apart::is_default(&of.bound));
    let default = *planner.next.children(&parent.id).iter().find(is_default)?;
    (!planner.heritage.parents(&default.id).is_empty()).then_some(default)
}

/// True if a column gets its identity when its table is attached as a partition: since PostgreSQL 17 a partition has its
/// parent's, and loses it when it is detached.
pub(super) fn brings_identity(planner: &Planner<'_>, table: &TableMatch<'_>, pair: Pair<&Column>) -> bool {
    has_parents_identity(planner, planner.next, table.tables.next, pair.next)
        && planner.heritage.parents(&table.tables.next.id).is_empty()
}

/// True if a table gets the identity of a column from its parent and hands it on to its own partitions: to those that are
/// attached afterwards, for attaching a table does nothing to the partitions that it has.
fn brings_any_identity(planner: &Planner<'_>, table: &Table) -> bool {
    table.is_partitioned()
        && planner.heritage.parents(&table.id).is_empty()
        && table.columns.iter().any(|column| has_parents_identity(planner, planner.next, table, column))
}

/// What an index or key of a table waits for: its partitions, unless these wait for the table itself, which comes with
/// its indexes.
pub(super) fn has_partitions<'a>(planner: &Planner<'_>, table: &'a Table) -> Option<Key<'a>> {
    (!brings_any_identity(planner, table)).then_some(Key::Attached(&table.id))
}

/// Drops the identity that a column has by itself: no table can be attached with it.
pub(super) fn drop_own_identity<'a>(planner: &mut Planner<'a>, table: &'a TableMatch<'a>, pair: Pair<&'a Column>) {
    let previous = table.tables.previous;
    let own = is_identity(pair.previous) && !has_parents_identity(planner, planner.previous, previous, pair.previous);
    if !own || !brings_identity(planner, table, pair) {
        return;
    }
    let column = quote::ident(&pair.previous.name);
    let sql = format!("ALTER TABLE {} ALTER COLUMN {column} DROP IDENTITY", planner.previous.table_ref(previous));
    let name = part_name(planner.previous, previous, &pair.previous.name);
    let statement = statement(Kind::DropIdentity, &pair.previous.id, name, sql);
    planner.push(dismantling(dismantle::VALUE, statement).at(planner.previous_place(&previous.id), 0));
}

/// True if a column loses its identity when its table is detached, for good.
pub(super) fn takes_identity(planner: &Planner<'_>, table: &TableMatch<'_>, pair: Pair<&Column>) -> bool {
    has_parents_identity(planner, planner.previous, table.tables.previous, pair.previous)
        && !has_parents_identity(planner, planner.next, table.tables.next, pair.next)
        && planner.heritage.parents(&table.tables.next.id).is_empty()
}

fn is_identity(column: &Column) -> bool {
    matches!(column.value, ColumnValue::Identity { .. })
}

fn has_parents_identity(planner: &Planner<'_>, writer: &Writer<'_>, table: &Table, column: &Column) -> bool {
    let parent = table.options.partition_of.as_ref().and_then(|of| writer.catalog().table(&of.parent));
    planner.options.target_version >= 17
        && is_identity(column)
        && parent.is_some_and(|parent| parent.columns.iter().any(|c| c.name == column.name && is_identity(c)))
}

/// `DETACH PARTITION`, which keeps the rows.
pub(super) fn detach<'a>(planner: &mut Planner<'a>, table: &'a Table, parent: &'a Id) {
    let Some(parent) = planner.previous.table(parent) else { return };
    if apart::can_detach(planner, table, parent) {
        apart::detach(planner, table, parent);
        return;
    }
    let sql = format!(
        "ALTER TABLE {} DETACH PARTITION {}",
        planner.previous.table_ref(parent),
        planner.previous.table_ref(table)
    );
    let name = table_name(planner.previous, table);
    let step = dismantling(dismantle::OBJECT, statement(Kind::DetachPartition, &table.id, name, sql))
        .at(planner.previous_place(&table.id), 0)
        .provides([Key::ChildrenGone(&parent.id), Key::ChildrenDetached(&parent.id), Key::Detached(&table.id)]);
    planner.push(step);
}

/// `INHERIT` or `NO INHERIT`, after what it waits for; what waits for it.
fn inherit<'a>(
    planner: &mut Planner<'a>,
    table: &'a Table,
    parent: &'a Id,
    add: bool,
    after: Option<Key<'a>>,
) -> Option<Key<'a>> {
    let writer = if add { planner.next } else { planner.previous };
    let link = planner.link();
    let parent = writer.table(parent)?;
    let (kind, word) = if add { (Kind::Inherit, "INHERIT") } else { (Kind::NoInherit, "NO INHERIT") };
    let sql = format!("ALTER TABLE {} {word} {}", writer.table_ref(table), writer.table_ref(parent));
    let statement = statement(kind, &table.id, table_name(writer, table), sql);
    let stuck = planner.stand_ins.stuck(&table.id).iter();
    let stays_own: Vec<_> = stuck.map(|column| hazard::stays_own(&part_name(writer, table, &column.name))).collect();
    let step = if add {
        // A check that the parent got later would find the table's and be one with it, which stays the table's own.
        let checks = |table: &'a Table| {
            let checks = table.constraints.iter().filter(|c| matches!(c.kind, ConstraintKind::Check { .. }));
            checks.map(|c| Key::Part(&table.id, &c.id))
        };
        building(build::TABLE, statement)
            .at(planner.next_place(&table.id), build::ATTACH)
            .after([Key::Table(&parent.id), Key::Columns(&parent.id), Key::Table(&table.id), Key::Columns(&table.id)])
            .after(checks(table).chain(checks(parent)))
            .provides([Key::Attached(&parent.id), Key::HasParents(&table.id)])
            .hazard(stays_own)
    } else {
        dismantling(dismantle::OBJECT, statement).at(planner.previous_place(&table.id), 0).provides([
            Key::ChildrenGone(&parent.id),
            Key::ChildrenDetached(&parent.id),
            Key::Detached(&table.id),
        ])
    };
    planner.push(step.after(after).provides([link]));
    Some(link)
}

/// `ALTER INDEX … ATTACH PARTITION`: the index of a partition becomes one of its parent's index. Where it is attached
/// already, as attaching the table does to an index that is alike, the statement does nothing.
pub(super) fn attach_index<'a>(planner: &mut Planner<'a>, table: &'a Table, part: (&'a Id, &str), parent: &'a Id) {
    let owner = table.options.partition_of.as_ref().and_then(|of| planner.next.table(&of.parent));
    let Some(owner) = owner else { return };
    let name = owner.constraints.iter().find(|c| c.id == *parent).map(|c| &c.name);
    let Some(name) = name.or_else(|| owner.indexes.iter().find(|i| i.id == *parent).map(|i| &i.name)) else { return };
    let schema = |table: &'a Table| planner.next.schema_name(&table.schema);
    let index = quote::qualified(schema(table), part.1);
    let sql = format!("ALTER INDEX {} ATTACH PARTITION {index}", quote::qualified(schema(owner), name));
    let object = format!("{}.{}", schema(table), part.1);
    let step = building(build::TABLE, statement(Kind::AttachIndex, part.0, object, sql))
        .at(planner.next_place(&table.id), build::ATTACH_INDEX)
        .after([Key::Part(&table.id, part.0), Key::Part(&owner.id, parent), Key::Table(&owner.id)])
        .after([Key::HasParents(&table.id), Key::Table(&table.id)])
        .provides([Key::Keys(&owner.id)]);
    planner.push(step);
}

/// True if the index or key of a partition goes when its parent's goes, and only then.
pub(super) fn goes_with_parent(planner: &Planner<'_>, previous: &Table, attached_to: Option<&Id>) -> bool {
    attached_to.is_some()
        && planner
            .aligned
            .kept_by_previous(&previous.id)
            .is_some_and(|table| !planner.heritage.parents(&table.tables.next.id).is_empty())
}

/// True if attaching the table attaches its index, too: because the parent's is there by then.
pub(super) fn comes_with_table(planner: &Planner<'_>, next: &Table, attached_to: &Id) -> bool {
    let newly = planner.is_new(&next.id) || planner.heritage.parents(&next.id).is_empty();
    let owner = next.options.partition_of.as_ref().and_then(|of| planner.next.table(&of.parent));
    newly
        && owner.is_some_and(|owner| match planner.aligned.kept_by_next(&owner.id) {
            None => planner.next.inline_constraints(owner).any(|c| c.id == *attached_to),
            Some(kept) => {
                let constraint = kept.constraints.kept.iter().any(|pair| pair.next.id == *attached_to);
                let index = kept.indexes.kept.iter().any(|pair| pair.next.id == *attached_to);
                constraint && !planner.is_constraint_rebuilt(&owner.id, attached_to)
                    || index && !planner.is_index_rebuilt(&owner.id, attached_to)
            }
        })
}
