//! PO16: memberships that their members write.
//!
//! A policy that asks a table trusts whoever writes it; see <https://www.postgresql.org/docs/current/ddl-rowsecurity.html>.

use super::super::grants;
use super::super::reading::Asker;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::trusted::trusted;
use crate::catalog::{Column, Privilege, Role};
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::{Command, RowKind, WallTable};

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO16",
    level: Level::Error,
    title: "The application writes the table by which a policy decides who may reach what.",
    why: "Join any tenant, then read it: two steps, each of them allowed.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    let mut told: Vec<&crate::catalog::Id> = Vec::new();
    for trusted in trusted(scope) {
        let table = trusted.table;
        if !trusted.asks || trusted.by.table.id == table.table.id || told.contains(&&table.table.id) {
            continue;
        }
        let grants_by: Vec<&Column> = trusted.grants.iter().filter_map(|id| table.table.column(id)).collect();
        let open = |app: &&Role| {
            [Command::Insert, Command::Update].into_iter().any(|command| {
                grants_by.iter().any(|column| {
                    wall.on_column(app, table.table, column, command.privilege()).is_some()
                        && is_free(scope, table, app, command, column)
                })
            })
        };
        let Some(app) = wall.app_roles().find(open) else { continue };
        told.push(&table.table.id);
        let message = format!(
            "The policy {} of {} trusts {}, and {} may write rows of any tenant there: it joins one and reads it. Take \
             writing away, and let members be added by a function that checks who adds them.",
            trusted.policy,
            trusted.by.name(),
            table.name(),
            app.name
        );
        let write = [Privilege::Insert, Privilege::Update];
        let who: Vec<_> = grants::granted(wall, table, &write).into_iter().map(|(to, _)| to).collect();
        let who: Vec<_> = who.into_iter().filter(|to| grants::reaches_app(wall, to)).collect();
        let sql = format!("REVOKE INSERT, UPDATE ON {} FROM {};", table.sql(), grants::names_sql(wall, &who));
        out.push(RULE.at(table, message).mended_if("Take writing away", (!who.is_empty()).then_some(sql)));
    }
}

/// True if nothing ties a column of a new row to the caller.
fn is_free<'w>(scope: &Scope<'w>, table: &WallTable<'w>, app: &Role, command: Command, column: &Column) -> bool {
    if scope.wall.bypasses(app, table.table) {
        return true;
    }
    let asker = Asker::new(scope, table);
    let ties = |clause: &crate::rls::predicate::Predicate| asker.ties(clause, &|wanted| wanted.id == column.id);
    let policies = || {
        scope
            .reading(table)
            .policies
            .iter()
            .filter(|read| command.is_for(read.policy.command) && scope.wall.applies_to(read.policy, app))
    };
    let restricted = policies().any(|read| read.policy.restrictive && read.clause(RowKind::New).is_some_and(&ties));
    !restricted
        && policies()
            .any(|read| !read.policy.restrictive && read.clause(RowKind::New).is_some_and(|clause| !ties(clause)))
}
