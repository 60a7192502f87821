//! Policies that people wrote, and privileges: theirs and those that the settings' roles get.

use std::collections::BTreeMap;

use super::building::{Building, Context, distinct};
use super::columns::inherited_id;
use super::expression::Rewriter;
use super::tenancy::{self, Standing};
use crate::catalog::Sorting;
use crate::catalog::{Access, ColumnValue, Grant, Grantee, Id, Policy, Privilege, RowSecurity, Schema};
use crate::design::{Design, Entity, Inheritance, ServiceRights};
use crate::problem::{Problem, structure};

const TABLE: &[Privilege] = &[
    Privilege::Select,
    Privilege::Insert,
    Privilege::Update,
    Privilege::Delete,
    Privilege::Truncate,
    Privilege::References,
    Privilege::Trigger,
    Privilege::Maintain,
];
const SCHEMA: &[Privilege] = &[Privilege::Usage, Privilege::Create];

/// What the application and the service need on a table, and no more: `GRANT ALL` would bring `TRUNCATE`, which
/// row-level security does not bind, and `TRIGGER` and `REFERENCES`, which reach other tenants' rows.
const ROWS: &[Privilege] = &[Privilege::Select, Privilege::Insert, Privilege::Update, Privilege::Delete];

/// The same without `UPDATE`, which columns have one by one.
const ALL_BUT_UPDATE: &[Privilege] = &[Privilege::Select, Privilege::Insert, Privilege::Delete];

/// Row-level security and policies as authored. In one table per concrete type the bases' go with their columns.
pub(super) fn policies<'a>(
    context: &Context<'a>,
    buildings: &[Building<'a>],
    building: &Building<'a>,
    problems: &mut Vec<Problem>,
) -> (RowSecurity, Vec<Policy>) {
    let hierarchy = context.hierarchy.nodes[building.entity].strategy == Inheritance::TablePerHierarchy;
    let rewriter = Rewriter { context, buildings, building };
    let mut security = RowSecurity::Off;
    let mut out: Vec<Policy> = Vec::new();
    for &member in &building.members {
        let entity = context.hierarchy.nodes[member].entity;
        if hierarchy && member != building.entity {
            let table = &entity.table;
            if !table.policies.is_empty() || !table.grants.is_empty() || table.row_security != RowSecurity::Off {
                let root = context.hierarchy.nodes[building.entity].entity;
                problems.push(structure::security_on_derived_entity::found(entity, root));
            }
            continue;
        }
        security = stronger(security, entity.table.row_security);
        for authored in &entity.table.policies {
            let Some(to) = grantees(context.design, entity, authored, problems) else { continue };
            let mut policy = Policy { to, ..authored.clone() };
            if member != building.entity {
                policy.id = inherited_id(context.hierarchy.id(building.entity), &authored.id);
            }
            if out.iter().any(|other| other.id == policy.id) {
                problems.push(structure::duplicate_id::policy(entity, authored));
                continue;
            }
            if policy.name.is_empty() {
                problems.push(structure::empty_name::policy(entity, authored));
                policy.name = "unnamed".to_owned();
            }
            let taken = |name: &str| out.iter().any(|other| other.name == name);
            if taken(&policy.name) {
                problems.push(structure::duplicate_name::part(entity, &policy.id, &policy.name));
            }
            policy.name = distinct(policy.name, taken);
            for expression in [&mut policy.using, &mut policy.check].into_iter().flatten() {
                *expression = rewriter.physical(expression, member);
            }
            out.push(policy);
        }
    }
    (security, out)
}

fn stronger(a: RowSecurity, b: RowSecurity) -> RowSecurity {
    match (a, b) {
        (RowSecurity::Forced, _) | (_, RowSecurity::Forced) => RowSecurity::Forced,
        (RowSecurity::Enabled, _) | (_, RowSecurity::Enabled) => RowSecurity::Enabled,
        (RowSecurity::Off, RowSecurity::Off) => RowSecurity::Off,
    }
}

/// Whom a policy applies to, sorted, without roles that don't exist. One that names nobody applies to everyone, as in
/// PostgreSQL. One whose roles are all unknown must not come to apply to everyone if that would let anyone in: a
/// permissive one is left out, and a restrictive one binds all.
fn grantees(design: &Design, entity: &Entity, policy: &Policy, problems: &mut Vec<Problem>) -> Option<Vec<Grantee>> {
    let mut to: Vec<Grantee> = Vec::new();
    for grantee in &policy.to {
        match grantee {
            Grantee::Role(role) if !design.roles.contains_key(role) => {
                problems.push(structure::unknown_reference::policy_role(entity, policy, role));
            }
            grantee => to.push(grantee.clone()),
        }
    }
    if to.is_empty() {
        if !policy.to.is_empty() && !policy.restrictive {
            return None;
        }
        to.push(Grantee::Public);
    }
    to.order();
    to.dedup();
    Some(to)
}

