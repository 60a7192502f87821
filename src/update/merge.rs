//! What differs between two catalogs, taken over into the design that the first one was made of.

use std::collections::{BTreeMap, BTreeSet};

use super::place::place;
use crate::catalog::{Catalog, Column, Constraint, EnumType, Id, Index, Object, Pair, Policy, Schema, Sequence, Table};
use crate::design::{Convention, Design, Entity};

/// The design with what differs between `base`, which it makes, and `wanted`; ids are the same in both. What lowering adds
/// by itself can't be taken over: that is told in `kept`.
pub(super) fn merge(design: &Design, catalogs: Pair<&Catalog>, kept: &mut Vec<String>) -> Design {
    let Pair { previous: base, next: wanted } = catalogs;
    let mut out = design.clone();
    for role in &wanted.roles {
        out.roles.entry(role.id.clone()).or_insert_with(|| role.clone());
    }
    if wanted.owner.is_some() && wanted.owner != base.owner {
        out.settings.owner_role.clone_from(&wanted.owner);
    }
    for enum_type in &wanted.enums {
        match (out.enums.get_mut(&enum_type.id), base.enum_type(&enum_type.id)) {
            (Some(authored), Some(before)) => merge_enum(authored, before, enum_type),
            _ => drop(out.enums.insert(enum_type.id.clone(), enum_type.clone())),
        }
    }
    tables(&mut out, base, wanted, kept);
    out.enums.retain(|id, _| base.enum_type(id).is_none() || wanted.enum_type(id).is_some());
    rest(&mut out, base, wanted);
    schemas(&mut out, base, wanted);
    place(&mut out);
    out
}

/// Takes over what differs.
fn take<T: PartialEq + Clone>(authored: &mut T, base: &T, wanted: &T) {
    if base != wanted {
        authored.clone_from(wanted);
    }
}

fn merge_enum(authored: &mut EnumType, base: &EnumType, wanted: &EnumType) {
    take(&mut authored.schema, &base.schema, &wanted.schema);
    take(&mut authored.name, &base.name, &wanted.name);
    take(&mut authored.labels, &base.labels, &wanted.labels);
    take(&mut authored.comment, &base.comment, &wanted.comment);
}

fn schemas(out: &mut Design, base: &Catalog, wanted: &Catalog) {
    for schema in &wanted.schemas {
        match (out.schemas.get_mut(&schema.id), base.schema(&schema.id)) {
            (Some(authored), Some(before)) => {
                take(&mut authored.name, &before.name, &schema.name);
                take(&mut authored.comment, &before.comment, &schema.comment);
                take(&mut authored.grants, &before.grants, &schema.grants);
            }
            (Some(_), None) => {}
            (None, _) => drop(out.schemas.insert(schema.id.clone(), schema.clone())),
        }
    }
    let mut used: BTreeSet<Id> = out.entities.values().map(|entity| entity.table.schema.clone()).collect();
    used.insert(out.settings.default_schema.clone());
    let gone = |schema: &Schema| {
        !schema.is_public() && base.schema(&schema.id).is_some() && wanted.schema(&schema.id).is_none()
    };
    out.schemas.retain(|id, schema| used.contains(id) || !gone(schema));
}

/// What is not drawn is as it is wanted; what is the same keeps the text it has.
fn rest(out: &mut Design, base: &Catalog, wanted: &Catalog) {
    let rest = &mut out.rest;
    // What lowering adds has a slash in its id.
    let authored = |catalog: &Catalog| -> Vec<Sequence> {
        catalog.sequences.iter().filter(|s| !s.id.as_str().contains('/')).cloned().collect()
    };
    take(&mut rest.sequences, &authored(base), &authored(wanted));
    if base.objects != wanted.objects {
        let own: BTreeMap<Id, Object> =
            std::mem::take(&mut rest.objects).into_iter().map(|o| (o.id.clone(), o)).collect();
        let objects = wanted.objects.iter().map(|object| match own.get(&object.id) {
            Some(same) if base.object(&object.id) == Some(object) => same.clone(),
            _ => object.clone(),
        });
        rest.objects = objects.collect();
    }
    take(&mut rest.dependencies, &base.dependencies, &wanted.dependencies);
    take(&mut rest.access, &base.access, &wanted.access);
    take(&mut rest.default_privileges, &base.default_privileges, &wanted.default_privileges);
}

