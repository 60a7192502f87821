//! RO03: an application that owns its tables.
//!
//! <https://www.postgresql.org/docs/current/ddl-rowsecurity.html>: "Enabling and disabling row security, as well as adding
//! policies to a table, is always the privilege of the table owner only."

use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use super::super::words;
use super::ro02;
use crate::catalog::{Id, Role};
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::{Wall, WallTable};
use crate::sql::quote;

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "RO03",
    level: Level::Error,
    title: "The application's role owns tenants' tables, or inherits their owner.",
    why: "Unless it is forced, row-level security does not bind the owner; and even then the owner may switch it off or drop a policy.",
    seen: Seen::Static,
};

/// So many tables are named.
const NAMED: usize = 3;

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for app in wall.app_roles().filter(|app| !app.attributes.superuser) {
        let mut owners: Vec<(&Role, Vec<&WallTable<'_>>)> = Vec::new();
        for table in wall.tables().iter().filter(|table| table.is_walled()) {
            let Some(owner) = wall.owner_of(&table.table.id).filter(|owner| wall.has_privileges_of(app, owner)) else {
                continue;
            };
            match owners.iter_mut().find(|(other, _)| other.id == owner.id) {
                Some((_, tables)) => tables.push(table),
                None => owners.push((owner, vec![table])),
            }
        }
        for (owner, tables) in owners {
            let mut names: Vec<String> = tables.iter().take(NAMED).map(|table| table.name()).collect();
            if let Some(more) = tables.len().checked_sub(NAMED).filter(|more| *more > 0) {
                names.push(format!("{more} more"));
            }
            let is_owner = owner.id == app.id;
            let how = if is_owner { "owns".to_owned() } else { format!("inherits {}, the owner of", owner.name) };
            let message = format!(
                "The application connects as {}, which {how} {}: it could switch row-level security off. Give the tables \
                 an owner that no application connects as.",
                app.name,
                words::list(&names)
            );
            let finding = RULE.of(&app.name, Some(&app.id), message);
            out.push(match is_owner {
                true => finding.mended("Give the tables an owner of their own", hand_over(wall, app, &tables)),
                false => finding.mended_if("Take the membership away", ro02::leave(wall, app, owner)),
            });
        }
    }
}

/// Another owner for the tables, and for the application what it works with.
fn hand_over(wall: &Wall<'_>, app: &Role, tables: &[&WallTable<'_>]) -> String {
    let fits = |id: &&Id| wall.role(id).is_some_and(|role| !wall.has_privileges_of(app, role));
    let mut sql = String::new();
    let owner = match wall.catalog.owner.as_ref().filter(fits).and_then(|id| wall.role(id)) {
        Some(role) => role.name.clone(),
        None => {
            let taken = |name: &String| wall.role_named(name).is_none();
            let names = std::iter::once("table_owner".to_owned()).chain((2..).map(|n| format!("table_owner_{n}")));
            let name = names.into_iter().find(taken).unwrap_or_default();
            sql.push_str(&format!("CREATE ROLE {} NOLOGIN;\n", quote::ident(&name)));
            name
        }
    };
    let statements = tables.iter().map(|table| {
        let name = table.sql();
        format!(
            "ALTER TABLE {name} OWNER TO {};\nALTER TABLE {name} FORCE ROW LEVEL SECURITY;\nGRANT SELECT, INSERT, UPDATE, \
             DELETE ON {name} TO {};",
            quote::ident(&owner),
            quote::ident(&app.name)
        )
    });
    sql + &statements.collect::<Vec<_>>().join("\n")
}
