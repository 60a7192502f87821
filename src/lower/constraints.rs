//! Constraints and indexes: authored ids become the ids of the table they end up in.

use super::building::{Building, Context, unused};
use super::columns::inherited_id;
use super::expression::Rewriter;
use super::hierarchy::Home;
use crate::catalog::{Constraint, ConstraintKind, Id, Index, IndexTarget, ReferentialAction};
use crate::design::{Entity, Inheritance};
use crate::problem::{Problem, structure};

/// Where each entity's rows are, for those who reference it: the position of the table among the buildings.
pub(super) type Homes = Vec<Option<usize>>;

/// The constraints of one table, in the order of authoring, the base's first. Names are empty unless a person gave one.
pub(super) fn constraints<'a>(
    context: &Context<'a>,
    buildings: &[Building<'a>],
    homes: &Homes,
    building: &Building<'a>,
    problems: &mut Vec<Problem>,
) -> Vec<Constraint> {
    let own = &context.hierarchy.nodes[building.entity].entity.table;
    let mut out: Vec<Constraint> = Vec::with_capacity(own.constraints.len() + 2);
    let node = &context.hierarchy.nodes[building.entity];
    let derived_type = node.strategy == Inheritance::TablePerType && node.base.is_some();
    if derived_type {
        key_and_base(context, buildings, homes, building, &mut out);
    }
    let mut has_key = !out.is_empty();
    for &member in &building.members {
        let entity = context.hierarchy.nodes[member].entity;
        for authored in &entity.table.constraints {
            if matches!(authored.kind, ConstraintKind::PrimaryKey { .. }) {
                if context.hierarchy.nodes[member].base.is_some() {
                    problems.push(structure::key_on_derived_entity::found(entity, authored));
                    continue;
                }
                if has_key {
                    problems.push(structure::two_primary_keys::found(entity, authored));
                    continue;
                }
            }
            let lowering = Lowering { context, buildings, homes, building, member, entity };
            let Some(kind) = lowering.kind(authored, problems) else { continue };
            has_key |= matches!(kind, ConstraintKind::PrimaryKey { .. });
            let copied = copied(context, building, member);
            let id = if copied {
                inherited_id(context.hierarchy.id(building.entity), &authored.id)
            } else {
                authored.id.clone()
            };
            let Some(id) = free_id(id, context.hierarchy.id(member), building.entity == member, |id| {
                out.iter().any(|c| c.id == *id)
            }) else {
                problems.push(structure::duplicate_id::constraint(entity, authored));
                continue;
            };
            // The index of a key needs a name of its own in the schema; a check or foreign key only in its table.
            let owns_index = matches!(kind, ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. });
            let name = if copied && owns_index { String::new() } else { authored.name.clone() };
            // What is said beside the columns is about the columns of the author's own table.
            let options = if copied { Default::default() } else { authored.options.clone() };
            out.push(Constraint { id, name, kind, comment: authored.comment.clone(), options });
        }
    }
    out
}

/// True if the member's constraints are repeated in the table of another: one table per concrete type.
fn copied(context: &Context<'_>, building: &Building<'_>, member: usize) -> bool {
    member != building.entity && context.hierarchy.nodes[building.entity].strategy == Inheritance::TablePerConcreteType
}

/// The id if it is free. A second one of the same entity is refused; one that another member of the table brings gets
/// its entity's id before it.
fn free_id(id: Id, member: &Id, own: bool, taken: impl Fn(&Id) -> bool) -> Option<Id> {
    if !taken(&id) {
        return Some(id);
    }
    if own {
        return None;
    }
    let id = member.part(id.as_str());
    (!taken(&id)).then_some(id)
}

/// What a derived entity's table has in one table per type: the root's key as its own, and a foreign key to the base's
/// table. When rows belong to tenants the foreign key takes the tenant along, so that no tenant's row can extend
/// another's; PostgreSQL checks foreign keys without regard to row-level security.
fn key_and_base<'a>(
    context: &Context<'a>,
    buildings: &[Building<'a>],
    homes: &Homes,
    building: &Building<'a>,
    out: &mut Vec<Constraint>,
) {
    let node = &context.hierarchy.nodes[building.entity];
    let Some(key) = context.hierarchy.root_key(building.entity) else { return };
    let id = node.entity.id();
    let mut columns = ids(context, building, building.entity, key.kind.columns());
    if columns.is_empty() {
        return;
    }
    out.push(Constraint::new(inherited_id(id, &key.id), ConstraintKind::PrimaryKey { columns: columns.clone() }));
    let Some((base, target)) = node.base.and_then(|base| Some((base, &buildings[homes[base]?]))) else { return };
    let mut target_columns = ids(context, target, base, key.kind.columns());
    if target_columns.len() != columns.len() {
        return;
    }
    if let (Some(own), Some(other)) = (building.tenant, target.tenant) {
        let (own, other) = (building.table.columns[own].id.clone(), target.table.columns[other].id.clone());
        if !columns.contains(&own) && !target_columns.contains(&other) {
            columns.insert(0, own);
            target_columns.insert(0, other);
        }
    }
    out.push(Constraint::new(
        id.part("base"),
        ConstraintKind::ForeignKey {
            columns,
            target: target.table.id.clone(),
            target_columns,
            on_delete: ReferentialAction::Cascade,
            on_update: ReferentialAction::NoAction,
            deferral: crate::catalog::Deferral::NotDeferrable,
        },
    ));
}

