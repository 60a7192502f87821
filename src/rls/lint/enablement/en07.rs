//! EN07: a copy of a tenant's table that lost its row-level security.
//!
//! <https://www.postgresql.org/docs/current/sql-createtable.html>: `LIKE … INCLUDING ALL` copies defaults, constraints,
//! indexes and their like; neither it nor `CREATE TABLE AS` copies row-level security or policies.

use super::super::grants;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use crate::catalog::Policy;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::{Wall, WallTable};

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "EN07",
    level: Level::Error,
    title: "A copy of a table with row-level security has none.",
    why: "CREATE TABLE AS, SELECT INTO and LIKE copy neither the switch nor the policies: the copy is open to whoever may read it.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for table in wall.tables() {
        if !table.table.row_security.is_off() || !table.table.policies.is_empty() || !grants::is_granted(wall, table) {
            continue;
        }
        let Some(source) = source(wall, table) else { continue };
        let message = format!(
            "{} has the columns of {}, which row-level security guards, and has none itself: a copy carries neither the \
             switch nor the policies. Enable it, and write the policies for the copy too.",
            table.name(),
            source.name()
        );
        let name = table.sql();
        let mut sql =
            format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;\nALTER TABLE {name} FORCE ROW LEVEL SECURITY;");
        // A clause that names its table would mean the table it was copied from.
        let copied = |policy: &&Policy| !names_table(policy, source);
        for policy in source.table.policies.iter().filter(copied) {
            sql.push('\n');
            sql.push_str(&words::create_policy(wall, table, policy));
        }
        out.push(RULE.at(table, message).mended("Give the copy the policies of its source", sql));
    }
}

/// The table with row-level security of which another has every column, by name and type.
pub(super) fn source<'w, 'a>(wall: &'w Wall<'a>, table: &WallTable<'a>) -> Option<&'w WallTable<'a>> {
    if !table.table.row_security.is_off() || table.table.parents().next().is_some() {
        return None;
    }
    wall.tables().iter().find(|source| {
        let has = |column: &crate::catalog::Column| {
            table.table.columns.iter().any(|c| c.name == column.name && c.data_type == column.data_type)
        };
        source.is_walled()
            && !source.table.row_security.is_off()
            && source.table.id != table.table.id
            && source.table.columns.len() > 2
            && source.tenant.is_some()
            && source.table.columns.iter().all(has)
    })
}

fn names_table(policy: &Policy, table: &WallTable<'_>) -> bool {
    let is_it = |word: &str| word == table.table.name;
    policy.using.iter().chain(&policy.check).any(|clause| crate::expr::has_word(clause.sql(), &is_it))
}
