//! PO09: a floor that some roles are not on.
//!
//! <https://www.postgresql.org/docs/current/sql-createpolicy.html>: a policy is for the roles after TO and those that have
//! their privileges; a member that does not inherit them is not among these.

use super::super::grants::{self, OF_ROWS};
use super::super::parts::is_true;
use super::super::reading::Asker;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::catalog::{Grantee, Role};
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::{Command, RowKind, WallTable};
use crate::sql::quote;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "PO09",
    level: Level::Error,
    title: "A restrictive policy that keeps tenants apart is not for every role with privileges.",
    why: "Whom it does not name only the permissive policies bind.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for table in scope.walled() {
        let asker = Asker::new(scope, table);
        for read in scope.reading(table).policies.iter().filter(|read| read.policy.restrictive) {
            let ties = read.using.as_ref().is_some_and(|clause| asker.ties_key(clause));
            if !ties || read.policy.to.contains(&Grantee::Public) {
                continue;
            }
            let escapes = |role: &&Role| {
                !wall.applies_to(read.policy, role)
                    && !wall.is_service(role)
                    && !wall.bypasses(role, table.table)
                    && is_wide_for(&asker, table, role)
            };
            let granted = grants::granted(wall, table, &OF_ROWS);
            let Some(role) = with_members(scope, &granted).into_iter().find(escapes) else { continue };
            let message = format!(
                "The restrictive policy {} of {} is for {} only: it does not bind {}, whom a permissive policy lets reach \
                 other tenants' rows. Write it TO PUBLIC.",
                read.policy.name,
                table.name(),
                grants::names(wall, &read.policy.to.iter().collect::<Vec<_>>()),
                role.name
            );
            let sql = format!("ALTER POLICY {} ON {} TO PUBLIC;", quote::ident(&read.policy.name), table.sql());
            out.push(RULE.at_policy(table, read.policy, message).mended("Write it TO PUBLIC", sql));
        }
    }
}

/// The roles with privileges, and their members, of whom those that don't inherit have another say.
fn with_members<'w>(scope: &Scope<'w>, granted: &[(&Grantee, Vec<crate::catalog::Privilege>)]) -> Vec<&'w Role> {
    let wall = scope.wall;
    let of = |role: &&'w Role| {
        granted.iter().any(|(to, _)| match grants::role(wall, to) {
            Some(group) => wall.has_privileges_of(role, group),
            None => true,
        })
    };
    wall.catalog.roles.iter().filter(|role| !role.is_predefined() && !role.attributes.superuser).filter(of).collect()
}

/// True if a permissive policy lets a role reach rows that nothing ties to it, and does not say so by naming that role.
fn is_wide_for(asker: &Asker<'_, '_>, table: &WallTable<'_>, role: &Role) -> bool {
    let wall = asker.scope.wall;
    asker.scope.reading(table).policies.iter().any(|read| {
        let wide = |command: Command| {
            wall.on_any_column(role, table.table, command.privilege()).is_some()
                && command.rows().iter().any(|row| {
                    read.clause(*row).is_some_and(|clause| {
                        let meant = is_true(clause) && read.policy.to.contains(&Grantee::Role(role.id.clone()));
                        !meant && asker.opens(clause) && (*row == RowKind::New || read.using.is_some())
                    })
                })
        };
        !read.policy.restrictive
            && wall.applies_to(read.policy, role)
            && Command::ALL.into_iter().filter(|command| command.is_for(read.policy.command)).any(wide)
    })
}
