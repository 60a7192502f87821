//! EN05: roles that FORCE does not bind.
//!
//! <https://www.postgresql.org/docs/current/ddl-rowsecurity.html>: "Superusers and roles with the BYPASSRLS attribute always
//! bypass the row security system when accessing a table."

use super::super::grants::{self, OF_ROWS};
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::catalog::RowSecurity;
use crate::problem::Level;
use crate::rls::Finding;
use crate::sql::quote;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "EN05",
    level: Level::Info,
    title: "A role that works with tenants' tables is a superuser or has BYPASSRLS.",
    why: "FORCE binds the owner only. Whoever has these attributes passes every policy by.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    let walled: Vec<_> = wall
        .tables()
        .iter()
        .filter(|table| table.is_walled() && table.table.row_security != RowSecurity::Off)
        .collect();
    for role in &wall.catalog.roles {
        // The application's own is RO01's.
        if !(role.bypass_rls || role.attributes.superuser) || wall.is_app(role) || role.is_predefined() {
            continue;
        }
        let granted = |table: &&&crate::rls::wall::WallTable<'_>| {
            grants::granted(wall, table, &OF_ROWS).iter().any(|(to, _)| {
                grants::role(wall, to).is_some_and(|group| group.id == role.id || role.member_of.contains(&group.id))
            })
        };
        let Some(table) = walled.iter().find(granted) else { continue };
        let attribute = if role.attributes.superuser { "a superuser" } else { "BYPASSRLS" };
        let message = format!(
            "{} is {attribute} and may use {}: row-level security does not bind it, forced or not. Give it a policy of its \
             own instead.",
            role.name,
            table.name()
        );
        let name = quote::ident(&role.name);
        let sql = if role.attributes.superuser {
            format!("ALTER ROLE {name} NOSUPERUSER NOBYPASSRLS;")
        } else {
            format!("ALTER ROLE {name} NOBYPASSRLS;")
        };
        out.push(RULE.of(&role.name, Some(&role.id), message).mended("Take the attribute away", sql));
    }
}
