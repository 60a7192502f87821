//! The tables and their columns: what goes where, by the strategy of the hierarchy.

use super::building::{Building, Context, Entry, NewColumn};
use super::hierarchy::Home;
use crate::catalog::{Column, ColumnValue, DataType, Id, Table};
use crate::design::{Inheritance, Tenancy};
use crate::problem::{Problem, structure};

/// Makes every table with its columns, in the order of the entities' ids.
pub(super) fn build<'a>(context: &Context<'a>, schemas: &[Id], problems: &mut Vec<Problem>) -> Vec<Building<'a>> {
    let hierarchy = &context.hierarchy;
    let mut buildings = Vec::with_capacity(hierarchy.nodes.len());
    for (at, node) in hierarchy.nodes.iter().enumerate() {
        if hierarchy.home(at) != Home::Own {
            continue;
        }
        let members = match node.strategy {
            Inheritance::TablePerHierarchy => hierarchy.tree(at),
            Inheritance::TablePerType => vec![at],
            Inheritance::TablePerConcreteType => hierarchy.chain(at),
        };
        // The name is made once every table is known, for it must be unique in its schema.
        let mut table = Table::new(node.entity.id().clone(), schemas[at].clone(), "");
        table.comment = node.entity.table.comment.clone();
        table.options = node.entity.table.options.clone();
        // Room for the columns that lowering adds, so that seldom anything is moved.
        let columns: usize = members.iter().map(|member| hierarchy.nodes[*member].entity.table.columns.len()).sum();
        table.columns.reserve_exact(columns + 2);
        let mut building = Building::new(at, members, table);
        match (node.strategy, node.base) {
            (Inheritance::TablePerHierarchy, _) if !node.derived.is_empty() => {
                whole_hierarchy(&mut building, context, problems)
            }
            (Inheritance::TablePerType, Some(_)) => derived_type(&mut building, context, problems),
            (Inheritance::TablePerConcreteType, Some(_)) => concrete_type(&mut building, context, problems),
            _ => plain(&mut building, context, problems),
        }
        buildings.push(building);
    }
    buildings
}

/// A table that has its entity's columns and no others.
fn plain<'a>(building: &mut Building<'a>, context: &Context<'a>, problems: &mut Vec<Problem>) {
    let at = building.entity;
    let entity = context.hierarchy.nodes[at].entity;
    let key_ends = key_ends(&entity.table);
    if key_ends == 0 {
        tenant(building, context, problems);
    }
    for (position, column) in entity.table.columns.iter().enumerate() {
        authored(building, context, at, column, column.id.clone(), problems);
        if position + 1 == key_ends {
            tenant(building, context, problems);
        }
    }
}

/// One table per hierarchy: the root's columns, the discriminator, and every derived entity's columns, which are
/// nullable, for the rows of the others have none.
fn whole_hierarchy<'a>(building: &mut Building<'a>, context: &Context<'a>, problems: &mut Vec<Problem>) {
    plain(building, context, problems);
    let root = building.entity;
    let id = context.hierarchy.id(root).part("discriminator");
    let longest = building
        .members
        .iter()
        .map(|member| context.hierarchy.nodes[*member].entity.table.name.chars().count())
        .max()
        .unwrap_or_default();
    let data_type = DataType::builtin(&format!("character varying({})", discriminator_length(longest)));
    let column = Column::new(id.clone(), "Discriminator", data_type).required();
    added(building, context, root, &column, "Discriminator", problems);

    for member in building.members.clone().into_iter().skip(1) {
        let entity = context.hierarchy.nodes[member].entity;
        for column in &entity.table.columns {
            let mut nullable = column.clone();
            nullable.not_null = false;
            if matches!(nullable.value, ColumnValue::Identity { .. }) {
                // An identity column is never null, and the rows of other types have no value for it.
                problems.push(structure::identity_on_derived_column::found(entity, column));
                nullable.value = ColumnValue::None;
            }
            let id = free_id(building, context, member, &column.id);
            let at = building.add(
                context,
                NewColumn {
                    owner: member,
                    column: &nullable,
                    id,
                    explicit: entity.column_names.get(&column.id).map(String::as_str),
                },
                problems,
            );
            building.entries.push(Entry { owner: member, id: column.id.clone(), name: &column.name, at });
        }
        if let Some(at) = building.tenant {
            let name = building.entries.iter().find(|entry| entry.at == at).map_or("", |entry| entry.name);
            let id = context.hierarchy.id(member).part("tenant");
            building.entries.push(Entry { owner: member, id, name, at });
        }
    }
}

