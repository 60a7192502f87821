//! What hand-written SQL can meet: the tables of the model, by the names that it may say.

use std::collections::HashSet;

use super::super::super::Hazard;
use super::super::super::act::{Act, Name};
use super::super::hazard;
use crate::catalog::{Catalog, Column, Id, Table};
use crate::diff::Aligned;
use crate::expr::{TokenKind, identifier, tokens};
use crate::problem::Level;

/// The catalogs on both sides of a migration, and what hand-written SQL made so far.
#[derive(Debug)]
pub(crate) struct World<'a> {
    /// Where the migration begins, and where it ends.
    from: &'a Catalog,
    to: &'a Catalog,
    /// The tables that the migration makes.
    new: HashSet<&'a Id>,
    made: HashSet<String>,
}

impl<'a> World<'a> {
    /// The world of up, or that of down.
    pub(crate) fn of(aligned: &Aligned<'a>, back: bool) -> Self {
        let catalogs = aligned.catalogs;
        let (from, to) = if back { (catalogs.next, catalogs.previous) } else { (catalogs.previous, catalogs.next) };
        let new = if back { &aligned.tables.removed } else { &aligned.tables.added };
        Self { from, to, new: new.iter().map(|table| &table.id).collect(), made: HashSet::new() }
    }

    /// The catalog that the migration leads to.
    pub(super) fn model(&self) -> &'a Catalog {
        self.to
    }

    /// Every table that has a name, as it is called at either end; where no schema is said any may be meant.
    fn called<'n>(&self, name: &'n Name) -> impl Iterator<Item = (&'a Catalog, &'a Table)> + use<'a, 'n> {
        let (from, to) = (self.from, self.to);
        [from, to].into_iter().flat_map(move |catalog| {
            let schema = |table: &Table| catalog.schema(&table.schema).map_or("public", |s| s.name.as_str());
            let is_it = move |table: &&Table| {
                table.name == name.name && name.schema.as_deref().is_none_or(|said| said == schema(table))
            };
            catalog.tables.iter().filter(is_it).map(move |table| (catalog, table))
        })
    }

    /// The table of a name, if the model has it.
    pub(super) fn table(&self, name: &Name) -> Option<&'a Table> {
        self.called(name).map(|(_, table)| table).next()
    }

    /// A column of it.
    pub(super) fn column(&self, table: &Name, column: &str) -> Option<(&'a Catalog, &'a Column)> {
        let find = |(catalog, table): (&'a Catalog, &'a Table)| {
            Some((catalog, table.columns.iter().find(|c| c.name == column)?))
        };
        self.called(table).find_map(find)
    }

    /// True if a table may have rows, and users: it is not one that the same migration makes.
    pub(super) fn is_there(&self, name: &Name) -> bool {
        if self.made.contains(&name.name) {
            return false;
        }
        !self.called(name).any(|(_, table)| self.new.contains(&table.id))
    }

    /// Hand-written SQL makes a table.
    pub(super) fn make(&mut self, name: &Name) {
        self.made.insert(name.name.clone());
    }

    /// The table that an index of the model belongs to.
    pub(super) fn table_of_index(&self, name: &Name) -> Option<&'a Table> {
        let has = |table: &&Table| {
            let indexes = table.indexes.iter().map(|index| &index.name);
            indexes.chain(table.constraints.iter().map(|c| &c.name)).any(|own| *own == name.name)
        };
        [self.from, self.to].into_iter().find_map(|catalog| catalog.tables.iter().find(has))
    }

    /// True if the migration makes a table.
    pub(super) fn makes(&self, table: &Table) -> bool {
        self.new.contains(&table.id)
    }

    /// The tables with a foreign key onto a table, at either end, by name.
    pub(super) fn referring(&self, name: &Name) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for (catalog, target) in self.called(name) {
            for table in &catalog.tables {
                let refers = |c: &crate::catalog::Constraint| matches!(&c.kind, crate::catalog::ConstraintKind::ForeignKey { target: to, .. } if *to == target.id);
                if table.id != target.id && table.constraints.iter().any(refers) && !out.contains(&table.name) {
                    out.push(table.name.clone());
                }
            }
        }
        out
    }

    /// The tables of a schema, by name.
    pub(super) fn in_schema(&self, schema: &str) -> Vec<String> {
        let Some(id) = self.from.schemas.iter().find(|s| s.name == schema).map(|s| &s.id) else { return Vec::new() };
        self.from.tables.iter().filter(|table| table.schema == *id).map(|table| table.name.clone()).collect()
    }

    /// What names say that PostgreSQL would take otherwise than they are meant.
    pub(super) fn names(&self, sql: &str, acts: &[Act]) -> Vec<Hazard> {
        let mut out = Vec::new();
        let idents = tokens(sql).into_iter().filter(|t| matches!(t.kind, TokenKind::Ident | TokenKind::QuotedIdent));
        let mut names = idents.filter_map(|token| identifier(token.text(sql)));
        if let Some(long) = names.find(|name| name.len() > 63) {
            let message = format!(
                "{long} is longer than 63 bytes: PostgreSQL cuts it off without a word, and another name may become the same."
            );
            out.push(hazard("name-too-long", Level::Warning, message));
        }
        out.extend(acts.iter().filter_map(concerned).find_map(|name| self.unqualified(name)));
        out
    }

    /// A name without its schema that the search path may take for another's, or not find.
    fn unqualified(&self, name: &Name) -> Option<Hazard> {
        if name.schema.is_some() || self.made.contains(&name.name) {
            return None;
        }
        let mut schemas: Vec<&str> = Vec::new();
        for (catalog, table) in self.called(name) {
            let schema = catalog.schema(&table.schema).map_or("public", |s| s.name.as_str());
            if !schemas.contains(&schema) {
                schemas.push(schema);
            }
        }
        let all = schemas.join(", ");
        (!matches!(schemas.as_slice(), [] | ["public"])).then(|| {
            let message = format!(
                "{} is in {all}: without its schema the session's search_path decides which table is meant, or that there is none.",
                name.name
            );
            hazard("unqualified-name", Level::Warning, message)
        })
    }
}

/// The table that an act is about.
fn concerned(act: &Act) -> Option<&Name> {
    match act {
        Act::CreateIndex { table, .. }
        | Act::Update { table, .. }
        | Act::Delete { table, .. }
        | Act::CreateTrigger { table }
        | Act::Policy { table, .. }
        | Act::Table { table, .. } => Some(table),
        Act::Truncate { tables, .. } | Act::Lock { tables, .. } | Act::Pack { tables, .. } => tables.first(),
        Act::Drop { what, names } if what == "TABLE" => names.first(),
        _ => None,
    }
}
