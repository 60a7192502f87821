//! RO02: an application that can become a role that no policy binds.
//!
//! <https://www.postgresql.org/docs/current/role-membership.html>: the attributes of a role are never inherited, but a member
//! can use `SET ROLE` to have them.

use super::super::grants;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::catalog::{Id, Role};
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::Wall;
use crate::sql::quote;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "RO02",
    level: Level::Error,
    title: "The application's role can SET ROLE to one that policies do not bind.",
    why: "BYPASSRLS is not inherited, but SET ROLE reaches it: one statement of the application's, and no policy counts.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    let owners: Vec<&Id> = wall
        .tables()
        .iter()
        .filter(|table| table.is_walled())
        .filter_map(|table| wall.owner_of(&table.table.id))
        .map(|owner| &owner.id)
        .collect();
    if !wall.tables().iter().any(|table| table.is_walled()) {
        return;
    }
    for app in wall.app_roles().filter(|app| !app.attributes.superuser && !app.bypass_rls) {
        for role in wall.catalog.roles.iter().filter(|role| role.id != app.id && wall.can_set_role(app, role)) {
            let passes = role.bypass_rls || role.attributes.superuser;
            // Whose privileges it has anyway is RO03's.
            let owns = owners.contains(&&role.id) && !wall.has_privileges_of(app, role);
            if !passes && !owns {
                continue;
            }
            let what = if passes { "which no policy binds" } else { "which owns tenants' tables" };
            let message = format!(
                "The application connects as {}, which may SET ROLE {}, {what}. Take the membership away, or, since \
                 PostgreSQL 16, grant it WITH SET FALSE.",
                app.name, role.name
            );
            let sql = leave(wall, app, role);
            out.push(RULE.of(&app.name, Some(&app.id), message).mended_if("Take the membership away", sql));
        }
    }
}

/// Ends every direct membership by which one role becomes another.
pub(super) fn leave(wall: &Wall<'_>, app: &Role, role: &Role) -> Option<String> {
    let leads = |id: &&Id| wall.role(id).is_some_and(|group| group.id == role.id || wall.can_set_role(group, role));
    let groups: Vec<&Id> = app.member_of.iter().filter(leads).collect();
    let revoke = |id: &&Id| {
        let name = grants::names_sql(wall, &[&crate::catalog::Grantee::Role((*id).clone())]);
        format!("REVOKE {name} FROM {};", quote::ident(&app.name))
    };
    (!groups.is_empty()).then(|| groups.iter().map(revoke).collect::<Vec<_>>().join("\n"))
}
