//! DA02: a foreign key with a tenant that may be missing.
//!
//! <https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK>: with MATCH SIMPLE, "if any of the
//! referencing columns … are null", the row need not have a match.

use super::super::policy::po21;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::catalog::ConstraintKind;
use crate::problem::Level;
use crate::rls::Finding;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "DA02",
    level: Level::Warning,
    title: "A foreign key has the tenant in it, and the tenant may be NULL.",
    why: "A NULL in any column of the key switches the check off.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.walled() {
        // What nobody owns and everybody reads has no tenant to check.
        let declared = scope.reading(table).shared.is_some();
        let Some(tenant) = table.tenant.filter(|_| po21::is_nullable(table) && !declared) else { continue };
        for constraint in table.table.constraints.iter().filter(|constraint| !constraint.options.inherited) {
            let ConstraintKind::ForeignKey { columns, .. } = &constraint.kind else { continue };
            if columns.len() < 2 || !columns.contains(&tenant.id) || constraint.options.match_full {
                continue;
            }
            let message = format!(
                "{} has {} in it, which may be NULL in {}: nothing is checked then. Make it NOT NULL.",
                constraint.name,
                tenant.name,
                table.name()
            );
            out.push(
                RULE.at(table, message).on(&constraint.id).mended("Make the tenant NOT NULL", po21::fix(table, tenant)),
            );
        }
    }
}