fn tables(out: &mut Design, base: &Catalog, wanted: &Catalog, kept: &mut Vec<String>) {
    for before in &base.tables {
        match wanted.table(&before.id) {
            None => gone(out, before, base, kept),
            Some(after) if after != before => Merge { out, base, kept }.table(before, after),
            Some(_) => {}
        }
    }
    for table in wanted.tables.iter().filter(|table| base.table(&table.id).is_none()) {
        let mut entity = Entity::new(table.clone());
        if out.settings.naming.tables != Convention::AsWritten {
            entity.table_name = Some(table.name.clone());
        }
        if out.settings.naming.columns != Convention::AsWritten {
            entity.column_names = table.columns.iter().map(|c| (c.id.clone(), c.name.clone())).collect();
        }
        out.entities.insert(table.id.clone(), entity);
    }
}

/// Removes the entity whose table is gone, and those of its table.
fn gone(out: &mut Design, table: &Table, base: &Catalog, kept: &mut Vec<String>) {
    if !out.entities.contains_key(&table.id) {
        kept.push(format!("The table {} is made by the project's settings.", table.name));
        return;
    }
    let has_table = |id: &Id| base.table(id).is_some();
    let mut going = vec![table.id.clone()];
    while let Some(id) = going.pop() {
        out.entities.remove(&id);
        out.nodes.remove(&id);
        out.picture.forget(&id);
        // A derived entity with a table of its own is left, without its base; one without had its rows in this one.
        for entity in out.entities.values_mut().filter(|entity| entity.base.as_ref() == Some(&id)) {
            match has_table(entity.id()) {
                true => entity.base = None,
                false => going.push(entity.id().clone()),
            }
        }
    }
}

struct Merge<'m> {
    out: &'m mut Design,
    base: &'m Catalog,
    kept: &'m mut Vec<String>,
}

impl Merge<'_> {
    fn table(&mut self, before: &Table, after: &Table) {
        let columns_as_written = self.out.settings.naming.columns == Convention::AsWritten;
        let tables_as_written = self.out.settings.naming.tables == Convention::AsWritten;
        let Some(entity) = self.out.entities.get_mut(&before.id) else {
            self.kept
                .push(format!("The table {} is made by the project's settings: they say what it is.", before.name));
            return;
        };
        if before.name != after.name {
            entity.table.name.clone_from(&after.name);
            entity.table_name = (!tables_as_written).then(|| after.name.clone());
        }
        let table = &mut entity.table;
        take(&mut table.schema, &before.schema, &after.schema);
        take(&mut table.comment, &before.comment, &after.comment);
        take(&mut table.row_security, &before.row_security, &after.row_security);
        take(&mut table.grants, &before.grants, &after.grants);
        take(&mut table.options, &before.options, &after.options);
        let mut derived = Vec::new();
        parts(&mut table.constraints, (&before.constraints, &after.constraints), constraint, &mut derived);
        parts(&mut table.indexes, (&before.indexes, &after.indexes), index, &mut derived);
        parts(&mut table.policies, (&before.policies, &after.policies), policy, &mut derived);

        for (at, column) in after.columns.iter().enumerate() {
            match before.columns.iter().find(|c| c.id == column.id) {
                Some(same) if same == column => {}
                Some(other) => match author(self.out, &column.id) {
                    Some(entity) => {
                        let renamed = other.name != column.name && !columns_as_written;
                        if let Some(authored) = entity.table.columns.iter_mut().find(|c| c.id == column.id) {
                            merge_column(authored, other, column);
                        }
                        if renamed {
                            entity.column_names.insert(column.id.clone(), column.name.clone());
                        }
                    }
                    None => derived.push(format!("column {}", other.name)),
                },
                None => {
                    // After the column that it follows, where that one is the entity's own.
                    let earlier = after.columns.get(..at).unwrap_or_default().iter().rev();
                    let Some(entity) = self.out.entities.get_mut(&before.id) else { continue };
                    let place = earlier
                        .filter_map(|c| entity.table.columns.iter().position(|own| own.id == c.id))
                        .next()
                        .map_or(0, |place| place + 1);
                    let place = if at + 1 == after.columns.len() { entity.table.columns.len() } else { place };
                    entity.table.columns.insert(place, column.clone());
                    if !columns_as_written {
                        entity.column_names.insert(column.id.clone(), column.name.clone());
                    }
                }
            }
        }
        for column in before.columns.iter().filter(|c| after.column(&c.id).is_none()) {
            match author(self.out, &column.id) {
                Some(entity) => {
                    entity.table.columns.retain(|c| c.id != column.id);
                    entity.column_names.remove(&column.id);
                }
                None => derived.push(format!("column {}", column.name)),
            }
        }
        let schema = self.base.schema(&before.schema).map_or("", |schema| &schema.name);
        self.kept.extend(derived.into_iter().map(|what| {
            format!("{schema}.{}: the {what} is made by the project's settings, which say what it is.", before.name)
        }));
    }
}

