//! Foreign keys between columns of different types.

use crate::catalog::{ConstraintKind, DataType};
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "foreign-key-type",
    level: Level::Error,
    title: "A foreign key pairs columns whose types can't be compared.",
    why: "PostgreSQL refuses the foreign key when it knows no equality between the two types.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for table in &view.catalog.tables {
        for constraint in &table.constraints {
            let ConstraintKind::ForeignKey { columns, target, target_columns, .. } = &constraint.kind else { continue };
            let Some(target) = view.table(target) else { continue };
            for (own, other) in columns.iter().zip(target_columns) {
                let (Some(own), Some(other)) = (table.column(own), target.column(other)) else { continue };
                if comparable(&own.data_type, &other.data_type) {
                    continue;
                }
                let type_name = |data_type: &DataType| match data_type {
                    DataType::Builtin(name) => name.clone(),
                    DataType::Defined { id, .. } => {
                        view.catalog.enum_type(id).map_or_else(String::new, |enum_type| enum_type.name.clone())
                    }
                };
                let message = format!(
                    "{}.{} is {} and references {}.{}, which is {}. Give both the same type.",
                    table.name,
                    own.name,
                    type_name(&own.data_type),
                    target.name,
                    other.name,
                    type_name(&other.data_type)
                );
                let element = view.element(table, &constraint.id);
                problems.push(RULE.at(&element, message).on(&constraint.id).in_field("columns"));
            }
        }
    }
}

/// Whether PostgreSQL can compare the two as a foreign key does. Types that are not known here are left to it.
fn comparable(own: &DataType, other: &DataType) -> bool {
    match (own, other) {
        (DataType::Builtin(own), DataType::Builtin(other)) => match (family(own), family(other)) {
            // A whole number converts to numeric and to floating point by itself, and not the other way.
            (Some("integer"), Some("numeric" | "float")) | (Some("numeric"), Some("float")) => true,
            (Some(own), Some(other)) => own == other,
            _ => true,
        },
        (own, other) => own == other,
    }
}

fn family(name: &str) -> Option<&'static str> {
    let is_array = name.ends_with("[]");
    let base = name.split(['(', '[']).next().unwrap_or(name).trim();
    let family = match base {
        "smallint" | "integer" | "bigint" => "integer",
        "numeric" => "numeric",
        "real" | "double precision" => "float",
        "text" | "character varying" | "character" => "text",
        "uuid" => "uuid",
        "boolean" => "boolean",
        "bytea" => "bytea",
        "date" => "date",
        "timestamp" | "timestamp with time zone" | "timestamp without time zone" => "date",
        "interval" => "interval",
        "inet" | "cidr" => "inet",
        _ => return None,
    };
    (!is_array).then_some(family)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn families_of_types() {
        let with = |own: &'static str, other: &'static str| {
            move |d: &mut crate::design::Design| {
                data_type(d, "customer_id", own);
                customers(d).table.columns[0].data_type = DataType::builtin(other);
                customers(d).table.columns[0].value = crate::catalog::ColumnValue::None;
                link(d, "customer_id", "id");
            }
        };
        check_rule(&RULE, with("bigint", "bigint"), &[]);
        check_rule(&RULE, with("integer", "bigint"), &[]);
        check_rule(&RULE, with("varchar(20)", "text"), &[]);
        check_rule(&RULE, with("integer", "numeric(10)"), &[]);
        check_rule(&RULE, with("numeric(10)", "integer"), &["is numeric(10,0) and references customers.id"]);
        check_rule(&RULE, with("text", "uuid"), &["Give both the same type"]);
        check_rule(&RULE, with("timestamp(3) with time zone", "date"), &[]);
        check_rule(&RULE, with("citext", "text"), &[]);
    }
}
