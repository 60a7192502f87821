//! Names that PostgreSQL would cut.

use crate::catalog::{ConstraintKind, Id};
use crate::lower::naming::{MAX_NAME_BYTES, clipped};
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "name-too-long",
    level: Level::Error,
    title: "A name is longer than 63 bytes.",
    why: "PostgreSQL cuts a longer name and only says so in a notice. The object is then called something that neither the model nor the application knows, and two long names may become one.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    let catalog = view.catalog;
    let mut name = |element: &dyn Fn() -> Id, object: Option<&Id>, kind: &str, name: &str| {
        if name.len() <= MAX_NAME_BYTES {
            return;
        }
        let message = format!(
            "The {kind} \"{name}\" is {} bytes long. PostgreSQL would cut it to \"{}\". Choose a name of at most \
             {MAX_NAME_BYTES} bytes.",
            name.len(),
            clipped(name, MAX_NAME_BYTES)
        );
        let problem = RULE.at(&element(), message).in_field("name");
        problems.push(match object {
            Some(object) => problem.on(object),
            None => problem,
        });
    };
    for role in &catalog.roles {
        name(&|| role.id.clone(), None, "role", &role.name);
    }
    for schema in &catalog.schemas {
        name(&|| schema.id.clone(), None, "schema", &schema.name);
    }
    for enum_type in &catalog.enums {
        name(&|| enum_type.id.clone(), None, "enum", &enum_type.name);
        for label in &enum_type.labels {
            name(&|| enum_type.id.clone(), Some(&label.id), "label", &label.name);
        }
    }
    for table in &catalog.tables {
        name(&|| table.id.clone(), None, "table", &table.name);
        for column in &table.columns {
            name(&|| view.element(table, &column.id), Some(&column.id), "column", &column.name);
        }
        for constraint in &table.constraints {
            let kind = match constraint.kind {
                ConstraintKind::ForeignKey { .. } => "foreign key",
                ConstraintKind::Check { .. } => "check",
                ConstraintKind::Exclude { .. } => "exclusion",
                ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. } => "key",
            };
            name(&|| view.element(table, &constraint.id), Some(&constraint.id), kind, &constraint.name);
        }
        for index in &table.indexes {
            name(&|| view.element(table, &index.id), Some(&index.id), "index", &index.name);
        }
        for policy in &table.policies {
            name(&|| view.element(table, &policy.id), Some(&policy.id), "policy", &policy.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn sixty_three_bytes_fit() {
        check_rule(&RULE, |d| orders(d).table_name = Some("x".repeat(63)), &[]);
    }

    #[test]
    fn it_says_what_would_remain() {
        let cut = format!("would cut it to \"{}\"", "x".repeat(63));
        check_rule(&RULE, |d| orders(d).table_name = Some("x".repeat(64)), &[&cut]);
        let cut = format!("would cut it to \"a{}\"", "ä".repeat(31));
        check_rule(&RULE, |d| column(d, "status").name = format!("a{}", "ä".repeat(32)), &[&cut]);
    }
}
