//! EN06: new tables that the application reaches by default.
//!
//! <https://www.postgresql.org/docs/current/sql-alterdefaultprivileges.html>, and
//! <https://www.postgresql.org/docs/current/ddl-rowsecurity.html>: a new table has no row-level security.

use super::super::grants;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use crate::catalog::{DefaultKind, DefaultPrivileges, Grantee};
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::Wall;
use crate::sql::quote;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "EN06",
    level: Level::Warning,
    title: "Default privileges give the application every new table.",
    why: "A new table has no row-level security. One forgotten ENABLE, and every tenant reads it.",
    seen: Seen::Static,
};

/// Default privileges by which the application reaches new tables.
pub(in crate::rls::lint) struct Open<'w> {
    pub(in crate::rls::lint) default: &'w DefaultPrivileges,
    to: Vec<&'w Grantee>,
}

impl Open<'_> {
    /// Whom they open new tables to.
    pub(in crate::rls::lint) fn who(&self, scope: &Scope<'_>) -> String {
        grants::names(scope.wall, &self.to)
    }

    /// What takes them back.
    pub(in crate::rls::lint) fn revoke(&self, scope: &Scope<'_>) -> String {
        let to = grants::names_sql(scope.wall, &self.to);
        format!("{} REVOKE ALL ON TABLES FROM {to};", head(scope.wall, self.default))
    }
}

/// The default privileges by which the application reaches new tables.
pub(in crate::rls::lint) fn open<'w>(scope: &Scope<'w>) -> Vec<Open<'w>> {
    let wall = scope.wall;
    let mut found = Vec::new();
    for default in wall.catalog.default_privileges.iter().filter(|default| default.on == DefaultKind::Tables) {
        let mut to: Vec<&Grantee> = Vec::new();
        for grant in default.access.grants.iter().chain(&default.access.grantable) {
            let of_rows = grant.privileges.iter().any(|privilege| grants::OF_ROWS.contains(privilege));
            if of_rows && grants::reaches_app(wall, &grant.to) && !to.contains(&&grant.to) {
                to.push(&grant.to);
            }
        }
        if !to.is_empty() {
            found.push(Open { default, to });
        }
    }
    found
}

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    if scope.walled().next().is_none() || is_guarded(wall) {
        return;
    }
    for open in open(scope) {
        let schema = open.default.schema.as_ref().and_then(|id| wall.schema(id));
        let place = schema.map_or("any schema".to_owned(), |schema| format!("the schema {}", schema.name));
        let message = format!(
            "Whoever makes a new table in {place} opens it to {}: by default it has privileges and no row-level security. \
             Grant on each table, once it has its policies.",
            open.who(scope)
        );
        let object = schema.map_or("default privileges".to_owned(), |schema| schema.name.clone());
        let finding = RULE.of(object, schema.map(|schema| &schema.id), message).on(&open.default.id);
        out.push(finding.mended("Revoke the default privileges", open.revoke(scope)));
    }
}

fn head(wall: &Wall<'_>, default: &DefaultPrivileges) -> String {
    let mut sql = "ALTER DEFAULT PRIVILEGES".to_owned();
    if let Some(role) = &default.role {
        sql.push_str(&format!(" FOR ROLE {}", words::grantee_sql(wall, &Grantee::Role(role.clone()))));
    }
    if let Some(schema) = default.schema.as_ref().and_then(|id| wall.schema(id)) {
        sql.push_str(&format!(" IN SCHEMA {}", quote::ident(&schema.name)));
    }
    sql
}

/// True if an event trigger switches row-level security on for new tables.
fn is_guarded(wall: &Wall<'_>) -> bool {
    let event = wall.catalog.objects.iter().any(|object| object.kind == "event trigger");
    let enables = |text: &str| text.to_ascii_lowercase().contains("enable row level security");
    event && wall.routines().iter().any(|routine| routine.is_trigger() && enables(&routine.body))
}
