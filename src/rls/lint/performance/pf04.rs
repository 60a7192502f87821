//! PF04: a set that is asked row by row.
//!
//! IN (SELECT …) is a hashed sub-plan that filters; = ANY (ARRAY(SELECT …)) is computed once and searched by an index:
//! <https://www.postgresql.org/docs/current/using-explain.html>.

use super::super::parts::{each_part, row_column};
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::predicate::{Predicate, SetForm, Source};

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PF04",
    level: Level::Warning,
    title: "A policy asks IN (SELECT …) for what could be = ANY (ARRAY(SELECT …)).",
    why: "The sub-select becomes a filter: every query reads the whole table.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.wall.tables() {
        for read in &scope.reading(table).policies {
            let mut found = false;
            if let Some(clause) = &read.using {
                each_part(clause, &mut |part| {
                    if let Predicate::Member { of, set, positive: true } = part {
                        // What names the row can't be computed once.
                        let apart = match &set.source {
                            Source::Query(query) => query.correlations().is_empty(),
                            Source::Helper(helper) => {
                                helper.arguments.iter().all(|argument| argument.column().is_none())
                            }
                            Source::Array(_) => false,
                        };
                        found |= set.form == SetForm::In && apart && row_column(of).is_some();
                    }
                });
            }
            if found {
                let message = format!(
                    "The policy {} of {} asks IN (SELECT …). Write = ANY (ARRAY(SELECT …)): it is computed once, and an index \
                     serves it.",
                    read.policy.name,
                    table.name()
                );
                out.push(RULE.at_policy(table, read.policy, message));
            }
        }
    }
}
