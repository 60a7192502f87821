//! Objects that are their definition: views, functions, triggers and their like.
//!
//! What they stand on is known to the planner, which puts every statement after and before what it must be.

use super::super::hazard;
use super::super::kind::Kind;
use super::super::planner::{Planner, build, building, dismantle, dismantling, statement};
use super::super::rename::Survivors;
use super::super::step::{Key, Phase, Step};
use super::super::{Hazard, Statement};
use super::{comment, grant, type_object};
use crate::catalog::{Id, Object, Pair};
use crate::diff::ObjectAlteration;
use crate::sql::quote;

/// Where an object of a kind stands among what could be created at the same moment: what others are likely to need
/// first, what looks at everything last.
fn stage(kind: &str) -> u8 {
    match kind {
        "extension" | "collation" | "language" | "foreign data wrapper" | "server" => build::SCHEMA,
        "domain" | "type" => build::ENUM,
        "function" | "procedure" | "aggregate" => build::ROUTINE,
        "view" | "materialized view" => build::VIEW,
        _ => build::LATE,
    }
}

pub(super) fn add<'a>(planner: &mut Planner<'a>, id: &'a Id) {
    let Some(object) = planner.next.catalog().object(id) else { return };
    let stage = stage(&object.kind);
    let sql = object.definition.clone();
    let mut step = building(stage, of_object(Kind::CreateObject, object, sql));
    if object.kind == "publication" {
        step.after.push(Key::RowsFilled);
    }
    planner.push(step.after([Key::BodiesUnchecked]).provides([Key::Ready(id)]));
    for setting in &object.settings {
        set(planner, object, setting.set.clone());
    }
    comment::object(planner, object);
    let name = object.identity.clone();
    grant::all(planner, &object.grants, id, &grant::object_words(object), &name, |statement| {
        building(stage, statement).at(0, build::GRANT).after([Key::Ready(id)])
    });
}

pub(super) fn drop<'a>(planner: &mut Planner<'a>, id: &'a Id, names: &Survivors<'a>) {
    let Some(object) = planner.previous.catalog().object(id) else { return };
    if let Some(name) = names.enums.get(id) {
        // Columns that have the type get another one first.
        let sql = format!("DROP {} {name}", object.kind.to_ascii_uppercase());
        let statement = of_object(Kind::DropObject, object, sql);
        let step = Step::new(Phase::CleanUp, dismantle::ENUM, statement).after([Key::LateUsersGone(id)]);
        planner.push(step.provides(object.schema.as_ref().map(Key::SchemaEmpty)));
        type_object::strip(planner, object);
        return;
    }
    let sql = format!("DROP {} {}", object.kind.to_ascii_uppercase(), object.identity);
    let step = dismantling(dismantle::OBJECT, of_object(Kind::DropObject, object, sql))
        .after([Key::UsersGone(id)])
        .provides(object.schema.as_ref().map(Key::SchemaEmpty))
        .hazard(extension_hazards(planner, object, names));
    planner.push(step);
}

/// What to look out for when an extension is dropped.
fn extension_hazards(planner: &Planner<'_>, object: &Object, names: &Survivors<'_>) -> Vec<Hazard> {
    if object.kind != "extension" {
        return Vec::new();
    }
    let catalog = planner.previous.catalog();
    let is_kept = planner.aligned.objects.kept.iter().any(|pair| pair.previous.id == object.id);
    let replaced = is_kept.then(|| hazard::replace_extension(&object.identity));
    let stands_on_it = |id: &&Id| catalog.dependencies.get(*id).is_some_and(|on| on.contains(&object.id));
    let mut outliving: Vec<&Object> =
        names.enums.keys().copied().filter(stands_on_it).filter_map(|id| catalog.object(id)).collect();
    outliving.sort_by(|a, b| a.identity.cmp(&b.identity));
    let refused = outliving.into_iter().map(|by| hazard::extension_in_use(&object.identity, &by.identity));
    replaced.into_iter().chain(refused).collect()
}

