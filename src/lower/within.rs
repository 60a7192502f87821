//! Keys that stay within the tenant: foreign keys that take the tenant along, and unique constraints and indexes that
//! hold for one tenant at a time.
//!
//! PostgreSQL checks both without regard to row-level security. A foreign key by the key alone lets a row refer to
//! another tenant's, and tells whether it exists; a unique constraint across tenants tells of values that others have.
//! Each keeps its id, so that the diff sees a key that changed and not another one.

use super::building::{Building, Context, unused};
use crate::catalog::{Constraint, ConstraintKind, Id, Index, IndexKey, IndexTarget, ReferentialAction};
use crate::problem::{Problem, structure};

/// The first version that sets only some columns of a foreign key to null.
const SETS_SOME_COLUMNS: u8 = 15;

/// Takes the tenant into the keys, as far as the settings ask for it.
pub(super) fn tenant<'a>(context: &Context<'a>, buildings: &mut [Building<'a>], problems: &mut Vec<Problem>) {
    let guards = context.design.settings.tenancy.guards;
    let wanted = if guards.references { references(context, buildings, problems) } else { Vec::new() };
    if guards.unique {
        unique(buildings, context, &wanted);
    }
    for reference in wanted {
        apply(context, buildings, reference);
    }
}

/// A foreign key that is to take the tenant along: which of which table, and by which key of the other.
struct Reference {
    table: usize,
    constraint: usize,
    target: usize,
    key: Key,
}

/// The key that a foreign key references.
enum Key {
    Primary,
    /// A unique constraint or index, by its id.
    Other(Id),
}

/// The foreign keys between tenant-scoped tables that leave the tenant out. Rows that no tenant has can't be referenced
/// together with a tenant, so a reference to where there are such rows stays as it is.
fn references<'a>(context: &Context<'a>, buildings: &[Building<'a>], problems: &mut Vec<Problem>) -> Vec<Reference> {
    let mut out = Vec::new();
    for (table, building) in buildings.iter().enumerate() {
        let Some(own) = building.tenant.map(|at| &building.table.columns[at].id) else { continue };
        for (at, constraint) in building.table.constraints.iter().enumerate() {
            let ConstraintKind::ForeignKey { columns, target, target_columns, on_delete, on_update, .. } =
                &constraint.kind
            else {
                continue;
            };
            let Some(target) = buildings.iter().position(|building| building.table.id == *target) else { continue };
            let other = &buildings[target];
            let Some(theirs) = other.tenant.map(|at| &other.table.columns[at].id) else { continue };
            let shared = super::tenancy::shares_rows(other, context);
            if columns.contains(own) || target_columns.contains(theirs) || shared || constraint.options.period {
                continue;
            }
            let Some(key) = referenced(other, target_columns) else { continue };
            let some = matches!(on_delete, ReferentialAction::SetNull | ReferentialAction::SetDefault);
            let too_old = context.design.settings.target_version < SETS_SOME_COLUMNS;
            let on_update = matches!(on_update, ReferentialAction::SetNull | ReferentialAction::SetDefault);
            if on_update || some && too_old {
                let entity = context.hierarchy.nodes[building.entity].entity;
                problems.push(structure::reference_without_tenant::found(entity, constraint, on_update));
                continue;
            }
            out.push(Reference { table, constraint: at, target, key });
        }
    }
    out
}

/// The key of a table over exactly these columns, if it has one.
fn referenced(building: &Building<'_>, columns: &[Id]) -> Option<Key> {
    let same = |key: &[Id]| key.len() == columns.len() && columns.iter().all(|column| key.contains(column));
    let by_constraint = building.table.constraints.iter().find_map(|constraint| match &constraint.kind {
        ConstraintKind::PrimaryKey { columns } if same(columns) => Some(Key::Primary),
        ConstraintKind::Unique { columns, .. } if same(columns) => Some(Key::Other(constraint.id.clone())),
        _ => None,
    });
    by_constraint.or_else(|| {
        let index = building.table.indexes.iter().find(|index| {
            index.unique && index.predicate.is_none() && plain(index).is_some_and(|columns| same(&columns))
        })?;
        Some(Key::Other(index.id.clone()))
    })
}

/// The columns of an index that has no expressions.
fn plain(index: &Index) -> Option<Vec<Id>> {
    let column = |key: &IndexKey| match &key.target {
        IndexTarget::Column { column } => Some(column.clone()),
        IndexTarget::Expression { .. } => None,
    };
    index.keys.iter().map(column).collect()
}

