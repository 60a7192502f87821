//! From PostgreSQL's numbers to ids: who is who, and what stands on what.

use std::collections::{BTreeMap, BTreeSet};

use super::names;
use super::raw::{Oid, Raw};
use crate::catalog::{Id, Map};

/// The oids of the system catalogs, which no version changes. Source: the `CATALOG` lines of PostgreSQL's
/// `src/include/catalog`.
pub(super) mod class {
    use super::Oid;

    pub(in super::super) const TYPE: Oid = 1247;
    pub(in super::super) const RELATION: Oid = 1259;
    pub(in super::super) const CONSTRAINT: Oid = 2606;
    pub(in super::super) const NAMESPACE: Oid = 2615;
    pub(in super::super) const COLLATION: Oid = 3456;
    pub(in super::super) const POLICY: Oid = 3256;
}

/// The ids of everything that was read, by class, oid and column number; 0 is the object itself.
#[derive(Default)]
pub(super) struct Numbers(Map<(Oid, Oid, i32), Id>);

impl Numbers {
    pub(super) fn of(raw: &Raw) -> Self {
        let mut numbers = Self::default();
        for schema in raw.schemas.iter().flatten() {
            numbers.0.insert((class::NAMESPACE, schema.oid, 0), names::schema(&schema.name));
        }
        for found in raw.enums.iter().flatten() {
            numbers.0.insert((class::TYPE, found.oid, 0), names::relation(&found.schema, &found.name));
        }
        for found in raw.sequences.iter().flatten() {
            numbers.0.insert((class::RELATION, found.oid, 0), names::relation(&found.schema, &found.name));
        }
        for table in raw.tables.iter().flatten() {
            let id = names::relation(&table.schema, &table.name);
            for column in table.columns.iter().flatten() {
                numbers.0.insert((class::RELATION, table.oid, column.number), names::column(&id, &column.name));
            }
            for part in table.constraints.iter().flatten() {
                numbers.0.insert((class::CONSTRAINT, part.oid, 0), names::part(&id, "constraint", &part.name));
            }
            for part in table.indexes.iter().flatten() {
                numbers.0.insert((class::RELATION, part.oid, 0), names::part(&id, "index", &part.name));
            }
            for part in table.policies.iter().flatten() {
                numbers.0.insert((class::POLICY, part.oid, 0), names::part(&id, "policy", &part.name));
            }
            numbers.0.insert((class::TYPE, table.row_type, 0), id.clone());
            numbers.0.insert((class::RELATION, table.oid, 0), id);
        }
        for object in raw.objects.iter().flatten() {
            numbers.0.insert((object.class, object.oid, 0), names::object(&object.kind, &object.identity));
        }
        numbers
    }

    /// The id of a relation.
    pub(super) fn relation(&self, oid: Oid) -> Option<Id> {
        self.0.get(&(class::RELATION, oid, 0)).cloned()
    }

    /// The id of a collation.
    pub(super) fn collation(&self, oid: Oid) -> Option<Id> {
        self.0.get(&(class::COLLATION, oid, 0)).cloned()
    }

    /// The id of an object, or of one of its columns: none where these have no ids.
    pub(super) fn exactly(&self, class: Oid, oid: Oid, part: i32) -> Option<Id> {
        self.0.get(&(class, oid, part)).cloned()
    }

    /// The id of a type that a column can have.
    pub(super) fn data_type(&self, oid: Oid) -> Option<Id> {
        self.0.get(&(class::TYPE, oid, 0)).cloned()
    }

    /// The id of an object, or of one of its columns where columns have ids.
    fn get(&self, class: Oid, oid: Oid, part: i32) -> Option<&Id> {
        self.0.get(&(class, oid, part)).or_else(|| self.0.get(&(class, oid, 0)))
    }

    /// What stands on what.
    pub(super) fn dependencies(&self, raw: &Raw) -> BTreeMap<Id, BTreeSet<Id>> {
        let mut found: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
        for (class, oid, part, ref_class, ref_oid, ref_part) in raw.edges.iter().flatten() {
            let on = self.get(*ref_class, *ref_oid, *ref_part);
            if let (Some(who), Some(on)) = (self.get(*class, *oid, *part), on)
                && who != on
            {
                found.entry(who.clone()).or_default().insert(on.clone());
            }
        }
        found
    }
}
