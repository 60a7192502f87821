//! An entity that derives from itself.

use crate::design::Entity;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "inheritance-cycle",
    level: Level::Error,
    title: "An entity derives from itself, directly or through others.",
    why: "There would be no root to hold the key.",
};

pub(crate) fn found(entity: &Entity, base: &Entity) -> Problem {
    let message = format!(
        "{} derives from {}, which derives from {0}. Take the base from one of them; {0} has none so far.",
        entity.table.name, base.table.name
    );
    RULE.at(entity.id(), message).in_field("base")
}
