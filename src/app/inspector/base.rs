//! Giving an entity a base.

use crate::app::state::Workspace;
use crate::catalog::{Column, ColumnValue, Constraint, ConstraintKind, DataType, Expr, Id, Index, IndexTarget, Table};
use crate::design::{Design, Entity};
use crate::edit::{Command, EntityProperties};
use crate::expr;

/// Gives an entity a base. The key that it was drawn with goes in the same step: a derived entity has its base's.
pub fn set_base(workspace: Workspace, id: &Id, base: Option<Id>) {
    let Some(entity) = workspace.peek_entity(id) else { return };
    let mut commands = Vec::new();
    if base.is_some()
        && let Some((key, column)) = workspace.with_design(|design| untouched_key(design, &entity))
    {
        commands.push(Command::RemoveConstraint { entity: id.clone(), constraint: key });
        commands.push(Command::RemoveColumn { entity: id.clone(), column });
    }
    let mut properties = EntityProperties::from(&*entity);
    properties.base = base;
    commands.push(Command::SetEntity { id: id.clone(), properties: Box::new(properties) });
    workspace.run(Command::Batch { commands });
}

/// The primary key that every entity is drawn with, and its column, if nobody has changed them and nothing refers to them.
fn untouched_key(design: &Design, entity: &Entity) -> Option<(Id, Id)> {
    let table = &entity.table;
    let key = table.constraints.iter().find(|c| matches!(c.kind, ConstraintKind::PrimaryKey { .. }))?;
    let [id] = key.kind.columns() else { return None };
    let column = table.column(id)?;
    let drawn = Column::new(id.clone(), column.name.clone(), DataType::builtin("uuid"));
    let drawn = drawn.required().with_default("gen_random_uuid()");
    let untouched = *column == drawn
        && column.name.eq_ignore_ascii_case("id")
        && key.name.is_empty()
        && key.comment.is_none()
        && !entity.column_names.contains_key(id);
    let linked = |c: &Constraint| match &c.kind {
        ConstraintKind::ForeignKey { columns, target_columns, .. } => {
            columns.contains(id) || target_columns.contains(id)
        }
        ConstraintKind::Unique { columns, .. } => columns.contains(id),
        ConstraintKind::PrimaryKey { .. } | ConstraintKind::Check { .. } | ConstraintKind::Exclude { .. } => false,
    };
    let indexed = |index: &Index| {
        index.include.contains(id)
            || index.keys.iter().any(|k| matches!(&k.target, IndexTarget::Column { column } if column == id))
    };
    let referred = design.entities.values().any(|e| e.table.constraints.iter().any(linked))
        || table.indexes.iter().any(indexed)
        || expressions(table).any(|e| expr::columns(e.sql()).contains(&column.name))
        || entity.tenant_column_id().as_ref() == Some(id);
    (untouched && !referred).then(|| (key.id.clone(), id.clone()))
}

/// Every expression of a table that can name its columns.
fn expressions(table: &Table) -> impl Iterator<Item = &Expr> {
    let generated = table.columns.iter().filter_map(|c| match &c.value {
        ColumnValue::Generated { expression, .. } => Some(expression),
        _ => None,
    });
    let checks = table.constraints.iter().filter_map(|c| match &c.kind {
        ConstraintKind::Check { expression } => Some(expression),
        _ => None,
    });
    let keys = table.indexes.iter().flat_map(|i| &i.keys).filter_map(|k| match &k.target {
        IndexTarget::Expression { expression } => Some(expression),
        IndexTarget::Column { .. } => None,
    });
    let predicates = table.indexes.iter().filter_map(|i| i.predicate.as_ref());
    let policies = table.policies.iter().flat_map(|p| p.using.iter().chain(&p.check));
    generated.chain(checks).chain(keys).chain(predicates).chain(policies)
}
