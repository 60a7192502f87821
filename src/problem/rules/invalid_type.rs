//! Types that are none.

use std::collections::BTreeMap;

use super::unknown_type::{bare, instead, is_built_in};
use crate::catalog::DataType;
use crate::expr;
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "invalid-type",
    level: Level::Error,
    title: "A column's type is empty, no type at all, only looks like one, or has a length that PostgreSQL refuses.",
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

/// Why a name is no type, or not with these arguments.
pub(super) fn verdict(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("The column has no type. Choose one.".to_owned());
    }
    if matches!(name, "serial" | "bigserial" | "smallserial" | "serial2" | "serial4" | "serial8") {
        return Some(format!("{name} is no type of its own. Use smallint, integer or bigint as an identity column."));
    }
    // Words that no grammar takes for a type may still be another system's: the rule unknown-type tells of those that
    // can be read.
    if expr::check(&format!("CAST(NULL AS {name})")).is_err() {
        return Some(match instead(name) {
            Some(own) => format!("\"{name}\" is no type of PostgreSQL. Use {own}."),
            None => format!("\"{name}\" is no type. Choose one, such as text, integer or numeric(10,2)."),
        });
    }
    arguments(name)
}

/// What PostgreSQL says of a built-in type's arguments.
fn arguments(name: &str) -> Option<String> {
    let bare = bare(name);
    let inside = name.split_once('(')?.1.split_once(')')?.0;
    if !is_built_in(&bare) {
        return None;
    }
    let arguments: Option<Vec<i64>> = inside.split(',').map(|text| text.trim().parse().ok()).collect();
    let between = |at: usize, least: i64, most: i64, what: &str| {
        let value = arguments.as_ref().and_then(|a| a.get(at)).copied();
        let good = value.is_some_and(|value| (least..=most).contains(&value));
        (!good).then(|| format!("{name} can't be: {what} is a number from {least} to {most}."))
    };
    let most = match bare.as_str() {
        "numeric" => 2,
        _ => 1,
    };
    let given = inside.split(',').count();
    let wrong = match bare.as_str() {
        "numeric" => between(0, 1, 1000, "the precision")
            .or_else(|| if given > 1 { between(1, -1000, 1000, "the scale") } else { None }),
        "character varying" | "character" | "national char" | "national character" | "nchar" => {
            between(0, 1, 10_485_760, "the length")
        }
        "bit" | "bit varying" => between(0, 1, 83_886_080, "the length"),
        "float" => between(0, 1, 53, "the precision"),
        // PostgreSQL takes more digits and keeps six, and then the column is not of the type that the model says.
        text if text.starts_with("time") || text.starts_with("interval") => between(0, 0, 6, "the precision"),
        "national char varying" | "national character varying" | "nchar varying" => None,
        _ => return Some(format!("{bare} takes nothing in parentheses. Use {bare}.")),
    };
    wrong.or_else(|| (given > most).then(|| format!("{name} has too much in its parentheses.")))
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
    fn arguments_are_such_as_postgresql_takes() {
        for name in
            ["varchar(1)", "numeric(1000,3)", "numeric(3,-2)", "timestamptz(6)", "bit(8)", "geometry(point,4326)"]
        {
            check_rule(&RULE, |d| data_type(d, "status", name), &[]);
        }
        for (name, told) in [
            ("varchar(0)", "the length is a number from 1 to"),
            ("char(20000000)", "the length is a number from 1 to"),
            ("varchar(max)", "the length is a number from 1 to"),
            ("numeric(2000,3)", "the precision is a number from 1 to 1000"),
            ("numeric(0)", "the precision is a number"),
            ("numeric(3,2000)", "the scale is a number"),
            ("timestamptz(7)", "from 0 to 6"),
            ("bit(0)", "the length is a number"),
            ("int(11)", "integer takes nothing in parentheses"),
            ("text(50)", "text takes nothing in parentheses"),
        ] {
            check_rule(&RULE, |d| data_type(d, "status", name), &[told]);
        }
    }

    #[test]
    fn the_tenant_columns_type_counts_too() {
        check_rule(&RULE, |d| d.settings.tenancy.data_type = DataType::builtin("uuid)"), &["The tenant column"]);
    }
}
