//! RO04: `TRUNCATE` granted on a tenant's table.
//!
//! <https://www.postgresql.org/docs/current/ddl-rowsecurity.html>: "Operations that apply to the whole table, such as TRUNCATE
//! and REFERENCES, are not subject to row security."

use super::super::grants;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::catalog::Privilege;
use crate::problem::Level;
use crate::rls::Finding;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "RO04",
    level: Level::Error,
    title: "TRUNCATE is granted on a table of tenants.",
    why: "Row-level security does not judge TRUNCATE: whoever has it empties the table for every tenant.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for table in wall.tables().iter().filter(|table| table.is_walled()) {
        let who = wall.grantees(&table.table.id, Privilege::Truncate);
        if who.is_empty() {
            continue;
        }
        let message = format!(
            "{} may TRUNCATE {}, which no policy judges: every tenant's rows go. Grant SELECT, INSERT, UPDATE and DELETE \
             by name, never ALL.",
            grants::names(wall, &who),
            table.name()
        );
        let sql = format!("REVOKE TRUNCATE ON {} FROM {};", table.sql(), grants::names_sql(wall, &who));
        out.push(RULE.at(table, message).mended("Revoke TRUNCATE", sql));
    }
}
