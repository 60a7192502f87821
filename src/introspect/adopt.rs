//! Gives introspected objects the ids of a catalog that is known.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{
    Access, Catalog, ColumnValue, ConstraintKind, DataType, Grant, Grantee, Id, IdentitySequence, IndexTarget,
    ReplicaIdentity, Table,
};

/// Gives the objects of an introspected catalog the ids of the reference's objects of the same kind and name, and
/// rewrites every reference to them. Vectors take the reference's order, with what it doesn't have at the end in the
/// order it was found; columns keep theirs, which is the database's. So a catalog that holds the same as the reference
/// comes out equal to it but for the order of columns and the text of expressions.
pub fn adopt_ids(found: Catalog, reference: &Catalog) -> Catalog {
    adopt_ids_as(found, reference, &BTreeMap::new())
}

/// The same, where `known` says of some objects, by the ids they were found with, which of the reference's they are,
/// whatever they are called.
pub fn adopt_ids_as(found: Catalog, reference: &Catalog, known: &BTreeMap<Id, Id>) -> Catalog {
    let all_columns = reference.tables.iter().flat_map(|table| &table.columns);
    let columns = all_columns.map(|column| (column.id.clone(), column.sequence.clone())).collect();
    let mut ids = Ids { map: known.clone(), taken: all_ids(reference), columns };
    ids.pair_all(&found, reference);
    let mut catalog = found;
    ids.rewrite(&mut catalog);
    reorder(&mut catalog, reference);
    catalog
}

/// Gives everything in an introspected catalog a short new id, the same for the same catalog; `public` keeps its own.
pub fn renumbered(found: Catalog) -> Catalog {
    renumbered_beside(found, &BTreeSet::new())
}

/// The same, where no new id is among `taken`.
pub fn renumbered_beside(found: Catalog, taken: &BTreeSet<Id>) -> Catalog {
    let mut ids = Ids { map: BTreeMap::new(), taken: BTreeSet::new(), columns: BTreeMap::new() };
    let mut number = 0;
    let mut next = || {
        loop {
            number += 1;
            let id = Id::new(format!("i{number}"));
            if !taken.contains(&id) {
                return id;
            }
        }
    };
    for id in all_ids(&found) {
        let is_public = found.schema(&id).is_some_and(crate::catalog::Schema::is_public);
        let new = if is_public { Id::new(crate::catalog::PUBLIC_SCHEMA) } else { next() };
        ids.map.insert(id, new);
    }
    let mut catalog = found;
    ids.rewrite(&mut catalog);
    catalog
}

struct Ids {
    map: BTreeMap<Id, Id>,
    /// The reference's ids: an object that it doesn't have may not get one of them.
    taken: BTreeSet<Id>,
    /// What the reference says of the sequences of its columns.
    columns: BTreeMap<Id, Option<Box<IdentitySequence>>>,
}

impl Ids {
    fn pair_all(&mut self, found: &Catalog, reference: &Catalog) {
        let role = |catalog: &Catalog| catalog.roles.iter().map(|r| (r.name.clone(), r.id.clone())).collect();
        self.pair(role(found), role(reference));
        let schema = |catalog: &Catalog| catalog.schemas.iter().map(|s| (s.name.clone(), s.id.clone())).collect();
        self.pair(schema(found), schema(reference));
        self.pair(relations(found), relations(reference));
        self.pair(objects(found), objects(reference));
        for table in &found.tables {
            let other = self.map.get(&table.id).and_then(|id| reference.table(id));
            for part in [columns, constraints, indexes, policies] {
                self.pair(part(table), other.map(part).unwrap_or_default());
            }
        }
        for found in &found.enums {
            let other = self.map.get(&found.id).and_then(|id| reference.enum_type(id));
            let labels = |e: &crate::catalog::EnumType| -> Vec<(String, Id)> {
                e.labels.iter().map(|l| (l.name.clone(), l.id.clone())).collect()
            };
            self.pair(labels(found), other.map(labels).unwrap_or_default());
        }
    }

