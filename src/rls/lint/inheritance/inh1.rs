//! INH1: a partition or a child that is reached past its parent's policies.
//!
//! <https://www.postgresql.org/docs/current/ddl-inherit.html>: a parent's policies "are applied to rows coming from child tables
//! during an inherited query"; a child's own, if any, only when it is named itself.

use super::super::grants::{self, OF_ROWS};
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::{Wall, WallTable};

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "INH1",
    level: Level::Error,
    title: "A partition or child of a table with row-level security has none, and is granted by itself.",
    why: "Neither the switch nor the policies are passed on: whoever names the child reads past its parent's policies.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for table in wall.tables().iter().filter(|table| table.table.row_security.is_off()) {
        let Some(above) = guarded_ancestor(wall, table) else { continue };
        let granted = grants::granted(wall, table, &OF_ROWS);
        if granted.is_empty() {
            continue;
        }
        let who: Vec<_> = granted.iter().map(|(to, _)| *to).collect();
        let message = format!(
            "{} has no row-level security of its own, and {} may reach it by its name, past the policies of {}. \
             Enable and force it there too: without a policy the way through the parent stays open and the direct \
             one closes.",
            table.name(),
            grants::names(wall, &who),
            above.name()
        );
        let name = table.sql();
        let sql =
            format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;\nALTER TABLE {name} FORCE ROW LEVEL SECURITY;");
        out.push(RULE.at(table, message).mended("Enable and force row-level security", sql));
    }
}

/// The nearest table above with row-level security.
pub(in crate::rls::lint) fn guarded_ancestor<'w>(
    wall: &'w Wall<'w>,
    table: &WallTable<'_>,
) -> Option<&'w WallTable<'w>> {
    let mut open: Vec<_> = table.table.parents().filter_map(|id| wall.table_by_id(id)).collect();
    // No way up is longer than there are tables.
    for _ in 0..=wall.tables().len() {
        let parent = open.pop()?;
        if !parent.table.row_security.is_off() {
            return Some(parent);
        }
        open.extend(parent.table.parents().filter_map(|id| wall.table_by_id(id)));
    }
    None
}
