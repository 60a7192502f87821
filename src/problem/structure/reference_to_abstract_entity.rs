//! A foreign key to an entity that has no table.

use crate::catalog::Constraint;
use crate::design::Entity;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "reference-to-abstract-entity",
    level: Level::Error,
    title: "A foreign key references an abstract entity of a hierarchy with one table per concrete type.",
    why: "Its rows are spread over the tables of the concrete types, and a foreign key can reference one table only.",
};

pub(crate) fn found(entity: &Entity, constraint: &Constraint, target: &Entity) -> Problem {
    let message = format!(
        "{} references {}, which has no table: it is abstract, and its hierarchy has one table per concrete type. \
         Reference a concrete type, or give the hierarchy one table, or one per type; the foreign key is left out so \
         far.",
        entity.table.name, target.table.name
    );
    RULE.at(entity.id(), message).on(&constraint.id).in_field("target")
}
