//! BY05: a function of its owner's rights whose names another may capture.
//!
//! <https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY>: "For security, search_path
//! should be set to exclude any schemas writable by untrusted users", with pg_temp as its last entry.

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::catalog::Privilege;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::{Routine, Via, Wall};
use crate::sql::quote;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "BY05",
    level: Level::Warning,
    title: "A SECURITY DEFINER function does not pin its search_path.",
    why: "Its caller decides which objects its names mean: a table or a function of the same name in a schema of the caller's runs with the owner's rights.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for routine in wall.routines().iter().filter(|routine| routine.security_definer) {
        let Some(what) = fault(wall, routine) else { continue };
        let message = format!(
            "{} runs with its owner's rights and {what}. Set search_path to '' and write every name with its schema, or set \
             it to schemas that only the owner creates in, with pg_temp last.",
            routine.name()
        );
        let schemas: Vec<String> = ["pg_catalog", routine.schema, "pg_temp"].into_iter().map(quote::ident).collect();
        let sql = format!("ALTER ROUTINE {} SET search_path = {};", routine.name(), schemas.join(", "));
        let finding = RULE.of(routine.name(), Some(&routine.object.id), message);
        out.push(finding.mended("Pin its search_path", sql));
    }
}

fn fault(wall: &Wall<'_>, routine: &Routine<'_>) -> Option<String> {
    let Some(path) = routine.search_path() else { return Some("does not set search_path".to_owned()) };
    let open = path.iter().find(|name| {
        let schema = wall.catalog.schemas.iter().find(|schema| schema.name == **name);
        schema.is_some_and(|schema| {
            wall.app_roles()
                .any(|app| matches!(wall.on_schema(app, schema, Privilege::Create), Some(Via::Public | Via::Grant(_))))
        })
    });
    if let Some(open) = open {
        return Some(format!("its search_path has {open}, in which the application may create objects"));
    }
    // A temporary table comes before every schema that is named, unless pg_temp is named last.
    let named = path.iter().any(|schema| *schema != "pg_catalog");
    (named && path.last() != Some(&"pg_temp")).then(|| "its search_path does not end with pg_temp".to_owned())
}
