//! Two parts of an entity with one id.

use crate::catalog::{Column, Constraint, Id, Index, Policy};
use crate::design::Entity;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "duplicate-id",
    level: Level::Error,
    title: "Two parts of an entity have the same id.",
    why: "Ids tell parts apart when they are renamed. A merge of two branches can leave the same part in the file twice; only the first counts.",
};

pub(crate) fn column(entity: &Entity, column: &Column) -> Problem {
    found(entity, "column", &column.name, &column.id)
}

pub(crate) fn constraint(entity: &Entity, constraint: &Constraint) -> Problem {
    found(entity, "constraint", &constraint.name, &constraint.id)
}

pub(crate) fn index(entity: &Entity, index: &Index) -> Problem {
    found(entity, "index", &index.name, &index.id)
}

pub(crate) fn policy(entity: &Entity, policy: &Policy) -> Problem {
    found(entity, "policy", &policy.name, &policy.id)
}

fn found(entity: &Entity, kind: &str, name: &str, id: &Id) -> Problem {
    let message = format!(
        "{} has a second {kind} with the id {id} (\"{name}\"), which is left out. Remove one of them.",
        entity.table.name
    );
    RULE.at(entity.id(), message).on(id)
}
