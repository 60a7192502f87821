//! An identity column that other types would have to fill.

use crate::catalog::Column;
use crate::design::Entity;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "identity-on-derived-column",
    level: Level::Error,
    title: "With one table per hierarchy, a derived entity has an identity column.",
    why: "An identity column is never null, so rows of the other types would get a value as well.",
};

pub(crate) fn found(entity: &Entity, column: &Column) -> Problem {
    let message = format!(
        "{}.{} is an identity column, and shares its table with types that have no such column. Give it a default \
         instead; it has none so far.",
        entity.table.name, column.name
    );
    RULE.at(entity.id(), message).on(&column.id).in_field("value")
}
