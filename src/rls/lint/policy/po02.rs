//! PO02: a check that asks less than its USING.
//!
//! <https://www.postgresql.org/docs/current/sql-createpolicy.html>: new rows are judged by WITH CHECK; only if there is none
//! by USING. Each permissive policy's check lets a row in by itself.

use super::super::parts::is_true;
use super::super::reading::Asker;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use super::{commands, counts, is_floored};
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::RowKind;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO02",
    level: Level::Error,
    title: "WITH CHECK asks less than USING.",
    why: "A row is written if any permissive policy's check lets it in: anyone inserts rows for any tenant, and moves their own there by an UPDATE that reads nothing.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    for table in scope.walled() {
        let asker = Asker::new(scope, table);
        for read in scope.reading(table).policies.iter().filter(|read| !read.policy.restrictive && read.writes()) {
            let (Some(using), Some(check)) = (&read.using, &read.check) else { continue };
            let policy = read.policy;
            let weaker = !asker.ties_key(check)
                && !is_true(using)
                && (is_true(check) || asker.ties_key(using))
                && commands(policy)
                    .filter(|command| command.rows().contains(&RowKind::New))
                    .any(|command| !is_floored(&asker, policy, command, RowKind::New));
            if !weaker || !counts(scope.wall, policy) {
                continue;
            }
            let message = format!(
                "WITH CHECK of the policy {} of {} asks less than its USING: rows of any tenant are let in. Drop it, so that \
                 USING judges new rows too, or ask for the tenant in it; name a role with TO, not in a condition.",
                policy.name,
                table.name()
            );
            let mut new = policy.clone();
            new.check = None;
            let sql = words::replace_policy(scope.wall, table, policy, &new);
            out.push(RULE.at_policy(table, policy, message).mended("Let USING judge new rows too", sql));
        }
    }
}
