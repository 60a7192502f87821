//! A reference to something that does not exist.

use crate::catalog::{Column, Constraint, Id, Index, Policy};
use crate::design::Entity;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "unknown-reference",
    level: Level::Error,
    title: "Something refers to an object that is not in the project.",
    why: "References are ids. One that leads nowhere means that the object was removed by hand or in a merge; what depends on it is left out, and the SQL would not be what you meant.",
};

pub(crate) fn base(entity: &Entity, base: &Id) -> Problem {
    let message =
        format!("{} derives from {base}, which does not exist. Choose another base, or none.", entity.table.name);
    RULE.at(entity.id(), message).in_field("base")
}

pub(crate) fn schema(element: &Id, schema: &Id) -> Problem {
    let message = format!("The schema {schema} does not exist. Choose another one; the default one is used so far.");
    RULE.at(element, message).in_field("schema")
}

pub(crate) fn data_type(entity: &Entity, column: &Column, id: &Id) -> Problem {
    let message = format!(
        "The type of {}.{} is the enum {id}, which does not exist. Choose another type; it is text so far.",
        entity.table.name, column.name
    );
    RULE.at(entity.id(), message).on(&column.id).in_field("type")
}

pub(crate) fn sequence(entity: &Entity, column: &Column, id: &Id) -> Problem {
    let message = format!(
        "{}.{} takes its value from the sequence {id}, which does not exist. Make it an identity column, or give it \
         another default.",
        entity.table.name, column.name
    );
    RULE.at(entity.id(), message).on(&column.id).in_field("value")
}

pub(crate) fn tenant_column(entity: &Entity, column: &Id) -> Problem {
    let message = format!(
        "{} takes its tenant from the column {column}, which does not exist. Choose another column; one is added so far.",
        entity.table.name
    );
    RULE.at(entity.id(), message).in_field("tenancy")
}

pub(crate) fn key_column(entity: &Entity, constraint: &Constraint, column: &Id) -> Problem {
    let message = format!(
        "A key of {} names the column {column}, which its table does not have. Remove the column from the key, or \
         remove the key; it is left out so far.",
        entity.table.name
    );
    RULE.at(entity.id(), message).on(&constraint.id).in_field("columns")
}

pub(crate) fn target(entity: &Entity, constraint: &Constraint, target: &Id) -> Problem {
    let message = format!(
        "A foreign key of {} references the entity {target}, which does not exist. Choose another one, or remove the \
         foreign key; it is left out so far.",
        entity.table.name
    );
    RULE.at(entity.id(), message).on(&constraint.id).in_field("target")
}

pub(crate) fn target_column(entity: &Entity, constraint: &Constraint, column: &Id) -> Problem {
    let message = format!(
        "A foreign key of {} references the column {column}, which the other table does not have. Choose another \
         column; the foreign key is left out so far.",
        entity.table.name
    );
    RULE.at(entity.id(), message).on(&constraint.id).in_field("targetColumns")
}

pub(crate) fn index_column(entity: &Entity, index: &Index, column: &Id) -> Problem {
    let message = format!(
        "An index of {} names the column {column}, which its table does not have. Remove the column from the index, or \
         remove the index; it is left out so far.",
        entity.table.name
    );
    RULE.at(entity.id(), message).on(&index.id).in_field("keys")
}

pub(crate) fn role(role: &Id, group: &Id) -> Problem {
    let message = format!("The role is a member of {group}, which does not exist. Remove the membership.");
    RULE.at(role, message).in_field("memberOf")
}

pub(crate) fn policy_role(entity: &Entity, policy: &Policy, role: &Id) -> Problem {
    let message = format!(
        "The policy {} of {} applies to the role {role}, which does not exist. Choose another role; a policy that has \
         no other is left out so far.",
        policy.name, entity.table.name
    );
    RULE.at(entity.id(), message).on(&policy.id).in_field("to")
}

pub(crate) fn grantee(element: &Id, role: &Id) -> Problem {
    let message = format!("A privilege is granted to the role {role}, which does not exist. Remove the grant.");
    RULE.at(element, message).in_field("grants")
}

pub(crate) fn setting(role: &Id, field: &'static str) -> Problem {
    let message = format!("The settings name the role {role}, which does not exist. Choose another role there.");
    RULE.at(&Id::new(crate::problem::PROJECT), message).in_field(field)
}
