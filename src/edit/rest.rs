//! Commands about what is not drawn: views, functions, types and their like, and sequences.

use std::collections::BTreeSet;

use super::change::{Key, Record};
use super::command::Refusal;
use super::invariant::role_of;
use super::work::Work;
use crate::catalog::{Access, Catalog, ColumnValue, ConstraintKind, Grant, Id, Object, Sequence};
use crate::design::Design;

/// Adds or replaces an object that is its definition.
pub(super) fn put_object(work: &mut Work<'_>, object: Object) -> Result<(), Refusal> {
    if work.design().rest.object(&object.id).is_none() {
        work.claim([&object.id])?;
    }
    change(work, |rest| put(&mut rest.objects, object, |object| &object.id));
    Ok(())
}

/// Adds or replaces a sequence.
pub(super) fn put_sequence(work: &mut Work<'_>, sequence: Sequence) -> Result<(), Refusal> {
    if work.design().rest.sequence(&sequence.id).is_none() {
        work.claim([&sequence.id])?;
    }
    change(work, |rest| put(&mut rest.sequences, sequence, |sequence| &sequence.id));
    Ok(())
}

/// Removes an object or a sequence; refused while something stands on it.
pub(super) fn remove(work: &mut Work<'_>, id: &Id) -> Result<(), Refusal> {
    let rest = &work.design().rest;
    let Some(name) = name(rest, id) else {
        return Err(Refusal::about(id, format!("There is nothing called “{id}”.")));
    };
    if let Some((_, user)) = users(work.design(), id).first() {
        return Err(Refusal::about(id, format!("{name} is used by {user}: change or remove that first.")));
    }
    let gone = BTreeSet::from([id.clone()]);
    change(work, |rest| forget(rest, &gone));
    Ok(())
}

/// What goes with tables and columns that are gone: triggers and rules of the tables, sequences of the columns, and
/// whatever was said of who may do what with them. What else stands on them stays, and is told as a problem.
pub(super) fn follow(work: &mut Work<'_>, gone: &BTreeSet<Id>) {
    let rest = &work.design().rest;
    let in_use = sequences_in_use(work.design());
    let with_table = rest.objects.iter().filter(|o| o.relation.as_ref().is_some_and(|id| gone.contains(id)));
    let with_column = rest.sequences.iter().filter(|s| s.owned_by.as_ref().is_some_and(|id| gone.contains(id)));
    let mut all: BTreeSet<Id> = with_table.map(|o| o.id.clone()).collect();
    all.extend(with_column.filter(|s| !in_use.contains(&s.id)).map(|s| s.id.clone()));
    all.extend(gone.iter().cloned());
    let touched = !all.is_disjoint(&super::ids::of_rest(rest).cloned().collect())
        || all.iter().any(|id| rest.access.contains_key(id) || rest.dependencies.contains_key(id))
        || rest.sequences.iter().any(|s| s.owned_by.as_ref().is_some_and(|id| all.contains(id)));
    if touched {
        change(work, |rest| forget(rest, &all));
    }
}

/// Takes a role out of who owns what and who may do what.
pub(super) fn forget_role(work: &mut Work<'_>, role: &Id) {
    change(work, |rest| {
        let grants = |grants: &mut Vec<Grant>| grants.retain(|grant| role_of(&grant.to) != Some(role));
        let clean = |access: &mut Access| {
            access.owner = access.owner.take().filter(|owner| owner != role);
            grants(&mut access.grants);
            grants(&mut access.grantable);
            access.passed_on.retain(|passed| passed.by != *role && role_of(&passed.to) != Some(role));
        };
        rest.access.values_mut().for_each(clean);
        rest.access.retain(|_, access| *access != Access::default());
        rest.default_privileges.retain(|defaults| defaults.role.as_ref() != Some(role));
        rest.default_privileges.iter_mut().for_each(|defaults| clean(&mut defaults.access));
        for object in &mut rest.objects {
            object.owner = object.owner.take().filter(|owner| owner != role);
            grants(&mut object.grants);
        }
        rest.sequences.iter_mut().for_each(|sequence| grants(&mut sequence.grants));
    });
}

