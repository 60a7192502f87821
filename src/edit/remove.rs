//! What goes when something it can't be without is removed.

use std::collections::BTreeSet;

use super::change::Key;
use super::command::Refusal;
use super::entity::tidy_global_keys;
use super::invariant::{is_column, role_of};
use super::work::Work;
use super::{ids, picture, rest};
use crate::catalog::Ordered;
use crate::catalog::{ConstraintKind, Grant, Id, IndexTarget};
use crate::design::{Design, Entity, Strategy, Tenancy};

/// A mention of a column that does not exist: in which entity, by which id.
pub(super) type Dangling = BTreeSet<(Id, Id)>;

/// The mentions of columns that lead nowhere. A command looks before and after, for it must mend only what it broke
/// itself: what a project file brought with it stays in sight.
pub(super) fn dangling(design: &Design) -> Dangling {
    let mut out = Dangling::new();
    for entity in design.entities.values() {
        each_column(design, entity, &mut |whose, column| {
            if !is_column(design, whose, column) {
                out.insert((whose.id().clone(), column.clone()));
            }
        });
    }
    out
}

/// Takes the mentions of columns that no longer exist out of keys, indexes, foreign keys and the rest. A key, index or
/// foreign key that has no column left goes too. An entity whose tenant column is gone gets one from lowering: it must
/// never stop being tenant-scoped unasked.
pub(super) fn shrink(work: &mut Work<'_>, known: &Dangling) -> Result<(), Refusal> {
    let design = work.design();
    let is_gone = |entity: &Entity, column: &Id| {
        !is_column(design, entity, column) && !known.contains(&(entity.id().clone(), column.clone()))
    };
    let mut changed = Vec::new();
    for entity in design.entities.values() {
        let mut broken = false;
        each_column(design, entity, &mut |whose, column| broken |= is_gone(whose, column));
        if broken {
            let mut entity = entity.clone();
            let before = entity.clone();
            let own_gone = |column: &Id| is_gone(&before, column);
            entity.column_names.retain(|column, _| !own_gone(column));
            if matches!(&entity.tenancy, Tenancy::Tenant { column: Some(column) } if own_gone(column)) {
                entity.tenancy = Tenancy::Tenant { column: None };
            }
            entity.table.constraints.retain_mut(|constraint| match &mut constraint.kind {
                ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => {
                    keep(columns, &own_gone)
                }
                ConstraintKind::ForeignKey { columns, target, target_columns, .. } => {
                    let target = design.entities.get(target);
                    let target_gone = |column: &Id| target.is_some_and(|target| is_gone(target, column));
                    keep_pairs(columns, target_columns, &own_gone, &target_gone)
                }
                ConstraintKind::Check { .. } | ConstraintKind::Exclude { .. } => true,
            });
            entity.table.indexes.retain_mut(|index| {
                let count = index.keys.len();
                index.include.retain(|column| !own_gone(column));
                index.keys.retain(|key| !matches!(&key.target, IndexTarget::Column { column } if own_gone(column)));
                count == 0 || !index.keys.is_empty()
            });
            tidy_global_keys(&mut entity);
            changed.push(entity);
        }
    }
    for entity in changed {
        work.put_entity(entity);
    }
    Ok(())
}

/// Shows every mention of a column in an entity's lists, with the entity that must have it.
fn each_column<'d>(design: &'d Design, entity: &'d Entity, see: &mut dyn FnMut(&'d Entity, &'d Id)) {
    entity.column_names.keys().for_each(|column| see(entity, column));
    if let Tenancy::Tenant { column: Some(column) } = &entity.tenancy {
        see(entity, column);
    }
    for constraint in &entity.table.constraints {
        constraint.kind.columns().iter().for_each(|column| see(entity, column));
        if let ConstraintKind::ForeignKey { target, target_columns, .. } = &constraint.kind
            && let Some(target) = design.entities.get(target)
        {
            target_columns.iter().for_each(|column| see(target, column));
        }
    }
    for index in &entity.table.indexes {
        for key in &index.keys {
            if let IndexTarget::Column { column } = &key.target {
                see(entity, column);
            }
        }
        index.include.iter().for_each(|column| see(entity, column));
    }
}