    /// Pairs objects by name; what has no partner keeps its id, or gets a new one if the reference uses it.
    fn pair<N: Ord>(&mut self, found: Vec<(N, Id)>, reference: Vec<(N, Id)>) {
        let known: BTreeSet<&Id> = found.iter().filter_map(|(_, id)| self.map.get(id)).collect();
        let reference: BTreeMap<N, Id> = reference.into_iter().filter(|(_, id)| !known.contains(id)).collect();
        for (name, id) in found {
            if self.map.contains_key(&id) {
                continue;
            }
            let to = match reference.get(&name) {
                Some(to) => to.clone(),
                None => self.free(&id),
            };
            self.map.insert(id, to);
        }
    }

    fn free(&mut self, id: &Id) -> Id {
        let mut id = id.clone();
        while !self.taken.insert(id.clone()) {
            id = Id::new(format!("{id}'"));
        }
        id
    }

    fn rewrite(&self, catalog: &mut Catalog) {
        let set = |id: &mut Id| {
            if let Some(to) = self.map.get(id) {
                *id = to.clone();
            }
        };
        let set_all = |ids: &mut Vec<Id>| ids.iter_mut().for_each(set);
        let grantee = |grantee: &mut Grantee| {
            if let Grantee::Role(role) = grantee {
                set(role);
            }
        };
        let grants = |grants: &mut Vec<Grant>| {
            grants.iter_mut().for_each(|grant| grantee(&mut grant.to));
            grants.sort_by(|a, b| a.to.cmp(&b.to));
        };
        let access = |access: &mut Access| {
            access.owner.iter_mut().for_each(set);
            grants(&mut access.grants);
            grants(&mut access.grantable);
            for passed in &mut access.passed_on {
                set(&mut passed.by);
                grantee(&mut passed.to);
            }
            access.passed_on.sort();
        };
        let renamed = |mut id: Id| {
            set(&mut id);
            id
        };
        catalog.owner.iter_mut().for_each(set);
        for role in &mut catalog.roles {
            set(&mut role.id);
            set_all(&mut role.member_of);
            role.member_options = std::mem::take(&mut role.member_options)
                .into_iter()
                .map(|(id, options)| (renamed(id), options))
                .collect();
        }
        for schema in &mut catalog.schemas {
            set(&mut schema.id);
            grants(&mut schema.grants);
        }
        for enum_type in &mut catalog.enums {
            set(&mut enum_type.id);
            set(&mut enum_type.schema);
            enum_type.labels.iter_mut().for_each(|label| set(&mut label.id));
        }
        for sequence in &mut catalog.sequences {
            set(&mut sequence.id);
            set(&mut sequence.schema);
            sequence.owned_by.iter_mut().for_each(set);
            grants(&mut sequence.grants);
        }
        for table in &mut catalog.tables {
            set(&mut table.id);
            set(&mut table.schema);
            table.options.partition_of.iter_mut().for_each(|of| set(&mut of.parent));
            set_all(&mut table.options.inherits);
            table.options.cluster_on.iter_mut().for_each(set);
            if let ReplicaIdentity::Index(id) = &mut table.options.replica_identity {
                set(id);
            }
            grants(&mut table.grants);
            for column in &mut table.columns {
                set(&mut column.id);
                if let DataType::Defined { id, .. } = &mut column.data_type {
                    set(id);
                }
                if let ColumnValue::NextValue { sequence } = &mut column.value {
                    set(sequence);
                }
                column.own_collation.iter_mut().for_each(set);
                // A name that the reference leaves to PostgreSQL is PostgreSQL's.
                if let Some(known) = self.columns.get(&column.id)
                    && known.as_ref().is_none_or(|known| known.name.is_none())
                {
                    column.sequence = column.sequence.take().and_then(|mut sequence| {
                        sequence.name = None;
                        (known.is_some() || !sequence.options.is_default()).then_some(sequence)
                    });
                }
            }
            for constraint in &mut table.constraints {
                set(&mut constraint.id);
                match &mut constraint.kind {
                    ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => set_all(columns),
                    ConstraintKind::ForeignKey { columns, target, target_columns, .. } => {
                        set_all(columns);
                        set(target);
                        set_all(target_columns);
                    }
                    ConstraintKind::Check { .. } | ConstraintKind::Exclude { .. } => {}
                }
                set_all(&mut constraint.options.include);
                set_all(&mut constraint.options.delete_columns);
                constraint.options.partition_of.iter_mut().for_each(set);
            }
            for index in &mut table.indexes {
                set(&mut index.id);
                set_all(&mut index.include);
                index.options.partition_of.iter_mut().for_each(set);
                for key in &mut index.keys {
                    if let IndexTarget::Column { column } = &mut key.target {
                        set(column);
                    }
                }
            }
            for policy in &mut table.policies {
                set(&mut policy.id);
                policy.to.iter_mut().for_each(grantee);
                policy.to.sort();
            }
        }
        for object in &mut catalog.objects {
            set(&mut object.id);
            object.schema.iter_mut().for_each(set);
            object.relation.iter_mut().for_each(set);
            object.owner.iter_mut().for_each(set);
            grants(&mut object.grants);
        }
        let dependencies = std::mem::take(&mut catalog.dependencies).into_iter();
        catalog.dependencies =
            dependencies.map(|(id, on)| (renamed(id), on.into_iter().map(renamed).collect())).collect();
        catalog.access.values_mut().for_each(access);
        catalog.access =
            std::mem::take(&mut catalog.access).into_iter().map(|(id, access)| (renamed(id), access)).collect();
        for defaults in &mut catalog.default_privileges {
            set(&mut defaults.id);
            defaults.role.iter_mut().for_each(set);
            defaults.schema.iter_mut().for_each(set);
            access(&mut defaults.access);
        }
    }
}

