//! What a person edits: a catalog as authored, and overlays that say what lowering adds to it.
//!
//! The design doesn't repeat the catalog's types. An [`Entity`] *is* a catalog table as authored; its overlays say what
//! it is called in the database, what it inherits and whose rows it holds. All collections are maps by id, so that the
//! order of the file never depends on the order of editing.

mod entity;
mod migration;
mod picture;
mod seeding;
mod settings;
mod tenancy;

use std::collections::BTreeMap;

pub use entity::{Entity, Inheritance, Tenancy};
pub use migration::{HandSql, HandSqlPosition, Migration, migration_id};
pub use picture::{Annotation, AnnotationKind, Collapse, Colour, Look, Picture, View};
pub use seeding::{Pin, Sample, SampleFormat, SeedInput};
pub use settings::{Acceptance, Convention, History, LockWait, Naming, Settings, TeamCheck};
pub use tenancy::{Guards, ServiceRights, Strategy, TenancySettings};

use crate::catalog::Ordered;
use crate::catalog::{Catalog, EnumType, Id, Role, Schema};

/// A whole project.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    /// The project's name.
    pub name: String,
    /// Settings of the whole project.
    pub settings: Settings,
    /// Roles by id.
    pub roles: BTreeMap<Id, Role>,
    /// Schemas by id, `public` among them if used.
    pub schemas: BTreeMap<Id, Schema>,
    /// Enum types by id.
    pub enums: BTreeMap<Id, EnumType>,
    /// Entities by id.
    pub entities: BTreeMap<Id, Entity>,
    /// Where entities stand on the canvas, by entity id.
    pub nodes: BTreeMap<Id, Node>,
    /// Areas, notes, colours and views.
    pub picture: Picture,
    /// What the database has besides, and is not drawn: sequences, functions, views and their like, with what stands on
    /// what. Its ids are those of the same project.
    pub rest: Catalog,
    /// Hand-written SQL of the pending migration, by id.
    pub hand_sql: BTreeMap<Id, HandSql>,
    /// Migrations so far by their id (`yyyyMMddHHmmss_Name`), hence in order. Each is frozen once added.
    pub migrations: BTreeMap<Id, Migration>,
}

/// Where an entity stands on the canvas, in canvas units (one CSS pixel at 100 % zoom).
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Node {
    /// Left edge.
    #[serde(serialize_with = "half")]
    pub x: f64,
    /// Top edge.
    #[serde(serialize_with = "half")]
    pub y: f64,
}

/// Writes a coordinate in half units, whole ones without a fraction. What is no number becomes 0.
fn half<S: serde::Serializer>(coordinate: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    let rounded = (coordinate * 2.0).round() / 2.0;
    // Beyond 2^53 a float is no exact integer; no canvas is that large.
    if rounded.fract() == 0.0 && rounded.abs() < 9_007_199_254_740_992.0 {
        serializer.serialize_i64(rounded as i64)
    } else {
        serializer.serialize_f64(if rounded.is_finite() { rounded } else { 0.0 })
    }
}

impl Design {
    /// An empty project with the schema `public`.
    pub fn empty(name: impl Into<String>) -> Self {
        let public = Schema::new(Id::new(crate::catalog::PUBLIC_SCHEMA), crate::catalog::PUBLIC_SCHEMA);
        Self {
            name: name.into(),
            settings: Settings::default(),
            roles: BTreeMap::new(),
            schemas: [public].into_iter().map(|schema| (schema.id.clone(), schema)).ordered_map(),
            enums: BTreeMap::new(),
            entities: BTreeMap::new(),
            nodes: BTreeMap::new(),
            picture: Picture::default(),
            rest: Catalog::default(),
            hand_sql: BTreeMap::new(),
            migrations: BTreeMap::new(),
        }
    }

    /// A project that somebody begins now: empty, with the guards that make the tenant wall safe.
    pub fn begin(name: impl Into<String>) -> Self {
        let mut design = Self::empty(name);
        design.settings.tenancy.guards = Guards::SAFE;
        design
    }

    /// The catalog that the migrations so far lead to: the last one's snapshot, or an empty catalog.
    pub fn migrated(&self) -> crate::catalog::Catalog {
        self.migrations.values().next_back().map(|m| m.snapshot.clone()).unwrap_or_default()
    }
}
