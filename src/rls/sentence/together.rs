//! What the policies of a table do to each other, in words: those that are added up, those that forbid everything, commands
//! that none reaches, and roles that a policy is for and that nothing is granted to.

use std::collections::BTreeMap;

use crate::catalog::{Grantee, Id, Policy, Role};
use crate::problem::Level;
use crate::rls::matrix::{roles, via};
use crate::rls::predicate::{self, Predicate};
use crate::rls::wall::{Clause, Command, RowKind, Wall, WallTable};

/// Something that policies do to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Together {
    /// What, for a person.
    pub text: String,
    /// The policies it is about.
    pub policies: Vec<Id>,
    /// How much it matters.
    pub level: Level,
}

/// What a table's policies do to each other, what matters most first. Where row-level security is off they do nothing.
pub fn together(wall: &Wall<'_>, table: &WallTable<'_>) -> Vec<Together> {
    if table.table.row_security.is_off() {
        return Vec::new();
    }
    // What several roles meet is said once.
    let mut met: BTreeMap<(Met<'_>, Vec<&str>), Vec<&str>> = BTreeMap::new();
    for role in roles(wall).into_iter().filter(|role| !wall.bypasses(role, table.table)) {
        for found in of_role(wall, table, role) {
            met.entry(found).or_default().push(&role.name);
        }
    }
    let told = |((found, commands), roles): ((Met<'_>, Vec<&str>), Vec<&str>)| {
        tell(table, found, &format!("{} as {}", list(&commands), list(&roles)))
    };
    let mut out: Vec<Together> = met.into_iter().map(told).collect();
    out.extend(table.table.policies.iter().filter_map(|policy| without_grant(wall, table, policy)));
    out.sort_by_key(|told| told.level);
    out
}

/// What a role meets by a command.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Met<'a> {
    /// Nothing lets it through, although it may.
    Nothing { restrictive: bool },
    /// These restrictive policies let no row through.
    Forbidden(Vec<&'a Id>),
    /// These are added up, and the second list lets every row through.
    Added(Vec<&'a Id>, Vec<&'a Id>),
}

/// What a role meets, and by which commands.
fn of_role<'a>(wall: &Wall<'a>, table: &WallTable<'a>, role: &Role) -> Vec<(Met<'a>, Vec<&'static str>)> {
    let mut met: BTreeMap<Met<'a>, Vec<&'static str>> = BTreeMap::new();
    for command in Command::ALL.into_iter().filter(|command| via(wall, table, role, *command).is_some()) {
        for row in command.rows() {
            if let Some(found) = meets(wall, table, role, command, *row) {
                let commands = met.entry(found).or_default();
                if !commands.contains(&command.sql()) {
                    commands.push(command.sql());
                }
            }
        }
    }
    met.into_iter().collect()
}

fn tell(table: &WallTable<'_>, found: Met<'_>, whom: &str) -> Together {
    let name = |id: &&Id| table.table.policies.iter().find(|policy| policy.id == **id).map_or("", |p| p.name.as_str());
    let names = |ids: &[&Id]| {
        let quoted: Vec<String> = ids.iter().map(|id| format!("“{}”", name(id))).collect();
        list(&quoted.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let owned = |ids: &[&Id]| ids.iter().map(|id| (*id).clone()).collect::<Vec<_>>();
    match found {
        Met::Nothing { restrictive } => Together {
            text: format!(
                "{whom}: it is granted, and no policy lets it through. Reads find nothing, writes fail{}.",
                if restrictive { "; a restrictive policy only narrows what a permissive one allows" } else { "" }
            ),
            policies: Vec::new(),
            level: Level::Warning,
        },
        Met::Forbidden(ids) => Together {
            text: format!("{whom}: the restrictive policy {} lets no row through, whatever else does.", names(&ids)),
            policies: owned(&ids),
            level: Level::Warning,
        },
        Met::Added(ids, open) if open.is_empty() => Together {
            text: format!("{whom}: {} are added up, and a row passes that one of them lets through.", names(&ids)),
            policies: owned(&ids),
            level: Level::Info,
        },
        Met::Added(ids, open) => {
            let narrow: Vec<&Id> = ids.iter().filter(|id| !open.contains(id)).copied().collect();
            let beside = match narrow.len() {
                0 => "the others add nothing".to_owned(),
                1 => format!("{} narrows nothing", names(&narrow)),
                _ => format!("{} narrow nothing", names(&narrow)),
            };
            let lets = if open.len() == 1 { "lets" } else { "let" };
            Together {
                text: format!("{whom}: {} {lets} every row through, so {beside}.", names(&open)),
                policies: owned(&ids),
                level: Level::Warning,
            }
        }
    }
}

fn meets<'a>(wall: &Wall<'a>, table: &WallTable<'a>, role: &Role, command: Command, row: RowKind) -> Option<Met<'a>> {
    let clauses = wall.clauses(table.table, role, command, row);
    let ids = |clauses: &[Clause<'a>], only: Option<bool>| -> Vec<&'a Id> {
        let matching = clauses.iter().filter(|clause| {
            let said = predicate::of_clause(wall, table.table, clause);
            only.is_none_or(|value| said == Predicate::Constant(Some(value)))
        });
        matching.map(|clause| &clause.policy.id).collect()
    };
    let forbidding = ids(&clauses.restrictive, Some(false));
    match clauses.permissive.len() {
        0 => Some(Met::Nothing { restrictive: !clauses.restrictive.is_empty() }),
        _ if !forbidding.is_empty() => Some(Met::Forbidden(forbidding)),
        1 => None,
        _ => Some(Met::Added(ids(&clauses.permissive, None), ids(&clauses.permissive, Some(true)))),
    }
}

/// A policy for roles none of which may do what it is about.
fn without_grant(wall: &Wall<'_>, table: &WallTable<'_>, policy: &Policy) -> Option<Together> {
    let commands: Vec<Command> = Command::ALL.into_iter().filter(|command| command.is_for(policy.command)).collect();
    let mut idle = Vec::new();
    for to in &policy.to {
        // What everybody is given can't be told from here: roles come and go.
        let Grantee::Role(id) = to else { return None };
        let role = wall.role(id)?;
        if commands.iter().any(|command| via(wall, table, role, *command).is_some()) {
            return None;
        }
        idle.push(role.name.as_str());
    }
    let asked: Vec<&str> = commands.iter().map(|command| command.sql()).collect();
    let what = if asked.len() == Command::ALL.len() { "nothing".to_owned() } else { format!("no {}", list(&asked)) };
    (!idle.is_empty()).then(|| Together {
        text: format!("“{}” is for {}, to which {what} is granted here: it has no effect.", policy.name, list(&idle)),
        policies: vec![policy.id.clone()],
        level: Level::Warning,
    })
}

/// Names in a sentence: `a, b and c`.
fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [some @ .., last] => format!("{} and {last}", some.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, Expr, Grant, PolicyCommand, Privilege, RowSecurity, Schema, Table};
    use crate::rls::Intent;

    fn policy(name: &str, restrictive: bool, command: PolicyCommand, to: &str, using: &str) -> Policy {
        let to = vec![if to == "PUBLIC" { Grantee::Public } else { Grantee::Role(Id::new(to)) }];
        let using = Some(Expr::new(using));
        Policy { id: Id::new(name), name: name.into(), restrictive, command, to, using, check: None, comment: None }
    }

    fn check(privileges: &[Privilege], policies: Vec<Policy>, expected: &[&str]) {
        let mut catalog = Catalog::default();
        let usage = |to: &str| Grant { to: Grantee::Role(Id::new(to)), privileges: vec![Privilege::Usage] };
        let grants = vec![usage("app"), usage("idle")];
        catalog.schemas.push(Schema { id: Id::new("s"), name: "public".into(), comment: None, grants });
        catalog.roles = ["app", "idle"].map(|name| Role::new(Id::new(name), name)).into();
        let mut table = Table::new(Id::new("t"), Id::new("s"), "t");
        table.row_security = RowSecurity::Forced;
        table.grants = vec![Grant { to: Grantee::Role(Id::new("app")), privileges: privileges.to_vec() }];
        table.policies = policies;
        catalog.tables.push(table);
        let intent = Intent { app_roles: vec!["app".into()], ..Intent::default() };
        let wall = Wall::new(&catalog, &intent);
        let found: Vec<String> = together(&wall, &wall.tables()[0]).into_iter().map(|told| told.text).collect();
        assert_eq!(found, expected);
    }

    const READ: [Privilege; 1] = [Privilege::Select];
    use PolicyCommand::{All, Select};

    #[test]
    fn permissive_policies_are_added_up() {
        let own = || policy("own", false, All, "app", "tenant_id = 1");
        check(&READ, vec![own()], &[]);
        check(
            &READ,
            vec![own(), policy("shared", false, Select, "PUBLIC", "tenant_id IS NULL")],
            &["SELECT as app: “own” and “shared” are added up, and a row passes that one of them lets through."],
        );
        check(
            &READ,
            vec![own(), policy("anyone", false, Select, "app", "true")],
            &["SELECT as app: “anyone” lets every row through, so “own” narrows nothing."],
        );
    }

    #[test]
    fn a_restrictive_policy_may_forbid_everything() {
        let own = || policy("own", false, All, "app", "tenant_id = 1");
        check(
            &[Privilege::Select, Privilege::Delete],
            vec![own(), policy("never", true, PolicyCommand::Delete, "PUBLIC", "false")],
            &["DELETE as app: the restrictive policy “never” lets no row through, whatever else does."],
        );
        check(
            &READ,
            vec![policy("floor", true, All, "app", "tenant_id = 1")],
            &[
                "SELECT as app: it is granted, and no policy lets it through. Reads find nothing, writes fail; a restrictive policy only narrows what a permissive one allows.",
            ],
        );
    }

    #[test]
    fn what_no_policy_reaches_and_what_reaches_nobody() {
        check(
            &[Privilege::Select, Privilege::Insert, Privilege::Update],
            vec![policy("own", false, Select, "app", "tenant_id = 1")],
            &[
                "INSERT and UPDATE as app: it is granted, and no policy lets it through. Reads find nothing, writes fail.",
            ],
        );
        check(
            &READ,
            vec![policy("own", false, Select, "app", "tenant_id = 1"), policy("other", false, Select, "idle", "true")],
            &["“other” is for idle, to which no SELECT is granted here: it has no effect."],
        );
    }
}
