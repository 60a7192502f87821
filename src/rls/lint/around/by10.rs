//! BY10: a referential action that reaches another tenant's rows.
//!
//! Referential actions run as the table's owner with row-level security switched off:
//! <https://www.postgresql.org/docs/current/ddl-rowsecurity.html>.

use super::super::oracle::ora2::{Crossing, crossings, fix};
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::catalog::{ConstraintKind, ReferentialAction};
use crate::problem::Level;
use crate::rls::Finding;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "BY10",
    level: Level::Error,
    title: "A referential action crosses from one tenant to another.",
    why: "Referential actions run as the table's owner, without row-level security: what one tenant deletes changes or deletes another's rows.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for crossing in crossings(scope) {
        let Crossing { table, target, constraint } = &crossing;
        let ConstraintKind::ForeignKey { on_delete, on_update, .. } = &constraint.kind else { continue };
        let acts =
            |action: &ReferentialAction| !matches!(action, ReferentialAction::NoAction | ReferentialAction::Restrict);
        let actions: Vec<String> = [("DELETE", on_delete), ("UPDATE", on_update)]
            .into_iter()
            .filter(|(_, action)| acts(action))
            .map(|(command, action)| format!("ON {command} {}", action.sql()))
            .collect();
        if actions.is_empty() {
            continue;
        }
        let message = format!(
            "{} of {} has {} and leaves the tenant out: a tenant that deletes or changes its row of {} reaches the rows that \
             other tenants attached to it.",
            constraint.name,
            table.name(),
            actions.join(" and "),
            target.name()
        );
        let finding = RULE.at(table, message).on(&constraint.id);
        out.push(finding.mended_if("Put the tenant into the foreign key", fix(scope, &crossing)));
    }
}
