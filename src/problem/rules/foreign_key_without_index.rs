//! Foreign keys that make deletes slow.

use crate::catalog::{ConstraintKind, Id, IndexTarget};
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "foreign-key-without-index",
    level: Level::Info,
    title: "No index begins with the columns of a foreign key.",
    why: "Deleting a referenced row, or changing its key, looks at the whole referencing table. EF Core makes an index for every foreign key.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for table in &view.catalog.tables {
        for constraint in &table.constraints {
            let ConstraintKind::ForeignKey { columns, .. } = &constraint.kind else { continue };
            let begins =
                |key: &[Id]| key.len() >= columns.len() && columns.iter().all(|c| key[..columns.len()].contains(c));
            let by_key = table.constraints.iter().any(|other| match &other.kind {
                // A key over some of the columns finds the row just as well.
                ConstraintKind::PrimaryKey { columns: key } | ConstraintKind::Unique { columns: key, .. } => {
                    begins(key) || key.iter().all(|column| columns.contains(column))
                }
                ConstraintKind::Check { .. } | ConstraintKind::Exclude { .. } | ConstraintKind::ForeignKey { .. } => {
                    false
                }
            });
            let by_index = table.indexes.iter().filter(|index| index.predicate.is_none()).any(|index| {
                let keys: Vec<Id> = index
                    .keys
                    .iter()
                    .map_while(|key| match &key.target {
                        IndexTarget::Column { column } => Some(column.clone()),
                        IndexTarget::Expression { .. } => None,
                    })
                    .collect();
                begins(&keys)
            });
            if !by_key && !by_index {
                let message = format!(
                    "No index of {} begins with the columns of {}. Add one if rows of the referenced table are deleted.",
                    table.name, constraint.name
                );
                problems.push(RULE.at(&view.element(table, &constraint.id), message).on(&constraint.id));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn an_index_that_begins_with_them() {
        check_rule(&RULE, |d| link(d, "customer_id", "id"), &["No index of orders"]);
        check_rule(
            &RULE,
            |d| {
                link(d, "customer_id", "id");
                let columns = [Id::new("orders.customer_id"), Id::new("orders.status")];
                orders(d).table.indexes.push(crate::catalog::Index::on(Id::new("i"), columns));
            },
            &[],
        );
    }
}
