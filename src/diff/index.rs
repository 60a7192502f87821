//! Changes of indexes.

use super::{Aligned, Change, TableMatch, text};
use crate::catalog::{Id, Index, IndexKey, IndexTarget, Pair};

/// A change of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexChange {
    /// The index is new.
    Added {
        /// The table's ids.
        table: Pair<Id>,
        /// The index's id.
        id: Id,
    },
    /// The index is gone.
    Removed {
        /// The table's ids.
        table: Pair<Id>,
        /// The index's id.
        id: Id,
    },
    /// The index is in both catalogs.
    Altered {
        /// The table's ids.
        table: Pair<Id>,
        /// The index's ids.
        ids: Pair<Id>,
        /// What changed.
        what: IndexAlteration,
    },
}

/// What changed of an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexAlteration {
    /// Its name only.
    Renamed,
    /// Storage parameters and statistics targets.
    Options,
    /// Which of the parent's indexes it is attached to.
    Attached,
    /// What it indexes or how: it must be dropped and created.
    Redefined,
}

pub(super) fn changes(aligned: &Aligned<'_>, table: &TableMatch<'_>, out: &mut Vec<Change>) {
    for gone in &table.indexes.removed {
        out.push(Change::Index(IndexChange::Removed { table: table.ids(), id: gone.id.clone() }));
    }
    for pair in &table.indexes.kept {
        let mut push = |what| {
            let ids = pair.map(|i| i.id.clone());
            out.push(Change::Index(IndexChange::Altered { table: table.ids(), ids, what }));
        };
        if !same(aligned, table, *pair) {
            push(IndexAlteration::Redefined);
            continue;
        }
        if pair.previous.name != pair.next.name {
            push(IndexAlteration::Renamed);
        }
        let Pair { previous, next } = pair.map(|i| &i.options);
        if (&previous.parameters, &previous.statistics) != (&next.parameters, &next.statistics) {
            push(IndexAlteration::Options);
        }
        if !aligned.same_part(&previous.partition_of, &next.partition_of) {
            push(IndexAlteration::Attached);
        }
    }
    for new in &table.indexes.added {
        out.push(Change::Index(IndexChange::Added { table: table.ids(), id: new.id.clone() }));
    }
}

fn same(aligned: &Aligned<'_>, table: &TableMatch<'_>, pair: Pair<&Index>) -> bool {
    let Pair { previous, next } = pair;
    previous.unique == next.unique
        && previous.method == next.method
        && previous.options.nulls_not_distinct == next.options.nulls_not_distinct
        // What could not be built is built again.
        && (!previous.options.invalid || next.options.invalid)
        && previous.keys.len() == next.keys.len()
        && previous.keys.iter().zip(&next.keys).all(|(p, n)| same_key(aligned, table, p, n))
        && table.columns.same_all(&previous.include, &next.include)
        && text::same_option(aligned, table, pair.map(|i| i.predicate.as_ref()))
}

fn same_key(aligned: &Aligned<'_>, table: &TableMatch<'_>, previous: &IndexKey, next: &IndexKey) -> bool {
    let target = match (&previous.target, &next.target) {
        (IndexTarget::Column { column: p }, IndexTarget::Column { column: n }) => table.columns.same(p, n),
        (IndexTarget::Expression { expression: p }, IndexTarget::Expression { expression: n }) => {
            text::same(aligned, table, Pair::new(p, n))
        }
        _ => false,
    };
    // NULLS FIRST is what DESC means anyway, NULLS LAST what ASC means.
    let nulls_first = |key: &IndexKey| key.nulls_first.unwrap_or(key.descending);
    target
        && previous.operator_class == next.operator_class
        && previous.options == next.options
        && previous.descending == next.descending
        && nulls_first(previous) == nulls_first(next)
}
