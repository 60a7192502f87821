//! Two labels of an enum with one text.

use crate::catalog::{EnumLabel, Id};
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "duplicate-label",
    level: Level::Error,
    title: "An enum has the same label twice.",
    why: "PostgreSQL refuses it.",
};

pub(crate) fn found(enum_type: &Id, label: &EnumLabel) -> Problem {
    let message = format!("The label \"{}\" stands in the enum twice. Remove one of the two.", label.name);
    RULE.at(enum_type, message).on(&label.id).in_field("name")
}
