//! Which roles requests run as, and which may see every tenant's rows.

use super::context::Evidence;
use super::says;
use crate::catalog::{Grantee, Id, Privilege, Role};
use crate::rls::predicate::{self, Predicate};
use crate::rls::wall::{Command, Wall};

/// What roles are called that work for every tenant.
const SERVICE: [&str; 20] = [
    "svc",
    "service",
    "services",
    "job",
    "jobs",
    "worker",
    "workers",
    "system",
    "batch",
    "cron",
    "support",
    "admin",
    "backoffice",
    "etl",
    "maintenance",
    "internal",
    "ops",
    "bypass",
    "staff",
    "superadmin",
];

/// The roles that may see every tenant's rows: those that pass row-level security by and are granted something, those that a
/// policy of their own lets see all rows while others are bound, those that clauses ask for by name, and those called so.
pub(super) fn service(wall: &Wall<'_>, evidence: &Evidence) -> Vec<String> {
    let is = |role: &&Role| {
        !role.is_predefined()
            && !role.attributes.superuser
            && !owns_tables(wall, role)
            && (role.bypass_rls && (is_granted(wall, role) || says(&role.name, &SERVICE))
                || evidence.asked_roles.contains(&role.name)
                || (has_open_policy(wall, role) && !is_bound_elsewhere(wall, role))
                || (says(&role.name, &SERVICE) && is_granted(wall, role) && !is_bound_elsewhere(wall, role)))
    };
    wall.catalog.roles.iter().filter(is).map(|role| role.name.clone()).collect()
}

/// The roles that requests run as: those that are granted rows of tables and neither own them nor are a service's. A role that
/// logs in as a member of one is another only if it is more than that.
pub(super) fn application(wall: &Wall<'_>, services: &[String]) -> Vec<String> {
    let may = |role: &&Role| !role.is_predefined() && !role.attributes.superuser && !services.contains(&role.name);
    let roles = || wall.catalog.roles.iter().filter(may);
    let granted: Vec<&Role> = roles().filter(|role| is_granted(wall, role) && !owns_tables(wall, role)).collect();
    let is_more = |role: &&Role| {
        let of_granted = role.member_of.iter().any(|group| granted.iter().any(|granted| granted.id == *group));
        let only = role.member_of.iter().all(|group| granted.iter().any(|granted| granted.id == *group));
        of_granted && !is_granted(wall, role) && (!only || role.bypass_rls || role.attributes.no_inherit)
    };
    let mut found: Vec<&Role> = granted.clone();
    found.extend(roles().filter(|role| role.login || role.attributes.no_inherit).filter(is_more));
    if found.is_empty() {
        // An application that connects as the owner is granted nothing: it has all.
        found.extend(roles().filter(|role| role.login && owns_tables(wall, role)));
    }
    if found.is_empty() && wall.tables().iter().any(|table| wall.public_holds(&table.table.id, Privilege::Select)) {
        // PUBLIC alone is granted anything: whoever may log in is the application.
        found.extend(roles().filter(|role| !owns_tables(wall, role)));
    }
    if found.is_empty() {
        // Only views or functions are granted.
        let objects = || wall.catalog.objects.iter();
        let any = |role: &&Role| objects().any(|object| object.grants.iter().any(|grant| grant.to == to(role)));
        found.extend(roles().filter(|role| !owns_tables(wall, role)).filter(any));
    }
    found.iter().map(|role| role.name.clone()).collect()
}

/// True if rows are granted to PUBLIC and to no role by name: then nobody can be told from anybody.
pub(super) fn only_public(wall: &Wall<'_>) -> bool {
    let open = |id: &Id| Command::ALL.iter().any(|command| wall.public_holds(id, command.privilege()));
    let mut tables = wall.tables().iter();
    tables.any(|table| open(&table.table.id)) && !wall.catalog.roles.iter().any(|role| is_granted(wall, role))
}

fn to(role: &Role) -> Grantee {
    Grantee::Role(role.id.clone())
}

fn owns_tables(wall: &Wall<'_>, role: &Role) -> bool {
    wall.tables().iter().any(|table| wall.owner_of(&table.table.id).is_some_and(|owner| owner.id == role.id))
}

/// True if rows of some table were granted to the role itself.
fn is_granted(wall: &Wall<'_>, role: &Role) -> bool {
    let grantee = to(role);
    let on = |id: &Id| Command::ALL.iter().any(|command| wall.grantees(id, command.privilege()).contains(&&grantee));
    wall.tables().iter().any(|table| on(&table.table.id) || table.table.columns.iter().any(|column| on(&column.id)))
        || default_grants(wall, &grantee)
}

fn default_grants(wall: &Wall<'_>, grantee: &Grantee) -> bool {
    let tables = wall.catalog.default_privileges.iter().filter(|d| d.on == crate::catalog::DefaultKind::Tables);
    tables.flat_map(|d| d.access.grants.iter().chain(&d.access.grantable)).any(|grant| grant.to == *grantee)
}

/// True if a policy `TO` this role and no other lets it read every row.
fn has_open_policy(wall: &Wall<'_>, role: &Role) -> bool {
    policies_to(wall, role).any(|(policy, using)| {
        !policy.restrictive && Command::Select.is_for(policy.command) && using == Some(Predicate::Constant(Some(true)))
    })
}

/// True if a policy of its own binds it to a value of the session, for reading.
fn is_bound_elsewhere(wall: &Wall<'_>, role: &Role) -> bool {
    policies_to(wall, role).any(|(policy, using)| {
        Command::Select.is_for(policy.command) && using.is_some_and(|using| !using.settings().is_empty())
    })
}

fn policies_to<'w>(
    wall: &'w Wall<'_>,
    role: &'w Role,
) -> impl Iterator<Item = (&'w crate::catalog::Policy, Option<Predicate>)> {
    let of = |table: &'w crate::catalog::Table| table.policies.iter().map(move |policy| (table, policy));
    let to = to(role);
    wall.tables()
        .iter()
        .flat_map(move |table| of(table.table))
        .filter(move |(_, policy)| policy.to.contains(&to))
        .map(|(table, policy)| (policy, policy.using.as_ref().map(|using| predicate::read(wall, table, using.sql()))))
}
