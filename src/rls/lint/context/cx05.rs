//! CX05: a tenant that the client chooses.
//!
//! PostgREST passes headers and cookies on as settings: <https://docs.postgrest.org/en/stable/references/transactions.html>.

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::problem::Level;
use crate::rls::Finding;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "CX05",
    level: Level::Error,
    title: "A policy reads the tenant from what the client sends.",
    why: "Whoever writes the header, the cookie or the application's name chooses the tenant.",
    seen: Seen::Static,
};

/// What a client sends and the server passes on.
const SOURCES: [&str; 5] =
    ["request.header", "request.cookie", "request.headers", "request.cookies", "application_name"];

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let is_sent = |setting: &str| {
        SOURCES
            .iter()
            .any(|source| setting.strip_prefix(source).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    };
    for table in scope.wall.tables() {
        for read in &scope.reading(table).policies {
            let settings = read.clauses().flat_map(|(_, clause)| clause.settings());
            let Some(setting) = settings.into_iter().find(|setting| is_sent(setting)) else { continue };
            let message = format!(
                "The policy {} of {} reads {setting}, which the client sends: it chooses the tenant. Take a claim of a \
                 verified token, or a table of sessions.",
                read.policy.name,
                table.name()
            );
            out.push(RULE.at_policy(table, read.policy, message));
        }
    }
}
