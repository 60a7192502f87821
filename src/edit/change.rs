//! One type of change behind undo, autosave, the view and the tests.

use std::collections::BTreeMap;

use crate::catalog::{EnumType, Id, Pair, Role, Schema};
use crate::design::{Entity, HandSql, Migration, Node, Settings};

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
    /// Hand-written SQL.
    HandSql(Id),
    /// A migration.
    Migration(Id),
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
    /// See [`Key::HandSql`].
    HandSql(Box<HandSql>),
    /// See [`Key::Migration`].
    Migration(Box<Migration>),
}

/// Which records changed, each with its value before and after; `None` is absent. A record that did not change is not
/// in it, so an empty set means that nothing happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChangeSet {
    /// Before and after, by record.
    pub changes: BTreeMap<Key, Pair<Option<Record>>>,
}
