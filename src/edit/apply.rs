//! Carrying commands out.

use super::change::{ChangeSet, Key, Record};
use super::command::{Command, Refusal};
use super::work::Work;
use super::{entity, link, picture, remove, rename, rest};
use crate::catalog::Sorting;
use crate::catalog::{Grant, Id, Pair, Policy};
use crate::design::{Design, HandSql, Migration, Settings};
use crate::lower::lower;

/// What a command changes in a design, which stays as it is. A command that can't be carried out whole is refused.
pub fn apply(design: &Design, command: Command) -> Result<ChangeSet, Refusal> {
    carry_out(&mut design.clone(), command)
}

/// Carries a command out on the design in place. A refused command leaves it as it was.
pub(super) fn carry_out(design: &mut Design, command: Command) -> Result<ChangeSet, Refusal> {
    // Only what a database brought along has definitions, and only then is there a reason to look at all names.
    let before = (!design.rest.objects.is_empty() && may_rename(&command)).then(|| lower(design).catalog);
    let mut work = Work::on(design);
    match run(&mut work, command) {
        Ok(()) => {
            if let Some(before) = before {
                rename::objects(&mut work, &before);
            }
            work.finish()
        }
        Err(refusal) => {
            work.take_back();
            Err(refusal)
        }
    }
}

/// True for what can give something another name.
fn may_rename(command: &Command) -> bool {
    match command {
        Command::SetSettings { .. }
        | Command::PutSchema { .. }
        | Command::PutEnum { .. }
        | Command::SetEntity { .. }
        | Command::PutColumn { .. }
        | Command::MapColumn { .. } => true,
        Command::Batch { commands } => commands.iter().any(may_rename),
        _ => false,
    }
}

fn run(work: &mut Work<'_>, command: Command) -> Result<(), Refusal> {
    match command {
        Command::SetName { name } => {
            let project = work.project();
            work.put_project(super::Project { name, ..project });
        }
        Command::SetSettings { settings } => set_settings(work, settings),
        Command::PutRole { role } => {
            if !work.design().roles.contains_key(&role.id) {
                work.claim([&role.id])?;
            }
            work.put_role(role);
        }
        Command::RemoveRole { id } => remove::role(work, &id)?,
        Command::PutSchema { mut schema } => {
            if !work.design().schemas.contains_key(&schema.id) {
                work.claim([&schema.id])?;
            }
            rename::schema(work, &schema.id, &schema.name);
            tidy_grants(&mut schema.grants);
            work.put_schema(schema);
        }
        Command::RemoveSchema { id } => remove::schema(work, &id)?,
        Command::PutEnum { enum_type } => {
            let old = work.design().enums.get(&enum_type.id);
            let known = |id: &Id| old.is_some_and(|e| e.id == *id || e.labels.iter().any(|label| label.id == *id));
            let ids = std::iter::once(&enum_type.id).chain(enum_type.labels.iter().map(|label| &label.id));
            work.claim(ids.filter(|id| !known(id)))?;
            rename::labels(work, &enum_type);
            work.put(Key::Enum(enum_type.id.clone()), Some(Record::Enum(Box::new(enum_type))));
        }
        Command::RemoveEnum { id } => remove::enum_type(work, &id)?,
        Command::AddEntity { entity, node } => entity::add(work, *entity, node)?,
        Command::SetEntity { id, properties } => entity::set(work, &id, *properties)?,
        Command::RemoveEntity { id } => remove::entity(work, &id)?,
        Command::PutColumn { entity, column, at } => entity::put_column(work, &entity, column, at)?,
        Command::MapColumn { entity, column, name } => entity::map_column(work, &entity, &column, name)?,
        Command::MoveColumn { entity, column, to } => entity::move_column(work, &entity, &column, to)?,
        Command::RemoveColumn { entity, column } => remove::column(work, &entity, &column)?,
        Command::PutConstraint { entity, constraint } => {
            entity::put_part(work, &entity, |table| &mut table.constraints, |c| &c.id, constraint)?;
        }
        Command::RemoveConstraint { entity, constraint } => {
            entity::remove_part(work, &entity, |table| &mut table.constraints, |c| &c.id, &constraint, "constraint")?;
        }
        Command::PutIndex { entity, index } => {
            entity::put_part(work, &entity, |table| &mut table.indexes, |i| &i.id, index)?;
        }
        Command::RemoveIndex { entity, index } => {
            entity::remove_part(work, &entity, |table| &mut table.indexes, |i| &i.id, &index, "index")?;
        }
        Command::PutPolicy { entity, mut policy } => {
            tidy_policy(&mut policy);
            entity::put_part(work, &entity, |table| &mut table.policies, |p| &p.id, policy)?;
        }
        Command::RemovePolicy { entity, policy } => {
            entity::remove_part(work, &entity, |table| &mut table.policies, |p| &p.id, &policy, "policy")?;
        }
        Command::SetGrants { entity, mut grants } => {
            tidy_grants(&mut grants);
            work.edit(&entity)?.table.grants = grants;
        }
        Command::Link { from, to, columns, target_column, ids } => {
            link::link(work, &from, link::Target { entity: &to, column: target_column.as_ref() }, columns, &ids)?;
        }
        Command::SetTableOptions { entity, options } => work.edit(&entity)?.table.options = (*options).into(),
        Command::PutObject { object } => rest::put_object(work, *object)?,
        Command::RemoveObject { id } => rest::remove(work, &id)?,
        Command::PutSequence { sequence } => rest::put_sequence(work, sequence)?,
        Command::Update { design } => update(work, *design),
        Command::Restore { design } => {
            for (key, records) in ChangeSet::between(Pair::new(work.design(), &design)).changes {
                work.put(key, records.next);
            }
        }
        Command::MoveNodes { nodes } => {
            for (id, node) in nodes {
                entity::place(work, &id, node)?;
            }
        }
        Command::PutAnnotation { id, annotation } => picture::put_annotation(work, id, annotation)?,
        Command::RemoveAnnotation { id } => picture::remove_annotation(work, id)?,
        Command::SetLooks { looks } => picture::set_looks(work, looks)?,
        Command::PutView { id, view } => picture::put_view(work, id, view)?,
        Command::RemoveView { id } => picture::remove_view(work, id)?,
        Command::PlaceInView { view, nodes } => picture::place_in_view(work, view, nodes)?,
        Command::TakeOutOfView { view, entities } => picture::take_out_of_view(work, view, &entities)?,
        Command::PutHandSql { hand_sql } => put_hand_sql(work, hand_sql)?,
        Command::RemoveHandSql { id } => {
            if !work.design().hand_sql.contains_key(&id) {
                return Err(Refusal::about(&id, format!("There is no hand-written SQL “{id}”.")));
            }
            work.put(Key::HandSql(id), None);
        }
        Command::AddMigration { migration } => add_migration(work, *migration)?,
        Command::RemoveLastMigration { hand_sql } => remove_last_migration(work, hand_sql)?,
        Command::Batch { commands } => {
            for command in commands {
                run(work, command)?;
            }
        }
    }
    Ok(())
}

