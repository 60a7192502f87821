//! BY07: a rewrite rule on a tenant's table.
//!
//! <https://www.postgresql.org/docs/current/rules-privileges.html>: what a rule uses is checked against the privileges of the
//! rule's owner, who is the table's owner, not of who runs the statement.

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::problem::Level;
use crate::rls::Finding;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "BY07",
    level: Level::Warning,
    title: "A tenant's table has a rewrite rule.",
    why: "What a rule does is done with the rights of the table's owner, whom the policies may not bind.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for rule in wall.catalog.objects.iter().filter(|object| object.kind == "rule") {
        let table = rule.relation.as_ref().and_then(|id| wall.table_by_id(id)).filter(|table| table.is_walled());
        let Some(table) = table else { continue };
        let message = format!(
            "The rule {} rewrites statements on {}, and what it does is done with the rights of the table's owner. \
             Make a trigger of it.",
            rule.name,
            table.name()
        );
        out.push(RULE.at(table, message).on(&rule.id));
    }
}
