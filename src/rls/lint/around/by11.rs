//! BY11: a tenant's table that is published.
//!
//! <https://www.postgresql.org/docs/current/logical-replication-security.html>: row-level security is not asked when changes
//! are published; a publication's row filter is.

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::expr::has_word;
use crate::problem::Level;
use crate::rls::Finding;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "BY11",
    level: Level::Info,
    title: "A tenant's table is published.",
    why: "Whoever subscribes gets the rows of every tenant: row filters have nothing to do with policies.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for publication in scope.wall.catalog.objects.iter().filter(|object| object.kind == "publication") {
        let lower = publication.definition.to_ascii_lowercase();
        let all = lower.contains("for all tables") || lower.contains("tables in schema");
        let of = |name: &str| has_word(&publication.definition, &|word| word == name);
        let published: Vec<String> =
            scope.walled().filter(|table| all || of(&table.table.name)).map(|table| table.name()).collect();
        let Some(first) = published.first() else { continue };
        let more = published.len() - 1;
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        let message = format!(
            "The publication {} has {first}{rest}: whoever subscribes gets every tenant's rows. Give it a row \
             filter if a subscriber is for one tenant.",
            publication.name
        );
        out.push(RULE.of(&publication.name, Some(&publication.id), message));
    }
}
