//! DA01: a foreign key that takes the tenant away.
//!
//! <https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK>: SET NULL sets every referencing column,
//! unless a list names the ones to be set.

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::catalog::{ConstraintKind, ReferentialAction};
use crate::problem::Level;
use crate::rls::Finding;
use crate::sql::quote;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "DA01",
    level: Level::Error,
    title: "ON DELETE SET NULL of a foreign key with the tenant in it takes the tenant away.",
    why: "Every column of the key is set to NULL: the row belongs to nobody then, or the delete fails because it must belong to somebody.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.walled() {
        let Some(tenant) = table.tenant else { continue };
        for constraint in table.table.constraints.iter().filter(|constraint| !constraint.options.inherited) {
            let ConstraintKind::ForeignKey { columns, on_delete: ReferentialAction::SetNull, .. } = &constraint.kind
            else {
                continue;
            };
            let rest: Vec<_> = columns.iter().filter(|id| **id != tenant.id).cloned().collect();
            let set = &constraint.options.delete_columns;
            let sets = if set.is_empty() { columns.contains(&tenant.id) } else { set.contains(&tenant.id) };
            if !sets || rest.is_empty() {
                continue;
            }
            let message = format!(
                "ON DELETE SET NULL of {} sets {} of {} to NULL too. Name the columns to be set, without it.",
                constraint.name,
                tenant.name,
                table.name()
            );
            let mut new = constraint.clone();
            new.options.delete_columns = rest;
            let sql = format!(
                "ALTER TABLE {} DROP CONSTRAINT {}, ADD {};",
                table.sql(),
                quote::ident(&constraint.name),
                scope.writer().constraint_definition(table.table, &new)
            );
            out.push(RULE.at(table, message).on(&constraint.id).mended("Keep the tenant when the reference goes", sql));
        }
    }
}
