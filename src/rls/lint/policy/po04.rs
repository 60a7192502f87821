//! PO04: a column that means another table than was meant.
//!
//! A name without a qualifier is looked up in the innermost query that has it:
//! <https://www.postgresql.org/docs/current/queries-table-expressions.html>.

use super::super::parts::each_query;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::predicate::{Op, Predicate, Scalar};

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO04",
    level: Level::Error,
    title: "A sub-select of a policy compares a column with itself.",
    why: "A name without a qualifier means the innermost table that has it: the sub-select is not tied to the row, and what it finds for one it finds for all.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.wall.tables() {
        for read in &scope.reading(table).policies {
            let mut same: Option<(String, String)> = None;
            for (_, clause) in read.clauses() {
                each_query(clause, &mut |query| {
                    for condition in &query.conditions {
                        if let Predicate::Compare { op: Op::Eq, left: Scalar::Inner(left), right: Scalar::Inner(right) } =
                            condition
                            && left.id == right.id
                            && left.alias == right.alias
                        {
                            same = Some((left.alias.clone(), left.name.clone()));
                        }
                    }
                });
            }
            let Some((alias, column)) = same else { continue };
            let message = format!(
                "A sub-select of the policy {} of {} compares {alias}.{column} with itself, for {column} without a qualifier \
                 means the inner table's. Write {}.{column} for the row's.",
                read.policy.name,
                table.name(),
                table.table.name
            );
            out.push(RULE.at_policy(table, read.policy, message));
        }
    }
}
