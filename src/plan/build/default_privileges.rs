//! Default privileges: they change last, and are lifted while an extension brings what it brings.

use std::collections::BTreeSet;

use super::super::Statement;
use super::super::kind::Kind;
use super::super::planner::{Planner, build, building, statement};
use super::super::step::{Key, Phase, Step};
use super::grant::words;
use crate::catalog::{DefaultKind, DefaultPrivileges, Id};
use crate::diff::{AclStep, DefaultPrivilegesChange, Holder, default_acl};
use crate::sql::quote;
use crate::sql::write::Writer;

/// Changes default privileges.
pub(super) fn alter<'a>(planner: &mut Planner<'a>, change: &'a DefaultPrivilegesChange) {
    let find = |list: &'a [DefaultPrivileges], id: &Option<Id>| list.iter().find(|d| Some(&d.id) == id.as_ref());
    let (previous, next) = (planner.previous.catalog(), planner.next.catalog());
    let old = find(&previous.default_privileges, &change.previous);
    let new = find(&next.default_privileges, &change.next);
    let Some((writer, defaults)) = new.map(|d| (planner.next, d)).or(old.map(|d| (planner.previous, d))) else {
        return;
    };
    // With a schema that goes they go, too.
    let goes = |id: &Id| planner.aligned.schemas.removed.iter().any(|schema| schema.id == *id && !schema.is_public());
    if new.is_none() && defaults.schema.as_ref().is_some_and(goes) {
        return;
    }
    let schema_of = |writer: &Writer<'a>, id: &'a Id| writer.schema_name(id).to_owned();
    let schema = defaults.schema.as_ref().map(|id| {
        // A schema that stays may have another name by then.
        let kept = planner.aligned.schemas.kept.iter().find(|pair| new.is_none() && pair.previous.id == *id);
        kept.map_or_else(|| schema_of(writer, id), |pair| pair.next.name.clone())
    });
    let role = defaults.role.as_ref().map(|id| writer.role_name(id));
    let before = default_acl(previous, old.unwrap_or(defaults), old.is_some());
    let after = default_acl(next, new.unwrap_or(defaults), new.is_some());
    for change in before.leads_to(&after) {
        let statement = defaults_statement(&change, defaults, role, schema.as_deref());
        planner.push(Step::new(Phase::CleanUp, build::DEFAULTS, statement));
    }
}

fn defaults_statement(
    change: &AclStep<'_>,
    defaults: &DefaultPrivileges,
    role: Option<&str>,
    schema: Option<&str>,
) -> Statement {
    let object = defaults.on.sql();
    let to = match change.holder {
        Holder::Owner => role.map_or_else(|| "CURRENT_USER".to_owned(), quote::ident),
        Holder::Public => "PUBLIC".to_owned(),
        Holder::Role(name) => quote::ident(name),
    };
    let sql = words(change, object, None, &to).default_sql(role, schema);
    let name = schema.map_or_else(|| object.to_ascii_lowercase(), str::to_owned);
    statement(Kind::AlterDefaultPrivileges, &defaults.id, name, sql)
}

/// Has no default privileges while an extension brings what it brings: a catalog says of an extension's functions and
/// types only what differs from what the extension gives itself.
pub(super) fn extensions_without_defaults(planner: &mut Planner<'_>) {
    let (previous, next) = (planner.previous.catalog(), planner.next.catalog());
    let own =
        |d: &&DefaultPrivileges| d.role.is_none() && !matches!(d.on, DefaultKind::Schemas | DefaultKind::LargeObjects);
    let all: Vec<&DefaultPrivileges> = previous.default_privileges.iter().filter(own).collect();
    if all.is_empty() {
        return;
    }
    let mut schemas = BTreeSet::new();
    for step in &mut planner.steps {
        if matches!(step.statement.kind.as_str(), "create-extension" | "replace-extension") {
            step.after.push(Key::DefaultsLifted);
            step.provides.push(Key::ExtensionsMade);
            schemas.extend(next.object(&step.statement.object).and_then(|object| object.schema.as_ref()));
        }
    }
    for defaults in all {
        let schema = defaults.schema.as_ref();
        let of = schemas.iter().find(|next| schema.is_none_or(|id| planner.aligned.schemas.same(id, next)));
        let Some(of) = of else { continue };
        let schema = schema.map(|_| planner.next.schema_name(of));
        let (there, lifted) = (default_acl(previous, defaults, true), default_acl(previous, defaults, false));
        for change in there.leads_to(&lifted) {
            let statement = defaults_statement(&change, defaults, None, schema);
            planner.push(building(build::SCHEMA, statement).provides([Key::DefaultsLifted]));
        }
        for change in lifted.leads_to(&there) {
            let statement = defaults_statement(&change, defaults, None, schema);
            planner.push(building(build::SCHEMA, statement).after([Key::ExtensionsMade]));
        }
    }
}
