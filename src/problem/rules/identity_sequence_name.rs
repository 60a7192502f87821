//! Names that an identity column's sequence takes.

use std::collections::BTreeMap;

use crate::catalog::{ColumnValue, ConstraintKind, Id};
use crate::lower::naming::make_object_name;
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "identity-sequence-name",
    level: Level::Error,
    title: "Something has the name that PostgreSQL gives the sequence of an identity column.",
    why: "An identity column has a sequence called after its table and column, which takes that name from tables, indexes and keys of the schema. Whichever is made second fails or is called otherwise.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    let mut sequences: BTreeMap<(&Id, String), &str> = BTreeMap::new();
    for table in &view.catalog.tables {
        for column in &table.columns {
            if matches!(column.value, ColumnValue::Identity { .. }) {
                let name = make_object_name(&table.name, Some(&column.name), "seq");
                sequences.insert((&table.schema, name), &table.name);
            }
        }
    }
    if sequences.is_empty() {
        return;
    }
    for table in &view.catalog.tables {
        let keys = table.constraints.iter().filter_map(|constraint| match constraint.kind {
            ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. } | ConstraintKind::Exclude { .. } => {
                Some((&constraint.id, &constraint.name))
            }
            ConstraintKind::Check { .. } | ConstraintKind::ForeignKey { .. } => None,
        });
        let indexes = table.indexes.iter().map(|index| (&index.id, &index.name));
        for (object, name) in keys.chain(indexes).chain([(&table.id, &table.name)]) {
            // Few names end as a sequence's does: no need to look the others up.
            if !name.ends_with("_seq") {
                continue;
            }
            if let Some(owner) = sequences.get(&(&table.schema, name.clone())) {
                let message = format!(
                    "{name} is the name of the sequence of an identity column of {owner}. Choose another name."
                );
                let problem = RULE.at(&view.element(table, object), message).in_field("name");
                problems.push(if *object == table.id { problem } else { problem.on(object) });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn tables_keys_and_indexes() {
        check_rule(&RULE, |d| customers(d).table_name = Some("orders_id_seq".into()), &["identity column of orders"]);
        check_rule(&RULE, |d| customers(d).table.constraints[0].name = "orders_id_seq".into(), &["orders_id_seq is"]);
        check_rule(&RULE, |d| customers(d).table_name = Some("orders_no_seq".into()), &[]);
    }
}
