//! Virtual columns of types that a person made.

use crate::catalog::{ColumnValue, DataType, Table};
use crate::expr::{self, Referent, TableName, Tables};
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "virtual-column-type",
    level: Level::Error,
    title: "A virtual generated column is of an enum type, or reads a column that is.",
    why: "A virtual column is computed by whoever reads it, so PostgreSQL lets it use built-in types only.",
};

/// A generated column sees the columns of its own table only.
struct NoTables;

impl Tables for NoTables {
    fn is_own(&self, _: &TableName) -> bool {
        false
    }

    fn has_column(&self, _: &TableName, _: &str) -> Option<bool> {
        None
    }
}

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for table in &view.catalog.tables {
        for column in &table.columns {
            let ColumnValue::Generated { expression, stored: false } = &column.value else { continue };
            if is_enum(&column.data_type) || reads_enum(table, expression.sql()) {
                let message = format!(
                    "{}.{} is computed when it is read, and {} Store the column.",
                    table.name,
                    column.name,
                    if is_enum(&column.data_type) {
                        "it is of an enum type, which such a column can't be."
                    } else {
                        "it reads a column of an enum type, which such a column can't do."
                    }
                );
                problems.push(RULE.at(&table.id, message).on(&column.id).in_field("value"));
            }
        }
    }
}

fn is_enum(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Defined { .. })
}

fn reads_enum(table: &Table, sql: &str) -> bool {
    let mut of_enum = table.columns.iter().filter(|c| is_enum(&c.data_type)).peekable();
    if of_enum.peek().is_none() {
        return false;
    }
    let references = expr::references(sql, &NoTables);
    of_enum.any(|c| references.iter().any(|r| r.referent == Referent::Column && r.name == c.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Expr;
    use crate::design::Design;
    use crate::problem::testing::*;

    #[test]
    fn enums_are_stored() {
        let with = |data_type: &'static str, stored: bool, expression: &'static str| {
            move |d: &mut Design| {
                add_enum(d, &["good"]);
                let mood = d.enums.keys().next().expect("just added").clone();
                d.settings.target_version = 18;
                column(d, "total").data_type = DataType::Defined { id: mood.clone(), array: false };
                let status = column(d, "status");
                if data_type == "mood" {
                    status.data_type = DataType::Defined { id: mood, array: true };
                }
                status.value = ColumnValue::Generated { expression: Expr::new(expression), stored };
            }
        };
        check_rule(&RULE, with("text", false, "total::text"), &["reads a column of an enum type"]);
        check_rule(&RULE, with("mood", false, "NULL"), &["is of an enum type"]);
        check_rule(&RULE, with("mood", true, "ARRAY[total]"), &[]);
        check_rule(&RULE, with("text", false, "customer_id::text"), &[]);
    }
}
