//! What a catalog records of what stands on what, as the order of statements.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::step::{Key, Phase, Step};
use crate::catalog::{Catalog, ConstraintKind, Id, Pair, Table};

/// The dependencies of both catalogs.
#[derive(Debug)]
pub(crate) struct Dependencies<'a> {
    previous: Side<'a>,
    next: Side<'a>,
}

/// The dependencies of one catalog.
#[derive(Debug)]
struct Side<'a> {
    on: &'a BTreeMap<Id, BTreeSet<Id>>,
    /// The table of each of its columns, constraints, indexes and policies.
    tables: HashMap<&'a Id, &'a Table>,
    by_id: HashMap<&'a Id, &'a Table>,
}

impl<'a> Dependencies<'a> {
    pub(crate) fn new(catalogs: Pair<&'a Catalog>) -> Self {
        Self { previous: Side::new(catalogs.previous), next: Side::new(catalogs.next) }
    }

    /// Puts a step before and after what its object's dependencies demand. The step's object must be one of the
    /// previous catalog in the first phase, and one of the next catalog in the third.
    pub(crate) fn order(&self, step: Step<'a>) -> Step<'a> {
        match step.rank.phase {
            Phase::Dismantle => self.previous.dismantle(step),
            Phase::Build => self.next.build(step),
            // What outlived its users is dropped after what was made of it.
            Phase::CleanUp => self.previous.clean_up(step),
            Phase::Rename => step,
        }
    }
}

impl<'a> Side<'a> {
    fn new(catalog: &'a Catalog) -> Self {
        let mut tables = HashMap::new();
        let mut by_id = HashMap::new();
        // A design's catalog records nothing: its structure says it all.
        if !catalog.dependencies.is_empty() {
            for table in &catalog.tables {
                by_id.insert(&table.id, table);
                tables.extend(parts(table).map(|id| (id, table)));
            }
        }
        Self { on: &catalog.dependencies, tables, by_id }
    }

    /// What an object stands on outside itself. A table stands on what its columns, checks and keys stand on.
    fn on(&self, id: &Id, is_table: bool) -> Vec<&'a Id> {
        let direct = |id: &Id| self.on.get(id).into_iter().flatten();
        let Some(table) = self.by_id.get(id).filter(|_| is_table) else {
            let own = self.tables.get(id);
            // A part of a table stands on its table's columns; those are where it is.
            return direct(id).filter(|on| own.is_none() || self.tables.get(on) != own).collect();
        };
        let columns = table.columns.iter().map(|column| &column.id);
        let constraints = table.constraints.iter().filter(|c| !matches!(c.kind, ConstraintKind::ForeignKey { .. }));
        let all = columns.chain(constraints.map(|constraint| &constraint.id)).chain([&table.id]).flat_map(direct);
        let inside = |on: &&Id| **on != table.id && self.tables.get(*on).is_none_or(|owner| owner.id != table.id);
        all.filter(inside).collect()
    }

    fn dismantle(&self, mut step: Step<'a>) -> Step<'a> {
        if self.on.is_empty() {
            return step;
        }
        let id = step.statement.object.clone();
        let is_table = step.statement.kind == super::kind::Kind::DropTable.as_str();
        for on in self.on(&id, is_table) {
            step.provides.push(Key::UsersGone(on));
            if let Some(table) = self.tables.get(on) {
                step.provides.push(Key::UsersGone(&table.id));
            }
        }
        if step.statement.kind.starts_with("drop-")
            && let Some((id, _)) = self.key(&id)
        {
            step.after.push(Key::UsersGone(id));
        }
        step
    }

    /// What is dropped late is waited for by what is dropped late.
    fn clean_up(&self, step: Step<'a>) -> Step<'a> {
        let on = self.on.get(&step.statement.object).into_iter().flatten();
        step.provides(on.map(Key::LateUsersGone))
    }

    fn build(&self, mut step: Step<'a>) -> Step<'a> {
        if self.on.is_empty() {
            return step;
        }
        let id = step.statement.object.clone();
        let is_table = step.statement.kind == super::kind::Kind::CreateTable.as_str();
        for on in self.on(&id, is_table) {
            step.after.push(Key::Ready(on));
            let table = self.by_id.get(on).or_else(|| self.tables.get(on));
            if let Some(table) = table.filter(|table| table.id != id) {
                step.after.extend([Key::Table(&table.id), Key::Columns(&table.id), Key::Keys(&table.id)]);
            }
        }
        // What is new and stands on itself, as a column's comment does on the column, waits for nobody.
        step.after.retain(|key| !step.provides.contains(key));
        step
    }

    /// The id as the catalog has it.
    fn key(&self, id: &Id) -> Option<(&'a Id, ())> {
        self.tables
            .get_key_value(id)
            .map(|(id, _)| *id)
            .or_else(|| self.by_id.get_key_value(id).map(|(id, _)| *id))
            .map(|id| (id, ()))
    }
}

fn parts(table: &Table) -> impl Iterator<Item = &Id> {
    let columns = table.columns.iter().map(|c| &c.id);
    let constraints = table.constraints.iter().map(|c| &c.id);
    let indexes = table.indexes.iter().map(|i| &i.id);
    columns.chain(constraints).chain(indexes).chain(table.policies.iter().map(|p| &p.id))
}
