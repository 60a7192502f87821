//! Changes of enum types.

use std::collections::HashMap;

use super::{Aligned, Change};
use crate::catalog::{EnumLabel, EnumType, Id, Pair};

/// A change of an enum type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnumChange {
    /// The enum is new.
    Added {
        /// Its id.
        id: Id,
    },
    /// The enum is gone.
    Removed {
        /// Its id.
        id: Id,
    },
    /// The enum is in both catalogs.
    Altered {
        /// Its ids.
        ids: Pair<Id>,
        /// What changed.
        what: EnumAlteration,
    },
}

/// What changed of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnumAlteration {
    /// Its name.
    Renamed,
    /// Its schema.
    Moved,
    /// The text of a label.
    LabelRenamed {
        /// The label's ids.
        labels: Pair<Id>,
    },
    /// Labels were added, in their places among the others.
    LabelsAdded {
        /// Their ids, in order.
        labels: Vec<Id>,
    },
    /// Labels were removed or put into another order: PostgreSQL can do neither, the type must be made anew.
    LabelsRebuilt,
}

pub(super) fn changes(aligned: &Aligned<'_>, out: &mut Vec<Change>) {
    let enums = &aligned.enums;
    for gone in &enums.removed {
        out.push(Change::Enum(EnumChange::Removed { id: gone.id.clone() }));
    }
    for pair in &enums.kept {
        let ids = pair.map(|e| e.id.clone());
        let mut push = |what| out.push(Change::Enum(EnumChange::Altered { ids: ids.clone(), what }));
        if !aligned.schemas.same(&pair.previous.schema, &pair.next.schema) {
            push(EnumAlteration::Moved);
        }
        if pair.previous.name != pair.next.name {
            push(EnumAlteration::Renamed);
        }
        if pair.previous.labels == pair.next.labels {
            continue;
        }
        let labels = Aligned::labels(*pair);
        for label in labels.renamed() {
            push(EnumAlteration::LabelRenamed { labels: label.map(|l| l.id.clone()) });
        }
        if !keeps_order(*pair, &labels.kept) {
            push(EnumAlteration::LabelsRebuilt);
        } else if !labels.added.is_empty() {
            push(EnumAlteration::LabelsAdded { labels: labels.added.iter().map(|l| l.id.clone()).collect() });
        }
    }
    for new in &enums.added {
        out.push(Change::Enum(EnumChange::Added { id: new.id.clone() }));
    }
}

/// True if the enum must be made anew: labels were removed or put into another order.
pub(super) fn is_rebuilt(pair: Pair<&EnumType>) -> bool {
    pair.previous.labels != pair.next.labels && !keeps_order(pair, &Aligned::labels(pair).kept)
}

/// True if no label was removed and the kept ones stand in the same order as before.
fn keeps_order(pair: Pair<&EnumType>, kept: &[Pair<&EnumLabel>]) -> bool {
    if kept.len() != pair.previous.labels.len() {
        return false;
    }
    let places: HashMap<&Id, usize> = pair.previous.labels.iter().enumerate().map(|(at, l)| (&l.id, at)).collect();
    kept.iter().map(|label| places.get(&label.previous.id)).is_sorted()
}
