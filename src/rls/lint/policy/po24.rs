//! PO24: a tenant by name in a policy.
//!
//! Every role may read the text of policies: <https://www.postgresql.org/docs/current/view-pg-policies.html>.

use super::super::parts::{each_part, is_literal, row_column};
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::scope::key;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::predicate::{Op, Predicate};
use crate::rls::wall::WallTable;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO24",
    level: Level::Info,
    title: "A policy compares the tenant's key with a constant.",
    why: "It works for one tenant, and tells its key to whoever reads pg_policies.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.walled() {
        for read in &scope.reading(table).policies {
            let mut found = false;
            for (_, clause) in read.clauses() {
                each_part(clause, &mut |part| found |= is_constant(part, table));
            }
            if found {
                let message = format!(
                    "The policy {} of {} names a tenant by its key. Take it from the session.",
                    read.policy.name,
                    table.name()
                );
                out.push(RULE.at_policy(table, read.policy, message));
            }
        }
    }
}

/// True if a condition compares the tenant's key with a constant.
pub(in crate::rls::lint) fn is_constant(predicate: &Predicate, table: &WallTable<'_>) -> bool {
    let is_key = |scalar| row_column(scalar).is_some_and(|column| key(table).is_some_and(|key| key.id == column.id));
    match predicate {
        Predicate::Compare { op: Op::Eq, left, right } => {
            (is_key(left) && is_literal(right)) || (is_key(right) && is_literal(left))
        }
        Predicate::Among { of, items, positive: true } => is_key(of) && items.iter().all(is_literal),
        _ => false,
    }
}
