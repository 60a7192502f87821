//! Tenants by membership: the function that tells which tenants the session's user is a member of.

use std::collections::BTreeSet;

use super::building::{Building, Context, distinct};
use crate::catalog::{Access, Catalog, DataType, Grant, Grantee, Id, Object, Privilege, Sorting};
use crate::design::Strategy;
use crate::problem::{PROJECT, Problem, structure};
use crate::rls;
use crate::sql::quote;

const NAME: &str = "tenants_of_user";

/// The function, how policies call it, and what it stands on.
pub(super) struct Helper {
    object: Object,
    /// The call: `public.tenants_of_user()`.
    pub(super) call: String,
    on: BTreeSet<Id>,
}

/// The function of a project whose tenants are told apart by memberships, once every table has its name. What of it is
/// still to be said is reported; until then policies let nobody in.
///
/// It runs as its owner, who owns the memberships and is not bound there, so that the application needs no right to read
/// them. A policy that read them itself would be bound by their own policies, and asked once per row.
pub(super) fn helper(context: &Context<'_>, buildings: &[Building<'_>], problems: &mut Vec<Problem>) -> Option<Helper> {
    let Strategy::Membership { entity, user_column, tenant_column, user_setting } =
        &context.design.settings.tenancy.strategy
    else {
        return None;
    };
    let (Some(entity), Some(user), Some(tenant)) = (entity, user_column, tenant_column) else {
        problems.push(structure::membership_incomplete::found());
        return None;
    };
    let home = context.hierarchy.position(entity).and_then(|at| {
        let building = buildings.iter().find(|building| building.entity == at)?;
        Some((building, building.column(context, at, user)?, building.column(context, at, tenant)?))
    });
    let Some((building, user, tenant)) = home else {
        problems.push(structure::membership_incomplete::gone(entity));
        return None;
    };
    let table = &building.table;
    let schema = context.design.schemas.get(&table.schema).map_or("public", |schema| schema.name.as_str());
    let result = match &tenant.data_type {
        DataType::Builtin(name) => name.clone(),
        DataType::Defined { id, .. } => {
            let enum_type = context.design.enums.get(id);
            let name = enum_type.map(|enum_type| {
                let schema = context.design.schemas.get(&enum_type.schema).map_or("public", |s| s.name.as_str());
                quote::qualified(schema, &enum_type.name)
            });
            name.or_else(|| Some(context.design.rest.object(id)?.identity.clone()))?
        }
    };
    let taken = |name: &str| {
        context.design.rest.objects.iter().any(|o| o.schema.as_ref() == Some(&table.schema) && o.name == name)
    };
    let name = distinct(NAME.to_owned(), taken);
    // The whole name is said of the function, too: its search path is empty.
    let session = rls::setting_value(user_setting).replace("current_setting", "pg_catalog.current_setting");
    let compared = match &user.data_type {
        DataType::Builtin(_) => format!("m.{}", quote::ident(&user.name)),
        DataType::Defined { .. } => format!("m.{}::text", quote::ident(&user.name)),
    };
    let body = format!(
        " SELECT m.{} FROM {} m WHERE {compared} = {} ",
        quote::ident(&tenant.name),
        quote::qualified(schema, &table.name),
        rls::cast(session, &user.data_type)
    );
    let call = format!("{}()", quote::qualified(schema, &name));
    let definition = format!(
        "CREATE FUNCTION {call}\n RETURNS SETOF {result}\n LANGUAGE sql\n STABLE PARALLEL SAFE SECURITY DEFINER\n SET \
         search_path TO ''\nAS {}",
        quote::dollar(&body, "function")
    );
    let on = BTreeSet::from([table.id.clone(), user.id.clone(), tenant.id.clone()]);
    let roles = &context.design.settings;
    let callers = [&roles.app_role, &roles.read_only_role, &roles.service_role].into_iter().flatten();
    let mut callers: Vec<&Id> = callers.filter(|role| context.design.roles.contains_key(role)).collect();
    callers.order();
    callers.dedup();
    let grant = |role: &Id| Grant { to: Grantee::Role(role.clone()), privileges: vec![Privilege::Execute] };
    let object = Object {
        id: Id::new(PROJECT).part("tenants-of-user"),
        kind: "function".to_owned(),
        schema: Some(table.schema.clone()),
        relation: None,
        name,
        identity: call.clone(),
        definition,
        replaces: Some(vec![format!("SETOF {result} f")]),
        updates: Vec::new(),
        settings: Vec::new(),
        shape: None,
        owner: None,
        comment: Some(format!("The tenants that the user in {user_setting} is a member of.")),
        grants: callers.into_iter().filter(|role| roles.owner_role.as_ref() != Some(*role)).map(grant).collect(),
    };
    Some(Helper { object, call, on })
}

/// Puts the function into the catalog, with who may call it and which policies stand on it.
pub(super) fn place(helper: Helper, catalog: &mut Catalog) {
    let Helper { object, call, on } = helper;
    let mut standing: Vec<Id> = Vec::new();
    for policy in catalog.tables.iter().flat_map(|table| &table.policies) {
        if [&policy.using, &policy.check].into_iter().flatten().any(|rows| rows.sql().contains(&call)) {
            standing.push(policy.id.clone());
        }
    }
    for id in standing {
        catalog.dependencies.entry(id).or_default().insert(object.id.clone());
    }
    catalog.dependencies.insert(object.id.clone(), on);
    // Everyone may call a new function. This one is for those who are granted it, unless there are no roles to grant.
    if !object.grants.is_empty() {
        let access = Access { public_lacks: vec![Privilege::Execute], ..Access::default() };
        catalog.access.insert(object.id.clone(), access);
    }
    catalog.objects.push(object);
}
