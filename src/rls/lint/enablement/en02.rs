//! EN02: policies on a table whose row-level security is off.
//!
//! <https://www.postgresql.org/docs/current/sql-createpolicy.html>: "Note that row-level security must be enabled on the
//! table (using ALTER TABLE ... ENABLE ROW LEVEL SECURITY) in order for created policies to be applied."

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use crate::problem::Level;
use crate::rls::Finding;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "EN02",
    level: Level::Error,
    title: "A table has policies and row-level security is off.",
    why: "CREATE POLICY does not switch row-level security on. Until somebody does, the policies keep nobody out.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for table in wall.tables() {
        if !table.table.row_security.is_off() || table.table.policies.is_empty() {
            continue;
        }
        let policies: Vec<&str> = table.table.policies.iter().map(|policy| policy.name.as_str()).collect();
        let message = format!(
            "{} has policies ({}), and row-level security is off: they keep nobody out. Switch it on, and force it so that \
             the owner is bound too.",
            table.name(),
            words::list(&policies)
        );
        let name = table.sql();
        let sql =
            format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;\nALTER TABLE {name} FORCE ROW LEVEL SECURITY;");
        out.push(RULE.at(table, message).mended("Enable and force row-level security", sql));
    }
}
