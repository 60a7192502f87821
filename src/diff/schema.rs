//! Changes of schemas.

use super::{Aligned, Change};
use crate::catalog::{Id, Pair};

/// A change of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaChange {
    /// The schema is new.
    Added {
        /// Its id.
        id: Id,
    },
    /// The schema is gone.
    Removed {
        /// Its id.
        id: Id,
    },
    /// The schema has another name.
    Renamed {
        /// Its ids.
        ids: Pair<Id>,
    },
}

pub(super) fn changes(aligned: &Aligned<'_>, out: &mut Vec<Change>) {
    // `public` is there before the first migration and after the last one is undone.
    let schemas = &aligned.schemas;
    for schema in schemas.removed.iter().filter(|s| !s.is_public()) {
        out.push(Change::Schema(SchemaChange::Removed { id: schema.id.clone() }));
    }
    for pair in schemas.renamed() {
        out.push(Change::Schema(match (pair.previous.is_public(), pair.next.is_public()) {
            (true, _) => SchemaChange::Added { id: pair.next.id.clone() },
            (_, true) => SchemaChange::Removed { id: pair.previous.id.clone() },
            _ => SchemaChange::Renamed { ids: pair.map(|s| s.id.clone()) },
        }));
    }
    for schema in schemas.added.iter().filter(|s| !s.is_public()) {
        out.push(Change::Schema(SchemaChange::Added { id: schema.id.clone() }));
    }
}