/// One table per type, a derived one: the root's key without its generator, and the entity's own columns.
fn derived_type<'a>(building: &mut Building<'a>, context: &Context<'a>, problems: &mut Vec<Problem>) {
    let at = building.entity;
    let chain = context.hierarchy.chain(at);
    let root = context.hierarchy.nodes[at].root;
    let root_table = &context.hierarchy.nodes[root].entity.table;
    let key = context.hierarchy.root_key(at);
    let columns = key.map_or(&[][..], |key| key.kind.columns());
    for column in columns.iter().filter_map(|id| root_table.column(id)) {
        let mut copy = column.clone();
        copy.value = ColumnValue::None;
        copy.not_null = true;
        inherited(building, context, root, &copy, &column.name, problems);
    }
    if key.is_none() {
        problems.push(structure::inheritance_without_key::found(context.hierarchy.nodes[at].entity, root_table));
    }
    tenant(building, context, problems);
    // The tenant column may stand in for a base's column, whose id derived entities may use.
    if let Some(tenant) = building.tenant {
        for base in chain {
            if let Some(id) = context.hierarchy.nodes[base].entity.tenant_column_id()
                && building.entries.iter().all(|entry| entry.id != id)
            {
                let name = building.entries.iter().find(|entry| entry.at == tenant).map_or("", |entry| entry.name);
                building.entries.push(Entry { owner: base, id, name, at: tenant });
            }
        }
    }
    for column in &context.hierarchy.nodes[at].entity.table.columns {
        authored(building, context, at, column, column.id.clone(), problems);
    }
}

/// One table per concrete type, a derived one: every column from the root down.
fn concrete_type<'a>(building: &mut Building<'a>, context: &Context<'a>, problems: &mut Vec<Problem>) {
    let at = building.entity;
    let root = context.hierarchy.nodes[at].root;
    let key_ends = key_ends(&context.hierarchy.nodes[root].entity.table);
    if key_ends == 0 {
        tenant(building, context, problems);
    }
    for member in building.members.clone() {
        for (position, column) in context.hierarchy.nodes[member].entity.table.columns.iter().enumerate() {
            if member == at {
                authored(building, context, at, column, column.id.clone(), problems);
            } else {
                inherited(building, context, member, column, &column.name, problems);
            }
            if member == root && position + 1 == key_ends {
                tenant(building, context, problems);
            }
        }
    }
}

/// Adds a column that the owner authored and that keeps its id.
fn authored<'a>(
    building: &mut Building<'a>,
    context: &Context<'a>,
    owner: usize,
    column: &'a Column,
    id: Id,
    problems: &mut Vec<Problem>,
) {
    let entity = context.hierarchy.nodes[owner].entity;
    if building.table.columns.iter().any(|other| other.id == id) {
        problems.push(structure::duplicate_id::column(entity, column));
        return;
    }
    let explicit = entity.column_names.get(&column.id).map(String::as_str);
    let at = building.add(context, NewColumn { owner, column, id, explicit }, problems);
    building.entries.push(Entry { owner, id: column.id.clone(), name: &column.name, at });
    claim_tenant(building, context, owner, &column.id, at);
}

/// Adds a copy of a base's column under the id `<entity>/inherited/<column>`. Its name is the base's, unless the
/// derived entity says otherwise.
fn inherited<'a>(
    building: &mut Building<'a>,
    context: &Context<'a>,
    owner: usize,
    column: &Column,
    name: &'a str,
    problems: &mut Vec<Problem>,
) {
    let id = inherited_id(context.hierarchy.id(building.entity), &column.id);
    if building.table.columns.iter().any(|other| other.id == id) {
        return;
    }
    let entity = context.hierarchy.nodes[building.entity].entity;
    let base = context.hierarchy.nodes[owner].entity;
    let explicit = entity.column_names.get(&id).or_else(|| base.column_names.get(&column.id)).map(String::as_str);
    let at = building.add(context, NewColumn { owner, column, id: id.clone(), explicit }, problems);
    building.entries.push(Entry { owner, id: column.id.clone(), name, at });
    building.entries.push(Entry { owner: building.entity, id, name, at });
    claim_tenant(building, context, owner, &column.id, at);
}

