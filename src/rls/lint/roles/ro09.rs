//! RO09: a tenant's table that everyone may reach.
//!
//! <https://www.postgresql.org/docs/current/ddl-priv.html>: PUBLIC is every role, those that are made later among them.

use super::super::grants::{self, OF_ROWS};
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::catalog::Grantee;
use crate::problem::Level;
use crate::rls::Finding;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "RO09",
    level: Level::Error,
    title: "A table of tenants is granted to PUBLIC.",
    why: "PUBLIC is every role of the cluster, those that do not exist yet among them.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for table in wall.tables().iter().filter(|table| table.is_walled()) {
        let granted = grants::granted(wall, table, &OF_ROWS);
        let Some((_, held)) = granted.iter().find(|(to, _)| **to == Grantee::Public) else { continue };
        let message = format!(
            "Everyone (PUBLIC) may {} on {}. Grant it to the roles that need it.",
            grants::words_of(held),
            table.name()
        );
        let sql = format!("REVOKE ALL ON {} FROM PUBLIC;", table.sql());
        out.push(RULE.at(table, message).mended("Revoke it from PUBLIC", sql));
    }
}