/// Gives every record the value that it has in another design, but for those that no script says anything about.
fn update(work: &mut Work<'_>, design: Design) {
    let project = work.project();
    work.put_project(super::Project { settings: design.settings.clone(), ..project });
    for (key, records) in ChangeSet::between(Pair::new(work.design(), &design)).changes {
        if !matches!(key, Key::Project | Key::HandSql(_) | Key::Migration(_)) {
            work.put(key, records.next);
        }
    }
}

fn set_settings(work: &mut Work<'_>, settings: Settings) {
    rename::tenant_column(work, &settings.tenancy.column);
    let project = work.project();
    work.put_project(super::Project { settings, ..project });
}

/// Privileges in their order and once each, one entry to a grantee, none without a privilege.
pub(super) fn tidy_grants(grants: &mut Vec<Grant>) {
    grants.order_by(|a, b| a.to.cmp(&b.to));
    grants.dedup_by(|next, grant| {
        let same = next.to == grant.to;
        if same {
            grant.privileges.append(&mut next.privileges);
        }
        same
    });
    for grant in grants.iter_mut() {
        grant.privileges.order();
        grant.privileges.dedup();
    }
    grants.retain(|grant| !grant.privileges.is_empty());
}

pub(super) fn tidy_policy(policy: &mut Policy) {
    policy.to.order();
    policy.to.dedup();
}

fn put_hand_sql(work: &mut Work<'_>, hand_sql: HandSql) -> Result<(), Refusal> {
    if !work.design().hand_sql.contains_key(&hand_sql.id) {
        work.claim([&hand_sql.id])?;
    }
    work.put(Key::HandSql(hand_sql.id.clone()), Some(Record::HandSql(Box::new(hand_sql))));
    Ok(())
}

fn add_migration(work: &mut Work<'_>, migration: Migration) -> Result<(), Refusal> {
    work.claim([&migration.id])?;
    if let Some(last) = work.design().migrations.keys().next_back().filter(|last| **last >= migration.id) {
        let message = format!(
            "The migration “{}” must come after the last one, “{last}”: is the clock of this computer right?",
            migration.id
        );
        return Err(Refusal::about(last, message));
    }
    let pending: Vec<Id> = work.design().hand_sql.keys().cloned().collect();
    for id in pending {
        work.put(Key::HandSql(id), None);
    }
    work.put(Key::Migration(migration.id.clone()), Some(Record::Migration(Box::new(migration))));
    Ok(())
}

fn remove_last_migration(work: &mut Work<'_>, hand_sql: Vec<HandSql>) -> Result<(), Refusal> {
    let Some(last) = work.design().migrations.keys().next_back().cloned() else {
        return Err(Refusal { message: "There is no migration to remove.".to_owned(), element: None });
    };
    work.put(Key::Migration(last), None);
    for hand_sql in hand_sql {
        put_hand_sql(work, hand_sql)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{run, shop};
    use super::super::{Command, Editor};
    use crate::catalog::Id;

    #[test]
    fn a_project_becomes_what_it_was_and_back() {
        let before = shop();
        let mut editor = Editor::new(before.clone());
        for command in [
            Command::SetName { name: "Store".to_owned() },
            Command::RemoveEntity { id: Id::new("o") },
            Command::RemoveColumn { entity: Id::new("c"), column: Id::new("c_name") },
        ] {
            editor.run(command).expect("a command that is carried out");
        }
        let after = editor.design().clone();
        editor.run(Command::Restore { design: Box::new(before.clone()) }).expect("an earlier version");
        assert_eq!(*editor.design(), before);
        editor.undo();
        assert_eq!(*editor.design(), after);
        let mut other = after;
        run(&mut other, Command::Restore { design: Box::new(before.clone()) });
        assert_eq!(other, before);
    }
}