/// Puts the tenant before the columns of unique constraints and indexes, but for those that a person says hold across
/// tenants, and those that a foreign key needs as they are.
fn unique(buildings: &mut [Building<'_>], context: &Context<'_>, wanted: &[Reference]) {
    let mut needed: Vec<(Id, Vec<Id>)> = Vec::new();
    for (table, building) in buildings.iter().enumerate() {
        for (at, constraint) in building.table.constraints.iter().enumerate() {
            if let ConstraintKind::ForeignKey { target, target_columns, .. } = &constraint.kind
                && !wanted.iter().any(|reference| reference.table == table && reference.constraint == at)
            {
                needed.push((target.clone(), target_columns.clone()));
            }
        }
    }
    for building in buildings {
        let Some(tenant) = building.tenant.map(|at| building.table.columns[at].id.clone()) else { continue };
        let entity = building.entity;
        let table = &mut building.table;
        let id = table.id.clone();
        let is_global = |key: &Id| {
            let copied = |global: &Id| super::columns::inherited_id(context.hierarchy.id(entity), global) == *key;
            let said = |member: &usize| {
                let keys = &context.hierarchy.nodes[*member].entity.global_keys;
                keys.iter().any(|global| global == key || copied(global))
            };
            building.members.iter().any(said)
        };
        let is_needed = |columns: &[Id]| {
            needed.iter().any(|(target, key)| {
                *target == id && key.len() == columns.len() && key.iter().all(|c| columns.contains(c))
            })
        };
        for constraint in &mut table.constraints {
            let ConstraintKind::Unique { columns, .. } = &mut constraint.kind else { continue };
            if !columns.contains(&tenant)
                && !is_global(&constraint.id)
                && !is_needed(columns)
                && !constraint.options.period
                && constraint.options.partition_of.is_none()
            {
                columns.insert(0, tenant.clone());
            }
        }
        for index in table.indexes.iter_mut().filter(|index| index.unique && index.method == "btree") {
            let columns = plain(index);
            let has =
                index.keys.iter().any(|key| matches!(&key.target, IndexTarget::Column { column } if *column == tenant));
            if !has && !is_global(&index.id) && !columns.is_some_and(|columns| is_needed(&columns)) {
                index.keys.insert(0, IndexKey::column(tenant.clone()));
            }
        }
    }
}

/// Has a foreign key take the tenant along, with the unique constraint that it needs, and the index that serves it.
fn apply<'a>(context: &Context<'a>, buildings: &mut [Building<'a>], reference: Reference) {
    let Reference { table, constraint, target, key } = reference;
    let tenant = |building: &Building<'_>| building.tenant.map(|at| building.table.columns[at].id.clone());
    let (Some(own), Some(theirs)) = (tenant(&buildings[table]), tenant(&buildings[target])) else { return };
    let found = &mut buildings[table].table.constraints[constraint];
    let ConstraintKind::ForeignKey { columns, target_columns, on_delete, .. } = &mut found.kind else { return };
    let before = columns.clone();
    if matches!(on_delete, ReferentialAction::SetNull | ReferentialAction::SetDefault)
        && found.options.delete_columns.is_empty()
    {
        // The tenant is never set to null along with the reference.
        found.options.delete_columns = before.clone();
    }
    columns.insert(0, own.clone());
    target_columns.insert(0, theirs);
    let wanted = target_columns.clone();
    for index in &mut buildings[table].table.indexes {
        if index.method == "btree" && !index.unique && plain(index).is_some_and(|columns| columns == before) {
            index.keys.insert(0, IndexKey::column(own.clone()));
        }
    }
    require_key(context, &mut buildings[target], wanted, key);
}

/// Sees to it that a table has a key over exactly these columns.
fn require_key(context: &Context<'_>, building: &mut Building<'_>, columns: Vec<Id>, of: Key) {
    let same = |key: &[Id]| key.len() == columns.len() && columns.iter().all(|column| key.contains(column));
    let there =
        building.table.constraints.iter().any(|constraint| match &constraint.kind {
            ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => same(columns),
            _ => false,
        }) || building.table.indexes.iter().any(|index| {
            index.unique && index.predicate.is_none() && plain(index).is_some_and(|columns| same(&columns))
        });
    if there {
        return;
    }
    let id = context.hierarchy.id(building.entity).part("tenant-key");
    let id = match of {
        Key::Primary => id,
        Key::Other(of) => id.part(of.as_str()),
    };
    let id = unused(id, |id| building.table.constraints.iter().any(|constraint| constraint.id == *id));
    let kind = ConstraintKind::Unique { columns, nulls_not_distinct: false };
    building.table.constraints.push(Constraint::new(id, kind));
}
