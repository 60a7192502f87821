//! ON DELETE SET NULL on columns that can't be null.

use crate::catalog::{ConstraintKind, ReferentialAction};
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "set-null-on-required",
    level: Level::Warning,
    title: "A foreign key sets a column to null that is never null.",
    why: "The foreign key can be made, and every delete of a referenced row then fails.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for table in &view.catalog.tables {
        for constraint in &table.constraints {
            let ConstraintKind::ForeignKey { columns, on_delete, on_update, .. } = &constraint.kind else { continue };
            for (action, field) in [(on_delete, "onDelete"), (on_update, "onUpdate")] {
                if *action != ReferentialAction::SetNull {
                    continue;
                }
                let some = &constraint.options.delete_columns;
                let columns = if field == "onDelete" && !some.is_empty() { some } else { columns };
                for column in columns.iter().filter_map(|id| table.column(id)).filter(|column| column.not_null) {
                    let message = format!(
                        "{} sets {} to null, which is NOT NULL. Let it be null, or choose another action.",
                        constraint.name, column.name
                    );
                    let element = view.element(table, &constraint.id);
                    problems.push(RULE.at(&element, message).on(&constraint.id).in_field(field));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn required_columns_only() {
        let set_null = |d: &mut crate::design::Design| {
            link(d, "customer_id", "id");
            if let Some(ConstraintKind::ForeignKey { on_delete, .. }) =
                orders(d).table.constraints.last_mut().map(|constraint| &mut constraint.kind)
            {
                *on_delete = ReferentialAction::SetNull;
            }
        };
        check_rule(&RULE, set_null, &[]);
        check_rule(
            &RULE,
            |d| {
                set_null(d);
                column(d, "customer_id").not_null = true;
            },
            &["sets customer_id to null"],
        );
    }
}
