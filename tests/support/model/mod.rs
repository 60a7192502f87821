//! Random catalogs that PostgreSQL accepts, and pairs of one and what some edits make of it.
//!
//! A catalog is what a row of [`Edit`]s makes of an empty one: so the rows shrink well, and an edited pair is two rows.
//! An edit is a few numbers, read against what it meets. After each one the model is put right again
//! ([`repair`](repair::repair)), as a person would: what refers to something that is gone goes too.
//!
//! Expressions are kept as templates over column ids until the end ([`text`]), so that they follow renames and new
//! types.

// Numbers are read as choices here; `number % 3 == 0` says so more plainly than a method.
#![allow(clippy::manual_is_multiple_of)]

mod edit;
mod repair;
mod text;

use bulkhead::catalog::{Catalog, Id, Role, Schema};
use proptest::prelude::*;

/// One edit: what to do, and numbers that say to what.
#[derive(Clone, Debug)]
pub struct Edit {
    pub kind: u8,
    pub a: u16,
    pub b: u16,
    pub c: u16,
}

/// A catalog being edited.
#[derive(Clone, Debug)]
pub struct Model {
    /// With templates for expressions.
    pub raw: Catalog,
    /// The server's major version: 18 has virtual columns.
    pub version: u32,
    next_id: u32,
}

impl Model {
    /// The schema `public`, an owner, and two roles to grant to.
    pub fn empty(version: u32) -> Self {
        let role = |id: &str, name: &str| Role::new(Id::new(id), name);
        let raw = Catalog {
            owner: Some(Id::new("owner")),
            roles: vec![role("owner", "bulkhead_owner"), role("app", "bulkhead_app"), role("svc", "bulkhead \"Svc\"")],
            schemas: vec![Schema::new(Id::new("public"), "public")],
            ..Catalog::default()
        };
        Self { raw, version, next_id: 0 }
    }

    /// The model after some edits.
    pub fn edited(&self, edits: &[Edit]) -> Self {
        let mut model = self.clone();
        for one in edits {
            edit::apply(&mut model, one);
            repair::repair(&mut model);
        }
        model
    }

    /// The catalog, with its expressions written out.
    pub fn catalog(&self) -> Catalog {
        text::write_out(&self.raw)
    }

    fn id(&mut self, prefix: &str) -> Id {
        self.next_id += 1;
        Id::new(format!("{prefix}{}", self.next_id))
    }
}

/// A row of edits.
pub fn edits(most: usize) -> impl Strategy<Value = Vec<Edit>> {
    let one = (any::<u8>(), any::<u16>(), any::<u16>(), any::<u16>()).prop_map(|(kind, a, b, c)| Edit {
        kind: kind % edit::KINDS,
        a,
        b,
        c,
    });
    proptest::collection::vec(one, 0..=most)
}

/// A row of edits that builds something up: what makes a catalog worth editing.
pub fn building(most: usize) -> impl Strategy<Value = Vec<Edit>> {
    let one = (0..edit::BUILDING.len(), any::<u16>(), any::<u16>(), any::<u16>()).prop_map(|(kind, a, b, c)| Edit {
        kind: edit::BUILDING[kind],
        a,
        b,
        c,
    });
    proptest::collection::vec(one, 0..=most)
}

/// A catalog and what edits make of it.
pub fn pair(version: u32) -> impl Strategy<Value = (Catalog, Catalog)> {
    (building(70), edits(16)).prop_map(move |(first, second)| {
        let before = Model::empty(version).edited(&first);
        let after = before.edited(&second);
        (before.catalog(), after.catalog())
    })
}

/// A catalog.
pub fn catalog(version: u32) -> impl Strategy<Value = Catalog> {
    (building(70), edits(6))
        .prop_map(move |(first, second)| Model::empty(version).edited(&first).edited(&second).catalog())
}

/// What a number picks of a list.
fn pick<T>(list: &[T], number: u16) -> Option<&T> {
    if list.is_empty() { None } else { list.get(number as usize % list.len()) }
}

/// The place a number picks of a list.
fn place<T>(list: &[T], number: u16) -> Option<usize> {
    if list.is_empty() { None } else { Some(number as usize % list.len()) }
}
