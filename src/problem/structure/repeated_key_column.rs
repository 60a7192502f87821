//! A key that names a column twice.

use crate::catalog::Constraint;
use crate::design::Entity;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "repeated-key-column",
    level: Level::Error,
    title: "A key names a column twice.",
    why: "PostgreSQL refuses a column that appears twice in a primary key or unique constraint.",
};

pub(crate) fn found(entity: &Entity, constraint: &Constraint) -> Problem {
    let message = format!("A key of {} names a column twice. Remove one of the two.", entity.table.name);
    RULE.at(entity.id(), message).on(&constraint.id).in_field("columns")
}