fn keep(columns: &mut Vec<Id>, is_gone: &dyn Fn(&Id) -> bool) -> bool {
    let count = columns.len();
    columns.retain(|column| !is_gone(column));
    count == 0 || !columns.is_empty()
}

/// A foreign key loses the pair of which either side is gone.
fn keep_pairs(
    columns: &mut Vec<Id>,
    target_columns: &mut Vec<Id>,
    is_gone: &dyn Fn(&Id) -> bool,
    is_target_gone: &dyn Fn(&Id) -> bool,
) -> bool {
    if columns.len() != target_columns.len() {
        return keep(columns, is_gone) && keep(target_columns, is_target_gone);
    }
    let pairs = columns.drain(..).zip(target_columns.drain(..));
    let left: Vec<(Id, Id)> = pairs.filter(|(column, target)| !is_gone(column) && !is_target_gone(target)).collect();
    (*columns, *target_columns) = left.into_iter().unzip();
    !columns.is_empty()
}

/// Removes a column: it leaves the keys, indexes and foreign keys that name it. Where it said whose a row is, the one
/// that lowering adds takes its place.
pub(super) fn column(work: &mut Work<'_>, entity: &Id, column: &Id) -> Result<(), Refusal> {
    let known = dangling(work.design());
    let found = work.entity(entity)?;
    if found.table.column(column).is_none() {
        return Err(Refusal::about(entity, format!("“{}” has no column “{column}”.", found.table.name)));
    }
    if found.tenancy == (Tenancy::Tenant { column: Some(column.clone()) }) {
        replace_column(work, column, &entity.part("tenant"))?;
        work.edit(entity)?.tenancy = Tenancy::Tenant { column: None };
    }
    work.edit(entity)?.table.columns.retain(|c| c.id != *column);
    forget_membership(work, column);
    rest::follow(work, &BTreeSet::from([column.clone()]));
    shrink(work, &known)
}

/// Puts another column's id in the place of one, in every key, index and foreign key. Where the other already is, the
/// one goes.
pub(super) fn replace_column(work: &mut Work<'_>, old: &Id, new: &Id) -> Result<(), Refusal> {
    let mut changed = Vec::new();
    for entity in work.design().entities.values() {
        let mut copy = entity.clone();
        let swap = |columns: &mut Vec<Id>| {
            if columns.contains(new) {
                columns.retain(|column| column != old);
            }
            columns.iter_mut().filter(|column| *column == old).for_each(|column| *column = new.clone());
        };
        for constraint in &mut copy.table.constraints {
            match &mut constraint.kind {
                ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => swap(columns),
                // Pairs stay pairs.
                ConstraintKind::ForeignKey { columns, target_columns, .. } => {
                    let both = columns.iter_mut().chain(target_columns);
                    both.filter(|column| *column == old).for_each(|column| *column = new.clone());
                }
                ConstraintKind::Check { .. } | ConstraintKind::Exclude { .. } => {}
            }
        }
        for index in &mut copy.table.indexes {
            swap(&mut index.include);
            let is = |target: &IndexTarget, id: &Id| matches!(target, IndexTarget::Column { column } if column == id);
            if index.keys.iter().any(|key| is(&key.target, new)) {
                index.keys.retain(|key| !is(&key.target, old));
            }
            for key in index.keys.iter_mut().filter(|key| is(&key.target, old)) {
                key.target = IndexTarget::Column { column: new.clone() };
            }
        }
        if copy != *entity {
            changed.push(copy);
        }
    }
    for entity in changed {
        work.put_entity(entity);
    }
    Ok(())
}

/// Removes an entity, the foreign keys that reference it and its place; what derives from it stands on its own.
pub(super) fn entity(work: &mut Work<'_>, id: &Id) -> Result<(), Refusal> {
    let known = dangling(work.design());
    let gone = ids::of_entity(work.entity(id)?).cloned().ordered_set();
    work.put(Key::Entity(id.clone()), None);
    work.put(Key::Node(id.clone()), None);
    picture::forget(work, id);
    let references = |entity: &Entity| {
        entity.base.as_ref() == Some(id) || entity.table.constraints.iter().any(|c| targets(&c.kind, id))
    };
    let touched: Vec<Id> = work.design().entities.values().filter(|e| references(e)).map(|e| e.id().clone()).collect();
    for touched in touched {
        let entity = work.edit(&touched)?;
        entity.table.constraints.retain(|c| !targets(&c.kind, id));
        entity.base = entity.base.take().filter(|base| base != id);
    }
    forget_membership(work, id);
    rest::follow(work, &gone);
    shrink(work, &known)
}

