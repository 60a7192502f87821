//! Foreign keys that could find several rows.

use crate::catalog::{ConstraintKind, Id, Table};
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "foreign-key-without-key",
    level: Level::Error,
    title: "A foreign key references columns that no key of the other table covers.",
    why: "A reference must find one row, so PostgreSQL wants a primary key, a unique constraint or a unique index over exactly the referenced columns.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for table in &view.catalog.tables {
        for constraint in &table.constraints {
            let ConstraintKind::ForeignKey { target, target_columns, .. } = &constraint.kind else { continue };
            let Some(target) = view.table(target) else { continue };
            if is_key(target, target_columns) {
                continue;
            }
            let names: Vec<&str> =
                target_columns.iter().filter_map(|id| Some(target.column(id)?.name.as_str())).collect();
            let message = format!(
                "{} references {} ({}), and no key of that table covers exactly these columns. Add a unique constraint \
                 there, or reference its primary key.",
                constraint.name,
                target.name,
                names.join(", ")
            );
            let element = view.element(table, &constraint.id);
            problems.push(RULE.at(&element, message).on(&constraint.id).in_field("targetColumns"));
        }
    }
}

/// True if a key, or a unique index over the whole table, has exactly these columns, in any order.
fn is_key(table: &Table, columns: &[Id]) -> bool {
    table.unique_columns().any(|key| key.len() == columns.len() && columns.iter().all(|column| key.contains(&column)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn exactly_a_key() {
        check_rule(&RULE, |d| link(d, "customer_id", "id"), &[]);
        check_rule(&RULE, |d| link(d, "status", "name"), &["references customers (name)"]);
        check_rule(
            &RULE,
            |d| {
                link(d, "status", "name");
                customers(d).table.indexes.push(crate::catalog::Index {
                    unique: true,
                    ..crate::catalog::Index::on(Id::new("u"), [Id::new("customers.name")])
                });
            },
            &[],
        );
    }
}
