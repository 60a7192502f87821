//! Expressions that mention a column nobody has.

use crate::catalog::Table;
use crate::expr::{self, Referent, TableName, Tables};
use crate::problem::view::View;
use crate::problem::view::{Place, typed};
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "unknown-column",
    level: Level::Warning,
    title: "An expression mentions a column that its table does not have.",
    why: "PostgreSQL would refuse the statement, unless the name means something that can't be seen from here.",
};

/// No table is known: names within a query over other tables are left alone.
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
    for typed in typed(view.design).into_iter().filter(|typed| typed.place != Place::Default) {
        let mut base = Some(typed.entity);
        let mut tables: Vec<&Table> = Vec::new();
        let mut authored: Vec<&str> = Vec::new();
        // The entity's own table, or that of the nearest base that has one, and what bases have authored.
        for _ in 0..=view.design.entities.len() {
            let Some(entity) = base else { break };
            tables.extend(view.table(entity.id()));
            authored.extend(entity.table.columns.iter().map(|column| column.name.as_str()));
            base = entity.base.as_ref().and_then(|base| view.design.entities.get(base));
        }
        let known = |name: &str| {
            let same = |other: &str| other.eq_ignore_ascii_case(name);
            authored.iter().any(|other| same(other))
                || tables.iter().any(|table| same(&table.name) || table.columns.iter().any(|column| same(&column.name)))
        };
        for reference in expr::references(typed.expression.sql(), &NoTables) {
            if reference.referent == Referent::Column && !known(&reference.name) {
                let message = format!(
                    "{} has no column {}. Correct the name, or put it in single quotes if it is a text.",
                    typed.entity.table.name, reference.name
                );
                let problem = RULE.at(typed.entity.id(), message).on(typed.object).in_field(typed.field);
                problems.push(problem.in_range(reference.range));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn names_as_authored_or_as_in_the_database() {
        check_rule(&RULE, |d| add_check(d, "totl > 0"), &["orders has no column totl"]);
        check_rule(&RULE, |d| add_check(d, "total > 0 AND lower(\"status\") = 'x' AND TENANT_ID IS NOT NULL"), &[]);
        check_rule(&RULE, |d| add_policy(d, "p", Some("status = open"), None), &["no column open"]);
        check_rule(&RULE, |d| add_policy(d, "p", Some("EXISTS (SELECT 1 FROM people WHERE boss)"), None), &[]);
    }

    #[test]
    fn it_points_at_the_name() {
        let problems = found(&RULE, |d| add_check(d, "total > 0 AND nonsense = 1"));
        assert_eq!(problems[0].range, Some((14, 22)));
    }
}
