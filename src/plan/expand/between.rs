//! The catalog in between.

use std::collections::{BTreeMap, BTreeSet};

use super::find::{self, Moving};
use super::ids;
use super::in_step::{self, Twin};
use crate::catalog::{Catalog, Column, ColumnValue, EnumType, Id, Index, IndexTarget, Pair, Table};
use crate::diff::Aligned;
use crate::plan::planner::shortened;

/// The end of a name that is there for a while only.
const NEXT: &str = "_next";

/// The catalog in between, and what it is planned from.
pub(super) struct Between {
    /// The previous catalog with ids of their own for what goes in the end.
    pub(super) base: Catalog,
    pub(super) catalog: Catalog,
    pub(super) twins: Vec<Twin>,
}

/// The catalog in between two, or nothing if no column can be split.
pub(super) fn of(pair: Pair<&Catalog>, target_version: u8) -> Option<Between> {
    let aligned = Aligned::new(pair);
    let (moving, enums) = find::moving(&aligned);
    if moving.is_empty() {
        return None;
    }
    let mut old: BTreeMap<Id, Id> = BTreeMap::new();
    let mut part = |id: &Id| {
        let own = id.part("old");
        old.insert(id.clone(), own.clone());
        own
    };
    let mut twins = Vec::new();
    for Moving { table, column } in &moving {
        let (table, new) = (table.tables.previous.id.clone(), column.next.id.clone());
        twins.push(Twin { table, old: part(&column.previous.id), new });
    }
    for pair in &enums {
        part(&pair.previous.id);
        pair.previous.labels.iter().for_each(|label| {
            part(&label.id);
        });
    }
    let indexes: Vec<(Id, &Index)> = moving_indexes(&moving);
    for (_, index) in &indexes {
        part(&index.id);
    }
    let base = ids::with(pair.previous.clone(), &old);
    let mut catalog = base.clone();
    for pair in &enums {
        let name = free(shortened(&pair.previous.name, NEXT), |name| pair_name_taken(&catalog, pair.previous, name))?;
        catalog.enums.push(EnumType { name, schema: pair.previous.schema.clone(), ..pair.next.clone() });
        let access = pair.previous.id.part("old");
        if let Some(access) = catalog.access.get(&access).cloned() {
            catalog.access.insert(pair.next.id.clone(), access);
        }
    }
    for (Moving { table, column }, twin) in moving.iter().zip(&twins) {
        let place = catalog.tables.iter().position(|t| t.id == table.tables.previous.id)?;
        let name = match column.previous.name == column.next.name {
            true => free(shortened(&column.next.name, NEXT), |name| {
                catalog.tables[place].columns.iter().any(|c| c.name == name)
            })?,
            false => column.next.name.clone(),
        };
        // Since PostgreSQL 18 NOT NULL is a constraint. Its name is the new column's in the end, and the old one's before.
        let before = catalog.tables[place].columns.iter_mut().find(|c| c.id == twin.old)?;
        if target_version >= 18
            && before.not_null
            && before.options.not_null_name.is_none()
            && column.previous.name == column.next.name
        {
            let own = shortened(&format!("{}_{}", table.tables.previous.name, column.previous.name), "_old_not_null");
            before.options.not_null_name = Some(own);
        }
        let new = Column { name, value: ColumnValue::None, not_null: false, comment: None, ..column.next.clone() };
        let new = Column { options: Default::default(), ..new };
        catalog.tables[place].columns.push(new);
        if let Some(access) = catalog.access.get(&twin.old).cloned() {
            catalog.access.insert(twin.new.clone(), access);
        }
    }
    for (table, index) in indexes {
        let place = catalog.tables.iter().position(|t| t.id == table)?;
        let schema = catalog.tables[place].schema.clone();
        let taken = |name: &str| {
            let tables = catalog.tables.iter().filter(|t| t.schema == schema);
            tables.into_iter().any(|t| t.name == name || t.indexes.iter().any(|i| i.name == name))
        };
        let name = free(shortened(&index.name, NEXT), taken)?;
        catalog.tables[place].indexes.push(Index { name, comment: None, ..index.clone() });
    }
    let tables: BTreeSet<&Id> = twins.iter().map(|twin| &twin.table).collect();
    for id in tables {
        let table = catalog.table(id)?.clone();
        let of: Vec<&Twin> = twins.iter().filter(|twin| twin.table == *id).collect();
        let [function, trigger] = in_step::objects(&catalog, &table, &of)?;
        let on = BTreeSet::from([function.id.clone(), table.id.clone()]);
        catalog.dependencies.insert(trigger.id.clone(), on);
        catalog.objects.extend([function, trigger]);
    }
    Some(Between { base, catalog, twins })
}

fn pair_name_taken(catalog: &Catalog, enum_type: &EnumType, name: &str) -> bool {
    let schema = &enum_type.schema;
    catalog.enums.iter().any(|e| e.schema == *schema && e.name == name)
        || catalog.tables.iter().any(|t| t.schema == *schema && t.name == name)
        || catalog.objects.iter().any(|o| o.schema.as_ref() == Some(schema) && o.name == name)
}

fn free(name: String, taken: impl Fn(&str) -> bool) -> Option<String> {
    (!taken(&name)).then_some(name)
}

/// The next catalog's indexes over columns that get a twin, each with its table: they are built beside the old ones, so that
/// no query misses them when the old column goes.
fn moving_indexes<'a>(moving: &[Moving<'a>]) -> Vec<(Id, &'a Index)> {
    let mut out: Vec<(Id, &Index)> = Vec::new();
    for Moving { table, column } in moving {
        let (previous, next): (&Table, &Table) = (table.tables.previous, table.tables.next);
        let stays = |id: &Id| {
            let twin = moving.iter().any(|m| m.column.next.id == *id);
            twin || table.columns.kept.iter().any(|c| c.next.id == *id && c.previous.id == *id)
        };
        for index in &next.indexes {
            let keys = index.keys.iter().map(|key| match &key.target {
                IndexTarget::Column { column } => Some(column),
                IndexTarget::Expression { .. } => None,
            });
            let Some(keys) = keys.collect::<Option<Vec<&Id>>>() else { continue };
            let is_there = previous.indexes.iter().any(|i| i.id == index.id);
            let whole = index.predicate.is_none() && keys.iter().copied().chain(&index.include).all(stays);
            let fresh = !out.iter().any(|(_, i)| i.id == index.id);
            if is_there && whole && fresh && keys.contains(&&column.next.id) {
                out.push((previous.id.clone(), index));
            }
        }
    }
    out
}
