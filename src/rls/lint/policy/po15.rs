//! PO15: a sub-select that finds nothing.
//!
//! <https://www.postgresql.org/docs/current/sql-createpolicy.html>: what a policy's expression reads is read with the rights of
//! who runs the query, and judged by the policies of those tables.

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::trusted::trusted;
use super::counts;
use crate::catalog::{Privilege, Role};
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::{Command, RowKind};
use crate::sql::quote;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO15",
    level: Level::Error,
    title: "A policy reads a table that its roles may not read, or see nothing of.",
    why: "Without the privilege every statement fails with 42501. Where no policy lets its rows through the sub-select finds nothing, and rightful use breaks.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for trusted in
        trusted(scope).iter().filter(|trusted| trusted.direct && trusted.table.table.id != trusted.by.table.id)
    {
        let Some(policy) = trusted.by.table.policies.iter().find(|policy| policy.name == trusted.policy) else {
            continue;
        };
        if !counts(wall, policy) {
            continue;
        }
        let meets = |app: &&Role| {
            let command = Command::ALL.into_iter().filter(|command| command.is_for(policy.command));
            let may = |command: Command| wall.on_any_column(app, trusted.by.table, command.privilege()).is_some();
            wall.applies_to(policy, app) && !wall.bypasses(app, trusted.by.table) && command.into_iter().any(may)
        };
        for app in wall.app_roles().filter(meets) {
            let read = trusted.table;
            let may = wall.on_any_column(app, read.table, Privilege::Select).is_some();
            let sees = wall.bypasses(app, read.table)
                || !wall.clauses(read.table, app, Command::Select, RowKind::Old).permissive.is_empty();
            let what = match (may, sees) {
                (false, _) => format!("{} may not read it: every statement fails", app.name),
                (true, false) => format!("no policy there lets {} see a row: the sub-select finds nothing", app.name),
                (true, true) => continue,
            };
            let message = format!(
                "The policy {} of {} reads {}, and {what}. Ask a SECURITY DEFINER function instead, or let the role read \
                 its own rows there.",
                policy.name,
                trusted.by.name(),
                read.name()
            );
            let sql = (!may)
                .then(|| format!("GRANT SELECT ON {} TO {};", read.sql(), quote::ident(&app.name)))
                .filter(|_| sees && !read.table.row_security.is_off());
            out.push(RULE.at_policy(trusted.by, policy, message).mended_if("Let the role read it", sql));
        }
    }
}
