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
    /// Its type.
    Type,
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
        if DataType::builtin(&pair.previous.data_type) != DataType::builtin(&pair.next.data_type) {
            push(SequenceAlteration::Type);
        }
    }
    for new in &sequences.added {
        out.push(Change::Sequence(SequenceChange::Added { id: new.id.clone() }));
    }
}
