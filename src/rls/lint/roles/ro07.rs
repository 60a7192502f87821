//! RO07: a tenant's key that may be changed.
//!
//! <https://www.postgresql.org/docs/current/sql-grant.html>: UPDATE may be granted on columns alone.

use super::super::policy::counts;
use super::super::reading::Asker;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::catalog::Privilege;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::{Command, RowKind, Via};
use crate::sql::quote;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "RO07",
    level: Level::Warning,
    title: "The application may change the tenant's key, and no check asks for it.",
    why: "Only WITH CHECK stops a row from being moved to another tenant. A grant on the other columns stops it for free.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for table in scope.walled().filter(|table| !table.table.row_security.is_off()) {
        let Some(tenant) = table.tenant else { continue };
        let asker = Asker::new(scope, table);
        // What is bound by a check is moved nowhere.
        let free = scope.reading(table).policies.iter().any(|read| {
            !read.policy.restrictive
                && Command::Update.is_for(read.policy.command)
                && counts(wall, read.policy)
                && read.clause(RowKind::New).is_some_and(|clause| !asker.ties_key(clause))
                && !super::super::policy::is_floored(&asker, read.policy, Command::Update, RowKind::New)
        });
        for app in wall.app_roles().filter(|_| free) {
            let Some(Via::Grant(role)) = wall.on_column(app, table.table, tenant, Privilege::Update) else { continue };
            let message = format!(
                "{} may change {} of {}, and no check asks for the tenant: rows are moved to another. Grant UPDATE on the \
                 other columns only.",
                app.name,
                tenant.name,
                table.name()
            );
            let rest: Vec<String> = table
                .table
                .columns
                .iter()
                .filter(|column| {
                    column.id != tenant.id && !table.table.primary_key().is_some_and(|key| key.contains(&column.id))
                })
                .map(|column| quote::ident(&column.name))
                .collect();
            let (name, to) = (table.sql(), quote::ident(&role.name));
            let mut sql = format!("REVOKE UPDATE ON {name} FROM {to};");
            if !rest.is_empty() {
                sql.push_str(&format!("\nGRANT UPDATE ({}) ON {name} TO {to};", rest.join(", ")));
            }
            out.push(RULE.at(table, message).on(&tenant.id).mended("Grant UPDATE without the tenant's key", sql));
        }
    }
}