pub(super) fn alter<'a>(planner: &mut Planner<'a>, ids: &'a Pair<Id>, what: ObjectAlteration) {
    if planner.rebuilds.objects.contains(&ids.next) {
        return;
    }
    let Some(before) = planner.previous.catalog().object(&ids.previous) else { return };
    let Some(object) = planner.next.catalog().object(&ids.next) else { return };
    match what {
        ObjectAlteration::Redefined => {}
        ObjectAlteration::Replaced => {
            let update =
                before.updates.iter().find(|(to, _)| *to == object.definition).map(|(_, update)| update.clone());
            let sql = update.unwrap_or_else(|| match &object.schema {
                Some(schema) if object.kind == "extension" => {
                    let schema = quote::ident(planner.next.schema_name(schema));
                    format!("ALTER EXTENSION {} SET SCHEMA {schema}", object.identity)
                }
                _ => object.definition.replacen("CREATE ", "CREATE OR REPLACE ", 1),
            });
            let statement = of_object(Kind::ReplaceObject, object, sql);
            let step = building(stage(&object.kind), statement);
            planner.push(step.after([Key::BodiesUnchecked]).provides([Key::Ready(&ids.next)]));
        }
        ObjectAlteration::Reshaped => type_object::reshape(planner, Pair::new(before, object)),
        // A type's settings are changed with what it is made of.
        ObjectAlteration::Settings if object.is_type() => type_object::settings(planner, Pair::new(before, object)),
        ObjectAlteration::Settings => {
            for gone in before.settings.iter().filter(|s| object.settings.iter().all(|next| next.name != s.name)) {
                if object.kind == "extension" {
                    // What it brought is named by the schema that the extension may leave.
                    let statement = of_object(Kind::AlterObject, before, gone.reset.clone());
                    planner.push(dismantling(dismantle::OBJECT, statement));
                    continue;
                }
                set(planner, object, gone.reset.clone());
            }
            for new in object.settings.iter().filter(|s| !before.settings.contains(s)) {
                set(planner, object, new.set.clone());
            }
        }
    }
}

/// A statement about an object, which is called by what the object is: `create-view`, `replace-function`.
pub(super) fn of_object(kind: Kind, object: &Object, sql: String) -> Statement {
    let mut statement = statement(kind, &object.id, object.identity.clone(), sql);
    statement.kind = kind.of(&object.kind);
    statement
}

/// Sets something of an object that is there.
fn set<'a>(planner: &mut Planner<'a>, object: &'a Object, sql: String) {
    let statement = of_object(Kind::AlterObject, object, sql);
    let step = if statement.sql.starts_with("GRANT ") || statement.sql.starts_with("REVOKE ") {
        // What is revoked of the whole is revoked of its columns, too: theirs comes after it.
        Step::new(Phase::CleanUp, build::RIGHTS, statement).at(usize::MAX, 0).after([Key::Owned(&object.id)])
    } else {
        building(stage(&object.kind), statement).at(0, build::COMMENT)
    };
    planner.push(step.after([Key::Ready(&object.id)]));
}

/// Creates functions without a look at their bodies. PostgreSQL records nothing of what a body that is a string reads, so
/// no order is surely right, and a schema may hold one that reads what is not there; pg_dump does the same.
pub(super) fn leave_bodies_unchecked(planner: &mut Planner<'_>) {
    let creates = |step: &&Step<'_>| ["create-", "replace-"].iter().any(|word| step.statement.kind.starts_with(word));
    let created: Vec<&Step<'_>> = planner.steps.iter().filter(creates).collect();
    let is_routine = |step: &&&Step<'_>| {
        let object = planner.next.catalog().object(&step.statement.object);
        object.is_some_and(|o| matches!(o.kind.as_str(), "function" | "procedure"))
    };
    let Some(routine) = created.iter().find(is_routine) else { return };
    let id = routine.statement.object.clone();
    let set = |sql: &str| statement(Kind::Set, &id, "check_function_bodies".into(), sql.into());
    let (off, back) = (set("SET check_function_bodies TO off"), set("RESET check_function_bodies"));
    planner.steps.push(building(build::SCHEMA, off).provides([Key::BodiesUnchecked]));
    planner.steps.push(Step::new(Phase::CleanUp, build::LAST, back));
}

/// Drops and creates what stands on something that changed.
pub(super) fn rebuild_all<'a>(planner: &mut Planner<'a>, names: &Survivors<'a>) {
    let aligned = planner.aligned;
    for pair in &aligned.objects.kept {
        if planner.rebuilds.objects.contains(&pair.next.id) {
            drop(planner, &pair.previous.id, names);
            add(planner, &pair.next.id);
        }
    }
}
