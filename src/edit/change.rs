//! One type of change behind undo, autosave, the view and the tests.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Ordered;
use crate::catalog::{Catalog, EnumType, Id, Pair, Role, Schema};
use crate::design::{Annotation, Design, Entity, HandSql, Look, Migration, Node, Settings, View};

/// Which record of the design a change is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// The project's name and settings.
    Project,
    /// A role.
    Role(Id),
    /// A schema.
    Schema(Id),
    /// An enum.
    Enum(Id),
    /// An entity.
    Entity(Id),
    /// An entity's place on the canvas.
    Node(Id),
    /// An area or a note.
    Annotation(Id),
    /// How an entity looks.
    Look(Id),
    /// A view.
    View(Id),
    /// What the database has besides.
    Rest,
    /// Hand-written SQL.
    HandSql(Id),
    /// A migration.
    Migration(Id),
}

impl Key {
    /// True if the record is only drawn: the database does not depend on it.
    pub fn is_drawn(&self) -> bool {
        matches!(self, Self::Node(_) | Self::Annotation(_) | Self::Look(_) | Self::View(_))
    }
}

/// The project's name and settings, as one record.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// The name.
    pub name: String,
    /// The settings.
    pub settings: Settings,
}

/// A record's whole value.
#[derive(Clone, Debug, PartialEq)]
pub enum Record {
    /// See [`Key::Project`].
    Project(Box<Project>),
    /// See [`Key::Role`].
    Role(Box<Role>),
    /// See [`Key::Schema`].
    Schema(Box<Schema>),
    /// See [`Key::Enum`].
    Enum(Box<EnumType>),
    /// See [`Key::Entity`].
    Entity(Box<Entity>),
    /// See [`Key::Node`].
    Node(Node),
    /// See [`Key::Annotation`].
    Annotation(Box<Annotation>),
    /// See [`Key::Look`].
    Look(Look),
    /// See [`Key::View`].
    View(Box<View>),
    /// See [`Key::Rest`].
    Rest(Box<Catalog>),
    /// See [`Key::HandSql`].
    HandSql(Box<HandSql>),
    /// See [`Key::Migration`].
    Migration(Box<Migration>),
}

impl Record {
    /// A copy of the record that a design has under a key.
    pub fn of(design: &Design, key: &Key) -> Option<Self> {
        Some(match key {
            Key::Project => {
                Self::Project(Box::new(Project { name: design.name.clone(), settings: design.settings.clone() }))
            }
            Key::Role(id) => Self::Role(Box::new(design.roles.get(id)?.clone())),
            Key::Schema(id) => Self::Schema(Box::new(design.schemas.get(id)?.clone())),
            Key::Enum(id) => Self::Enum(Box::new(design.enums.get(id)?.clone())),
            Key::Entity(id) => Self::Entity(Box::new(design.entities.get(id)?.clone())),
            Key::Node(id) => Self::Node(*design.nodes.get(id)?),
            Key::Annotation(id) => Self::Annotation(Box::new(design.picture.annotations.get(id)?.clone())),
            Key::Look(id) => Self::Look(*design.picture.looks.get(id)?),
            Key::View(id) => Self::View(Box::new(design.picture.views.get(id)?.clone())),
            Key::Rest => Self::Rest(Box::new(design.rest.clone())),
            Key::HandSql(id) => Self::HandSql(Box::new(design.hand_sql.get(id)?.clone())),
            Key::Migration(id) => Self::Migration(Box::new(design.migrations.get(id)?.clone())),
        })
    }
}

/// Which records changed, each with its value before and after; `None` is absent. A record that did not change is not
/// in it, so an empty set means that nothing happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChangeSet {
    /// Before and after, by record.
    pub changes: BTreeMap<Key, Pair<Option<Record>>>,
}

impl ChangeSet {
    /// What turns one design into another.
    pub fn between(designs: Pair<&Design>) -> Self {
        let keys: BTreeSet<Key> = keys(designs.previous).chain(keys(designs.next)).ordered_set();
        let records = keys.into_iter().map(|key| {
            let records = designs.map(|design| Record::of(design, &key));
            (key, records)
        });
        Self::of(records)
    }

    /// A change set of records, of which those that did not change are left out.
    pub(super) fn of(records: impl IntoIterator<Item = (Key, Pair<Option<Record>>)>) -> Self {
        Self { changes: records.into_iter().filter(|(_, pair)| pair.previous != pair.next).ordered_map() }
    }

    /// True if nothing changed.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Gives every record of this set its value after. On the design that the set came from, or a copy of it, that
    /// leads to the design after the change.
    pub fn apply_to(&self, design: &mut Design) {
        for (key, records) in &self.changes {
            put(design, key, records.next.clone());
        }
    }

    /// The way back.
    pub fn reversed(self) -> Self {
        Self { changes: self.changes.into_iter().map(|(key, records)| (key, records.swapped())).ordered_map() }
    }

