//! What the oldest PostgreSQL that was promised can't do.

use crate::catalog::{ColumnValue, ConstraintKind};
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "needs-newer-postgresql",
    level: Level::Error,
    title: "The design needs a newer PostgreSQL than the settings promise.",
    why: "The bundle would fail on the server it was made for.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    let version = view.design.settings.target_version;
    if !(14..=18).contains(&version) {
        let message = format!("PostgreSQL {version} is none of those that Bulkhead knows. Choose 14 to 18.");
        let project = crate::catalog::Id::new(crate::problem::PROJECT);
        problems.push(RULE.at(&project, message).in_field("targetVersion"));
    }
    for entity in view.design.entities.values() {
        for constraint in &entity.table.constraints {
            if matches!(constraint.kind, ConstraintKind::Unique { nulls_not_distinct: true, .. }) && version < 15 {
                let message = format!(
                    "NULLS NOT DISTINCT needs PostgreSQL 15, and the settings promise {version}. Raise the version, or \
                     use a unique index over an expression that replaces NULL."
                );
                problems.push(RULE.at(entity.id(), message).on(&constraint.id).in_field("nullsNotDistinct"));
            }
        }
        for column in &entity.table.columns {
            if matches!(column.value, ColumnValue::Generated { stored: false, .. }) && version < 18 {
                let message = format!(
                    "A virtual generated column needs PostgreSQL 18, and the settings promise {version}. Raise the \
                     version, or store the column."
                );
                problems.push(RULE.at(entity.id(), message).on(&column.id).in_field("value"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn by_version() {
        let generated = |d: &mut crate::design::Design| {
            column(d, "status").value =
                ColumnValue::Generated { expression: crate::catalog::Expr::new("'x'"), stored: false };
        };
        check_rule(&RULE, generated, &["needs PostgreSQL 18"]);
        check_rule(
            &RULE,
            |d| {
                generated(d);
                d.settings.target_version = 18;
            },
            &[],
        );
        check_rule(&RULE, |d| d.settings.target_version = 9, &["Choose 14 to 18"]);
    }
}
