//! Names that PostgreSQL keeps for itself.

use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "reserved-name",
    level: Level::Error,
    title: "A role or schema has a name that PostgreSQL keeps for itself.",
    why: "Names that begin with pg_ are PostgreSQL's own; public and none mean something else where a role is named.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for role in &view.catalog.roles {
        if role.name.starts_with("pg_") || role.name == "public" || role.name == "none" {
            let message = format!("PostgreSQL allows no role called {}. Choose another name.", role.name);
            problems.push(RULE.at(&role.id, message).in_field("name"));
        }
    }
    for schema in view.catalog.schemas.iter().filter(|schema| schema.name.starts_with("pg_")) {
        let message = format!("PostgreSQL allows no schema called {}. Choose another name.", schema.name);
        problems.push(RULE.at(&schema.id, message).in_field("name"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn roles() {
        check_rule(&RULE, |d| role(d, "app").name = "pg_app".into(), &["no role called pg_app"]);
        check_rule(&RULE, |d| role(d, "app").name = "public".into(), &["no role called public"]);
        check_rule(&RULE, |d| role(d, "app").name = "public_app".into(), &[]);
    }
}
