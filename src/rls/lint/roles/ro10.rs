//! RO10: who belongs to whom, for everyone to read.
//!
//! A sub-select of a policy reads with the rights of who runs the query, so the table must be granted
//! (<https://www.postgresql.org/docs/current/sql-createpolicy.html>); a SECURITY DEFINER function reads without.

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::trusted::trusted;
use crate::catalog::Privilege;
use crate::problem::Level;
use crate::rls::Finding;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "RO10",
    level: Level::Info,
    title: "The application may read the table by which policies decide who may reach what.",
    why: "It tells who is a member of which tenant.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    let mut told = Vec::new();
    for trusted in
        trusted(scope).into_iter().filter(|trusted| trusted.asks && trusted.table.table.id != trusted.by.table.id)
    {
        let id = &trusted.table.table.id;
        let app =
            wall.app_roles().find(|app| wall.on_any_column(app, trusted.table.table, Privilege::Select).is_some());
        let Some(app) = app.filter(|_| !told.contains(&id)) else { continue };
        told.push(id);
        let message = format!(
            "The policy {} of {} decides by {}, and {} may read that. Keep it in a schema of its own, and read it by a \
             SECURITY DEFINER function.",
            trusted.policy,
            trusted.by.name(),
            trusted.table.name(),
            app.name
        );
        out.push(RULE.at(trusted.table, message));
    }
}
