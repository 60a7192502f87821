//! RO11: a REVOKE that takes nothing away.
//!
//! <https://www.postgresql.org/docs/current/ddl-priv.html>: new functions are executable by PUBLIC. To revoke it from a role
//! leaves it what PUBLIC has.

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use crate::catalog::{Grantee, Privilege};
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::Via;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "RO11",
    level: Level::Error,
    title: "A SECURITY DEFINER function was granted to some roles, and everyone may call it.",
    why: "PUBLIC may execute every new function. A REVOKE from one role does not change that, and neither does a GRANT to another.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for routine in wall.routines().iter().filter(|routine| routine.security_definer && !routine.is_trigger()) {
        let id = &routine.object.id;
        if !wall.public_holds(id, Privilege::Execute) {
            continue;
        }
        let named: Vec<&Grantee> =
            wall.grantees(id, Privilege::Execute).into_iter().filter(|to| **to != Grantee::Public).collect();
        let by_public = |app: &&crate::catalog::Role| wall.may_execute(app, routine.object) == Some(Via::Public);
        let Some(app) = wall.app_roles().find(by_public).filter(|_| !named.is_empty()) else { continue };
        let who: Vec<String> = named.iter().map(|to| words::grantee(wall, to)).collect();
        let message = format!(
            "{} runs with its owner's rights and was granted to {}; {} may call it too, for PUBLIC holds EXECUTE by itself.",
            routine.name(),
            words::list(&who),
            app.name
        );
        let sql = format!("REVOKE EXECUTE ON ROUTINE {} FROM PUBLIC;", routine.name());
        out.push(RULE.of(routine.name(), Some(id), message).mended("Revoke EXECUTE from PUBLIC", sql));
    }
}
