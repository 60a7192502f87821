//! EN01: a tenant's table without row-level security.
//!
//! <https://www.postgresql.org/docs/current/ddl-rowsecurity.html>: "By default, tables do not have any policies, so that if a
//! user has access privileges to a table according to the SQL privilege system, all rows within it are equally available."

use super::super::grants::{self, OF_ROWS};
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use super::en07;
use crate::catalog::Grantee;
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::{Wall, WallTable};
use crate::sql::quote;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "EN01",
    level: Level::Error,
    title: "A table whose rows belong to tenants has no row-level security.",
    why: "Every role with a privilege on it reads and writes the rows of every tenant.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for table in wall.tables().iter().filter(|table| table.is_walled()) {
        let below =
            table.table.parents().any(|id| wall.table_by_id(id).is_some_and(|p| !p.table.row_security.is_off()));
        if !table.table.row_security.is_off() || !table.table.policies.is_empty() || below {
            continue;
        }
        let granted = grants::granted(wall, table, &OF_ROWS);
        if granted.is_empty() || en07::source(wall, table).is_some() {
            continue;
        }
        let who: Vec<&Grantee> = granted.iter().map(|(to, _)| *to).collect();
        let message = format!(
            "{} holds rows of every tenant and has no row-level security: {} reach all of them. Enable and force it, and \
             write a policy that asks for the tenant.",
            table.name(),
            grants::names(wall, &who)
        );
        out.push(RULE.at(table, message).mended("Enable and force row-level security", fix(wall, table, &who)));
    }
}

/// Without a condition that is known, row-level security is switched on all the same: it then lets nobody in.
fn fix(wall: &Wall<'_>, table: &WallTable<'_>, who: &[&Grantee]) -> String {
    let name = table.sql();
    let mut sql =
        format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;\nALTER TABLE {name} FORCE ROW LEVEL SECURITY;");
    let Some(condition) = words::tenant_condition(wall, table) else { return sql };
    let is_service = |to: &&&Grantee| grants::role(wall, to).is_some_and(|role| wall.is_service(role));
    let bound: Vec<&Grantee> = who.iter().filter(|to| !is_service(to)).copied().collect();
    let service: Vec<&Grantee> = who.iter().filter(is_service).copied().collect();
    if !bound.is_empty() {
        sql.push_str(&format!(
            "\nCREATE POLICY {} ON {name} FOR ALL TO {} USING ({condition}) WITH CHECK ({condition});",
            quote::ident(crate::rls::TENANT_ISOLATION),
            grants::names_sql(wall, &bound)
        ));
    }
    if !service.is_empty() {
        sql.push_str(&format!(
            "\nCREATE POLICY {} ON {name} FOR ALL TO {} USING (true) WITH CHECK (true);",
            quote::ident(crate::rls::SERVICE_ACCESS),
            grants::names_sql(wall, &service)
        ));
    }
    sql
}