    /// This change and the next one as a single change. What the next one takes back is left out.
    pub fn then(mut self, next: Self) -> Self {
        for (key, records) in next.changes {
            let previous = match self.changes.remove(&key) {
                Some(earlier) => earlier.previous,
                None => records.previous,
            };
            if previous != records.next {
                self.changes.insert(key, Pair::new(previous, records.next));
            }
        }
        self
    }
}

/// Gives a record of a design a value, or removes it. The project's own record can't be removed.
pub(super) fn put(design: &mut Design, key: &Key, record: Option<Record>) {
    match (key, record) {
        (_, Some(Record::Project(project))) => {
            design.name = project.name;
            design.settings = project.settings;
        }
        (_, Some(Record::Rest(rest))) => design.rest = *rest,
        (Key::Role(id), Some(Record::Role(role))) => set(&mut design.roles, id, Some(*role)),
        (Key::Schema(id), Some(Record::Schema(schema))) => set(&mut design.schemas, id, Some(*schema)),
        (Key::Enum(id), Some(Record::Enum(enum_type))) => set(&mut design.enums, id, Some(*enum_type)),
        (Key::Entity(id), Some(Record::Entity(entity))) => set(&mut design.entities, id, Some(*entity)),
        (Key::Node(id), Some(Record::Node(node))) => set(&mut design.nodes, id, Some(node)),
        (Key::Annotation(id), Some(Record::Annotation(annotation))) => {
            set(&mut design.picture.annotations, id, Some(*annotation));
        }
        (Key::Look(id), Some(Record::Look(look))) => set(&mut design.picture.looks, id, Some(look)),
        (Key::View(id), Some(Record::View(view))) => set(&mut design.picture.views, id, Some(*view)),
        (Key::HandSql(id), Some(Record::HandSql(hand_sql))) => set(&mut design.hand_sql, id, Some(*hand_sql)),
        (Key::Migration(id), Some(Record::Migration(migration))) => set(&mut design.migrations, id, Some(*migration)),
        // A record of another kind than its key can't be made through this module; it would mean "absent".
        (Key::Role(id), _) => set(&mut design.roles, id, None),
        (Key::Schema(id), _) => set(&mut design.schemas, id, None),
        (Key::Enum(id), _) => set(&mut design.enums, id, None),
        (Key::Entity(id), _) => set(&mut design.entities, id, None),
        (Key::Node(id), _) => set(&mut design.nodes, id, None),
        (Key::Annotation(id), _) => set(&mut design.picture.annotations, id, None),
        (Key::Look(id), _) => set(&mut design.picture.looks, id, None),
        (Key::View(id), _) => set(&mut design.picture.views, id, None),
        (Key::HandSql(id), _) => set(&mut design.hand_sql, id, None),
        (Key::Migration(id), _) => set(&mut design.migrations, id, None),
        (Key::Project | Key::Rest, _) => {}
    }
}

fn set<T>(map: &mut BTreeMap<Id, T>, id: &Id, value: Option<T>) {
    match value {
        Some(value) => {
            map.insert(id.clone(), value);
        }
        None => {
            map.remove(id);
        }
    }
}

/// The keys of every record of a design.
fn keys(design: &Design) -> impl Iterator<Item = Key> + '_ {
    [Key::Project, Key::Rest]
        .into_iter()
        .chain(design.roles.keys().cloned().map(Key::Role))
        .chain(design.schemas.keys().cloned().map(Key::Schema))
        .chain(design.enums.keys().cloned().map(Key::Enum))
        .chain(design.entities.keys().cloned().map(Key::Entity))
        .chain(design.nodes.keys().cloned().map(Key::Node))
        .chain(design.picture.annotations.keys().cloned().map(Key::Annotation))
        .chain(design.picture.looks.keys().cloned().map(Key::Look))
        .chain(design.picture.views.keys().cloned().map(Key::View))
        .chain(design.hand_sql.keys().cloned().map(Key::HandSql))
        .chain(design.migrations.keys().cloned().map(Key::Migration))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design(names: &[(&str, &str)]) -> Design {
        let mut design = Design::empty("Test");
        for (id, name) in names {
            design.roles.insert(Id::new(id), Role::new(Id::new(id), *name));
        }
        design
    }

    #[test]
    fn a_set_leads_there_and_back() {
        let (before, after) = (design(&[("r1", "a"), ("r2", "b")]), design(&[("r2", "c"), ("r3", "d")]));
        let set = ChangeSet::between(Pair::new(&before, &after));
        assert_eq!(set.changes.len(), 3);
        let mut copy = before.clone();
        set.apply_to(&mut copy);
        assert_eq!(copy, after);
        set.reversed().apply_to(&mut copy);
        assert_eq!(copy, before);
    }

    #[test]
    fn two_sets_become_one() {
        let (a, b, c) = (design(&[("r1", "a")]), design(&[("r1", "b"), ("r2", "x")]), design(&[("r1", "a")]));
        let first = ChangeSet::between(Pair::new(&a, &b));
        let second = ChangeSet::between(Pair::new(&b, &c));
        assert!(first.clone().then(second.clone()).is_empty());
        assert_eq!(first.clone().then(ChangeSet::default()), first);
        assert_eq!(second.clone().then(first), ChangeSet::between(Pair::new(&b, &b)));
    }
}
