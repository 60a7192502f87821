//! CX01: a setting that may not be there.
//!
//! <https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-SET>: current_setting raises an error for a
//! setting that there is not, "unless missing_ok is supplied and is true".

use super::super::mend;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::predicate::{Part, Scalar};

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "CX01",
    level: Level::Warning,
    title: "A policy calls current_setting with the setting's name only.",
    why: "It raises 42704 when the session never made the setting; the policies of one table are evaluated in no fixed order, so that of the service fails with it.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.wall.tables() {
        for read in &scope.reading(table).policies {
            let mut setting: Option<&str> = None;
            for (_, clause) in read.clauses() {
                clause.walk(&mut |part, _| {
                    if let Part::Scalar(Scalar::Setting { name, missing_ok: false }) = part {
                        setting = setting.or(Some(name));
                    }
                });
            }
            let Some(setting) = setting else { continue };
            let message = format!(
                "The policy {} of {} fails when {setting} was never set in the session. Pass true as the second argument of \
                 current_setting, which makes it NULL then, and put NULLIF(…, '') around it.",
                read.policy.name,
                table.name()
            );
            let sql = mend::missing_ok(table, read.policy);
            out.push(RULE.at_policy(table, read.policy, message).mended_if("Let a missing setting be NULL", sql));
        }
    }
}
