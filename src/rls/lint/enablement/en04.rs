//! EN04: row-level security that does not bind the owner.
//!
//! <https://www.postgresql.org/docs/current/ddl-rowsecurity.html>: "Table owners normally bypass row security as well, though
//! a table owner can choose to be subject to row security with ALTER TABLE ... FORCE ROW LEVEL SECURITY."

use super::super::grants;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::catalog::RowSecurity;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::WallTable;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "EN04",
    level: Level::Warning,
    title: "Row-level security is enabled and not forced.",
    why: "The owner, every role that inherits it, and the views and SECURITY DEFINER functions it owns pass every policy by.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for table in wall.tables().iter().filter(|table| table.table.row_security == RowSecurity::Enabled) {
        if !grants::is_granted(wall, table) && !wall.app_roles().any(|app| wall.owns(app, &table.table.id)) {
            continue;
        }
        let app = wall.app_roles().find(|app| wall.owns(app, &table.table.id));
        // What is nobody's or everybody's has nothing that the owner must not see.
        if app.is_none() && table.access().is_some_and(|access| !access.is_walled()) {
            continue;
        }
        let (level, message) = match app {
            Some(app) => (
                Level::Error,
                format!(
                    "Row-level security of {} is not forced, and {} owns it or inherits its owner: no policy binds it.",
                    table.name(),
                    app.name
                ),
            ),
            None if is_read_by_helper(scope, table) => (
                Level::Info,
                format!(
                    "Row-level security of {} is not forced. Its policies call SECURITY DEFINER functions of its owner, \
                     which rely on that: whatever else the owner owns passes the policies by too.",
                    table.name()
                ),
            ),
            None => (
                Level::Warning,
                format!(
                    "Row-level security of {} is not forced: its owner, and views and SECURITY DEFINER functions of its \
                     owner, see every tenant's rows.",
                    table.name()
                ),
            ),
        };
        let finding = RULE.at(table, message).at_level(level);
        // To force it where a helper of the owner must read past the policies would make them ask themselves.
        let sql = (level != Level::Info).then(|| format!("ALTER TABLE {} FORCE ROW LEVEL SECURITY;", table.sql()));
        out.push(finding.mended_if("Force row-level security", sql));
    }
}

/// True if a policy of the table calls a function that runs as the table's owner.
fn is_read_by_helper(scope: &Scope<'_>, table: &WallTable<'_>) -> bool {
    let owner = scope.wall.owner_of(&table.table.id).map(|role| &role.id);
    let clauses = table.table.policies.iter().flat_map(|policy| policy.using.iter().chain(&policy.check));
    clauses.into_iter().any(|clause| {
        scope
            .calls()
            .in_text(clause.sql())
            .iter()
            .any(|routine| routine.security_definer && routine.owner.map(|role| &role.id) == owner)
    })
}