fn ids(context: &Context<'_>, building: &Building<'_>, member: usize, authored: &[Id]) -> Vec<Id> {
    let mut out: Vec<Id> = Vec::with_capacity(authored.len());
    for column in authored.iter().filter_map(|id| building.column(context, member, id)) {
        if !out.contains(&column.id) {
            out.push(column.id.clone());
        }
    }
    out
}

/// The unique constraint that the foreign keys of derived tables reference when they take the tenant along: the tenant
/// and the key. It is made only where no authored one does.
pub(super) fn tenant_keys<'a>(context: &Context<'a>, buildings: &mut [Building<'a>]) {
    let wanted: Vec<(Id, Vec<Id>)> = buildings
        .iter()
        .filter(|building| building.tenant.is_some() && context.hierarchy.nodes[building.entity].base.is_some())
        .filter_map(|building| {
            let id = context.hierarchy.id(building.entity).part("base");
            building.table.constraints.iter().find(|constraint| constraint.id == id)
        })
        .filter_map(|constraint| match &constraint.kind {
            ConstraintKind::ForeignKey { target, target_columns, .. } => Some((target.clone(), target_columns.clone())),
            _ => None,
        })
        .collect();
    for (target, columns) in wanted {
        let Some(building) = buildings.iter_mut().find(|building| building.table.id == target) else { continue };
        let there = building.table.constraints.iter().any(|constraint| match &constraint.kind {
            ConstraintKind::PrimaryKey { columns: key } | ConstraintKind::Unique { columns: key, .. } => {
                key.len() == columns.len() && columns.iter().all(|column| key.contains(column))
            }
            _ => false,
        });
        if !there {
            let id = unused(context.hierarchy.id(building.entity).part("tenant-key"), |id| {
                building.table.constraints.iter().any(|constraint| constraint.id == *id)
            });
            building
                .table
                .constraints
                .push(Constraint::new(id, ConstraintKind::Unique { columns, nulls_not_distinct: false }));
        }
    }
}

/// One authored constraint on its way into a table.
struct Lowering<'b, 'a> {
    context: &'b Context<'a>,
    buildings: &'b [Building<'a>],
    homes: &'b Homes,
    building: &'b Building<'a>,
    member: usize,
    entity: &'a Entity,
}

impl Lowering<'_, '_> {
    fn kind(&self, authored: &Constraint, problems: &mut Vec<Problem>) -> Option<ConstraintKind> {
        Some(match &authored.kind {
            ConstraintKind::PrimaryKey { columns } => {
                ConstraintKind::PrimaryKey { columns: self.key(authored, columns, problems)? }
            }
            ConstraintKind::Unique { columns, nulls_not_distinct } => ConstraintKind::Unique {
                columns: self.key(authored, columns, problems)?,
                nulls_not_distinct: *nulls_not_distinct,
            },
            ConstraintKind::Check { expression } => {
                ConstraintKind::Check { expression: self.rewriter().physical(expression, self.member) }
            }
            ConstraintKind::Exclude { definition } => {
                ConstraintKind::Exclude { definition: self.rewriter().physical(definition, self.member) }
            }
            ConstraintKind::ForeignKey { columns, target, target_columns, on_delete, on_update, deferral } => {
                let columns = self.own(authored, columns, problems)?;
                let (target, target_columns) = self.target(authored, target, target_columns, problems)?;
                if columns.is_empty() || columns.len() != target_columns.len() {
                    problems.push(structure::foreign_key_shape::found(
                        self.entity,
                        authored,
                        columns.len(),
                        target_columns.len(),
                    ));
                    return None;
                }
                ConstraintKind::ForeignKey {
                    columns,
                    target,
                    target_columns,
                    on_delete: *on_delete,
                    on_update: *on_update,
                    deferral: *deferral,
                }
            }
        })
    }

