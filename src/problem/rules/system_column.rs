//! Names that every table's own columns have.

use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "system-column",
    level: Level::Error,
    title: "A column has the name of a system column.",
    why: "Every table has the columns tableoid, xmin, cmin, xmax, cmax and ctid; PostgreSQL refuses another of that name.",
};

/// The system columns of PostgreSQL 14 to 18.
const NAMES: [&str; 6] = ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"];

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for table in &view.catalog.tables {
        for column in table.columns.iter().filter(|column| NAMES.contains(&column.name.as_str())) {
            let message = format!(
                "{} is the name of a column that every table has. Rename it, or map it to another name.",
                column.name
            );
            problems.push(RULE.at(&view.element(table, &column.id), message).on(&column.id).in_field("name"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn small_letters_matter() {
        check_rule(&RULE, |d| column(d, "status").name = "xmin".into(), &["xmin is the name"]);
        check_rule(&RULE, |d| column(d, "status").name = "Xmin".into(), &[]);
    }
}
