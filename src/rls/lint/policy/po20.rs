//! PO20: a tenant that is a pattern.
//!
//! <https://www.postgresql.org/docs/current/functions-matching.html>: in a pattern, % matches any text.

use super::super::parts::each_part;
use super::super::reading::Asker;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::predicate::{Op, Predicate};

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO20",
    level: Level::Error,
    title: "A policy matches a pattern that the session gives.",
    why: "A percent sign matches every tenant.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.wall.tables() {
        let asker = Asker::new(scope, table);
        for read in &scope.reading(table).policies {
            let mut found = false;
            for (_, clause) in read.clauses() {
                each_part(clause, &mut |part| {
                    if let Predicate::Compare { op: Op::Other(op), right, .. } = part {
                        let matches = matches!(op.as_str(), "~~" | "~~*" | "~" | "~*" | "similar to");
                        found |= matches && asker.is_caller(right);
                    }
                });
            }
            if found {
                let message = format!(
                    "The policy {} of {} takes what the session says for a pattern: % matches every tenant. Compare with =.",
                    read.policy.name,
                    table.name()
                );
                out.push(RULE.at_policy(table, read.policy, message));
            }
        }
    }
}