    fn rewriter(&self) -> Rewriter<'_, '_> {
        Rewriter { context: self.context, buildings: self.buildings, building: self.building }
    }

    /// The columns of a key: at least one, each once.
    fn key(&self, authored: &Constraint, columns: &[Id], problems: &mut Vec<Problem>) -> Option<Vec<Id>> {
        let columns = self.own(authored, columns, problems)?;
        if columns.is_empty() {
            problems.push(structure::without_columns::constraint(self.entity, authored));
            return None;
        }
        let mut once: Vec<Id> = Vec::with_capacity(columns.len());
        for column in columns {
            if once.contains(&column) {
                problems.push(structure::repeated_key_column::found(self.entity, authored));
            } else {
                once.push(column);
            }
        }
        Some(once)
    }

    fn own(&self, authored: &Constraint, columns: &[Id], problems: &mut Vec<Problem>) -> Option<Vec<Id>> {
        let mut out = Vec::with_capacity(columns.len());
        for id in columns {
            match self.building.column(self.context, self.member, id) {
                Some(column) => out.push(column.id.clone()),
                None => {
                    problems.push(structure::unknown_reference::key_column(self.entity, authored, id));
                    return None;
                }
            }
        }
        Some(out)
    }

    /// The referenced table and its columns: an entity without a table of its own is looked for where its rows are.
    fn target(
        &self,
        authored: &Constraint,
        target: &Id,
        columns: &[Id],
        problems: &mut Vec<Problem>,
    ) -> Option<(Id, Vec<Id>)> {
        let Some(at) = self.context.hierarchy.position(target) else {
            problems.push(structure::unknown_reference::target(self.entity, authored, target));
            return None;
        };
        if self.context.hierarchy.home(at) == Home::Nowhere {
            let abstract_entity = self.context.hierarchy.nodes[at].entity;
            problems.push(structure::reference_to_abstract_entity::found(self.entity, authored, abstract_entity));
            return None;
        }
        let home = &self.buildings[self.homes[at]?];
        let mut out = Vec::with_capacity(columns.len());
        for id in columns {
            match home.column(self.context, at, id) {
                Some(column) => out.push(column.id.clone()),
                None => {
                    problems.push(structure::unknown_reference::target_column(self.entity, authored, id));
                    return None;
                }
            }
        }
        Some((home.table.id.clone(), out))
    }
}

/// The indexes of one table, in the order of authoring, the base's first.
pub(super) fn indexes<'a>(
    context: &Context<'a>,
    buildings: &[Building<'a>],
    building: &Building<'a>,
    problems: &mut Vec<Problem>,
) -> Vec<Index> {
    let rewriter = Rewriter { context, buildings, building };
    let own = &context.hierarchy.nodes[building.entity].entity.table;
    let mut out: Vec<Index> = Vec::with_capacity(own.indexes.len() + 1);
    for &member in &building.members {
        let entity = context.hierarchy.nodes[member].entity;
        'indexes: for authored in &entity.table.indexes {
            if authored.keys.is_empty() {
                problems.push(structure::without_columns::index(entity, authored));
                continue;
            }
            let mut index = authored.clone();
            for key in &mut index.keys {
                match &mut key.target {
                    IndexTarget::Column { column } => match building.column(context, member, column) {
                        Some(found) => *column = found.id.clone(),
                        None => {
                            problems.push(structure::unknown_reference::index_column(entity, authored, column));
                            continue 'indexes;
                        }
                    },
                    IndexTarget::Expression { expression } => {
                        *expression = rewriter.physical(expression, member);
                    }
                }
            }
            for column in &mut index.include {
                match building.column(context, member, column) {
                    Some(found) => *column = found.id.clone(),
                    None => {
                        problems.push(structure::unknown_reference::index_column(entity, authored, column));
                        continue 'indexes;
                    }
                }
            }
            index.predicate = index.predicate.map(|predicate| rewriter.physical(&predicate, member));
            if copied(context, building, member) {
                index.id = inherited_id(context.hierarchy.id(building.entity), &authored.id);
                index.name.clear();
            }
            let id = index.id.clone();
            match free_id(id, context.hierarchy.id(member), building.entity == member, |id| {
                out.iter().any(|i| i.id == *id)
            }) {
                Some(id) => index.id = id,
                None => {
                    problems.push(structure::duplicate_id::index(entity, authored));
                    continue;
                }
            }
            out.push(index);
        }
    }
    out
}
