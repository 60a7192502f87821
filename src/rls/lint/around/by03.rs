//! BY03: a materialized view of tenants' rows.
//!
//! <https://www.postgresql.org/docs/current/rules-materializedviews.html>: a materialized view keeps its rows in a form like a
//! table's, and a table that is none can't have row-level security.

use super::super::grants;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::catalog::{Grantee, Privilege};
use crate::problem::Level;
use crate::rls::Finding;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "BY03",
    level: Level::Error,
    title: "A materialized view over tenants' rows is granted to the application.",
    why: "Its rows were computed for whoever refreshed it, and no policy filters them afterwards.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for view in wall.views().iter().filter(|view| view.materialized) {
        let tables: Vec<_> = view
            .reaches
            .iter()
            .filter_map(|reach| wall.table_by_id(reach.table))
            .filter(|table| table.is_walled())
            .collect();
        let Some(table) = tables.first() else { continue };
        let who: Vec<&Grantee> = wall
            .grantees(&view.object.id, Privilege::Select)
            .into_iter()
            .filter(|to| grants::reaches_app(wall, to))
            .collect();
        if who.is_empty() {
            continue;
        }
        let message = format!(
            "{} may read the materialized view {}, which keeps rows of {} for every tenant: no policy filters them. Revoke \
             it, and give the application a function or a security_invoker view that asks for the tenant.",
            grants::names(wall, &who),
            view.name(),
            table.name()
        );
        let sql = format!("REVOKE ALL ON {} FROM {};", view.name(), grants::names_sql(wall, &who));
        out.push(RULE.of(view.name(), Some(&view.object.id), message).mended("Revoke it from the application", sql));
    }
}
