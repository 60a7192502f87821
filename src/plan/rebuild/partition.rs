//! Indexes and keys of partitions that belong to their parents': neither goes without the other.

use std::collections::HashSet;

use super::super::heritage::Heritage;
use super::Rebuilds;
use crate::catalog::{Id, Pair};
use crate::diff::{Aligned, TableMatch};

/// An index or key of a table in both catalogs.
struct Part<'a> {
    table: &'a TableMatch<'a>,
    /// `None` where it is gone.
    ids: Pair<Option<&'a Id>>,
    attached: Pair<Option<&'a Id>>,
    is_index: bool,
}

impl<'a> Rebuilds<'a> {
    /// The index of a partition goes with its parent's, and can't be taken from it: so each is made again where the
    /// other is, goes, or is to be let go.
    pub(super) fn partitions(&mut self, aligned: &'a Aligned<'a>) {
        let heritage = Heritage::of(aligned);
        let parts: Vec<Part<'_>> = aligned.kept_tables.iter().flat_map(parts).collect();
        if parts.iter().all(|part| part.attached.previous.is_none()) {
            return;
        }
        loop {
            let going: HashSet<&Id> = parts
                .iter()
                .filter(|part| part.ids.next.is_none_or(|id| self.is_rebuilt(part, id)))
                .filter_map(|part| part.ids.previous)
                .collect();
            let mut found = false;
            for part in &parts {
                let (Some(parent), Some(previous)) = (part.attached.previous, part.ids.previous) else { continue };
                if heritage.parents(&part.table.tables.next.id).is_empty() {
                    continue;
                }
                let is_going = going.contains(previous);
                let owner = parts.iter().find(|other| other.ids.previous == Some(parent));
                if going.contains(parent) && !is_going {
                    found |= self.rebuild(part);
                }
                let stays_attached = owner.is_some_and(|owner| part.attached.next == owner.ids.next);
                if let Some(owner) = owner.filter(|_| (is_going || !stays_attached) && !going.contains(parent)) {
                    found |= self.rebuild(owner);
                }
            }
            if !found {
                return;
            }
        }
    }

    fn is_rebuilt(&self, part: &Part<'_>, id: &Id) -> bool {
        self.table(&part.table.tables.next.id).is_some_and(|table| {
            if part.is_index { table.indexes.contains(id) } else { table.constraints.contains(id) }
        })
    }

    fn rebuild(&mut self, part: &Part<'a>) -> bool {
        let Some(id) = part.ids.next else { return false };
        let table = self.tables.entry(&part.table.tables.next.id).or_default();
        if part.is_index { table.indexes.insert(id) } else { table.constraints.insert(id) }
    }
}

/// The indexes and keys that a table has or had.
fn parts<'a>(table: &'a TableMatch<'a>) -> impl Iterator<Item = Part<'a>> {
    let gone = table.constraints.removed.iter().map(|c| (Pair::new(Some(*c), None), false));
    let kept = table.constraints.kept.iter().map(|pair| (pair.map(Some), false));
    let constraints = gone.chain(kept).map(move |(pair, is_index)| Part {
        table,
        ids: pair.map(|c| c.map(|c| &c.id)),
        attached: pair.map(|c| c.and_then(|c| c.options.partition_of.as_ref())),
        is_index,
    });
    let gone = table.indexes.removed.iter().map(|i| (Pair::new(Some(*i), None), true));
    let kept = table.indexes.kept.iter().map(|pair| (pair.map(Some), true));
    let indexes = gone.chain(kept).map(move |(pair, is_index)| Part {
        table,
        ids: pair.map(|i| i.map(|i| &i.id)),
        attached: pair.map(|i| i.and_then(|i| i.options.partition_of.as_ref())),
        is_index,
    });
    constraints.chain(indexes)
}
