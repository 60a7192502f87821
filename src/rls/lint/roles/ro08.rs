//! RO08: a privilege that its holder writes.
//!
//! Policies judge rows, not columns: whoever may update a row may set every column that UPDATE is granted on
//! (<https://www.postgresql.org/docs/current/sql-grant.html>).

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::scope::key;
use super::super::trusted::trusted;
use super::super::words;
use crate::catalog::{Column, Id, Privilege};
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::{Command, RowKind, Via, WallTable};
use crate::sql::quote;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "RO08",
    level: Level::Error,
    title: "A column that says what somebody may do is writable by themselves.",
    why: "A policy lets them update their own row, and so give themselves the role, the plan or the right.",
    seen: Seen::Static,
};

/// Names of columns that say what somebody may do or has paid for.
const NAMES: [&str; 14] = [
    "role",
    "roles",
    "is_admin",
    "admin",
    "is_superuser",
    "is_staff",
    "is_owner",
    "plan",
    "tier",
    "status",
    "permissions",
    "permission",
    "access_level",
    "quota",
];

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    let trusted: Vec<&Id> = trusted(scope).iter().map(|trusted| &trusted.table.table.id).collect();
    for table in wall.tables().iter().filter(|table| !table.table.row_security.is_off()) {
        // A status is a matter of its own in a row that belongs to somebody. In the row that somebody *is* it is not.
        let is_own_row = table.is_walled()
            && key(table).is_some_and(|key| table.table.primary_key() == Some(std::slice::from_ref(&key.id)));
        if !is_own_row && !trusted.contains(&&table.table.id) {
            continue;
        }
        for app in wall.app_roles() {
            let lets = |command| {
                wall.bypasses(app, table.table)
                    || !wall.clauses(table.table, app, command, RowKind::New).permissive.is_empty()
            };
            let writable = |column: &&Column| {
                NAMES.contains(&column.name.to_ascii_lowercase().as_str())
                    && lets(Command::Update)
                    && matches!(
                        wall.on_column(app, table.table, column, Privilege::Update),
                        Some(Via::Grant(_) | Via::Public)
                    )
            };
            let columns: Vec<&Column> = table.table.columns.iter().filter(writable).collect();
            let Some(first) = columns.first() else { continue };
            let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
            let message = format!(
                "{} may set {} of {} in the rows that a policy lets it update, its own among them. Grant UPDATE on the \
                 other columns only, or let a function change it that checks who asks.",
                app.name,
                words::list(&names),
                table.name()
            );
            let finding = RULE.at(table, message).on(&first.id);
            out.push(finding.mended("Grant UPDATE without these columns", fix(scope, table, app, &columns)));
        }
    }
}

fn fix(scope: &Scope<'_>, table: &WallTable<'_>, app: &crate::catalog::Role, columns: &[&Column]) -> String {
    let from = columns
        .iter()
        .find_map(|column| match scope.wall.on_column(app, table.table, column, Privilege::Update) {
            Some(Via::Grant(role)) => Some(quote::ident(&role.name)),
            _ => None,
        })
        .unwrap_or_else(|| "PUBLIC".to_owned());
    let own = key(table).map(|key| &key.id);
    let rest: Vec<String> = scope
        .wall
        .columns_with(app, table.table, Privilege::Update)
        .into_iter()
        .filter(|column| !columns.iter().any(|other| other.id == column.id) && Some(&column.id) != own)
        .map(|column| quote::ident(&column.name))
        .collect();
    let name = table.sql();
    let mut sql = format!("REVOKE UPDATE ON {name} FROM {from};");
    if !rest.is_empty() {
        sql.push_str(&format!("\nGRANT UPDATE ({}) ON {name} TO {from};", rest.join(", ")));
    }
    sql
}
