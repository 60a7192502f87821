//! Views: as whom they read, and which tables they reach.

use std::collections::BTreeSet;

use super::Wall;
use crate::catalog::{Id, Map, Object, Role};
use crate::expr::{Token, TokenKind, identifier, tokens};

/// A view or materialized view.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// The object.
    pub object: &'a Object,
    /// The role that owns it; `None` is whoever ran the statement that made it.
    pub owner: Option<&'a Role>,
    /// True if its rows were computed when it was refreshed, and no policy ever filters them.
    pub materialized: bool,
    /// `security_invoker`: it reads as whoever asks.
    pub invoker: bool,
    /// `security_barrier`: it has no say in whom row-level security binds.
    pub barrier: bool,
    /// `WITH CHECK OPTION`.
    pub check_option: Option<CheckOption>,
    /// The tables it reaches, itself and by other views.
    pub reaches: Vec<Reach<'a>>,
}

/// Which rows may not be written through a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckOption {
    /// Those it would not show, as far as its own condition goes.
    Local,
    /// Those it would not show.
    Cascaded,
}

/// A table that a view reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach<'a> {
    /// The table's id.
    pub table: &'a Id,
    /// As whom it is read.
    pub reader: Reader<'a>,
    /// The views on the way, the one that is asked first; the last names the table.
    pub path: Vec<&'a Id>,
}

/// As whom a view reads a table. It is the last view on the way that decides: an invoker view reads as whoever asked, even
/// below a view that reads as its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader<'a> {
    /// Whoever asks.
    Caller,
    /// The owner of the view that names the table; `None` is whoever made it.
    Owner(Option<&'a Role>),
    /// Whoever refreshed a materialized view on the way: no policy is asked any more.
    Refresh,
}

impl View<'_> {
    /// Its name as a person reads it.
    pub fn name(&self) -> &str {
        self.object.identity.as_str()
    }
}

impl<'a> Wall<'a> {
    /// The view with this id.
    pub fn view(&self, id: &Id) -> Option<&View<'a>> {
        self.views.iter().find(|view| view.object.id == *id)
    }

    /// The reaches of a view that row-level security does not filter though the table has policies: those of owners that
    /// pass them by, and of materialized views.
    pub fn unfiltered<'v>(&'v self, view: &'v View<'a>) -> impl Iterator<Item = &'v Reach<'a>> {
        view.reaches.iter().filter(|reach| match reach.reader {
            Reader::Caller => false,
            Reader::Refresh => true,
            Reader::Owner(owner) => {
                self.table_by_id(reach.table).is_some_and(|table| self.owner_bypasses(owner, table.table))
            }
        })
    }

    /// Tables, views and functions that a text of SQL names, by their ids. A name without a schema is taken for every object
    /// that is called so: who reads this asks what may be reached.
    pub fn named_in(&self, sql: &str) -> BTreeSet<&'a Id> {
        let tokens: Vec<Token> = tokens(sql).into_iter().filter(|token| !token.is_blank()).collect();
        let name = |at: usize| {
            let token = tokens.get(at).filter(|t| matches!(t.kind, TokenKind::Ident | TokenKind::QuotedIdent))?;
            identifier(token.text(sql))
        };
        let is_dot = |at: usize| tokens.get(at).is_some_and(|token| token.text(sql) == ".");
        let mut words: Map<String, Vec<Option<String>>> = Map::default();
        for at in 0..tokens.len() {
            let Some(found) = name(at) else { continue };
            let qualifier = at.checked_sub(2).filter(|_| is_dot(at - 1)).and_then(name);
            words.entry(found).or_default().push(qualifier);
        }
        let mut named = BTreeSet::new();
        let mut add = |schema: &str, called: &str, id: &'a Id| {
            let is = |qualifier: &Option<String>| qualifier.as_ref().is_none_or(|qualifier| qualifier == schema);
            if words.get(called).is_some_and(|qualifiers| qualifiers.iter().any(is)) {
                named.insert(id);
            }
        };
        self.tables.iter().for_each(|table| add(table.schema, &table.table.name, &table.table.id));
        let kinds = ["view", "materialized view", "function", "procedure", "foreign table"];
        for object in self.catalog.objects.iter().filter(|object| kinds.contains(&object.kind.as_str())) {
            let schema =
                object.schema.as_ref().and_then(|id| self.schema(id)).map_or("", |schema| schema.name.as_str());
            add(schema, &object.name, &object.id);
        }
        named
    }

    /// What an object stands on, as PostgreSQL recorded it. Where nothing was recorded, as of the body of a function or of a
    /// view that no engine has seen, what its definition names.
    pub fn stands_on(&self, object: &'a Object) -> BTreeSet<&'a Id> {
        let recorded = self.catalog.dependencies.get(&object.id);
        let is_relation = |id: &Id| self.table_of(id).is_some() || self.object(id).is_some();
        let mut found: BTreeSet<&Id> = recorded.into_iter().flatten().filter(|id| is_relation(id)).collect();
        if let Some(routine) = self.routine(&object.id) {
            found.extend(self.named_in(&routine.body));
        } else if found.is_empty() {
            found.extend(self.named_in(&object.definition));
        }
        found.retain(|id| **id != object.id);
        found
    }

    /// The tables that an object reaches, by views and by functions that stand between.
    pub fn tables_reached(&self, object: &'a Object) -> BTreeSet<&'a Id> {
        let mut seen = BTreeSet::from([&object.id]);
        let mut open = vec![object];
        let mut tables = BTreeSet::new();
        while let Some(object) = open.pop() {
            for id in self.stands_on(object) {
                if let Some(table) = self.table_of(id) {
                    tables.insert(&table.table.id);
                } else if let Some(next) = self.object(id)
                    && seen.insert(&next.id)
                {
                    open.push(next);
                }
            }
        }
        tables
    }
}

/// All views of a catalog, with what they reach.
pub(super) fn all<'a>(wall: &Wall<'a>) -> Vec<View<'a>> {
    let objects = || wall.catalog.objects.iter();
    let is_view = |object: &&'a Object| matches!(object.kind.as_str(), "view" | "materialized view");
    let mut views: Vec<View<'a>> = objects().filter(is_view).map(|object| read(wall, object)).collect();
    let reaches: Vec<_> = views.iter().map(|view| reaches(wall, &views, view)).collect();
    for (view, reaches) in views.iter_mut().zip(reaches) {
        view.reaches = reaches;
    }
    views
}

