//! One table per type without a key to join by.

use crate::catalog::Table;
use crate::design::Entity;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "inheritance-without-key",
    level: Level::Error,
    title: "With one table per type, the root has no primary key.",
    why: "The derived table shares the root's key; without it nothing ties a derived row to its base row.",
};

pub(crate) fn found(entity: &Entity, root: &Table) -> Problem {
    let message = format!(
        "{} has one table per type and its root {} has no primary key to join them by. Give {1} a primary key.",
        entity.table.name, root.name
    );
    RULE.at(entity.id(), message).in_field("base")
}
