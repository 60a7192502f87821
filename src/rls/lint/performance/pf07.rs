//! PF07: an index that row-level security keeps from being used.
//!
//! <https://www.postgresql.org/docs/current/ddl-rowsecurity.html>: conditions with functions that are not leakproof are asked
//! after the policies, so they can't be what an index is searched by.

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::scope::key;
use crate::catalog::{Column, DataType, IndexTarget};
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::Wall;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PF07",
    level: Level::Info,
    title: "An index of a table with policies has a key whose operators are not leakproof.",
    why: "Comparisons of enums, numeric, jsonb, arrays, ranges and expressions are asked after the policies: the index finds the tenant's rows and no less.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.walled().filter(|table| !table.table.row_security.is_off()) {
        for index in table.table.indexes.iter().filter(|index| !index.unique) {
            let leading = index.keys.first().and_then(|first| match &first.target {
                IndexTarget::Column { column } => Some(column),
                IndexTarget::Expression { .. } => None,
            });
            // The second key of an index that begins with the tenant saves little where it can't be searched by.
            let by_tenant = leading.is_some() && leading == key(table).map(|column| &column.id);
            let fault = index.keys.iter().find_map(|key| match &key.target {
                IndexTarget::Expression { expression } => Some(format!("the expression {}", expression.sql())),
                IndexTarget::Column { column } => {
                    let column = table.table.column(column)?;
                    (!is_leakproof(scope.wall, column)).then(|| column.name.clone())
                }
            });
            let Some(fault) = fault else { continue };
            let message = format!(
                "{} of {} can't be searched by {fault} for a role that policies bind: its operators are not leakproof{}.",
                index.name,
                table.name(),
                if by_tenant { ", so only the tenant is searched by" } else { "" }
            );
            out.push(RULE.at(table, message).on(&index.id));
        }
    }
}

/// As seen with EXPLAIN on PostgreSQL 18.
fn is_leakproof(wall: &Wall<'_>, column: &Column) -> bool {
    match &column.data_type {
        DataType::Defined { id, array } => {
            // A domain compares as the type below it, which is not looked up.
            !array
                && wall.catalog.enum_type(id).is_none()
                && wall.object(id).is_some_and(|object| object.kind == "domain")
        }
        DataType::Builtin(name) => {
            let not = ["numeric", "jsonb", "tsvector", "tsquery"];
            !(name.ends_with("[]") || name.ends_with("range") || not.iter().any(|start| name.starts_with(start)))
        }
    }
}
