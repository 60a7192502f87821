//! Required columns that can't be.

use crate::design::Inheritance;
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "required-derived-column",
    level: Level::Info,
    title: "With one table per hierarchy, a required column of a derived entity may be null.",
    why: "Rows of the other types have no value for it, so the column can't be NOT NULL. EF Core requires it in the application.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for (id, entity) in &view.design.entities {
        if entity.base.is_none() || view.strategy(entity) != Inheritance::TablePerHierarchy {
            continue;
        }
        for column in entity.table.columns.iter().filter(|column| column.not_null) {
            let message = format!(
                "{}.{} may be null in the database, for other types share its table. A check on the discriminator can \
                 require it for this type's rows.",
                entity.table.name, column.name
            );
            problems.push(RULE.at(id, message).on(&column.id).in_field("notNull"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn in_one_table_only() {
        let derived = |strategy: Inheritance| {
            move |d: &mut crate::design::Design| {
                customers(d).table.constraints.clear();
                customers(d).base = Some(crate::catalog::Id::new("orders"));
                customers(d).table.columns[1].not_null = true;
                orders(d).inheritance = strategy;
            }
        };
        check_rule(&RULE, derived(Inheritance::TablePerHierarchy), &["customers.name may be null"]);
        check_rule(&RULE, derived(Inheritance::TablePerType), &[]);
    }
}