/// The entity that has authored a column.
fn author<'d>(design: &'d mut Design, column: &Id) -> Option<&'d mut Entity> {
    design.entities.values_mut().find(|entity| entity.table.column(column).is_some())
}

fn merge_column(authored: &mut Column, base: &Column, wanted: &Column) {
    take(&mut authored.name, &base.name, &wanted.name);
    take(&mut authored.data_type, &base.data_type, &wanted.data_type);
    take(&mut authored.not_null, &base.not_null, &wanted.not_null);
    take(&mut authored.value, &base.value, &wanted.value);
    take(&mut authored.collation, &base.collation, &wanted.collation);
    take(&mut authored.own_collation, &base.own_collation, &wanted.own_collation);
    take(&mut authored.comment, &base.comment, &wanted.comment);
    take(&mut authored.sequence, &base.sequence, &wanted.sequence);
    take(&mut authored.options, &base.options, &wanted.options);
}

/// Something that belongs to a table and has an id of its own.
trait Part: PartialEq + Clone {
    fn id(&self) -> &Id;
    fn told(&self) -> String;
}

impl Part for Constraint {
    fn id(&self) -> &Id {
        &self.id
    }
    fn told(&self) -> String {
        format!("constraint {}", self.name)
    }
}

impl Part for Index {
    fn id(&self) -> &Id {
        &self.id
    }
    fn told(&self) -> String {
        format!("index {}", self.name)
    }
}

impl Part for Policy {
    fn id(&self) -> &Id {
        &self.id
    }
    fn told(&self) -> String {
        format!("policy {}", self.name)
    }
}

/// Takes over the parts that differ; those that the entity hasn't authored are told.
fn parts<P: Part>(
    authored: &mut Vec<P>,
    (base, wanted): (&[P], &[P]),
    merge: fn(&mut P, &P, &P),
    derived: &mut Vec<String>,
) {
    for after in wanted {
        let before = base.iter().find(|part| part.id() == after.id());
        match (before, authored.iter_mut().find(|part| part.id() == after.id())) {
            (Some(before), _) if before == after => {}
            (Some(before), Some(own)) => merge(own, before, after),
            (Some(before), None) => derived.push(before.told()),
            (None, _) => authored.push(after.clone()),
        }
    }
    for before in base.iter().filter(|before| wanted.iter().all(|after| after.id() != before.id())) {
        if authored.iter().any(|part| part.id() == before.id()) {
            authored.retain(|part| part.id() != before.id());
        } else {
            derived.push(before.told());
        }
    }
}

fn constraint(authored: &mut Constraint, base: &Constraint, wanted: &Constraint) {
    take(&mut authored.name, &base.name, &wanted.name);
    take(&mut authored.kind, &base.kind, &wanted.kind);
    take(&mut authored.comment, &base.comment, &wanted.comment);
    take(&mut authored.options, &base.options, &wanted.options);
}

fn index(authored: &mut Index, base: &Index, wanted: &Index) {
    let name = authored.name.clone();
    *authored = wanted.clone();
    if base.name == wanted.name {
        // The name may be the naming convention's.
        authored.name = name;
    }
}

fn policy(authored: &mut Policy, base: &Policy, wanted: &Policy) {
    take(&mut authored.name, &base.name, &wanted.name);
    take(&mut authored.restrictive, &base.restrictive, &wanted.restrictive);
    take(&mut authored.command, &base.command, &wanted.command);
    take(&mut authored.to, &base.to, &wanted.to);
    take(&mut authored.using, &base.using, &wanted.using);
    take(&mut authored.check, &base.check, &wanted.check);
    take(&mut authored.comment, &base.comment, &wanted.comment);
}