/// What uses an object, a sequence or a type: ids, and words for a person.
pub fn users(design: &Design, id: &Id) -> Vec<(Id, String)> {
    let rest = &design.rest;
    let mut out: Vec<(Id, String)> = Vec::new();
    for entity in design.entities.values() {
        let table = &entity.table;
        for column in &table.columns {
            let value = matches!(&column.value, ColumnValue::NextValue { sequence } if sequence == id);
            if value || column.data_type.defined_id() == Some(id) || column.own_collation.as_ref() == Some(id) {
                out.push((column.id.clone(), format!("the column {}.{}", table.name, column.name)));
            }
        }
    }
    let name = rest.object(id).map(|o| &o.name).or_else(|| rest.sequence(id).map(|s| &s.name));
    for user in rest.dependencies.iter().filter(|(user, on)| on.contains(id) && *user != id).map(|(user, _)| user) {
        // What is recorded of a table's part is from when it was read; it may say something else by now.
        let still = name.is_none_or(|name| said_by(design, user).is_none_or(|text| text.contains(name.as_str())));
        if still
            && !out.iter().any(|(other, _)| other == user)
            && let Some(words) = words(design, user)
        {
            out.push((user.clone(), words));
        }
    }
    out
}

/// Anything that can be selected, in words: `the view public.v`, `the column total of orders`.
pub fn words(design: &Design, id: &Id) -> Option<String> {
    name(&design.rest, id).or_else(|| part(design, id))
}

/// What an object or a sequence stands on, by the ids of what can be selected.
pub fn uses(design: &Design, id: &Id) -> BTreeSet<Id> {
    let mut out = design.rest.dependencies.get(id).cloned().unwrap_or_default();
    out.extend(design.rest.object(id).and_then(|object| object.relation.clone()));
    out.remove(id);
    out
}

/// An object or a sequence in words: `the view public.v`.
fn name(rest: &Catalog, id: &Id) -> Option<String> {
    let object = rest.object(id).map(|object| format!("the {} {}", object.kind, object.identity));
    object.or_else(|| rest.sequence(id).map(|sequence| format!("the sequence {}", sequence.name)))
}

/// A part of an entity in words.
fn part(design: &Design, id: &Id) -> Option<String> {
    if let Some(enum_type) = design.enums.get(id) {
        return Some(format!("the enum {}", enum_type.name));
    }
    if let Some(schema) = design.schemas.get(id) {
        return (!schema.is_public()).then(|| format!("the schema {}", schema.name));
    }
    design.entities.values().find_map(|entity| {
        let table = &entity.table;
        let of = |what: &str, name: &str| Some(format!("the {what} {name} of {}", table.name));
        if table.id == *id {
            return Some(format!("the table {}", table.name));
        }
        if let Some(column) = table.column(id) {
            return of("column", &column.name);
        }
        if let Some(constraint) = table.constraints.iter().find(|c| c.id == *id) {
            return of("constraint", &constraint.name);
        }
        if let Some(index) = table.indexes.iter().find(|i| i.id == *id) {
            return of("index", &index.name);
        }
        let policy = table.policies.iter().find(|p| p.id == *id)?;
        of("policy", &policy.name)
    })
}

/// What a part of an entity says in SQL.
fn said_by(design: &Design, id: &Id) -> Option<String> {
    design.entities.values().find_map(|entity| {
        let table = &entity.table;
        if let Some(column) = table.column(id) {
            return Some(match &column.value {
                ColumnValue::Default { expression } | ColumnValue::Generated { expression, .. } => {
                    expression.sql().to_owned()
                }
                _ => String::new(),
            });
        }
        if let Some(constraint) = table.constraints.iter().find(|c| c.id == *id) {
            return Some(match &constraint.kind {
                ConstraintKind::Check { expression } => expression.sql().to_owned(),
                ConstraintKind::Exclude { definition } => definition.sql().to_owned(),
                _ => String::new(),
            });
        }
        let policy = table.policies.iter().find(|p| p.id == *id)?;
        let parts = [&policy.using, &policy.check].into_iter().flatten();
        Some(parts.map(|expression| expression.sql()).collect::<Vec<_>>().join(" "))
    })
}

fn sequences_in_use(design: &Design) -> BTreeSet<Id> {
    let columns = design.entities.values().flat_map(|entity| &entity.table.columns);
    let used = columns.filter_map(|column| match &column.value {
        ColumnValue::NextValue { sequence } => Some(sequence.clone()),
        _ => None,
    });
    used.collect()
}

