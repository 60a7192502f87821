//! FN02: a row that may be written and not read.
//!
//! <https://www.postgresql.org/docs/current/sql-createpolicy.html>: INSERT … RETURNING needs SELECT rights, and then the SELECT
//! policies judge the new row.

use super::super::grants;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::{Command, RowKind};

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "FN02",
    level: Level::Info,
    title: "A role may insert rows, and no policy lets it see them.",
    why: "INSERT … RETURNING, which object-relational mappers write, fails with 42501.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for table in scope.walled().filter(|table| !table.table.row_security.is_off()) {
        for (to, _) in grants::granted(wall, table, &[Command::Insert.privilege()]) {
            let Some(role) = grants::role(wall, to).filter(|role| !wall.bypasses(role, table.table)) else { continue };
            let lets = |command, row| !wall.clauses(table.table, role, command, row).permissive.is_empty();
            if !lets(Command::Insert, RowKind::New) || lets(Command::Select, RowKind::Old) {
                continue;
            }
            let message = format!(
                "{} may insert into {} and sees no row of it: INSERT … RETURNING fails. Write a policy FOR SELECT, if it is \
                 to read what it wrote.",
                role.name,
                table.name()
            );
            out.push(RULE.at(table, message));
        }
    }
}
