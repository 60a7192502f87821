//! What a catalog records of what stands on what, as the order of statements.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::kind::Kind;
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
    catalog: &'a Catalog,
    on: &'a BTreeMap<Id, BTreeSet<Id>>,
    /// The table of each of its columns, constraints, indexes and policies.
    tables: HashMap<&'a Id, &'a Table>,
    by_id: HashMap<&'a Id, &'a Table>,
}

impl<'a> Dependencies<'a> {
    pub(crate) fn new(catalogs: Pair<&'a Catalog>) -> Self {
        Self { previous: Side::new(catalogs.previous), next: Side::new(catalogs.next) }
    }

    /// True if a part of a table of the previous catalog stands on something outside the table.
    pub(crate) fn stood_outside(&self, part: &Id) -> bool {
        self.previous.on(part).next().is_some()
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
        Self { catalog, on: &catalog.dependencies, tables, by_id }
    }

    /// What an object stands on outside itself.
    fn on(&self, id: &Id) -> impl Iterator<Item = &'a Id> {
        let own = self.tables.get(id).copied();
        // A part of a table stands on its table's columns; those are where it is.
        let direct = self.on.get(id).into_iter().flatten();
        direct.filter(move |on| own.is_none() || self.table_of(on).map(|t| &t.id) != own.map(|t| &t.id))
    }

    /// What a table and its parts stand on outside of it. It is created without its foreign keys, indexes and
    /// policies. Indexes go with it; policies that stand on something outside are dropped before, since what they
    /// stand on may stand on the table.
    fn table_on(&self, table: &'a Table, whole: bool) -> impl Iterator<Item = &'a Id> {
        let constraints = table.constraints.iter().filter(|c| !matches!(c.kind, ConstraintKind::ForeignKey { .. }));
        let columns = table.columns.iter().map(|column| &column.id);
        let made = columns.chain(constraints.map(|constraint| &constraint.id)).chain([&table.id]);
        let later = table.indexes.iter().map(|i| &i.id).filter(move |_| whole);
        // What is said of the table only afterwards and goes before it, because what it calls stands on the table, is
        // none of that.
        let all = made.chain(later).filter(move |id| !self.catalog.stands_on_own_rows(table, id));
        let all = all.flat_map(|id| self.on(id));
        all.filter(|on| self.table_of(on).is_none_or(|owner| owner.id != table.id))
    }

    /// The table that an id is of, or of a part of.
    fn table_of(&self, id: &Id) -> Option<&'a Table> {
        self.by_id.get(id).or_else(|| self.tables.get(id)).copied()
    }

    fn all_on(&self, step: &Step<'_>, table: Kind) -> Vec<&'a Id> {
        let id = &step.statement.object;
        match self.by_id.get(id) {
            Some(whole) if step.statement.kind == table.as_str() => {
                self.table_on(whole, table == Kind::DropTable).collect()
            }
            None if step.statement.kind == Kind::AddColumn.as_str() => {
                let owner = self.tables.get(id).copied();
                let waits = owner.is_some_and(|owner| self.catalog.stands_on_own_rows(owner, id));
                let is_type =
                    |on: &&Id| owner.is_some_and(|t| t.column(id).and_then(|c| c.data_type.defined_id()) == Some(on));
                self.on(id).filter(|on| !waits || is_type(on)).collect()
            }
            _ => self.on(id).collect(),
        }
    }

    fn dismantle(&self, mut step: Step<'a>) -> Step<'a> {
        if self.on.is_empty() {
            return step;
        }
        for on in self.all_on(&step, Kind::DropTable) {
            step.provides.push(Key::UsersGone(on));
            if let Some(table) = self.tables.get(on) {
                step.provides.push(Key::UsersGone(&table.id));
            }
        }
        if step.statement.kind.starts_with("drop-") {
            let id = &step.statement.object;
            let known = self.tables.get_key_value(id).or_else(|| self.by_id.get_key_value(id));
            step.after.extend(known.map(|(id, _)| Key::UsersGone(id)));
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
        for on in self.all_on(&step, Kind::CreateTable) {
            step.after.push(Key::Ready(on));
            if let Some(table) = self.table_of(on).filter(|table| table.id != step.statement.object) {
                step.after.extend([Key::Table(&table.id), Key::Columns(&table.id), Key::Keys(&table.id)]);
            }
        }
        step
    }
}

fn parts(table: &Table) -> impl Iterator<Item = &Id> {
    let columns = table.columns.iter().map(|c| &c.id);
    let constraints = table.constraints.iter().map(|c| &c.id);
    let indexes = table.indexes.iter().map(|i| &i.id);
    columns.chain(constraints).chain(indexes).chain(table.policies.iter().map(|p| &p.id))
}
