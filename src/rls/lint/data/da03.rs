//! DA03: a tenant's key without a default.
//!
//! <https://www.postgresql.org/docs/current/ddl-default.html>: a default may be any expression, the session's tenant too.

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use crate::catalog::Privilege;
use crate::problem::Level;
use crate::rls::Finding;
use crate::sql::quote;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "DA03",
    level: Level::Info,
    title: "The tenant's key has no default from the session.",
    why: "Every INSERT must name the tenant, and one that copies it from elsewhere is refused or, worse, isn't.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for table in scope.walled() {
        let Some(tenant) = table.tenant.filter(|tenant| tenant.value.is_none()) else { continue };
        // Where the key is the tenant's own there is nothing to take it from.
        let is_root = table.table.primary_key() == Some(std::slice::from_ref(&tenant.id));
        let writes = wall.app_roles().any(|app| wall.on_column(app, table.table, tenant, Privilege::Insert).is_some());
        // Where the session does not name the tenant, as with memberships, there is nothing to take it from.
        let Some(value) = words::tenant_value(wall, tenant).filter(|_| !is_root && writes) else { continue };
        let message = format!(
            "{} of {} has no default: every INSERT must say whose the row is. Take it from the session.",
            tenant.name,
            table.name()
        );
        let column = quote::ident(&tenant.name);
        let sql = format!("ALTER TABLE {} ALTER COLUMN {column} SET DEFAULT {value};", table.sql());
        out.push(RULE.at(table, message).on(&tenant.id).mended("Take it from the session", sql));
    }
}
