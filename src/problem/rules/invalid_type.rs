//! Types that are none.

use std::collections::BTreeMap;

use crate::catalog::DataType;
use crate::expr;
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "invalid-type",
    level: Level::Error,
    title: "A column's type is empty, no type at all, or only looks like one.",
    why: "PostgreSQL would refuse the statement. serial is a short way to write a default and a sequence, not a type; an identity column does the same and can be dropped in one piece.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    // A design has few different types and many columns.
    let mut verdicts: BTreeMap<&str, Option<String>> = BTreeMap::new();
    let tenant = &view.design.settings.tenancy.data_type;
    if let DataType::Builtin(name) = tenant
        && let Some(message) = verdict(name)
    {
        let project = crate::catalog::Id::new(crate::problem::PROJECT);
        problems.push(RULE.at(&project, format!("The tenant column: {message}")).in_field("type"));
    }
    for entity in view.design.entities.values() {
        for column in &entity.table.columns {
            let DataType::Builtin(name) = &column.data_type else { continue };
            if let Some(message) = verdicts.entry(name).or_insert_with(|| verdict(name)) {
                problems.push(RULE.at(entity.id(), message.clone()).on(&column.id).in_field("type"));
            }
        }
    }
}

fn verdict(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("The column has no type. Choose one.".to_owned());
    }
    if matches!(name, "serial" | "bigserial" | "smallserial" | "serial2" | "serial4" | "serial8") {
        return Some(format!("{name} is no type of its own. Use smallint, integer or bigint as an identity column."));
    }
    expr::check(&format!("CAST(NULL AS {name})"))
        .err()
        .map(|_| format!("\"{name}\" is no type. Choose one, such as text, integer or numeric(10,2)."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn what_reads_as_a_type_passes() {
        for name in ["text", "numeric(10,2)", "timestamptz(3)", "text[]", "double precision", "citext", "public.mood"] {
            check_rule(&RULE, |d| data_type(d, "status", name), &[]);
        }
        check_rule(&RULE, |d| data_type(d, "status", ""), &["has no type"]);
        check_rule(&RULE, |d| data_type(d, "status", "bigserial"), &["identity column"]);
        check_rule(&RULE, |d| data_type(d, "status", "text); drop table orders; --"), &["is no type"]);
        check_rule(&RULE, |d| data_type(d, "status", "numeric(10"), &["is no type"]);
    }

    #[test]
    fn the_tenant_columns_type_counts_too() {
        check_rule(&RULE, |d| d.settings.tenancy.data_type = DataType::builtin("uuid)"), &["The tenant column"]);
    }
}