/// Tables, sequences and types by kind and qualified name.
fn relations(catalog: &Catalog) -> Vec<((u8, String, String), Id)> {
    let schema = |id: &Id| catalog.schema(id).map_or_else(|| id.to_string(), |s| s.name.clone());
    let tables = catalog.tables.iter().map(|t| ((0, schema(&t.schema), t.name.clone()), t.id.clone()));
    let sequences = catalog.sequences.iter().map(|s| ((1, schema(&s.schema), s.name.clone()), s.id.clone()));
    let enums = catalog.enums.iter().map(|e| ((2, schema(&e.schema), e.name.clone()), e.id.clone()));
    tables.chain(sequences).chain(enums).collect()
}

fn objects(catalog: &Catalog) -> Vec<((String, String), Id)> {
    catalog.objects.iter().map(|o| ((o.kind.clone(), o.identity.clone()), o.id.clone())).collect()
}

fn columns(table: &Table) -> Vec<(String, Id)> {
    table.columns.iter().map(|c| (c.name.clone(), c.id.clone())).collect()
}

fn constraints(table: &Table) -> Vec<(String, Id)> {
    table.constraints.iter().map(|c| (c.name.clone(), c.id.clone())).collect()
}

fn indexes(table: &Table) -> Vec<(String, Id)> {
    table.indexes.iter().map(|i| (i.name.clone(), i.id.clone())).collect()
}

fn policies(table: &Table) -> Vec<(String, Id)> {
    table.policies.iter().map(|p| (p.name.clone(), p.id.clone())).collect()
}

