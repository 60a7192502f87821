//! Changes of objects that are their definition.

use super::{Aligned, Change};
use crate::catalog::{Id, Object, Pair, Reshaping, TypeShape};
use crate::expr::{self, Renames};

/// A change of an object that is its definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObjectChange {
    /// The object is new.
    Added {
        /// Its id.
        id: Id,
    },
    /// The object is gone.
    Removed {
        /// Its id.
        id: Id,
    },
    /// The object is in both catalogs.
    Altered {
        /// Its ids.
        ids: Pair<Id>,
        /// What changed.
        what: ObjectAlteration,
    },
}

/// What changed of an object that is its definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectAlteration {
    /// Its definition, which `CREATE OR REPLACE` can set.
    Replaced,
    /// Its definition: it must be dropped and created.
    Redefined,
    /// What it is made of, which ALTER can change: of a type.
    Reshaped,
    /// What is set after it was created.
    Settings,
}

pub(super) fn changes(aligned: &Aligned<'_>, out: &mut Vec<Change>) {
    for gone in &aligned.objects.removed {
        out.push(Change::Object(ObjectChange::Removed { id: gone.id.clone() }));
    }
    let renames = match aligned.objects.kept.is_empty() {
        true => None,
        false => Renames::between(aligned.catalogs),
    };
    for pair in &aligned.objects.kept {
        // What PostgreSQL itself carries through the renames needs no statement.
        let carried = renames.as_ref().map(|renames| renames.object(pair.previous));
        let pair = &Pair::new(carried.as_ref().unwrap_or(pair.previous), pair.next);
        let mut push = |what| {
            let ids = pair.map(|object| object.id.clone());
            out.push(Change::Object(ObjectChange::Altered { ids, what }));
        };
        if let (Some(before), Some(after)) = (&pair.previous.shape, &pair.next.shape) {
            match before.reshaping(after) {
                // The others are nothing but their definition.
                Reshaping::None if matches!(after, TypeShape::Domain { .. } | TypeShape::Composite { .. }) => {}
                Reshaping::None if pair.previous.definition == pair.next.definition => {}
                Reshaping::None | Reshaping::Rebuilt => push(ObjectAlteration::Redefined),
                Reshaping::Extended | Reshaping::Altered => push(ObjectAlteration::Reshaped),
            }
        } else if !same_definition(*pair) || pair.previous.identity != pair.next.identity {
            let replaced = pair.previous.can_become(pair.next);
            push(if replaced { ObjectAlteration::Replaced } else { ObjectAlteration::Redefined });
        }
        if pair.previous.settings != pair.next.settings {
            push(ObjectAlteration::Settings);
        }
    }
    for new in &aligned.objects.added {
        out.push(Change::Object(ObjectChange::Added { id: new.id.clone() }));
    }
}

/// True if two definitions are the same word for word. What is kept to the letter, as a function's body is, stands in a
/// string, and is one word.
fn same_definition(pair: Pair<&Object>) -> bool {
    let Pair { previous, next } = pair.map(|object| object.definition.as_str());
    previous == next || words(previous).eq(words(next))
}

fn words(sql: &str) -> impl Iterator<Item = &str> {
    expr::tokens(sql).into_iter().filter(|token| !token.is_blank()).map(|token| token.text(sql))
}
