//! PO03: a check that does not ask for the tenant.
//!
//! <https://www.postgresql.org/docs/current/sql-createpolicy.html>: "any rows that do not pass the WITH CHECK expression will
//! cause an error"; what passes is written, whosever it is.

use super::super::parts::is_true;
use super::super::reading::Asker;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use super::{commands, counts, is_floored, po02};
use crate::problem::Level;
use crate::rls::wall::RowKind;
use crate::rls::{Access, Finding};

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO03",
    level: Level::Error,
    title: "WITH CHECK does not ask for the tenant.",
    why: "It takes the place of USING for new rows: a tenant writes rows for another.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let mut weaker = Vec::new();
    po02::check(scope, &mut weaker);
    for table in scope.walled() {
        let asker = Asker::new(scope, table);
        for read in scope.reading(table).policies.iter().filter(|read| !read.policy.restrictive && read.writes()) {
            let policy = read.policy;
            let Some(clause) = read.clause(RowKind::New) else { continue };
            let open = !asker.ties_key(clause)
                && commands(policy)
                    .filter(|command| command.rows().contains(&RowKind::New))
                    .any(|command| !is_floored(&asker, policy, command, RowKind::New));
            // A USING that ties no row to the caller is told where it opens for reading.
            let by_using = read.check.as_ref().is_none_or(|check| read.using.as_ref() == Some(check));
            // Of a check that is simply true PO02 says all. Of another there are two ways out, and this is the second.
            // Where the user's own rows are meant to be theirs, whichever the tenant, USING is not wrong for reading.
            let told = (by_using && (!asker.ties_any(clause) || table.access() != Some(Access::Tenant)))
                || (is_true(clause) && weaker.iter().any(|finding| finding.part.as_ref() == Some(&policy.id)));
            if !open || told || !counts(scope.wall, policy) {
                continue;
            }
            let what = if by_using { "USING, which judges new rows too," } else { "WITH CHECK" };
            let message = format!(
                "{what} of the policy {} of {} does not ask for the tenant: rows of any tenant are let in.",
                policy.name,
                table.name()
            );
            let own = policy.check.as_ref().or(policy.using.as_ref()).map_or("true", |clause| clause.sql());
            let sql = words::tenant_condition(scope.wall, table)
                .map(|condition| words::alter_policy(table, policy, None, Some(&format!("({own}) AND {condition}"))));
            out.push(RULE.at_policy(table, policy, message).mended_if("Ask for the tenant in WITH CHECK", sql));
        }
    }
}
