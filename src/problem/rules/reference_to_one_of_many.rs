//! Foreign keys that miss derived rows.

use crate::catalog::ConstraintKind;
use crate::design::Inheritance;
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "reference-to-one-of-many",
    level: Level::Warning,
    title: "A foreign key references an entity whose derived entities have tables of their own.",
    why: "With one table per concrete type the rows of derived types are elsewhere, and the foreign key refuses references to them. EF Core makes no foreign key in that case.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for (id, entity) in &view.design.entities {
        for constraint in &entity.table.constraints {
            let ConstraintKind::ForeignKey { target, .. } = &constraint.kind else { continue };
            let Some(target) = view.design.entities.get(target) else { continue };
            let elsewhere = view.strategy(target) == Inheritance::TablePerConcreteType
                && !target.is_abstract
                && view.design.entities.values().any(|other| other.base.as_ref() == Some(target.id()));
            if elsewhere {
                let message = format!(
                    "{} references {}, and rows of the entities that derive from it are in other tables: it can't \
                     reference those. Give the hierarchy one table, or one per type.",
                    entity.table.name, target.table.name
                );
                problems.push(RULE.at(id, message).on(&constraint.id).in_field("target"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn only_with_derived_tables() {
        let concrete = |d: &mut crate::design::Design| {
            customers(d).inheritance = Inheritance::TablePerConcreteType;
            link(d, "customer_id", "id");
        };
        check_rule(&RULE, concrete, &[]);
        check_rule(
            &RULE,
            |d| {
                concrete(d);
                add_entity(d, "vips").base = Some(crate::catalog::Id::new("customers"));
            },
            &["rows of the entities that derive from it"],
        );
    }
}
