//! BY04: a function of its owner's rights that does not ask who calls.
//!
//! <https://www.postgresql.org/docs/current/sql-createfunction.html>: "SECURITY DEFINER specifies that the function is to be
//! executed with the privileges of the user that owns it", and "by default, newly created functions … can be executed by all".

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::{Via, WallTable};

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "BY04",
    level: Level::Error,
    title: "The application may call a SECURITY DEFINER function that reaches tenants' rows and does not ask whose.",
    why: "It runs with its owner's rights. If no policy binds the owner, what the function does not ask for itself nobody asks.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for routine in wall.routines().iter().filter(|routine| routine.security_definer && !routine.is_trigger()) {
        let may = |app: &&crate::catalog::Role| {
            matches!(wall.may_execute(app, routine.object), Some(Via::Grant(_) | Via::Public))
        };
        let Some(app) = wall.app_roles().find(may) else { continue };
        if scope.asks_who(routine) {
            continue;
        }
        let is_open = |table: &&WallTable<'_>| {
            table.is_walled() && !table.table.row_security.is_off() && wall.owner_bypasses(routine.owner, table.table)
        };
        let reached = wall.tables_reached(routine.object);
        let Some(table) = reached.into_iter().filter_map(|id| wall.table_by_id(id)).find(is_open) else { continue };
        let owner = routine.owner.map_or("whoever made it, a superuser as it seems", |owner| owner.name.as_str());
        let takes = if routine.inputs().next().is_some() { " but takes what it is told" } else { "" };
        let message = format!(
            "{} may call {}, which runs as {owner} and reaches {} past its policies. Its body does not ask who calls{takes}. \
             Ask for the session's tenant in it, or let it run with its caller's rights.",
            app.name,
            routine.name(),
            table.name()
        );
        let sql = format!("ALTER ROUTINE {} SECURITY INVOKER;", routine.name());
        let finding = RULE.of(routine.name(), Some(&routine.object.id), message);
        out.push(finding.mended("Run it with its caller's rights", sql));
    }
}
