//! Changes of comments.

use super::grant::public;
use super::{Aligned, Change};
use crate::catalog::{Catalog, Constraint, Id, Pair};

/// A comment that changed, came or went. Its text is in the next catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentChange {
    /// What the comment is on.
    pub on: Commented,
}

/// What can have a comment, by ids of the next catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Commented {
    /// A schema.
    Schema(Id),
    /// An enum type.
    Enum(Id),
    /// A sequence.
    Sequence(Id),
    /// An object that is its definition.
    Object(Id),
    /// A table.
    Table(Id),
    /// A column.
    Column {
        /// The table.
        table: Id,
        /// The column.
        id: Id,
    },
    /// A constraint.
    Constraint {
        /// The table.
        table: Id,
        /// The constraint.
        id: Id,
    },
    /// The index of a key or an exclusion constraint.
    KeyIndex {
        /// The table.
        table: Id,
        /// The constraint.
        id: Id,
    },
    /// An index.
    Index {
        /// The table.
        table: Id,
        /// The index.
        id: Id,
    },
    /// A policy.
    Policy {
        /// The table.
        table: Id,
        /// The policy.
        id: Id,
    },
}

pub(super) fn changes(aligned: &Aligned<'_>, out: &mut Vec<Change>) {
    let mut push = |on| out.push(Change::Comment(CommentChange { on }));
    // What a design says of `public` is not ours to change: the database's owner has it.
    for pair in aligned.schemas.kept.iter().filter(|pair| !pair.previous.is_public() && !pair.next.is_public()) {
        if differ(&pair.previous.comment, &pair.next.comment) {
            push(Commented::Schema(pair.next.id.clone()));
        }
    }
    let Pair { previous, next } = aligned.catalogs;
    if let (Some(before), Some(after)) = (public(previous), public(next)) {
        let comment = |catalog: &Catalog, id: &Id| catalog.schema(id).and_then(|schema| schema.comment.clone());
        if comment(previous, &before) != comment(next, &after) {
            push(Commented::Schema(after));
        }
    }
    for pair in &aligned.enums.kept {
        if differ(&pair.previous.comment, &pair.next.comment) {
            push(Commented::Enum(pair.next.id.clone()));
        }
    }
    for pair in &aligned.sequences.kept {
        if differ(&pair.previous.comment, &pair.next.comment) {
            push(Commented::Sequence(pair.next.id.clone()));
        }
    }
    for pair in &aligned.objects.kept {
        if differ(&pair.previous.comment, &pair.next.comment) {
            push(Commented::Object(pair.next.id.clone()));
        }
    }
    for table in aligned.kept_tables.iter().filter(|table| !table.equal) {
        let id = &table.tables.next.id;
        if differ(&table.tables.previous.comment, &table.tables.next.comment) {
            push(Commented::Table(id.clone()));
        }
        for pair in table.columns.kept.iter().filter(|c| differ(&c.previous.comment, &c.next.comment)) {
            push(Commented::Column { table: id.clone(), id: pair.next.id.clone() });
        }
        for pair in table.constraints.kept.iter().filter(|c| differ(&c.previous.comment, &c.next.comment)) {
            push(Commented::Constraint { table: id.clone(), id: pair.next.id.clone() });
        }
        let of_index = |c: &Constraint| c.options.index_comment.clone();
        for pair in table.constraints.kept.iter().filter(|c| differ(&of_index(c.previous), &of_index(c.next))) {
            push(Commented::KeyIndex { table: id.clone(), id: pair.next.id.clone() });
        }
        for pair in table.indexes.kept.iter().filter(|i| differ(&i.previous.comment, &i.next.comment)) {
            push(Commented::Index { table: id.clone(), id: pair.next.id.clone() });
        }
        for pair in table.policies.kept.iter().filter(|p| differ(&p.previous.comment, &p.next.comment)) {
            push(Commented::Policy { table: id.clone(), id: pair.next.id.clone() });
        }
    }
}

/// An empty comment is no comment: PostgreSQL keeps none.
fn differ(previous: &Option<String>, next: &Option<String>) -> bool {
    previous.as_deref().filter(|c| !c.is_empty()) != next.as_deref().filter(|c| !c.is_empty())
}
