//! Types that must be made anew although they could be altered, and what a type's users keep alive.

use std::collections::HashSet;

use super::Rebuilds;
use crate::catalog::{Catalog, Id, Object, Pair, Reshaping, TypeShape};
use crate::diff::Aligned;

impl<'a> Rebuilds<'a> {
    /// True if a type that changes must be made anew: PostgreSQL alters no attribute of a type that a column has, and
    /// checks no value of a domain within a value of another type.
    pub(super) fn must_be_new(&self, aligned: &Aligned<'_>, pair: Pair<&Object>) -> bool {
        let Pair { previous: Some(before), next: Some(after) } = pair.map(|object| object.shape.as_ref()) else {
            return false;
        };
        match (before, after) {
            (TypeShape::Composite { attributes }, TypeShape::Composite { attributes: next }) => {
                let retyped = attributes.iter().any(|a| next.iter().any(|n| n.name == a.name && n != a));
                before.reshaping(after) == Reshaping::Altered
                    && retyped
                    && is_in_columns(aligned.catalogs.previous, &pair.previous.id, |_, _| true)
            }
            (TypeShape::Domain { parts, .. }, TypeShape::Domain { parts: next, .. }) => {
                let restricts = next.iter().any(|part| !part.name.starts_with("default ") && !parts.contains(part));
                let catalog = aligned.catalogs.previous;
                let contains = |id: &Id, array: bool| array || !is_domain(catalog, id);
                restricts && is_in_columns(catalog, &pair.previous.id, contains)
            }
            _ => false,
        }
    }

    /// Adds to the types that outlive their names those that these are made of.
    pub(super) fn outliving_types(&mut self, aligned: &'a Aligned<'a>) {
        let mut open: Vec<&Id> = self.outliving_enums.iter().copied().collect();
        while let Some(id) = open.pop() {
            let Some(on) = aligned.catalogs.previous.dependencies.get(id) else { continue };
            for id in on {
                if self.is_type(aligned, id) && !self.survives(aligned, id) && self.outliving_enums.insert(id) {
                    open.push(id);
                }
            }
        }
    }

    /// Previous types, enums aside, that go or are made anew.
    pub(super) fn types_gone(&self, aligned: &'a Aligned<'a>) -> impl Iterator<Item = &'a Object> {
        let rebuilt = aligned.objects.kept.iter().filter(|pair| self.objects.contains(&pair.next.id));
        let all = aligned.objects.removed.iter().copied().chain(rebuilt.map(|pair| pair.previous));
        all.filter(|object| object.is_of_columns())
    }

    fn is_type(&self, aligned: &Aligned<'_>, previous: &Id) -> bool {
        let catalog = aligned.catalogs.previous;
        catalog.enum_type(previous).is_some() || catalog.object(previous).is_some_and(Object::is_of_columns)
    }
}

/// True for a range.
pub(super) fn is_range(catalog: &Catalog, id: &Id) -> bool {
    catalog.object(id).is_some_and(|object| matches!(object.shape, Some(TypeShape::Range { .. })))
}

fn is_domain(catalog: &Catalog, id: &Id) -> bool {
    catalog.object(id).is_some_and(|object| matches!(object.shape, Some(TypeShape::Domain { .. })))
}

/// True if a column's type is this type, or is made of it, and is as it is asked for: its id, and whether it is an array.
fn is_in_columns(catalog: &Catalog, id: &Id, asked: impl Fn(&Id, bool) -> bool) -> bool {
    let mut made_of: HashSet<&Id> = HashSet::from([id]);
    loop {
        let on_it = |object: &&Object| {
            let on = catalog.dependencies.get(&object.id);
            object.is_type() && on.is_some_and(|on| on.iter().any(|id| made_of.contains(id)))
        };
        let found: Vec<&Id> = catalog.objects.iter().filter(on_it).map(|object| &object.id).collect();
        let before = made_of.len();
        made_of.extend(found);
        if made_of.len() == before {
            break;
        }
    }
    let mut columns = catalog.tables.iter().flat_map(|table| &table.columns);
    columns.any(|column| match &column.data_type {
        crate::catalog::DataType::Defined { id, array } => made_of.contains(id) && asked(id, *array),
        crate::catalog::DataType::Builtin(_) => false,
    })
}
