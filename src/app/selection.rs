//! What is selected: on the canvas, in the outline and in the inspector it is one thing.

use std::collections::BTreeSet;

use crate::catalog::Id;
use crate::catalog::Ordered;
use crate::design::Design;

/// What is selected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    /// Nothing: the inspector shows the project.
    #[default]
    Project,
    /// Entities; never none.
    Entities(BTreeSet<Id>),
    /// A column, constraint, index or policy of an entity.
    Object {
        /// The entity.
        entity: Id,
        /// The object within it.
        object: Id,
    },
    /// An enum.
    Enum(Id),
    /// A role.
    Role(Id),
    /// A schema.
    Schema(Id),
    /// A view, a function, a sequence or whatever else is not drawn.
    Rest(Id),
    /// SQL that adds such things.
    NewBySql,
    /// Hand-written SQL.
    HandSql(Id),
    /// A migration.
    Migration(Id),
}

impl Selection {
    /// One entity.
    pub fn entity(id: Id) -> Self {
        Self::Entities([id].into_iter().ordered_set())
    }

    /// An object of an entity.
    pub fn object(entity: Id, object: Id) -> Self {
        Self::Object { entity, object }
    }

    /// These entities, or the project if there are none.
    pub fn entities(ids: BTreeSet<Id>) -> Self {
        if ids.is_empty() { Self::Project } else { Self::Entities(ids) }
    }

    /// True if the entity, or something within it, is selected.
    pub fn touches(&self, id: &Id) -> bool {
        match self {
            Self::Entities(ids) => ids.contains(id),
            Self::Object { entity, .. } => entity == id,
            _ => false,
        }
    }

    /// The object that is selected within this entity.
    pub fn object_in(&self, id: &Id) -> Option<&Id> {
        match self {
            Self::Object { entity, object } if entity == id => Some(object),
            _ => None,
        }
    }

    /// The selected entities.
    pub fn entity_ids(&self) -> BTreeSet<Id> {
        match self {
            Self::Entities(ids) => ids.clone(),
            Self::Object { entity, .. } => [entity.clone()].into_iter().ordered_set(),
            _ => BTreeSet::new(),
        }
    }

    /// The one entity that the inspector shows, if it is one.
    pub fn single_entity(&self) -> Option<&Id> {
        match self {
            Self::Entities(ids) if ids.len() == 1 => ids.first(),
            Self::Object { entity, .. } => Some(entity),
            _ => None,
        }
    }

    /// The same with this entity added, or taken away if it was in it.
    pub fn toggled(&self, id: &Id) -> Self {
        let mut ids = self.entity_ids();
        if !ids.remove(id) {
            ids.insert(id.clone());
        }
        Self::entities(ids)
    }

    /// The part of the selection that exists.
    pub fn within(self, design: &Design) -> Self {
        match self {
            Self::Entities(ids) => {
                Self::entities(ids.into_iter().filter(|id| design.entities.contains_key(id)).collect())
            }
            Self::Object { entity, object } => match design.entities.get(&entity) {
                Some(found) if has_object(found, &object) => Self::Object { entity, object },
                Some(_) => Self::entity(entity),
                None => Self::Project,
            },
            Self::Enum(id) if !design.enums.contains_key(&id) => Self::Project,
            Self::Role(id) if !design.roles.contains_key(&id) => Self::Project,
            Self::Schema(id) if !design.schemas.contains_key(&id) => Self::Project,
            Self::Rest(id) if !has_rest(design, &id) => Self::Project,
            Self::HandSql(id) if !design.hand_sql.contains_key(&id) => Self::Project,
            Self::Migration(id) if !design.migrations.contains_key(&id) => Self::Project,
            other => other,
        }
    }

    /// The selection that shows an element of the design, and an object within it.
    pub fn of(design: &Design, element: &Id, object: Option<&Id>) -> Option<Self> {
        let element = &element.element();
        if let Some(entity) = design.entities.get(element) {
            return Some(match object {
                Some(object) if has_object(entity, object) => Self::object(element.clone(), object.clone()),
                _ => Self::entity(element.clone()),
            });
        }
        let id = element.clone();
        if design.enums.contains_key(element) {
            Some(Self::Enum(id))
        } else if design.roles.contains_key(element) {
            Some(Self::Role(id))
        } else if design.schemas.contains_key(element) {
            Some(Self::Schema(id))
        } else if has_rest(design, element) {
            Some(Self::Rest(id))
        } else if design.hand_sql.contains_key(element) {
            Some(Self::HandSql(id))
        } else if design.migrations.contains_key(element) {
            Some(Self::Migration(id))
        } else {
            // The id of a column, constraint, index or policy leads to its entity.
            design
                .entities
                .values()
                .find(|entity| has_object(entity, element))
                .map(|entity| Self::object(entity.id().clone(), id))
        }
    }
}

fn has_rest(design: &Design, id: &Id) -> bool {
    design.rest.object(id).is_some() || design.rest.sequence(id).is_some()
}

fn has_object(entity: &crate::design::Entity, object: &Id) -> bool {
    let table = &entity.table;
    table.columns.iter().any(|c| c.id == *object)
        || table.constraints.iter().any(|c| c.id == *object)
        || table.indexes.iter().any(|i| i.id == *object)
        || table.policies.iter().any(|p| p.id == *object)
        || (object.as_str().contains('/') && object.element() == table.id)
}