fn put<T>(items: &mut Vec<T>, item: T, id: fn(&T) -> &Id) {
    match items.iter_mut().find(|other| id(other) == id(&item)) {
        Some(other) => *other = item,
        None => items.push(item),
    }
}

fn forget(rest: &mut Catalog, gone: &BTreeSet<Id>) {
    rest.objects.retain(|object| !gone.contains(&object.id));
    rest.sequences.retain(|sequence| !gone.contains(&sequence.id));
    rest.access.retain(|id, _| !gone.contains(id));
    rest.dependencies.retain(|id, _| !gone.contains(id));
    for sequence in &mut rest.sequences {
        sequence.owned_by = sequence.owned_by.take().filter(|column| !gone.contains(column));
    }
}

fn change(work: &mut Work<'_>, edit: impl FnOnce(&mut Catalog)) {
    let mut rest = work.design().rest.clone();
    edit(&mut rest);
    if rest != work.design().rest {
        work.put(Key::Rest, Some(Record::Rest(Box::new(rest))));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::super::{Command, apply};
    use super::*;
    use crate::catalog::{Column, DataType, Privilege, Role};

    fn object(id: &str, kind: &str, relation: Option<&str>) -> Command {
        let object = Object {
            id: Id::new(id),
            kind: kind.into(),
            schema: None,
            relation: relation.map(Id::new),
            name: id.into(),
            identity: format!("public.{id}"),
            definition: format!("CREATE {kind} {id}"),
            replaces: None,
            updates: Vec::new(),
            settings: Vec::new(),
            shape: None,
            owner: None,
            comment: None,
            grants: Vec::new(),
        };
        Command::PutObject { object: Box::new(object) }
    }

    #[test]
    fn what_is_used_is_not_removed() {
        let mut design = shop();
        run(&mut design, object("f", "function", None));
        run(&mut design, object("v", "view", None));
        design.rest.dependencies.insert(Id::new("v"), BTreeSet::from([Id::new("f")]));
        let refusal = apply(&design, Command::RemoveObject { id: Id::new("f") }).unwrap_err();
        assert_eq!(refusal.message, "the function public.f is used by the view public.v: change or remove that first.");
        run(&mut design, Command::RemoveObject { id: Id::new("v") });
        run(&mut design, Command::RemoveObject { id: Id::new("f") });
        assert_eq!(design.rest, Catalog::default());
    }

    #[test]
    fn triggers_and_serial_sequences_go_with_what_they_belong_to() {
        let mut design = shop();
        run(&mut design, object("t", "trigger", Some("o")));
        let mut sequence = Sequence::new(Id::new("s"), design.settings.default_schema.clone(), "s", "bigint");
        sequence.owned_by = Some(Id::new("number"));
        run(&mut design, Command::PutSequence { sequence });
        let mut column = Column::new(Id::new("number"), "number", DataType::builtin("bigint"));
        column.value = ColumnValue::NextValue { sequence: Id::new("s") };
        run(&mut design, Command::PutColumn { entity: Id::new("o"), column, at: None });
        let refusal = apply(&design, Command::RemoveObject { id: Id::new("s") }).unwrap_err();
        assert!(refusal.message.contains("the column"), "{refusal:?}");
        run(&mut design, Command::RemoveColumn { entity: Id::new("o"), column: Id::new("number") });
        assert_eq!(design.rest.sequences, []);
        run(&mut design, Command::RemoveEntity { id: Id::new("o") });
        assert_eq!(design.rest.objects, []);
    }

    #[test]
    fn a_role_that_is_gone_owns_nothing() {
        let mut design = shop();
        run(&mut design, object("v", "view", None));
        let role = Id::new("reader");
        run(&mut design, Command::PutRole { role: Role::new(role.clone(), "reader") });
        let grant = Grant { to: crate::catalog::Grantee::Role(role.clone()), privileges: vec![Privilege::Select] };
        let access = Access { owner: Some(role.clone()), grants: vec![grant], ..Access::default() };
        design.rest.access.insert(Id::new("v"), access);
        run(&mut design, Command::RemoveRole { id: role });
        assert_eq!(design.rest.access.len(), 0);
    }
}
