//! What the rules look at: the design, what it lowers to, and where each object was authored.

use std::cell::OnceCell;

use crate::catalog::{Catalog, ColumnValue, ConstraintKind, Expr, Id, IndexTarget, Map, Role, Table};
use crate::design::{Design, Entity, Inheritance, Tenancy};
use crate::lower::Lowered;

/// A design and what it lowers to.
pub(super) struct View<'a> {
    pub(super) design: &'a Design,
    pub(super) catalog: &'a Catalog,
    tables: Map<&'a Id, &'a Table>,
    /// The entity that authored a column, constraint, index or policy, once somebody asks.
    authors: OnceCell<Map<&'a Id, &'a Id>>,
}

impl<'a> View<'a> {
    pub(super) fn new(design: &'a Design, lowered: &'a Lowered) -> Self {
        let tables = lowered.catalog.tables.iter().map(|table| (&table.id, table)).collect();
        Self { design, catalog: &lowered.catalog, tables, authors: OnceCell::new() }
    }

    fn authors(&self) -> &Map<&'a Id, &'a Id> {
        self.authors.get_or_init(|| {
            let mut authors = Map::default();
            for (id, entity) in &self.design.entities {
                let table = &entity.table;
                let parts = table
                    .columns
                    .iter()
                    .map(|column| &column.id)
                    .chain(table.constraints.iter().map(|constraint| &constraint.id))
                    .chain(table.indexes.iter().map(|index| &index.id))
                    .chain(table.policies.iter().map(|policy| &policy.id));
                for part in parts {
                    authors.entry(part).or_insert(id);
                }
            }
            authors
        })
    }

    /// The table with this id.
    pub(super) fn table(&self, id: &Id) -> Option<&'a Table> {
        self.tables.get(id).copied()
    }

    /// The entity that a person edits to change an object of a table: its author, or the one it is derived for.
    pub(super) fn element(&self, table: &Table, object: &Id) -> Id {
        if let Some(author) = self.authors().get(object) {
            return (*author).clone();
        }
        let element = object.element();
        if self.design.entities.contains_key(&element) { element } else { table.id.clone() }
    }

    /// The role with this id.
    pub(super) fn role(&self, id: &Option<Id>) -> Option<&'a Role> {
        self.catalog.role(id.as_ref()?)
    }

    /// The column that holds the tenant, for a tenant-scoped table: that which its policy compares.
    pub(super) fn tenant_column(&self, table: &Table) -> Option<Id> {
        let own = self.design.entities.get(&table.id)?;
        let derived = table.id.part("tenant");
        let mut entity = Some(own);
        // A cycle of bases ends the walk after as many steps as there are entities.
        for _ in 0..=self.design.entities.len() {
            let current = entity?;
            if let Some(column) = current.tenant_column_id() {
                let inherited = table.id.part("inherited").part(column.as_str());
                return [column, inherited, derived].into_iter().find(|id| table.column(id).is_some());
            }
            entity = self.design.entities.get(current.base.as_ref()?);
        }
        None
    }

    /// How the hierarchy of an entity becomes tables: its root says so. A cycle ends the walk after as many steps as
    /// there are entities.
    pub(super) fn strategy(&self, entity: &Entity) -> Inheritance {
        let mut root = entity;
        for _ in 0..self.design.entities.len() {
            match root.base.as_ref().and_then(|base| self.design.entities.get(base)) {
                Some(base) => root = base,
                None => break,
            }
        }
        root.inheritance
    }

    /// True if an entity or one of its bases is tenant-scoped.
    pub(super) fn is_tenant_scoped(&self, entity: &Entity) -> bool {
        let mut current = Some(entity);
        for _ in 0..=self.design.entities.len() {
            let Some(entity) = current else { return false };
            if entity.tenancy != Tenancy::None {
                return entity.tenancy.is_tenant();
            }
            current = entity.base.as_ref().and_then(|base| self.design.entities.get(base));
        }
        false
    }
}

/// Where an expression stands, which decides what it may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Default,
    Generated,
    Check,
    IndexKey,
    Predicate,
    Policy,
}

/// An expression that a person typed.
pub(super) struct Typed<'a> {
    pub(super) entity: &'a Entity,
    /// The column, constraint, index or policy.
    pub(super) object: &'a Id,
    /// The property, in the project file's words.
    pub(super) field: &'static str,
    pub(super) place: Place,
    pub(super) expression: &'a Expr,
}

/// Every expression that people typed into the design.
pub(super) fn typed(design: &Design) -> Vec<Typed<'_>> {
    let mut out = Vec::new();
    for entity in design.entities.values() {
        let mut add = |object, field, place, expression| {
            out.push(Typed { entity, object, field, place, expression });
        };
        for column in &entity.table.columns {
            match &column.value {
                ColumnValue::Default { expression } => add(&column.id, "value", Place::Default, expression),
                ColumnValue::Generated { expression, .. } => add(&column.id, "value", Place::Generated, expression),
                ColumnValue::None | ColumnValue::NextValue { .. } | ColumnValue::Identity { .. } => {}
            }
        }
        for constraint in &entity.table.constraints {
            if let ConstraintKind::Check { expression } = &constraint.kind {
                add(&constraint.id, "expression", Place::Check, expression);
            }
        }
        for index in &entity.table.indexes {
            for key in &index.keys {
                if let IndexTarget::Expression { expression } = &key.target {
                    add(&index.id, "keys", Place::IndexKey, expression);
                }
            }
            if let Some(predicate) = &index.predicate {
                add(&index.id, "predicate", Place::Predicate, predicate);
            }
        }
        for policy in &entity.table.policies {
            for (field, clause) in [("using", &policy.using), ("check", &policy.check)] {
                if let Some(expression) = clause {
                    add(&policy.id, field, Place::Policy, expression);
                }
            }
        }
    }
    out
}
