//! A table where the history of migrations goes.

use crate::catalog::Id;
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "history-table",
    level: Level::Error,
    title: "The history of migrations has no table of its own.",
    why: "The bundle's scripts create that table and write into it which migrations were applied.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    let history = &view.design.settings.history;
    let project = Id::new(crate::problem::PROJECT);
    if history.table.is_empty() {
        problems.push(RULE.at(&project, "The history table has no name. Give it one.").in_field("history.table"));
    }
    if history.schema.as_deref() == Some("") {
        let message = "The history table's schema has no name. Give it one, or none at all.";
        problems.push(RULE.at(&project, message).in_field("history.schema"));
    }
    for table in view.catalog.tables.iter().filter(|table| table.name == history.table) {
        let schema = view.catalog.schema(&table.schema).map_or("", |schema| schema.name.as_str());
        if history.schema.as_deref().unwrap_or(crate::catalog::PUBLIC_SCHEMA) == schema {
            let message = format!(
                "{} is the table that records which migrations were applied. Choose another name, or another history \
                 table in the settings.",
                table.name
            );
            problems.push(RULE.at(&table.id, message).in_field("name"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn with_names() {
        check_rule(&RULE, |d| d.settings.history.table = String::new(), &["has no name"]);
        check_rule(&RULE, |d| d.settings.history.schema = Some(String::new()), &["schema has no name"]);
    }

    #[test]
    fn in_its_own_schema_only() {
        let name = "__EFMigrationsHistory";
        check_rule(&RULE, |d| orders(d).table_name = Some(name.into()), &["records which migrations"]);
        check_rule(
            &RULE,
            |d| {
                orders(d).table_name = Some(name.into());
                d.settings.history.schema = Some("meta".into());
            },
            &[],
        );
    }
}
