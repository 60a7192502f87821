//! Identity columns of other than whole numbers.

use crate::catalog::{ColumnValue, DataType};
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "identity-type",
    level: Level::Error,
    title: "An identity column is not smallint, integer or bigint.",
    why: "An identity column takes its values from a sequence, which counts in whole numbers.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for entity in view.design.entities.values() {
        for column in &entity.table.columns {
            let whole = matches!(&column.data_type, DataType::Builtin(name)
                if matches!(name.as_str(), "smallint" | "integer" | "bigint"));
            if matches!(column.value, ColumnValue::Identity { .. }) && !whole {
                let message = format!(
                    "{}.{} is an identity column and not a whole number. Make it smallint, integer or bigint, or give \
                     it a default such as gen_random_uuid().",
                    entity.table.name, column.name
                );
                problems.push(RULE.at(entity.id(), message).on(&column.id).in_field("type"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn whole_numbers_only() {
        check_rule(&RULE, |d| data_type(d, "id", "smallint"), &[]);
        check_rule(&RULE, |d| data_type(d, "id", "uuid"), &["gen_random_uuid"]);
    }
}
