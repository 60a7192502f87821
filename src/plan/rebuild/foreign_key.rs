//! Foreign keys that go and come back: what they rest on goes, or is of another type by then.

use std::collections::{HashMap, HashSet};

use super::super::cast;
use super::{Rebuilds, TableRebuilds, previous_ids};
use crate::catalog::{Constraint, ConstraintKind, DataType, Id, Index, IndexTarget};
use crate::diff::{Aligned, TableMatch};

impl<'a> Rebuilds<'a> {
    /// Foreign keys onto keys that go or are made again, or whose target's columns change.
    pub(super) fn foreign_keys(&mut self, aligned: &'a Aligned<'a>) {
        let mut broken: HashMap<&Id, Broken<'_>> = HashMap::new();
        for table in &aligned.kept_tables {
            let rebuilds = self.tables.get(&table.tables.next.id);
            if table.equal && rebuilds.is_none() {
                continue;
            }
            let found = Broken::of(table, rebuilds);
            if !found.is_empty() {
                broken.insert(&table.tables.previous.id, found);
            }
        }
        if broken.is_empty() {
            return;
        }
        for table in &aligned.kept_tables {
            for pair in &table.constraints.kept {
                let ConstraintKind::ForeignKey { target, target_columns, .. } = &pair.previous.kind else { continue };
                let Some(found) = broken.get(target) else { continue };
                let Some(target) = aligned.kept_by_previous(target) else { continue };
                if found.hits(target_columns) || breaks_key(target, &found.retyped, target_columns) {
                    self.tables.entry(&table.tables.next.id).or_default().constraints.insert(&pair.next.id);
                }
            }
        }
    }
}

/// What of a table foreign keys may no longer rest on. Ids are those of the previous catalog.
struct Broken<'a> {
    keys: Vec<HashSet<&'a Id>>,
    recreated: HashSet<&'a Id>,
    retyped: HashSet<&'a Id>,
}

impl<'a> Broken<'a> {
    fn of(table: &TableMatch<'a>, rebuilds: Option<&TableRebuilds<'a>>) -> Self {
        let mut keys: Vec<HashSet<&Id>> = Vec::new();
        let mut constraint = |c: &'a Constraint| match &c.kind {
            ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => {
                keys.push(columns.iter().collect());
            }
            _ => {}
        };
        table.constraints.removed.iter().for_each(|c| constraint(c));
        let rebuilt = |id: &Id| rebuilds.is_some_and(|r| r.constraints.contains(id));
        table.constraints.kept.iter().filter(|c| rebuilt(&c.next.id)).for_each(|c| constraint(c.previous));
        let mut index = |i: &'a Index| {
            if let Some(columns) = unique_columns(i) {
                keys.push(columns);
            }
        };
        table.indexes.removed.iter().for_each(|i| index(i));
        let rebuilt = |id: &Id| rebuilds.is_some_and(|r| r.indexes.contains(id));
        table.indexes.kept.iter().filter(|i| rebuilt(&i.next.id)).for_each(|i| index(i.previous));
        let previous = |of: for<'r> fn(&'r TableRebuilds<'a>) -> &'r HashSet<&'a Id>| {
            rebuilds.map(|r| previous_ids(table, of(r))).unwrap_or_default()
        };
        Self { keys, recreated: previous(|r| &r.recreated), retyped: previous(|r| &r.retyped) }
    }

    fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.recreated.is_empty() && self.retyped.is_empty()
    }

    /// True if a foreign key onto these columns may rest on a key that goes. PostgreSQL doesn't say on which of two
    /// keys over the same columns it rests.
    fn hits(&self, columns: &[Id]) -> bool {
        let columns: HashSet<&Id> = columns.iter().collect();
        self.keys.contains(&columns) || columns.iter().any(|id| self.recreated.contains(*id))
    }
}

/// The columns of an index that a foreign key may rest on.
fn unique_columns(index: &Index) -> Option<HashSet<&Id>> {
    if !index.unique || index.predicate.is_some() {
        return None;
    }
    index
        .keys
        .iter()
        .map(|key| match &key.target {
            IndexTarget::Column { column } => Some(column),
            IndexTarget::Expression { .. } => None,
        })
        .collect()
}

/// True if a foreign key over these columns of a table does not survive their new types.
pub(super) fn breaks_key(table: &TableMatch<'_>, retyped: &HashSet<&Id>, columns: &[Id]) -> bool {
    columns.iter().filter(|id| retyped.contains(id)).any(|id| {
        let pair = table.columns.kept.iter().find(|pair| pair.previous.id == *id);
        pair.is_none_or(|pair| match (&pair.previous.data_type, &pair.next.data_type) {
            (DataType::Builtin(before), DataType::Builtin(after)) => {
                !cast::comparable(before, after) || pair.previous.collation != pair.next.collation
            }
            _ => true,
        })
    })
}