fn reaches<'a>(wall: &Wall<'a>, views: &[View<'a>], from: &View<'a>) -> Vec<Reach<'a>> {
    let mut found: Vec<Reach<'a>> = Vec::new();
    let mut seen: BTreeSet<&Id> = BTreeSet::from([&from.object.id]);
    let mut open = vec![(from, vec![&from.object.id], from.materialized)];
    while let Some((view, path, stored)) = open.pop() {
        for id in wall.stands_on(view.object) {
            if let Some(table) = wall.table_of(id) {
                let reader = match (stored, view.invoker) {
                    (true, _) => Reader::Refresh,
                    (false, true) => Reader::Caller,
                    (false, false) => Reader::Owner(view.owner),
                };
                let reach = Reach { table: &table.table.id, reader, path: path.clone() };
                if !found.contains(&reach) {
                    found.push(reach);
                }
            } else if let Some(next) = views.iter().find(|view| view.object.id == *id)
                && seen.insert(id)
            {
                let path = path.iter().copied().chain([id]).collect();
                open.push((next, path, stored || next.materialized));
            }
        }
    }
    found
}

fn read<'a>(wall: &Wall<'a>, object: &'a Object) -> View<'a> {
    let sql = object.definition.as_str();
    let tokens: Vec<Token> = tokens(sql).into_iter().filter(|token| !token.is_blank()).collect();
    let words: Vec<&str> = tokens.iter().map(|token| token.text(sql)).collect();
    let is = |at: usize, word: &str| words.get(at).is_some_and(|text| text.eq_ignore_ascii_case(word));
    // The options stand before the query, and a query begins after the first AS that no parenthesis holds.
    let head = (0..words.len()).find(|at| is(*at, "as")).unwrap_or(words.len());
    let option = |name: &str| -> Option<&str> {
        let at = (0..head).find(|at| is(*at, name))?;
        Some(if is(at + 1, "=") { words.get(at + 2).copied().unwrap_or_default().trim_matches('\'') } else { "true" })
    };
    let is_on = |name: &str| {
        let on = |value: &str| ["true", "on", "yes", "1", "t", "y"].iter().any(|word| value.eq_ignore_ascii_case(word));
        option(name).is_some_and(on)
    };
    let last = words.len();
    let written = last.checked_sub(2).filter(|at| is(*at, "check") && is(at + 1, "option")).map(|at| {
        let local = at.checked_sub(1).is_some_and(|at| is(at, "local"));
        if local { CheckOption::Local } else { CheckOption::Cascaded }
    });
    let by_option = option("check_option")
        .map(|value| if value.eq_ignore_ascii_case("local") { CheckOption::Local } else { CheckOption::Cascaded });
    View {
        object,
        owner: wall.owner_of(&object.id),
        materialized: object.kind == "materialized view",
        invoker: is_on("security_invoker"),
        barrier: is_on("security_barrier"),
        check_option: written.or(by_option),
        reaches: Vec::new(),
    }
}