/// Takes an entity or a column that is gone out of what the settings say of memberships.
fn forget_membership(work: &mut Work<'_>, gone: &Id) {
    let mut project = work.project();
    let Strategy::Membership { entity, user_column, tenant_column, .. } = &mut project.settings.tenancy.strategy else {
        return;
    };
    if entity.as_ref() == Some(gone) {
        (*entity, *user_column, *tenant_column) = (None, None, None);
    }
    for column in [user_column, tenant_column] {
        *column = column.take().filter(|column| column != gone);
    }
    if project != work.project() {
        work.put_project(project);
    }
}

fn targets(kind: &ConstraintKind, id: &Id) -> bool {
    matches!(kind, ConstraintKind::ForeignKey { target, .. } if target == id)
}

/// Removes a role: its grants, its memberships, its place in the settings, and the policies that apply to it only.
pub(super) fn role(work: &mut Work<'_>, id: &Id) -> Result<(), Refusal> {
    if !work.design().roles.contains_key(id) {
        return Err(Refusal::about(id, format!("There is no role “{id}”.")));
    }
    work.put(Key::Role(id.clone()), None);
    let mut project = work.project();
    let settings = &mut project.settings;
    for role in settings.roles_mut() {
        *role = role.take().filter(|role| role != id);
    }
    work.put_project(project);
    rest::forget_role(work, id);
    let mut roles: Vec<_> = work.design().roles.values().filter(|r| r.member_of.contains(id)).cloned().collect();
    for role in &mut roles {
        role.member_of.retain(|other| other != id);
        work.put_role(role.clone());
    }
    let granted = |grants: &[Grant]| grants.iter().any(|grant| role_of(&grant.to) == Some(id));
    let mut schemas: Vec<_> = work.design().schemas.values().filter(|s| granted(&s.grants)).cloned().collect();
    for schema in &mut schemas {
        schema.grants.retain(|grant| role_of(&grant.to) != Some(id));
        work.put_schema(schema.clone());
    }
    let named = |entity: &Entity| {
        let mut policies = entity.table.policies.iter();
        granted(&entity.table.grants) || policies.any(|policy| policy.to.iter().any(|to| role_of(to) == Some(id)))
    };
    let touched: Vec<Id> = work.design().entities.values().filter(|e| named(e)).map(|e| e.id().clone()).collect();
    for touched in touched {
        let table = &mut work.edit(&touched)?.table;
        table.grants.retain(|grant| role_of(&grant.to) != Some(id));
        table.policies.retain_mut(|policy| {
            let count = policy.to.len();
            policy.to.retain(|to| role_of(to) != Some(id));
            policy.to.len() == count || !policy.to.is_empty()
        });
    }
    Ok(())
}

/// Removes a schema that nothing is in.
pub(super) fn schema(work: &mut Work<'_>, id: &Id) -> Result<(), Refusal> {
    let design = work.design();
    let Some(schema) = design.schemas.get(id) else {
        return Err(Refusal::about(id, format!("There is no schema “{id}”.")));
    };
    let name = &schema.name;
    if let Some(entity) = design.entities.values().find(|entity| entity.table.schema == *id) {
        let message = format!("“{}” is in the schema “{name}”: move or remove it first.", entity.table.name);
        return Err(Refusal::about(entity.id(), message));
    }
    if let Some(enum_type) = design.enums.values().find(|enum_type| enum_type.schema == *id) {
        let message = format!("The enum “{}” is in the schema “{name}”: move or remove it first.", enum_type.name);
        return Err(Refusal::about(&enum_type.id, message));
    }
    let objects = design.rest.objects.iter().filter(|object| object.schema.as_ref() == Some(id));
    let sequences = design.rest.sequences.iter().filter(|sequence| sequence.schema == *id);
    if let Some((other, other_name)) =
        objects.map(|o| (&o.id, &o.name)).chain(sequences.map(|s| (&s.id, &s.name))).next()
    {
        let message = format!("“{other_name}” is in the schema “{name}”: remove it first.");
        return Err(Refusal::about(other, message));
    }
    if design.settings.default_schema == *id {
        let message = format!("New entities go to the schema “{name}”: choose another in the settings first.");
        return Err(Refusal::about(id, message));
    }
    work.put(Key::Schema(id.clone()), None);
    Ok(())
}

