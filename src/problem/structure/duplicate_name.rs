//! Two objects of one name where PostgreSQL wants different ones.

use crate::catalog::{Column, Id};
use crate::design::Entity;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "duplicate-name",
    level: Level::Error,
    title: "Two objects have the same name where PostgreSQL allows one.",
    why: "Tables, indexes, sequences and the indexes of keys share one list of names in a schema; enums and tables share another. The second CREATE would fail.",
};

pub(crate) fn column(entity: &Entity, column: &Column, name: &str) -> Problem {
    let message = format!(
        "{} has two columns that are called \"{name}\" in the database. Rename one, or map it to another name.",
        entity.table.name
    );
    RULE.at(entity.id(), message).on(&column.id).in_field("name")
}

pub(crate) fn table(entity: &Entity, wanted: &str, instead: &str) -> Problem {
    let message = format!(
        "\"{wanted}\" is the name of another table or type of the same schema. Rename {}, map it to another table \
         name, or put it in another schema; it is called \"{instead}\" so far.",
        entity.table.name
    );
    RULE.at(entity.id(), message).in_field("name")
}

/// A constraint, index or policy.
pub(crate) fn part(entity: &Entity, object: &Id, name: &str) -> Problem {
    let message = format!(
        "\"{name}\" of {} is taken: constraints and policies need a name of their own in their table, and keys and \
         indexes share one list of names with the tables and sequences of the schema. Choose another name, or none and \
         let the convention make one.",
        entity.table.name
    );
    RULE.at(entity.id(), message).on(object).in_field("name")
}

/// A role, schema or enum.
pub(crate) fn other(element: &Id, name: &str) -> Problem {
    RULE.at(element, format!("\"{name}\" is the name of another object. Choose another name.")).in_field("name")
}
