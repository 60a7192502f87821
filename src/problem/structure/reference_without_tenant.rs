//! A foreign key that can't take the tenant along.

use crate::catalog::Constraint;
use crate::design::Entity;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "reference-without-tenant",
    level: Level::Warning,
    title: "A foreign key between tenant-scoped tables can't take the tenant along.",
    why: "It would set the tenant to null or to its default together with the reference. ON DELETE SET NULL (column) sets one column alone, since PostgreSQL 15; ON UPDATE has no such form in any version. Without the tenant a row may refer to another tenant's.",
};

pub(crate) fn found(entity: &Entity, constraint: &Constraint, on_update: bool) -> Problem {
    let (action, way) = match on_update {
        true => ("ON UPDATE SET NULL or SET DEFAULT", "Choose another action"),
        false => (
            "ON DELETE SET NULL or SET DEFAULT",
            "Choose another action, or PostgreSQL 15 as the oldest version in the settings",
        ),
    };
    let message = format!(
        "A foreign key of {} has {action}, so it refers to another table without the tenant, and a row may refer to \
         another tenant's. {way}.",
        entity.table.name
    );
    RULE.at(entity.id(), message).on(&constraint.id).in_field(if on_update { "onUpdate" } else { "onDelete" })
}
