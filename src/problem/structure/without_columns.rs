//! A key or an index over nothing.

use crate::catalog::{Constraint, Index};
use crate::design::Entity;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "without-columns",
    level: Level::Error,
    title: "A key or an index has no columns.",
    why: "PostgreSQL needs at least one.",
};

pub(crate) fn constraint(entity: &Entity, constraint: &Constraint) -> Problem {
    let message =
        format!("A key of {} has no columns. Choose some, or remove it; it is left out so far.", entity.table.name);
    RULE.at(entity.id(), message).on(&constraint.id).in_field("columns")
}

pub(crate) fn index(entity: &Entity, index: &Index) -> Problem {
    let message =
        format!("An index of {} has no columns. Choose some, or remove it; it is left out so far.", entity.table.name);
    RULE.at(entity.id(), message).on(&index.id).in_field("keys")
}
