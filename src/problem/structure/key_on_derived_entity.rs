//! A primary key where the root decides.

use crate::catalog::Constraint;
use crate::design::Entity;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "key-on-derived-entity",
    level: Level::Error,
    title: "A derived entity has a primary key of its own.",
    why: "All rows of a hierarchy are told apart by the root's key, in EF Core as well.",
};

pub(crate) fn found(entity: &Entity, constraint: &Constraint) -> Problem {
    let message = format!(
        "{} derives from another entity, whose primary key it shares. Remove this one, or make it a unique constraint; \
         it is left out so far.",
        entity.table.name
    );
    RULE.at(entity.id(), message).on(&constraint.id)
}
