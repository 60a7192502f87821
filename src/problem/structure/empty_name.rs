//! An object without a name.

use crate::catalog::{Column, Id, Policy};
use crate::design::Entity;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "empty-name",
    level: Level::Error,
    title: "An object has no name.",
    why: "PostgreSQL refuses an empty identifier.",
};

pub(crate) fn entity(entity: &Entity) -> Problem {
    RULE.at(entity.id(), "The entity has no name. Give it one.").in_field("name")
}

pub(crate) fn column(entity: &Entity, column: &Column) -> Problem {
    RULE.at(entity.id(), format!("A column of {} has no name. Give it one.", entity.table.name))
        .on(&column.id)
        .in_field("name")
}

pub(crate) fn policy(entity: &Entity, policy: &Policy) -> Problem {
    RULE.at(entity.id(), format!("A policy of {} has no name. Give it one.", entity.table.name))
        .on(&policy.id)
        .in_field("name")
}

/// A role, schema or enum.
pub(crate) fn other(element: &Id) -> Problem {
    RULE.at(element, "This object has no name. Give it one.").in_field("name")
}
