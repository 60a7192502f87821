//! A design while a command is carried out on it.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{ChangeSet, Key, Project, Record, put};
use super::command::Refusal;
use super::{ids, invariant};
use crate::catalog::{Id, Pair, Role, Schema};
use crate::design::{Design, Entity};

/// A design while a command is carried out on it: it is changed in place, and what each record was before is kept, so
/// that a refused command can be taken back and a finished one told as a change set.
pub(super) struct Work<'a> {
    design: &'a mut Design,
    before: BTreeMap<Key, Option<Record>>,
}

impl<'a> Work<'a> {
    pub(super) fn on(design: &'a mut Design) -> Self {
        Self { design, before: BTreeMap::new() }
    }

    /// The design as it is by now.
    pub(super) fn design(&self) -> &Design {
        self.design
    }

    /// Gives a record a value, or removes it.
    pub(super) fn put(&mut self, key: Key, record: Option<Record>) {
        self.keep(&key);
        put(self.design, &key, record);
    }

    /// The entity with this id.
    pub(super) fn entity(&self, id: &Id) -> Result<&Entity, Refusal> {
        self.design.entities.get(id).ok_or_else(|| Refusal::about(id, format!("There is no entity “{id}”.")))
    }

    /// Changes an entity.
    pub(super) fn edit(&mut self, id: &Id) -> Result<&mut Entity, Refusal> {
        self.keep(&Key::Entity(id.clone()));
        self.design.entities.get_mut(id).ok_or_else(|| Refusal::about(id, format!("There is no entity “{id}”.")))
    }

    /// A copy of the project's name and settings.
    pub(super) fn project(&self) -> Project {
        Project { name: self.design.name.clone(), settings: self.design.settings.clone() }
    }

    pub(super) fn put_project(&mut self, project: Project) {
        self.put(Key::Project, Some(Record::Project(Box::new(project))));
    }

    pub(super) fn put_role(&mut self, role: Role) {
        self.put(Key::Role(role.id.clone()), Some(Record::Role(Box::new(role))));
    }

    pub(super) fn put_schema(&mut self, schema: Schema) {
        self.put(Key::Schema(schema.id.clone()), Some(Record::Schema(Box::new(schema))));
    }

    pub(super) fn put_entity(&mut self, entity: Entity) {
        self.put(Key::Entity(entity.id().clone()), Some(Record::Entity(Box::new(entity))));
    }

    /// Refuses an id that can't be given to a new object.
    pub(super) fn claim<'i>(&self, new: impl IntoIterator<Item = &'i Id>) -> Result<(), Refusal> {
        let mut claimed = BTreeSet::new();
        for id in new {
            if id.as_str().is_empty() || id.as_str().contains('/') {
                let message = format!("“{id}” can't be a new object's id: it is empty or has a slash.");
                return Err(Refusal::about(id, message));
            }
            if !claimed.insert(id.clone()) {
                return Err(taken(id));
            }
        }
        let mut rival = None;
        ids::each(self.design, &mut |id| rival = rival.take().or_else(|| claimed.get(id).cloned()));
        rival.map_or(Ok(()), |id| Err(taken(&id)))
    }

    /// Refuses what broke an invariant, tells the change otherwise.
    pub(super) fn finish(self) -> Result<ChangeSet, Refusal> {
        let touched = self.before.keys();
        let faults = invariant::faults_of(self.design, touched);
        if !faults.is_empty() {
            // A project file may bring faults with it. They must not stop a person from mending them one by one.
            let mut before = self.design.clone();
            for (key, record) in &self.before {
                put(&mut before, key, record.clone());
            }
            let known = invariant::faults_of(&before, self.before.keys());
            if let Some(fault) = faults.into_iter().find(|fault| !known.iter().any(|old| old.is(fault))) {
                self.take_back();
                return Err(Refusal { message: fault.message, element: Some(fault.element) });
            }
        }
        let design = self.design;
        Ok(ChangeSet::of(self.before.into_iter().map(|(key, previous)| {
            let next = Record::of(design, &key);
            (key, Pair::new(previous, next))
        })))
    }

    /// Makes the design what it was.
    pub(super) fn take_back(self) {
        for (key, record) in self.before {
            put(self.design, &key, record);
        }
    }

    fn keep(&mut self, key: &Key) {
        if !self.before.contains_key(key) {
            self.before.insert(key.clone(), Record::of(self.design, key));
        }
    }
}

fn taken(id: &Id) -> Refusal {
    Refusal::about(id, format!("The id “{id}” is taken: give the new object another."))
}

impl Refusal {
    /// A refusal because of an element.
    pub(super) fn about(element: &Id, message: impl Into<String>) -> Self {
        Self { message: message.into(), element: Some(element.clone()) }
    }
}
