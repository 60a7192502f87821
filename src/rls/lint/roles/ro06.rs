//! RO06: an application that may create objects.
//!
//! <https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PATTERNS>: whoever may create objects in a schema of
//! somebody's search path can take over what others call there.

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::catalog::Privilege;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::Via;
use crate::sql::quote;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "RO06",
    level: Level::Warning,
    title: "The application's role may create objects in a schema.",
    why: "It could make functions that take the place of others', and tables and triggers that keep other tenants' rows.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    if !wall.tables().iter().any(|table| table.is_walled()) {
        return;
    }
    for schema in &wall.catalog.schemas {
        for app in wall.app_roles() {
            let from = match wall.on_schema(app, schema, Privilege::Create) {
                Some(Via::Public) => "PUBLIC".to_owned(),
                Some(Via::Grant(role)) => quote::ident(&role.name),
                // A superuser is RO01's, an owner RO03's.
                Some(Via::Superuser | Via::Owner(_) | Via::Predefined(_)) | None => continue,
            };
            let message = format!(
                "{} may create objects in the schema {}. Let the owner make what is needed, and take CREATE away.",
                app.name, schema.name
            );
            let sql = format!("REVOKE CREATE ON SCHEMA {} FROM {from};", quote::ident(&schema.name));
            out.push(RULE.of(&schema.name, Some(&schema.id), message).mended("Revoke CREATE", sql));
        }
    }
}
