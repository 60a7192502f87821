//! A foreign key whose two sides do not pair.

use crate::catalog::Constraint;
use crate::design::Entity;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "foreign-key-shape",
    level: Level::Error,
    title: "A foreign key has no columns, or not as many as it references.",
    why: "Each referencing column pairs with one referenced column.",
};

pub(crate) fn found(entity: &Entity, constraint: &Constraint, own: usize, target: usize) -> Problem {
    let message = if own == 0 {
        format!(
            "A foreign key of {} has no columns. Choose some, or remove it; it is left out so far.",
            entity.table.name
        )
    } else {
        format!(
            "A foreign key of {} has {own} columns and references {target}. Give both sides the same number; it is \
             left out so far.",
            entity.table.name
        )
    };
    RULE.at(entity.id(), message).on(&constraint.id).in_field("columns")
}
