//! A second primary key.

use crate::catalog::Constraint;
use crate::design::Entity;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "two-primary-keys",
    level: Level::Error,
    title: "An entity has more than one primary key.",
    why: "PostgreSQL allows one to a table.",
};

pub(crate) fn found(entity: &Entity, constraint: &Constraint) -> Problem {
    let message = format!(
        "{} has a second primary key. Make it a unique constraint, or put its columns into the first; it is left out \
         so far.",
        entity.table.name
    );
    RULE.at(entity.id(), message).on(&constraint.id)
}