/// Adds a column that nobody authored.
fn added<'a>(
    building: &mut Building<'a>,
    context: &Context<'a>,
    owner: usize,
    column: &Column,
    name: &'a str,
    problems: &mut Vec<Problem>,
) -> usize {
    let explicit = context.hierarchy.nodes[owner].entity.column_names.get(&column.id).map(String::as_str);
    let at = building.add(context, NewColumn { owner, column, id: column.id.clone(), explicit }, problems);
    building.entries.push(Entry { owner, id: column.id.clone(), name, at });
    at
}

/// The id of what an entity's table repeats of a base.
pub(super) fn inherited_id(entity: &Id, part: &Id) -> Id {
    entity.part("inherited").part(part.as_str())
}

/// An id that the table does not have yet: entities are authored apart, and one table may bring two of the same id
/// together.
fn free_id(building: &Building<'_>, context: &Context<'_>, member: usize, id: &Id) -> Id {
    let mut id = id.clone();
    while building.table.columns.iter().any(|column| column.id == id) {
        id = context.hierarchy.id(member).part(id.as_str());
    }
    id
}

/// Adds the tenant column, unless an authored one is to be used and is still to come.
fn tenant<'a>(building: &mut Building<'a>, context: &Context<'a>, problems: &mut Vec<Problem>) {
    let Some(scoped) = context.hierarchy.tenancy(building.entity) else { return };
    if building.tenant.is_some() {
        return;
    }
    let settings = &context.design.settings.tenancy;
    let says = context.hierarchy.nodes[scoped].entity;
    let entity = context.hierarchy.nodes[building.entity].entity;
    let id = entity.id().part("tenant");
    let named = match &says.tenancy {
        Tenancy::Tenant { column: Some(column) } => says.table.columns.iter().find(|c| c.id == *column),
        _ => None,
    };
    if let Tenancy::Tenant { column: Some(missing) } = &says.tenancy
        && named.is_none()
    {
        problems.push(structure::unknown_reference::tenant_column(says, missing));
    }
    let repeats = context.hierarchy.nodes[building.entity].strategy == Inheritance::TablePerType;
    match named {
        // The table has or will have the authored column itself.
        Some(_) if scoped == building.entity || !repeats => {}
        Some(column) => {
            let mut copy = column.clone();
            copy.id = id;
            let name = says.column_names.get(&column.id).or_else(|| entity.column_names.get(&copy.id));
            let at = building.add(
                context,
                NewColumn {
                    owner: building.entity,
                    column: &copy,
                    id: copy.id.clone(),
                    explicit: name.map(String::as_str),
                },
                problems,
            );
            building.entries.push(Entry { owner: building.entity, id: copy.id, name: &column.name, at });
            building.tenant = Some(at);
        }
        None => {
            let column = Column::new(id, &settings.column, settings.data_type.clone());
            building.tenant = Some(added(building, context, building.entity, &column, &settings.column, problems));
        }
    }
}

/// Notes that a column just added is the one that says whose a row is.
fn claim_tenant<'a>(building: &mut Building<'a>, context: &Context<'a>, owner: usize, column: &Id, at: usize) {
    let Some(scoped) = context.hierarchy.tenancy(building.entity) else { return };
    if let Tenancy::Tenant { column: Some(tenant) } = &context.hierarchy.nodes[scoped].entity.tenancy
        && scoped == owner
        && tenant == column
    {
        building.tenant = Some(at);
        let name = building.entries.last().map_or("", |entry| entry.name);
        let id = context.hierarchy.id(building.entity).part("tenant");
        building.entries.push(Entry { owner: building.entity, id, name, at });
    }
}

/// How many of the table's first columns make up its primary key: the tenant column goes behind them.
fn key_ends(table: &Table) -> usize {
    let key = table.primary_key().unwrap_or_default();
    table.columns.iter().take_while(|column| key.contains(&column.id)).count()
}

/// The length EF Core gives the discriminator: the first Fibonacci number that the longest name fits into, so that a
/// new entity seldom changes the column's type.
pub(super) fn discriminator_length(longest: usize) -> usize {
    let (mut previous, mut current) = (1, 1);
    while longest > current {
        (previous, current) = (current, current + previous);
    }
    current
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_discriminator_has_room() {
        for (longest, expected) in [(0, 1), (1, 1), (2, 2), (6, 8), (12, 13), (15, 21), (24, 34)] {
            assert_eq!(discriminator_length(longest), expected, "{longest}");
        }
    }
}