/// Removes an enum that no column has as its type.
pub(super) fn enum_type(work: &mut Work<'_>, id: &Id) -> Result<(), Refusal> {
    let design = work.design();
    let Some(enum_type) = design.enums.get(id) else {
        return Err(Refusal::about(id, format!("There is no enum “{id}”.")));
    };
    let name = &enum_type.name;
    for entity in design.entities.values() {
        if let Some(column) = entity.table.columns.iter().find(|column| column.data_type.defined_id() == Some(id)) {
            let message = format!(
                "The column “{}” of “{}” has the type “{name}”: give it another first.",
                column.name, entity.table.name
            );
            return Err(Refusal::about(entity.id(), message));
        }
    }
    if let Some((_, user)) = rest::users(design, id).first() {
        return Err(Refusal::about(id, format!("The enum “{name}” is used by {user}: change or remove that first.")));
    }
    if design.settings.tenancy.data_type.defined_id() == Some(id) {
        return Err(Refusal::about(id, format!("The tenant column has the type “{name}”: give it another first.")));
    }
    work.put(Key::Enum(id.clone()), None);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::super::{Command, EntityProperties, Key, apply};
    use super::*;
    use crate::catalog::{Constraint, Grantee, Index, Privilege, Role};

    fn constraint(id: &str, kind: ConstraintKind) -> Command {
        Command::PutConstraint { entity: Id::new("o"), constraint: Constraint::new(Id::new(id), kind) }
    }

    fn ids(columns: &[&str]) -> Vec<Id> {
        columns.iter().map(Id::new).collect()
    }

    fn unique(columns: &[&str]) -> ConstraintKind {
        ConstraintKind::Unique { columns: ids(columns), nulls_not_distinct: false }
    }

    fn index(columns: &[&str]) -> Command {
        let index = Index::on(Id::new(format!("i_{}", columns.join("_").replace('/', "_"))), ids(columns));
        Command::PutIndex { entity: Id::new("o"), index }
    }

    fn table<'d>(design: &'d Design, id: &str) -> &'d crate::catalog::Table {
        &design.entities[&Id::new(id)].table
    }

    #[test]
    fn a_column_leaves_what_names_it() {
        let mut design = shop();
        run(&mut design, constraint("u", unique(&["o_name", "o_id"])));
        run(&mut design, constraint("v", unique(&["o_name"])));
        run(&mut design, index(&["o_name"]));
        run(&mut design, index(&["o/tenant", "o_name"]));
        check(&mut design, "o", "k", "name > ''");
        run(&mut design, Command::RemoveColumn { entity: Id::new("o"), column: Id::new("o_name") });
        let table = table(&design, "o");
        let kinds: Vec<_> = table.constraints.iter().map(|c| (c.id.as_str(), c.kind.columns().to_vec())).collect();
        assert_eq!(kinds, [("o_key", ids(&["o_id"])), ("u", ids(&["o_id"])), ("k", vec![])]);
        assert_eq!(table.indexes.len(), 1);
        assert_eq!(table.indexes[0].keys.len(), 1);
    }

    #[test]
    fn a_foreign_key_loses_the_pair() {
        let mut design = shop();
        let to_both = |id: &str, columns: &[&str], target_columns: &[&str]| {
            let kind = ConstraintKind::ForeignKey {
                columns: ids(columns),
                target: Id::new("c"),
                target_columns: ids(target_columns),
                on_delete: Default::default(),
                on_update: Default::default(),
                deferral: Default::default(),
            };
            constraint(id, kind)
        };
        run(&mut design, to_both("f", &["o_id", "o_name"], &["c_id", "c_name"]));
        run(&mut design, to_both("g", &["o_name"], &["c_name"]));
        run(&mut design, Command::RemoveColumn { entity: Id::new("c"), column: Id::new("c_name") });
        let left = &table(&design, "o").constraints;
        assert_eq!(left.len(), 2);
        assert_eq!(left[1].kind.columns(), ids(&["o_id"]));
        run(&mut design, Command::RemoveEntity { id: Id::new("c") });
        assert_eq!(table(&design, "o").constraints.len(), 1);
        assert!(!design.nodes.contains_key(&Id::new("c")));
    }

    #[test]
    fn a_tenant_scoped_entity_stays_so_without_its_column() {
        let mut design = shop();
        run(&mut design, index(&["o/tenant", "o_id"]));
        let mut properties = EntityProperties::from(&design.entities[&Id::new("o")]);
        properties.tenancy = Tenancy::Tenant { column: Some(Id::new("o_name")) };
        run(&mut design, Command::SetEntity { id: Id::new("o"), properties: Box::new(properties.clone()) });
        let first = |design: &Design| table(design, "o").indexes[0].keys[0].target.clone();
        assert_eq!(first(&design), IndexTarget::Column { column: Id::new("o_name") });
        let mut without = design.clone();
        run(&mut without, Command::RemoveColumn { entity: Id::new("o"), column: Id::new("o_name") });
        assert_eq!(without.entities[&Id::new("o")].tenancy, Tenancy::Tenant { column: None });
        assert_eq!(first(&without), IndexTarget::Column { column: Id::new("o/tenant") });
        // No longer tenant-scoped, the added column is gone.
        let mut properties = EntityProperties::from(&without.entities[&Id::new("o")]);
        properties.tenancy = Tenancy::None;
        run(&mut without, Command::SetEntity { id: Id::new("o"), properties: Box::new(properties) });
        assert_eq!(first(&without), IndexTarget::Column { column: Id::new("o_id") });
    }

    #[test]
    fn a_role_takes_its_grants_and_policies_with_it() {
        let mut design = shop();
        for id in ["r", "s"] {
            run(&mut design, Command::PutRole { role: Role::new(Id::new(id), id) });
        }
        let grantee = |id: &str| Grantee::Role(Id::new(id));
        policy(&mut design, "o", "both", "true", vec![grantee("r"), grantee("s")]);
        policy(&mut design, "o", "one", "true", vec![grantee("r")]);
        let grants = vec![Grant { to: grantee("r"), privileges: vec![Privilege::Select] }];
        run(&mut design, Command::SetGrants { entity: Id::new("o"), grants });
        let mut settings = design.settings.clone();
        settings.app_role = Some(Id::new("r"));
        run(&mut design, Command::SetSettings { settings });
        run(&mut design, Command::RemoveRole { id: Id::new("r") });
        let table = table(&design, "o");
        assert_eq!(table.policies.len(), 1);
        assert_eq!(table.policies[0].to, [grantee("s")]);
        assert!(table.grants.is_empty());
        assert_eq!(design.settings.app_role, None);
    }

    #[test]
    fn what_is_needed_is_not_removed() {
        let design = shop();
        let found = refusal(&design, Command::RemoveSchema { id: Id::new("public") });
        assert_eq!(found.message, "“customers” is in the schema “public”: move or remove it first.");
        assert_eq!(found.element, Some(Id::new("c")));
        assert!(
            refusal(&Design::empty(""), Command::RemoveSchema { id: Id::new("public") }).message.contains("settings")
        );
        refusal(&design, Command::RemoveEnum { id: Id::new("nowhere") });
    }

    #[test]
    fn a_broken_project_can_be_mended_step_by_step() {
        let mut design = shop();
        run(&mut design, constraint("u", unique(&["o_name"])));
        let entity = design.entities.get_mut(&Id::new("o")).unwrap();
        entity.table.schema = Id::new("lost");
        let ConstraintKind::Unique { columns, .. } = &mut entity.table.constraints[1].kind else { panic!() };
        columns.push(Id::new("gone"));
        // Another command is not refused for what was broken before, and does not mend it unasked.
        let command = Command::RemoveColumn { entity: Id::new("o"), column: Id::new("o_name") };
        let change = apply(&design, command).unwrap();
        assert_eq!(change.changes.keys().collect::<Vec<_>>(), [&Key::Entity(Id::new("o"))]);
        change.apply_to(&mut design);
        assert_eq!(table(&design, "o").constraints[1].kind.columns(), ids(&["gone"]));
        // One that breaks something itself is.
        let found = refusal(&design, index(&["nowhere"]));
        assert!(found.message.contains("The index names a column that “orders” does not have"), "{}", found.message);
    }
}
