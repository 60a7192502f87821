//! PO21: a tenant's key that may be NULL.
//!
//! <https://www.postgresql.org/docs/current/functions-comparison.html>: NULL equals nothing, not even NULL.

use super::super::parts::is_literal;
use super::super::reading::Loose;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::catalog::Column;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::predicate::Predicate;
use crate::rls::wall::WallTable;
use crate::sql::quote;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO21",
    level: Level::Warning,
    title: "The tenant's key may be NULL.",
    why: "A row without a tenant is nobody's, and everybody's as soon as a policy says IS NULL or IS NOT DISTINCT FROM.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.walled().filter(|table| !table.table.row_security.is_off() && is_nullable(table)) {
        let Some(tenant) = table.tenant else { continue };
        // Rows of nobody that everyone may read are meant, as long as nobody can make one of them.
        let declared = scope.reading(table).shared.as_ref().is_some_and(is_null_test);
        let publishes = scope.openings().iter().any(|opening| {
            opening.table.table.id == table.table.id
                && opening.read.writes()
                && matches!(opening.what, Loose::Shared | Loose::Declared)
        });
        if declared && !publishes {
            continue;
        }
        let message = format!(
            "{} of {} may be NULL: such a row is nobody's, or everybody's. Make it NOT NULL.",
            tenant.name,
            table.name()
        );
        let sql = (!declared).then(|| fix(table, tenant));
        out.push(RULE.at(table, message).on(&tenant.id).mended_if("Make the tenant NOT NULL", sql));
    }
}

fn is_null_test(predicate: &Predicate) -> bool {
    match predicate {
        Predicate::IsNull { negated, of } => !negated && !is_literal(of),
        Predicate::Or(parts) => parts.iter().any(is_null_test),
        _ => false,
    }
}

/// True if a row may have no tenant.
pub(in crate::rls::lint) fn is_nullable(table: &WallTable<'_>) -> bool {
    let in_key = |column: &Column| table.table.primary_key().is_some_and(|key| key.contains(&column.id));
    table.tenant.is_some_and(|tenant| !tenant.not_null && !in_key(tenant))
}

/// What makes the tenant NOT NULL.
pub(in crate::rls::lint) fn fix(table: &WallTable<'_>, tenant: &Column) -> String {
    format!("ALTER TABLE {} ALTER COLUMN {} SET NOT NULL;", table.sql(), quote::ident(&tenant.name))
}
