//! PO18: an INSERT that may name any owner.
//!
//! <https://www.postgresql.org/docs/current/sql-createpolicy.html>: an INSERT is judged by WITH CHECK alone.

use super::super::reading::Asker;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use super::counts;
use crate::catalog::Privilege;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::Means;
use crate::rls::wall::{Command, RowKind};

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO18",
    level: Level::Warning,
    title: "A policy for INSERT leaves the owner of the new row free.",
    why: "One user plants rows in another's account.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for table in scope.walled() {
        // Without a tenant beside it the owner is the key, and that is PO03's.
        let Some(owner) = table.owner.filter(|_| table.tenant.is_some()) else { continue };
        let asker = Asker::new(scope, table);
        let may = wall.app_roles().any(|app| wall.on_column(app, table.table, owner, Privilege::Insert).is_some());
        let reading = scope.reading(table);
        let ties = |clause: &crate::rls::predicate::Predicate| asker.ties(clause, &|column| column.id == owner.id);
        let floored = reading.policies.iter().any(|read| {
            read.policy.restrictive
                && Command::Insert.is_for(read.policy.command)
                && read.clause(RowKind::New).is_some_and(&ties)
        });
        if !may || floored {
            continue;
        }
        for read in reading.policies.iter().filter(|read| !read.policy.restrictive && counts(wall, read.policy)) {
            let clause = read.clause(RowKind::New).filter(|_| Command::Insert.is_for(read.policy.command));
            let Some(clause) = clause else { continue };
            // What does not ask for the tenant either is PO02's or PO03's.
            if ties(clause) || !asker.ties_key(clause) {
                continue;
            }
            let message = format!(
                "The policy {} of {} lets a row be inserted for any {}. Ask for the session's user in WITH CHECK.",
                read.policy.name,
                table.name(),
                owner.name
            );
            let value = words::context_value(wall, Means::User, owner);
            let text = read.policy.check.as_ref().or(read.policy.using.as_ref()).map(|clause| clause.sql().to_owned());
            let sql = value.zip(text).map(|(value, own)| {
                let column = crate::sql::quote::ident(&owner.name);
                words::alter_policy(table, read.policy, None, Some(&format!("({own}) AND {column} = (SELECT {value})")))
            });
            out.push(RULE.at_policy(table, read.policy, message).mended_if("Ask for the user in WITH CHECK", sql));
        }
    }
}
