//! PO26: a claim that its user writes.
//!
//! Supabase: <https://supabase.com/docs/guides/database/postgres/row-level-security>: raw_user_meta_data can be updated by the
//! authenticated user, so it is no place for what authorises.

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::expr::has_word;
use crate::problem::Level;
use crate::rls::Finding;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO26",
    level: Level::Error,
    title: "A policy trusts user_metadata.",
    why: "Its user may write it, and so choose the tenant.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let is_it = |word: &str| matches!(word, "user_metadata" | "raw_user_meta_data" | "user_meta_data");
    let names = ["user_metadata", "raw_user_meta_data"];
    for table in scope.wall.tables() {
        for policy in &table.table.policies {
            let trusts = policy.using.iter().chain(&policy.check).any(|clause| {
                // It is a key of a JSON document: a text, or a column's name.
                names.iter().any(|name| clause.sql().contains(name)) || has_word(clause.sql(), &is_it)
            });
            if trusts {
                let message = format!(
                    "The policy {} of {} trusts user_metadata, which its user may write. Use app_metadata, or a table of \
                     memberships.",
                    policy.name,
                    table.name()
                );
                out.push(RULE.at_policy(table, policy, message));
            }
        }
    }
}
