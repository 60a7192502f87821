//! PF01: a call for every row.
//!
//! A scalar sub-select that names no column of the query is an InitPlan, computed once:
//! <https://www.postgresql.org/docs/current/using-explain.html>.

use super::super::reading::PolicyReading;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::predicate::{Part, Place, Scalar};
use crate::rls::wall::Volatility;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PF01",
    level: Level::Warning,
    title: "A policy calls for what the session says outside of a sub-select.",
    why: "Where no index serves the condition, it is computed for every row.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.wall.tables() {
        for read in &scope.reading(table).policies {
            let Some(what) = per_row(scope, read) else { continue };
            let message = format!(
                "The policy {} of {} computes {what} for every row. Put it into a sub-select: (SELECT …).",
                read.policy.name,
                table.name()
            );
            let sql = words::tenant_condition(scope.wall, table).and_then(|condition| {
                // Only a policy that asks for the tenant and nothing else is written anew.
                let tied = super::super::reading::Asker::new(scope, table);
                let one = |clause: &crate::rls::predicate::Predicate| {
                    matches!(clause, crate::rls::predicate::Predicate::Compare { .. }) && tied.ties_key(clause)
                };
                let reads = read.clauses().all(|(_, clause)| one(clause));
                let using = read.policy.using.as_ref().map(|_| condition.as_str());
                let check = read.policy.check.as_ref().map(|_| condition.as_str());
                let same_setting = read.clauses().all(|(_, clause)| {
                    let named = scope.wall.contexts(crate::rls::Means::Tenant).next().map(|context| context.setting());
                    named.is_some_and(|named| clause.settings().contains(named))
                });
                (reads && same_setting).then(|| words::alter_policy(table, read.policy, using, check))
            });
            out.push(RULE.at_policy(table, read.policy, message).mended_if("Compute it once", sql));
        }
    }
}

/// What of USING is computed for every row.
fn per_row(scope: &Scope<'_>, read: &PolicyReading<'_>) -> Option<String> {
    let mut found = None;
    read.using.as_ref()?.walk(&mut |part, place: Place| {
        if place.once || place.in_helper || place.in_query || found.is_some() {
            return;
        }
        match part {
            Part::Scalar(Scalar::Setting { name, .. }) => found = Some(format!("current_setting({name})")),
            Part::Scalar(Scalar::Helper(helper)) => {
                let routine = scope.wall.routine(&helper.routine);
                let stable = routine.is_some_and(|routine| routine.volatility == Volatility::Stable);
                // With a column of the row it can't be computed once: that is PF05's.
                let of_row = helper.arguments.iter().any(|argument| argument.column().is_some());
                if stable && !of_row {
                    found = Some(helper.name.clone());
                }
            }
            _ => {}
        }
    });
    found
}