/// The ids of everything in a catalog.
pub fn all_ids(catalog: &Catalog) -> BTreeSet<Id> {
    let mut ids = BTreeSet::new();
    ids.extend(catalog.roles.iter().map(|r| r.id.clone()));
    ids.extend(catalog.schemas.iter().map(|s| s.id.clone()));
    ids.extend(catalog.sequences.iter().map(|s| s.id.clone()));
    ids.extend(catalog.objects.iter().map(|o| o.id.clone()));
    ids.extend(catalog.default_privileges.iter().map(|d| d.id.clone()));
    for enum_type in &catalog.enums {
        ids.insert(enum_type.id.clone());
        ids.extend(enum_type.labels.iter().map(|l| l.id.clone()));
    }
    for table in &catalog.tables {
        ids.insert(table.id.clone());
        for part in [columns, constraints, indexes, policies] {
            ids.extend(part(table).into_iter().map(|(_, id)| id));
        }
    }
    ids
}

fn reorder(catalog: &mut Catalog, reference: &Catalog) {
    sort_like(&mut catalog.roles, &reference.roles, |r| &r.id);
    sort_like(&mut catalog.schemas, &reference.schemas, |s| &s.id);
    sort_like(&mut catalog.enums, &reference.enums, |e| &e.id);
    sort_like(&mut catalog.sequences, &reference.sequences, |s| &s.id);
    sort_like(&mut catalog.tables, &reference.tables, |t| &t.id);
    sort_like(&mut catalog.objects, &reference.objects, |o| &o.id);
    for table in &mut catalog.tables {
        let Some(other) = reference.table(&table.id) else { continue };
        sort_like(&mut table.constraints, &other.constraints, |c| &c.id);
        sort_like(&mut table.indexes, &other.indexes, |i| &i.id);
        sort_like(&mut table.policies, &other.policies, |p| &p.id);
    }
}

/// Sorts by the place of the same id in `reference`; what is not there comes last, in the order it has.
fn sort_like<T>(items: &mut [T], reference: &[T], id: impl Fn(&T) -> &Id) {
    let places: BTreeMap<&Id, usize> = reference.iter().enumerate().map(|(place, item)| (id(item), place)).collect();
    items.sort_by_key(|item| places.get(id(item)).copied().unwrap_or(usize::MAX));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Column, Constraint, Schema};

    fn catalog(prefix: &str, table: &str, column: &str) -> Catalog {
        let id = |text: &str| Id::new(format!("{prefix}{text}"));
        let mut t = Table::new(id("t"), id("public"), table);
        t.columns = vec![
            Column::new(id("a"), "a", DataType::builtin("integer")),
            Column::new(id("b"), column, DataType::builtin("integer")),
        ];
        t.constraints = vec![
            Constraint::new(
                id("fk"),
                ConstraintKind::ForeignKey {
                    columns: vec![id("b")],
                    target: id("t"),
                    target_columns: vec![id("a")],
                    on_delete: Default::default(),
                    on_update: Default::default(),
                    deferral: Default::default(),
                },
            )
            .named("z_fk"),
            Constraint::new(id("pk"), ConstraintKind::PrimaryKey { columns: vec![id("a")] }).named("a_pk"),
        ];
        Catalog { schemas: vec![Schema::new(id("public"), "public")], tables: vec![t], ..Catalog::default() }
    }

    #[test]
    fn the_same_catalog_becomes_the_reference() {
        let reference = catalog("ref-", "orders", "b");
        let mut found = catalog("", "orders", "b");
        found.tables[0].constraints.reverse();
        assert_eq!(adopt_ids(found, &reference), reference);
    }

    #[test]
    fn an_id_of_the_reference_is_not_given_to_another_object() {
        let reference = catalog("", "orders", "b");
        let adopted = adopt_ids(catalog("", "orders", "c"), &reference);
        let table = &adopted.tables[0];
        assert_eq!(table.columns[1].id, Id::new("b'"));
        assert_eq!(table.constraints[0].kind.columns(), [Id::new("b'")]);
        assert_eq!(adopt_ids(catalog("", "people", "b"), &reference).tables[0].id, Id::new("t'"));
    }
}
