//! RO01: an application that no policy binds.
//!
//! <https://www.postgresql.org/docs/current/ddl-rowsecurity.html>: "Superusers and roles with the BYPASSRLS attribute always
//! bypass the row security system when accessing a table."

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::problem::Level;
use crate::rls::Finding;
use crate::sql::quote;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "RO01",
    level: Level::Error,
    title: "The application's role is a superuser or has BYPASSRLS.",
    why: "Every policy is passed by.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    if !wall.tables().iter().any(|table| table.is_walled()) {
        return;
    }
    for role in wall.app_roles() {
        let (has, loses) = match (role.attributes.superuser, role.bypass_rls) {
            (false, false) => continue,
            (true, _) => ("is a superuser", "NOSUPERUSER NOBYPASSRLS"),
            (false, true) => ("has BYPASSRLS", "NOBYPASSRLS"),
        };
        let message = format!(
            "The application connects as {}, which {has}: no policy binds it. Take the attribute away.",
            role.name
        );
        let sql = format!("ALTER ROLE {} {loses};", quote::ident(&role.name));
        out.push(RULE.of(&role.name, Some(&role.id), message).mended("Take the attribute away", sql));
    }
}