/// Adds the table's privileges: as authored, and those of the roles that the settings name.
pub(super) fn table_grants<'a>(building: &mut Building<'a>, context: &Context<'a>, problems: &mut Vec<Problem>) {
    let standing = tenancy::standing(building, context);
    let settings = &context.design.settings;
    let by_column = updates_by_column(building, context);
    let hierarchy = context.hierarchy.nodes[building.entity].strategy == Inheritance::TablePerHierarchy;
    let mut grants = Grants::default();
    for &member in &building.members {
        if hierarchy && member != building.entity {
            continue;
        }
        let entity = context.hierarchy.nodes[member].entity;
        grants.authored(context.design, entity.id(), &entity.table.grants, TABLE, problems);
    }
    for role in workers(context.design) {
        let is = |id: &Option<Id>| id.as_ref() == Some(&role);
        if is(&settings.service_role) {
            // With the columns' own privileges it has what the application has.
            let own = settings.tenancy.service == ServiceRights::ReadAll && by_column;
            grants.add(Grantee::Role(role.clone()), if own { ALL_BUT_UPDATE } else { ROWS });
        }
        let rights: &[Privilege] = match standing {
            Standing::Global => &[],
            Standing::Shared => &[Privilege::Select],
            Standing::Open | Standing::Tenant if !is(&settings.app_role) => &[Privilege::Select],
            Standing::Tenant if by_column => ALL_BUT_UPDATE,
            Standing::Open | Standing::Tenant => ROWS,
        };
        if (is(&settings.app_role) || is(&settings.read_only_role)) && !rights.is_empty() {
            grants.add(Grantee::Role(role), rights);
        }
    }
    building.table.grants = grants.into_vec();
}

/// True if whoever writes as a tenant updates columns by name.
fn updates_by_column(building: &Building<'_>, context: &Context<'_>) -> bool {
    context.design.settings.tenancy.guards.column_grants && building.tenant.is_some()
}

/// The columns of a table that may be updated as a tenant: all but the tenant's and the key's, by which the row would
/// become another one.
pub(super) fn column_grants(building: &Building<'_>, context: &Context<'_>, access: &mut BTreeMap<Id, Access>) {
    if !updates_by_column(building, context) {
        return;
    }
    let settings = &context.design.settings;
    let writes = |role: &Id| {
        let own = settings.tenancy.service == ServiceRights::ReadAll;
        settings.app_role.as_ref() == Some(role) || settings.service_role.as_ref() == Some(role) && own
    };
    let writers: Vec<Id> = workers(context.design).filter(writes).collect();
    let table = &building.table;
    let key = table.primary_key().unwrap_or_default();
    for (at, column) in table.columns.iter().enumerate() {
        let generated = matches!(column.value, ColumnValue::Generated { .. } | ColumnValue::Identity { always: true });
        if building.tenant == Some(at) || key.contains(&column.id) || generated || writers.is_empty() {
            continue;
        }
        let mut grants = Grants::default();
        let said = access.entry(column.id.clone()).or_default();
        for grant in &said.grants {
            grants.add(grant.to.clone(), &grant.privileges);
        }
        for role in &writers {
            grants.add(Grantee::Role(role.clone()), &[Privilege::Update]);
        }
        said.grants = grants.into_vec();
    }
}

/// Completes the privileges of a schema: as authored, and USAGE for the roles that use what is in it. Everyone may use
/// `public`.
pub(super) fn schema_grants(schema: &mut Schema, design: &Design, used: bool, problems: &mut Vec<Problem>) {
    let mut grants = Grants::default();
    grants.authored(design, &schema.id, &schema.grants, SCHEMA, problems);
    if used && !schema.is_public() {
        for role in workers(design) {
            grants.add(Grantee::Role(role), &[Privilege::Usage]);
        }
    }
    schema.grants = grants.into_vec();
}

/// USAGE on a hierarchy's sequence, which its tables' defaults need.
pub(super) fn sequence_grants(design: &Design) -> Vec<Grant> {
    let mut grants = Grants::default();
    let settings = &design.settings;
    let writes = |role: &Id| settings.app_role.as_ref() == Some(role) || settings.service_role.as_ref() == Some(role);
    for role in workers(design).filter(writes) {
        grants.add(Grantee::Role(role), &[Privilege::Usage]);
    }
    grants.into_vec()
}

/// The application's role, the service's and the one that only reads, if they exist and are not the owner, who needs no
/// grants.
fn workers(design: &Design) -> impl Iterator<Item = Id> {
    let settings = &design.settings;
    [&settings.app_role, &settings.service_role, &settings.read_only_role]
        .into_iter()
        .flatten()
        .filter(|role| design.roles.contains_key(role) && settings.owner_role.as_ref() != Some(*role))
        .cloned()
}

/// Privileges by grantee: sorted, each once.
#[derive(Default)]
struct Grants(BTreeMap<Grantee, Vec<Privilege>>);

impl Grants {
    fn add(&mut self, to: Grantee, privileges: &[Privilege]) {
        let all = self.0.entry(to).or_default();
        all.extend(privileges);
        all.order();
        all.dedup();
    }

    fn authored(
        &mut self,
        design: &Design,
        element: &Id,
        grants: &[Grant],
        applicable: &[Privilege],
        problems: &mut Vec<Problem>,
    ) {
        for grant in grants {
            if let Grantee::Role(role) = &grant.to
                && !design.roles.contains_key(role)
            {
                problems.push(structure::unknown_reference::grantee(element, role));
                continue;
            }
            let (right, wrong): (Vec<Privilege>, Vec<Privilege>) =
                grant.privileges.iter().partition(|privilege| applicable.contains(privilege));
            for privilege in wrong {
                problems.push(structure::privilege_not_applicable::found(element, privilege));
            }
            if !right.is_empty() {
                self.add(grant.to.clone(), &right);
            }
        }
    }

    fn into_vec(self) -> Vec<Grant> {
        self.0.into_iter().map(|(to, privileges)| Grant { to, privileges }).collect()
    }
}
