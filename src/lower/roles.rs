//! Roles, schemas and enums: what the tables need to be there.

use std::collections::HashSet;

use super::building::distinct;
use super::names::Names;
use crate::catalog::{EnumType, Id, PUBLIC_SCHEMA, Role, Schema};
use crate::design::Design;
use crate::problem::{Problem, structure};

/// The roles, their names made unique. Memberships that dangle or close a circle are left out: PostgreSQL refuses them.
pub(super) fn roles(design: &Design, problems: &mut Vec<Problem>) -> Vec<Role> {
    let mut taken = HashSet::new();
    let mut roles: Vec<Role> = Vec::with_capacity(design.roles.len());
    for (id, authored) in &design.roles {
        let mut role = authored.clone();
        role.id = id.clone();
        role.name = unique(id, &authored.name, &mut taken, problems);
        role.member_of.clear();
        for group in &authored.member_of {
            if !design.roles.contains_key(group) {
                problems.push(structure::unknown_reference::role(id, group));
            } else if group == id || is_member(&roles, group, id) {
                problems.push(structure::role_cycle::found(authored, id, &design.roles[group].name));
            } else if !role.member_of.contains(group) {
                role.member_of.push(group.clone());
            }
        }
        roles.push(role);
    }
    let settings = &design.settings;
    if let (Some(owner), Some(app)) = (&settings.owner_role, &settings.app_role)
        && owner != app
        && roles.iter().any(|role| role.id == *app)
        && !is_member(&roles, app, owner)
        && let Some(owner) = roles.iter_mut().find(|role| role.id == *owner && !role.member_of.contains(app))
    {
        // The bundle's test of the tenant wall runs as the owner and attacks as the application's role.
        owner.member_of.push(app.clone());
    }
    roles
}

/// True if, by the memberships kept so far, one role is a member of another, directly or not.
fn is_member(roles: &[Role], member: &Id, of: &Id) -> bool {
    let mut seen: Vec<&Id> = Vec::new();
    let mut pending = vec![member];
    while let Some(current) = pending.pop() {
        if current == of {
            return true;
        }
        if seen.contains(&current) {
            continue;
        }
        seen.push(current);
        if let Some(role) = roles.iter().find(|role| role.id == *current) {
            pending.extend(&role.member_of);
        }
    }
    false
}

/// The schemas, their names made unique. Grants come later, once it is known what is in them.
pub(super) fn schemas(design: &Design, problems: &mut Vec<Problem>) -> Vec<Schema> {
    let mut taken = HashSet::new();
    let mut out = Vec::with_capacity(design.schemas.len());
    for (id, authored) in &design.schemas {
        let mut schema = authored.clone();
        schema.id = id.clone();
        schema.name = unique(id, &authored.name, &mut taken, problems);
        out.push(schema);
    }
    out
}

fn unique(id: &Id, wanted: &str, taken: &mut HashSet<String>, problems: &mut Vec<Problem>) -> String {
    let name = if wanted.is_empty() {
        problems.push(structure::empty_name::other(id));
        "unnamed"
    } else {
        wanted
    };
    if !wanted.is_empty() && taken.contains(name) {
        problems.push(structure::duplicate_name::other(id, name));
    }
    let name = distinct(name.to_owned(), |name| taken.contains(name));
    taken.insert(name.clone());
    name
}

/// The id of the schema that stands in for one that does not exist: the default one if that does, else `public`.
pub(super) fn fallback_schema(design: &Design, schemas: &mut Vec<Schema>) -> Id {
    let default = &design.settings.default_schema;
    if schemas.iter().any(|schema| schema.id == *default) {
        return default.clone();
    }
    if let Some(schema) = schemas.iter().find(|schema| schema.is_public()) {
        return schema.id.clone();
    }
    let mut id = Id::new(PUBLIC_SCHEMA);
    while schemas.iter().any(|schema| schema.id == id) {
        id = id.part(PUBLIC_SCHEMA);
    }
    schemas.push(Schema::new(id.clone(), PUBLIC_SCHEMA));
    id
}

/// The enums: names unique in their schema, labels unique in their enum.
pub(super) fn enums(
    design: &Design,
    schemas: &mut Vec<Schema>,
    names: &mut Names,
    problems: &mut Vec<Problem>,
) -> Vec<EnumType> {
    let mut out = Vec::with_capacity(design.enums.len());
    for (id, authored) in &design.enums {
        let mut enum_type = authored.clone();
        enum_type.id = id.clone();
        if !schemas.iter().any(|schema| schema.id == authored.schema) {
            problems.push(structure::unknown_reference::schema(id, &authored.schema));
            enum_type.schema = fallback_schema(design, schemas);
        }
        let wanted = if authored.name.is_empty() {
            problems.push(structure::empty_name::other(id));
            "unnamed"
        } else {
            &authored.name
        };
        let (name, free) = names.enum_type(&enum_type.schema, wanted);
        if !free && !authored.name.is_empty() {
            problems.push(structure::duplicate_name::other(id, wanted));
        }
        enum_type.name = name;
        let mut labels = HashSet::new();
        let mut ids = HashSet::new();
        enum_type.labels.retain(|label| {
            let new_id = ids.insert(label.id.clone());
            let kept = new_id && labels.insert(label.name.clone());
            if !kept {
                problems.push(structure::duplicate_label::found(id, label));
            }
            kept
        });
        out.push(enum_type);
    }
    out
}
