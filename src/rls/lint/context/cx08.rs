//! CX08: a setting by another name.
//!
//! PostgreSQL knows no setting of one's own before somebody sets it, so a misspelled name is no error.

use super::super::parts::conjuncts;
use super::super::reading::Asker;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::Means;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "CX08",
    level: Level::Info,
    title: "A policy reads another setting than the one that holds the tenant.",
    why: "One letter more, and the table shows nothing, or everything.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let named: Vec<&str> = scope.wall.intent.context.iter().map(|context| context.setting()).collect();
    let Some(tenant) = scope.wall.contexts(Means::Tenant).next().map(|context| context.setting()) else { return };
    for table in scope.walled() {
        let asker = Asker::new(scope, table);
        for read in &scope.reading(table).policies {
            let other = read.clauses().flat_map(|(_, clause)| conjuncts(clause)).find_map(|part| {
                let settings = part.settings();
                let other = settings.iter().find(|setting| !named.contains(setting))?;
                (asker.ties_key(part) && !settings.contains(tenant)).then(|| (*other).to_owned())
            });
            let Some(other) = other else { continue };
            let message = format!(
                "The policy {} of {} takes the tenant from {other}, not from {tenant}. If that is no other thing, write one \
                 function that says who the tenant is, and call it everywhere.",
                read.policy.name,
                table.name()
            );
            out.push(RULE.at_policy(table, read.policy, message));
        }
    }
}
