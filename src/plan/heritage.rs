//! Which tables have what is theirs from which, before and after: what a statement about a parent does to its children
//! needs no statement of its own.

use std::collections::HashMap;

use super::step::{Key, Step};
use crate::catalog::{Column, Constraint, ConstraintKind, Id, Pair, Table};
use crate::diff::{Aligned, TableMatch, rejoins};

/// The tables in both catalogs that stay partitions of the same table, or go on inheriting from it. Where a partition gets
/// another bound it is detached and attached again, and so doesn't stay; nor does a table that must join its parents
/// anew. By ids of the next catalog.
#[derive(Debug, Default)]
pub(crate) struct Heritage<'a> {
    /// The parents that a table stays with.
    parents: HashMap<&'a Id, Vec<&'a TableMatch<'a>>>,
    /// The tables that stay with a parent, and those that stay with them.
    descendants: HashMap<&'a Id, Vec<&'a TableMatch<'a>>>,
}

impl<'a> Heritage<'a> {
    pub(crate) fn of(aligned: &'a Aligned<'a>) -> Self {
        let mut heritage = Self::default();
        for table in aligned.kept_tables.iter().filter(|table| !rejoins(aligned, table)) {
            for parent in table.tables.next.parents().filter_map(|id| aligned.kept_by_next(id)) {
                if stays(table.tables, parent.tables.map(|t| &t.id)) {
                    heritage.parents.entry(&table.tables.next.id).or_default().push(parent);
                }
            }
        }
        let mut descendants: HashMap<&Id, Vec<&TableMatch<'a>>> = HashMap::new();
        for table in &aligned.kept_tables {
            let mut open = vec![table];
            let mut seen: Vec<&Id> = Vec::new();
            while let Some(at) = open.pop() {
                for parent in heritage.parents(&at.tables.next.id) {
                    let id = &parent.tables.next.id;
                    if !seen.contains(&id) {
                        seen.push(id);
                        descendants.entry(id).or_default().push(table);
                        open.push(parent);
                    }
                }
            }
        }
        heritage.descendants = descendants;
        heritage
    }

    /// The parents that a table stays with.
    pub(crate) fn parents(&self, next: &Id) -> &[&'a TableMatch<'a>] {
        self.parents.get(next).map(Vec::as_slice).unwrap_or_default()
    }

    /// The tables that stay with this one, directly or not.
    pub(crate) fn descendants(&self, next: &Id) -> &[&'a TableMatch<'a>] {
        self.descendants.get(next).map(Vec::as_slice).unwrap_or_default()
    }

    /// The parent's column that a table's column comes from afterwards.
    pub(crate) fn origin(&self, next: &Id, column: &str) -> Option<Pair<(&'a TableMatch<'a>, Option<&'a Column>)>> {
        self.parents(next).iter().find_map(|parent| {
            let found = parent.tables.map(|t| t.columns.iter().find(|c| c.name == column));
            found.next.map(|_| found.map(|column| (*parent, column)))
        })
    }

    /// True if a table that stays has a column of this name from a parent before.
    pub(crate) fn had_column(&self, next: &Id, column: &str) -> bool {
        self.parents(next).iter().any(|parent| parent.tables.previous.columns.iter().any(|c| c.name == column))
    }

    /// True if a column that is in both catalogs is changed by changing a parent's.
    pub(crate) fn column_follows(&self, next: &Id, pair: Pair<&Column>) -> bool {
        self.parents(next).iter().any(|parent| {
            let has = |table: &Table, name: &str| table.columns.iter().any(|c| c.name == name);
            has(parent.tables.previous, &pair.previous.name) && has(parent.tables.next, &pair.next.name)
        })
    }

    /// True if a constraint of a table that stays comes and goes with a parent's.
    pub(crate) fn constraint_follows(&self, next: &Id, constraint: &Constraint) -> bool {
        constraint.options.inherited && !self.parents(next).is_empty()
    }

    /// Says that a step about a table's column brings about the same for the tables that stay with it.
    pub(crate) fn reaching(&self, table: &Id, column: &str, step: Step<'a>) -> Step<'a> {
        self.descendants(table).iter().fold(step, |step, child| {
            let next = child.tables.next;
            let column = next.columns.iter().find(|c| c.name == column);
            step.provides([Key::Columns(&next.id), Key::PlainColumns(&next.id)])
                .provides(column.map(|column| Key::Column(&next.id, &column.id)))
        })
    }
}

fn stays(child: Pair<&Table>, parent: Pair<&Id>) -> bool {
    let Pair { previous, next } = child.map(|t| &t.options);
    match (&previous.partition_of, &next.partition_of) {
        (Some(p), Some(n)) => p.parent == *parent.previous && n.parent == *parent.next && p.bound == n.bound,
        (None, None) => previous.inherits.contains(parent.previous) && next.inherits.contains(parent.next),
        _ => false,
    }
}

/// True for a constraint that an index belongs to.
pub(crate) fn owns_index(kind: &ConstraintKind) -> bool {
    !matches!(kind, ConstraintKind::Check { .. } | ConstraintKind::ForeignKey { .. })
}
