//! BY01: a view that reads as an owner whom no policy binds.
//!
//! <https://www.postgresql.org/docs/current/sql-createview.html>: "If the view has the security_invoker property set to true,
//! access to the underlying base relations is determined by the permissions of the user executing the query, rather than the
//! view owner", and without it "row-level security policies … of the view owner are applied".

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::catalog::{Object, Privilege, Role};
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::{Reach, Reader, Wall};

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "BY01",
    level: Level::Error,
    title: "A view that the application reads passes the policies of a tenant's table by.",
    why: "A view without security_invoker reads as its owner. If no policy binds the owner, the view shows every tenant's rows; security_barrier does not change that.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for view in wall.views().iter().filter(|view| !view.materialized) {
        let Some(app) = reader(wall, view.object, Privilege::Select) else { continue };
        let is_open = |reach: &&Reach<'_>| {
            matches!(reach.reader, Reader::Owner(_))
                && wall
                    .table_by_id(reach.table)
                    .is_some_and(|table| table.is_walled() && !table.table.row_security.is_off())
        };
        let Some(reach) = wall.unfiltered(view).find(is_open) else { continue };
        let Some(table) = wall.table_by_id(reach.table) else { continue };
        let through = reach.path.last().and_then(|id| wall.object(id)).unwrap_or(view.object);
        let owner = match reach.reader {
            Reader::Owner(Some(owner)) => format!("its owner {}", owner.name),
            _ => "whoever made it, a superuser as it seems".to_owned(),
        };
        let by = if through.id == view.object.id { String::new() } else { format!(" by way of {}", through.identity) };
        // Who asks for the tenant in every view on the way filters by hand.
        let asks = reach.path.iter().filter_map(|id| wall.object(id)).any(|view| scope.text_asks_who(&view.definition));
        let (level, what) = match asks {
            true => (Level::Warning, "its own condition is all that keeps tenants apart"),
            false => (Level::Error, "it shows every tenant's rows"),
        };
        let message = format!(
            "{} may read the view {}, which reads {}{by} as {owner}, whom no policy binds: {what}. Make it a \
             security_invoker view.",
            app.name,
            view.name(),
            table.name()
        );
        let sql = format!("ALTER VIEW {} SET (security_invoker = true);", through.identity);
        let finding = RULE.of(view.name(), Some(&view.object.id), message).at_level(level);
        out.push(finding.mended("Read as whoever asks", sql));
    }
}

/// The application's role that holds a privilege on a view, and doesn't own it.
pub(super) fn reader<'w>(wall: &Wall<'w>, object: &Object, privilege: Privilege) -> Option<&'w Role> {
    wall.app_roles().find(|app| !app.attributes.superuser && wall.on_relation(app, &object.id, privilege).is_some())
}
