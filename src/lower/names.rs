//! Names that must be unique in a schema: explicit ones first, then those the conventions make around them.

use super::building::{Building, Context, distinct};
use super::expression;
use super::naming::{self, Kind, Parts};
use crate::catalog::{ConstraintKind, Id, Index, IndexTarget, Map, Set, Table};
use crate::design::{Convention, Entity};
use crate::problem::{Problem, structure};

/// What is taken in one schema. PostgreSQL keeps tables, indexes and sequences in one list of names, types and tables
/// (whose row types bear their names) in another. Names of checks and foreign keys need to be unique in their table
/// only, but names PostgreSQL makes are unique in the schema.
#[derive(Default)]
pub(super) struct Taken {
    relations: Set<String>,
    types: Set<String>,
    constraints: Set<String>,
}

/// What is taken in every schema, by the schema's id.
#[derive(Default)]
pub(super) struct Names {
    schemas: Map<Id, Taken>,
}

impl Names {
    fn of(&mut self, schema: &Id) -> &mut Taken {
        self.schemas.entry(schema.clone()).or_default()
    }

    /// Takes a name for an enum. Tells whether it was free.
    pub(super) fn enum_type(&mut self, schema: &Id, wanted: &str) -> (String, bool) {
        let taken = self.of(schema);
        let free = !taken.types.contains(wanted);
        let name = distinct(wanted.to_owned(), |name| taken.types.contains(name));
        taken.types.insert(name.clone());
        (name, free)
    }

    /// Takes a name for a sequence that the convention names.
    pub(super) fn sequence(&mut self, schema: &Id, convention: Convention, root: &str) -> String {
        let taken = self.of(schema);
        let parts = Parts { kind: Kind::Sequence, table: root, principal: "", columns: &[] };
        let name = first_free(convention, &parts, |name| taken.relations.contains(name));
        taken.relations.insert(name.clone());
        name
    }

    fn table(&mut self, schema: &Id, wanted: String) -> (String, bool) {
        let taken = self.of(schema);
        let is_taken = |name: &str| taken.relations.contains(name) || taken.types.contains(name);
        let free = !is_taken(&wanted);
        let name = distinct(wanted, is_taken);
        taken.relations.insert(name.clone());
        taken.types.insert(name.clone());
        (name, free)
    }
}

/// Names every table.
pub(super) fn tables(
    context: &Context<'_>,
    buildings: &mut [Building<'_>],
    names: &mut Names,
    problems: &mut Vec<Problem>,
) {
    // A table brings its own name and about three of keys and indexes.
    let each = buildings.len() * 4 / context.design.schemas.len().max(1);
    for building in buildings {
        let taken = names.of(&building.table.schema);
        if taken.relations.is_empty() {
            taken.relations.reserve(each);
            taken.constraints.reserve(each / 2);
            taken.types.reserve(each / 4);
        }
        let entity = context.hierarchy.nodes[building.entity].entity;
        let mut wanted = match &entity.table_name {
            Some(name) => name.clone(),
            None => naming::rewritten(context.design.settings.naming.tables, &entity.table.name),
        };
        if wanted.is_empty() {
            problems.push(structure::empty_name::entity(entity));
            wanted = "unnamed".to_owned();
        }
        let (name, free) = names.table(&building.table.schema, wanted.clone());
        if !free {
            problems.push(structure::duplicate_name::table(entity, &wanted, &name));
        }
        building.table.name = name;
    }
}

/// Keeps the names that people gave to constraints and indexes, so that no convention takes one.
pub(super) fn explicit(
    context: &Context<'_>,
    buildings: &mut [Building<'_>],
    names: &mut Names,
    problems: &mut Vec<Problem>,
) {
    for building in buildings {
        let entity = context.hierarchy.nodes[building.entity].entity;
        let taken = names.of(&building.table.schema);
        let mut own: Set<String> = Set::default();
        for constraint in &mut building.table.constraints {
            if constraint.name.is_empty() {
                continue;
            }
            let owns_index = owns_index(&constraint.kind);
            let is_taken = |name: &str| own.contains(name) || (owns_index && taken.relations.contains(name));
            if is_taken(&constraint.name) {
                problems.push(structure::duplicate_name::part(entity, &constraint.id, &constraint.name));
            }
            constraint.name = distinct(std::mem::take(&mut constraint.name), is_taken);
            own.insert(constraint.name.clone());
            taken.constraints.insert(constraint.name.clone());
            if owns_index {
                taken.relations.insert(constraint.name.clone());
            }
        }
        for index in &mut building.table.indexes {
            if index.name.is_empty() {
                continue;
            }
            if taken.relations.contains(&index.name) {
                problems.push(structure::duplicate_name::part(entity, &index.id, &index.name));
            }
            index.name = distinct(std::mem::take(&mut index.name), |name| taken.relations.contains(name));
            taken.relations.insert(index.name.clone());
        }
    }
}

/// Names the constraints and indexes that nobody has named.
pub(super) fn by_convention(context: &Context<'_>, buildings: &mut [Building<'_>], names: &mut Names) {
    let conventions = context.design.settings.naming;
    let table_names: Map<Id, String> = if buildings.iter().any(|b| references(&b.table)) {
        buildings.iter().map(|building| (building.table.id.clone(), building.table.name.clone())).collect()
    } else {
        Map::default()
    };
    for building in buildings {
        let taken = names.of(&building.table.schema);
        for at in 0..building.table.constraints.len() {
            let constraint = &building.table.constraints[at];
            if !constraint.name.is_empty() {
                continue;
            }
            let columns: Vec<&str> = match &constraint.kind {
                ConstraintKind::Check { expression } => expression::mentioned(expression, building),
                kind => column_names(&building.table, kind.columns()),
            };
            let principal = match &constraint.kind {
                ConstraintKind::ForeignKey { target, .. } => table_names.get(target).map_or("", String::as_str),
                _ => "",
            };
            let parts =
                Parts { kind: kind(&constraint.kind), table: &building.table.name, principal, columns: &columns };
            let owns_index = owns_index(&constraint.kind);
            let name = first_free(conventions.keys, &parts, |name| {
                taken.constraints.contains(name) || (owns_index && taken.relations.contains(name))
            });
            taken.constraints.insert(name.clone());
            if owns_index {
                taken.relations.insert(name.clone());
            }
            building.table.constraints[at].name = name;
        }
        for at in 0..building.table.indexes.len() {
            let index = &building.table.indexes[at];
            if !index.name.is_empty() {
                continue;
            }
            let keys = index_columns(&building.table, index);
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            let parts = Parts { kind: Kind::Index, table: &building.table.name, principal: "", columns: &keys };
            let name = first_free(conventions.indexes, &parts, |name| taken.relations.contains(name));
            taken.relations.insert(name.clone());
            building.table.indexes[at].name = name;
        }
    }
}

fn references(table: &Table) -> bool {
    table.constraints.iter().any(|constraint| matches!(constraint.kind, ConstraintKind::ForeignKey { .. }))
}

fn first_free(convention: Convention, parts: &Parts<'_>, taken: impl Fn(&str) -> bool) -> String {
    let mut attempt = 0;
    loop {
        let name = naming::numbered(convention, parts, attempt);
        if !taken(&name) {
            return name;
        }
        attempt += 1;
    }
}

fn owns_index(kind: &ConstraintKind) -> bool {
    matches!(kind, ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. } | ConstraintKind::Exclude { .. })
}

