//! PF05: a function that is called for every row.
//!
//! <https://www.postgresql.org/docs/current/xfunc-optimization.html>; a SECURITY DEFINER function is never inlined.

use super::super::parts::each_scalar;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::predicate::Scalar;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PF05",
    level: Level::Warning,
    title: "A policy calls a SECURITY DEFINER function with a column of the row.",
    why: "It is called once for every row of the table, whatever the query wants.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.wall.tables() {
        for read in &scope.reading(table).policies {
            let mut called: Option<&str> = None;
            if let Some(clause) = &read.using {
                each_scalar(clause, &mut |scalar| {
                    if let Scalar::Helper(helper) = scalar
                        && helper.definer
                        && helper.arguments.iter().any(|argument| argument.column().is_some())
                    {
                        called = Some(&helper.name);
                    }
                });
            }
            let Some(called) = called else { continue };
            let message = format!(
                "The policy {} of {} calls {called} for every row. Turn it round: let a function return the keys that are \
                 allowed, and compare with = ANY (ARRAY(SELECT …)).",
                read.policy.name,
                table.name()
            );
            out.push(RULE.at_policy(table, read.policy, message));
        }
    }
}
