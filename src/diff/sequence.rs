//! Changes of sequences.

use super::{Aligned, Change};
use crate::catalog::{DataType, Id, Pair};

/// A change of a sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SequenceChange {
    /// The sequence is new.
    Added {
        /// Its id.
        id: Id,
    },
    /// The sequence is gone.
    Removed {
        /// Its id.
        id: Id,
    },
    /// The sequence is in both catalogs.
    Altered {
        /// Its ids.
        ids: Pair<Id>,
        /// What changed.
        what: SequenceAlteration,
    },
}

/// What changed of a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SequenceAlteration {
    /// Its name.
    Renamed,
    /// Its schema.
    Moved,
    /// Its type or its options.
    Options,
    /// Whether it is logged.
    Persistence,
    /// The column it goes with.
    Owner,
}

/// True if a sequence goes with the same column, or with none.
fn same_owner(aligned: &Aligned<'_>, pair: Pair<Option<&Id>>) -> bool {
    match (pair.previous, pair.next) {
        (None, None) => true,
        (Some(previous), Some(next)) => {
            // Columns that were matched by name have two ids.
            let is = |table: &crate::diff::TableMatch<'_>| {
                table.tables.previous.column(previous).is_some()
                    && table.tables.next.column(next).is_some()
                    && table.columns.same(previous, next)
            };
            aligned.kept_tables.iter().any(is)
        }
        _ => false,
    }
}

pub(super) fn changes(aligned: &Aligned<'_>, out: &mut Vec<Change>) {
    let sequences = &aligned.sequences;
    for gone in &sequences.removed {
        out.push(Change::Sequence(SequenceChange::Removed { id: gone.id.clone() }));
    }
    for pair in &sequences.kept {
        let ids = pair.map(|s| s.id.clone());
        let mut push = |what| out.push(Change::Sequence(SequenceChange::Altered { ids: ids.clone(), what }));
        if !aligned.schemas.same(&pair.previous.schema, &pair.next.schema) {
            push(SequenceAlteration::Moved);
        }
        if pair.previous.name != pair.next.name {
            push(SequenceAlteration::Renamed);
        }
        let same_type = DataType::builtin(&pair.previous.data_type) == DataType::builtin(&pair.next.data_type);
        if !same_type || pair.previous.options != pair.next.options {
            push(SequenceAlteration::Options);
        }
        if pair.previous.unlogged != pair.next.unlogged {
            push(SequenceAlteration::Persistence);
        }
        if !same_owner(aligned, pair.map(|s| s.owned_by.as_ref())) {
            push(SequenceAlteration::Owner);
        }
    }
    for new in &sequences.added {
        out.push(Change::Sequence(SequenceChange::Added { id: new.id.clone() }));
    }
}
