//! Policies and grants where only the root has a table.

use crate::design::Entity;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "security-on-derived-entity",
    level: Level::Error,
    title: "With one table per hierarchy, a derived entity has policies, grants or row-level security.",
    why: "They would apply to the whole table, and let somebody see or write rows of other types than the one they were written for. They are left out.",
};

pub(crate) fn found(entity: &Entity, root: &Entity) -> Problem {
    let message = format!(
        "The rows of {} are in the table of {}. Write its policies, grants and row-level security there; where they \
         are they are left out.",
        entity.table.name, root.table.name
    );
    RULE.at(entity.id(), message).in_field("policies")
}