fn kind(kind: &ConstraintKind) -> Kind {
    match kind {
        ConstraintKind::PrimaryKey { .. } => Kind::PrimaryKey,
        ConstraintKind::Unique { .. } => Kind::Unique,
        ConstraintKind::Check { .. } | ConstraintKind::Exclude { .. } => Kind::Check,
        ConstraintKind::ForeignKey { .. } => Kind::ForeignKey,
    }
}

fn column_names<'t>(table: &'t Table, ids: &[Id]) -> Vec<&'t str> {
    ids.iter().filter_map(|id| Some(table.column(id)?.name.as_str())).collect()
}

/// What an index is named after: its columns, the stored ones too, and for an expression the function it calls or
/// `expr`, each made unique within the index, as PostgreSQL does.
fn index_columns(table: &Table, index: &Index) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let keys = index.keys.iter().map(|key| match &key.target {
        IndexTarget::Column { column } => table.column(column).map_or("", |column| &column.name).to_owned(),
        IndexTarget::Expression { expression } => called_function(expression.sql()).unwrap_or("expr").to_owned(),
    });
    let include = index.include.iter().filter_map(|id| Some(table.column(id)?.name.clone()));
    for name in keys.chain(include) {
        let unique = (0..)
            .map(|number| if number == 0 { name.clone() } else { format!("{name}{number}") })
            .find(|candidate| !out.contains(candidate));
        out.extend(unique);
    }
    out
}

/// The function if the expression is nothing but a call: `lower` of `lower(name)`.
fn called_function(expression: &str) -> Option<&str> {
    let (name, rest) = expression.trim().split_once('(')?;
    let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let mut depth = 1_usize;
    for (at, character) in rest.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (plain && at + 1 == rest.len()).then_some(name);
        }
    }
    None
}

/// The entity's name as the tables' convention writes it, for the sequence of its hierarchy.
pub(super) fn root_name(entity: &Entity, convention: Convention) -> String {
    match convention {
        // EF Core names the sequence after the entity, and the rewriting of the name comes last.
        Convention::Ef | Convention::SnakeCase => entity.table.name.clone(),
        Convention::AsWritten => entity.table_name.clone().unwrap_or_else(|| entity.table.name.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_over_a_call_is_named_after_the_function() {
        for (expression, expected) in [
            ("lower(name)", Some("lower")),
            (" date_trunc('day', (a + b)) ", Some("date_trunc")),
            ("lower(a) || lower(b)", None),
            ("(a + b)", None),
            ("a", None),
            ("lower(a", None),
            (")", None),
        ] {
            assert_eq!(called_function(expression), expected, "{expression}");
        }
    }
}
