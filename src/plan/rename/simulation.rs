//! Who holds which name while renames run one after another.
//!
//! Every rename and move waits until the names it takes are free. Where several wait for each other in a circle, as
//! when two tables swap names, one of them gets a temporary name.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet, VecDeque};

use super::super::Statement;
use super::super::kind::Kind;
use super::super::planner::statement;
use super::{kinds, rename_sql};
use crate::catalog::{Id, Schema};
use crate::sql::quote;

/// What temporary names begin with.
pub(super) const TEMPORARY: &str = "bulkhead_tmp_";

/// A kind of object, as far as names go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Schema,
    Table,
    Enum,
    Sequence,
    Collation,
    Index,
    /// A primary key or unique constraint: its index has its name too.
    Key,
    /// Another constraint.
    Constraint,
    Column,
    Policy,
    Label,
}

/// An object that has a name.
#[derive(Debug)]
pub(super) struct Object<'a> {
    what: What,
    id: &'a Id,
    /// The schema it lives in, or the table or enum it belongs to.
    parent: Option<usize>,
    name: Cow<'a, str>,
    target: Option<Cow<'a, str>>,
    move_to: Option<usize>,
    /// A schema that is yet to be created.
    create: bool,
    /// It is dropped after the renames.
    pub(super) leaving: bool,
    /// It is gone already.
    pub(super) absent: bool,
    /// It has had a temporary name.
    was_aside: bool,
    children: Vec<usize>,
}

impl<'a> Object<'a> {
    pub(super) fn new(what: What, id: &'a Id, parent: Option<usize>, name: &'a str) -> Self {
        Self {
            what,
            id,
            parent,
            name: Cow::Borrowed(name),
            target: None,
            move_to: None,
            create: false,
            leaving: false,
            absent: false,
            was_aside: false,
            children: Vec::new(),
        }
    }

    pub(super) fn new_schema(schema: &'a Schema) -> Self {
        Self { create: true, absent: true, ..Self::new(What::Schema, &schema.id, None, &schema.name) }
    }

    pub(super) fn to(mut self, name: &'a str) -> Self {
        if self.name != name {
            self.target = Some(Cow::Borrowed(name));
        }
        self
    }

    pub(super) fn into_schema(mut self, schema: Option<usize>) -> Self {
        if self.parent != schema {
            self.move_to = schema;
        }
        self
    }
}

/// Where a name must be unique. The number is the containing object's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Space {
    Schemas,
    /// Tables, indexes and sequences share names.
    Relations(usize),
    /// Enums and tables share names: every table has a row type.
    Types(usize),
    Collations(usize),
    Columns(usize),
    Constraints(usize),
    Policies(usize),
    Labels(usize),
}

type Name = (Space, String);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Create,
    Move,
    Rename,
}

/// The objects and the names they hold.
#[derive(Debug, Default)]
pub(super) struct Simulation<'a> {
    objects: Vec<Object<'a>>,
    taken: HashMap<Name, usize>,
    waiting: HashMap<Name, Vec<(usize, Action)>>,
    queue: VecDeque<(usize, Action)>,
    temporary: usize,
    /// Names that temporary ones must not be, because objects to come have them.
    pub(super) reserved: HashSet<&'a str>,
    pub(super) statements: Vec<Statement>,
}

impl<'a> Simulation<'a> {
    pub(super) fn add(&mut self, object: Object<'a>) -> usize {
        let at = self.objects.len();
        if let Some(parent) = object.parent {
            self.objects[parent].children.push(at);
        }
        self.objects.push(object);
        at
    }

    /// An object's name by now, unquoted.
    pub(super) fn name(&self, at: usize) -> &str {
        &self.objects[at].name
    }

    /// The name by now of an object that lives in a schema, as SQL.
    pub(super) fn reference(&self, at: usize) -> String {
        let object = &self.objects[at];
        match object.parent {
            Some(parent) => quote::qualified(&self.objects[parent].name, &object.name),
            None => quote::ident(&object.name),
        }
    }

    /// Gives an object that is leaving a temporary name, because its own is wanted. Done when the others are known.
    pub(super) fn step_aside(&mut self, at: usize) {
        // An impossible target stands for "any name but this one"; `run` chooses it.
        self.objects[at].target = Some(Cow::Borrowed(""));
    }

    /// Does all renames and moves.
    pub(super) fn run(&mut self) {
        for at in 0..self.objects.len() {
            if !self.objects[at].absent {
                for name in self.names(at) {
                    self.taken.entry(name).or_insert(at);
                }
            }
        }
        let mut all = Vec::new();
        for (at, object) in self.objects.iter().enumerate() {
            if object.create {
                all.push((at, Action::Create));
            }
            if object.move_to.is_some() {
                all.push((at, Action::Move));
            }
            if object.target.is_some() {
                all.push((at, Action::Rename));
            }
        }
        self.queue.extend(&all);
        let mut first = 0;
        loop {
            while let Some((at, action)) = self.queue.pop_front() {
                self.attempt(at, action);
            }
            while all.get(first).is_some_and(|(at, action)| !self.is_pending(*at, *action)) {
                first += 1;
            }
            match all.get(first) {
                Some((at, action)) => self.break_circle(*at, *action),
                // Temporary names may have made new work.
                None => match (0..self.objects.len()).find(|at| self.is_pending(*at, Action::Rename)) {
                    Some(at) => all.push((at, Action::Rename)),
                    None => return,
                },
            }
        }
    }

    fn is_pending(&self, at: usize, action: Action) -> bool {
        let object = &self.objects[at];
        match action {
            Action::Create => object.create,
            Action::Move => object.move_to.is_some(),
            Action::Rename => object.target.is_some(),
        }
    }

    /// The names an object holds.
    fn names(&self, at: usize) -> Vec<Name> {
        let object = &self.objects[at];
        self.spaces(at, None).into_iter().map(|space| (space, object.name.to_string())).collect()
    }

    /// Where an object's name must be unique; for one that lives in a schema, or would live in `schema`.
    fn spaces(&self, at: usize, schema: Option<usize>) -> Vec<Space> {
        let object = &self.objects[at];
        let Some(parent) = object.parent else { return vec![Space::Schemas] };
        let schema_of = |at: usize| schema.or(self.objects[at].parent).unwrap_or(usize::MAX);
        match object.what {
            What::Schema => vec![Space::Schemas],
            What::Table => vec![Space::Relations(schema_of(at)), Space::Types(schema_of(at))],
            What::Enum => vec![Space::Types(schema_of(at))],
            // A sequence has no row type, but can't be created where a type has its name.
            What::Collation => vec![Space::Collations(schema_of(at))],
            What::Sequence => vec![Space::Relations(schema_of(at)), Space::Types(schema_of(at))],
            What::Index => vec![Space::Relations(schema_of(parent))],
            What::Key => vec![Space::Relations(schema_of(parent)), Space::Constraints(parent)],
            What::Constraint => vec![Space::Constraints(parent)],
            What::Column => vec![Space::Columns(parent)],
            What::Policy => vec![Space::Policies(parent)],
            What::Label => vec![Space::Labels(parent)],
        }
    }

    /// The name an action would take that another object holds, and which object would take it.
    fn obstacle(&self, at: usize, action: Action) -> Option<(Name, usize, usize)> {
        let object = &self.objects[at];
        let held = |name: Name, mover: usize| {
            self.taken.get(&name).copied().filter(|holder| *holder != mover).map(|holder| (name, holder, mover))
        };
        match action {
            Action::Create => held((Space::Schemas, object.name.to_string()), at),
            Action::Rename => {
                let target = object.target.as_deref().unwrap_or_default();
                self.spaces(at, None).into_iter().find_map(|space| held((space, target.to_owned()), at))
            }
            Action::Move => {
                let to = object.move_to?;
                if self.objects[to].create {
                    // The schema is yet to come: wait for its own name to be free.
                    let name = (Space::Schemas, self.objects[to].name.to_string());
                    return Some((
                        name,
                        self.taken.get(&(Space::Schemas, self.objects[to].name.to_string())).copied().unwrap_or(to),
                        to,
                    ));
                }
                std::iter::once(at).chain(object.children.iter().copied()).find_map(|mover| {
                    let name = &self.objects[mover].name;
                    let spaces = self.spaces(mover, Some(to)).into_iter();
                    let relations = spaces.filter(|s| matches!(s, Space::Relations(_) | Space::Types(_)));
                    relations.map(|space| (space, name.to_string())).find_map(|name| held(name, mover))
                })
            }
        }
    }

    fn attempt(&mut self, at: usize, action: Action) {
        if !self.is_pending(at, action) {
            return;
        }
        if action == Action::Rename && self.objects[at].target.as_deref() == Some("") {
            self.objects[at].target = None;
            self.set_aside(at);
            return;
        }
        match self.obstacle(at, action) {
            Some((name, ..)) => self.waiting.entry(name).or_default().push((at, action)),
            None => self.perform(at, action),
        }
    }

    fn perform(&mut self, at: usize, action: Action) {
        match action {
            Action::Create => {
                self.objects[at].create = false;
                self.objects[at].absent = false;
                let name = self.objects[at].name.to_string();
                let sql = format!("CREATE SCHEMA {}", quote::ident(&name));
                self.statements.push(statement(Kind::CreateSchema, self.objects[at].id, name.clone(), sql));
                self.taken.insert((Space::Schemas, name.clone()), at);
                // Moves into it were waiting for it, not for its name to be free.
                self.wake(&(Space::Schemas, name));
            }
            Action::Rename => {
                if let Some(target) = self.objects[at].target.take() {
                    self.rename(at, target);
                }
            }
            Action::Move => {
                if let Some(to) = self.objects[at].move_to.take() {
                    self.relocate(at, to);
                }
            }
        }
    }

    fn rename(&mut self, at: usize, to: Cow<'a, str>) {
        let before = self.names(at);
        let object = &self.objects[at];
        let container = match (object.what, object.parent) {
            (What::Schema, _) | (_, None) => String::new(),
            (What::Table | What::Enum | What::Sequence | What::Collation, Some(schema)) => {
                quote::ident(&self.objects[schema].name)
            }
            (What::Index, Some(table)) => {
                self.objects[table].parent.map(|s| quote::ident(&self.objects[s].name)).unwrap_or_default()
            }
            (_, Some(parent)) => self.reference(parent),
        };
        let sql = rename_sql(object.what, &container, &object.name, &to);
        let (kind, _) = kinds(object.what);
        self.objects[at].name = to;
        let name = self.person_name(at);
        self.statements.push(statement(kind, self.objects[at].id, name, sql));
        self.exchange(at, before);
    }

    fn relocate(&mut self, at: usize, to: usize) {
        let movers: Vec<usize> = std::iter::once(at).chain(self.objects[at].children.iter().copied()).collect();
        let before: Vec<(usize, Vec<Name>)> = movers.iter().map(|mover| (*mover, self.names(*mover))).collect();
        let object = &self.objects[at];
        let word = match object.what {
            What::Table => "TABLE",
            What::Enum => "TYPE",
            _ => "SEQUENCE",
        };
        let schema = quote::ident(&self.objects[to].name);
        let sql = format!("ALTER {word} {} SET SCHEMA {schema}", self.reference(at));
        let (_, kind) = kinds(object.what);
        self.objects[at].parent = Some(to);
        let name = self.person_name(at);
        self.statements.push(statement(kind.unwrap_or(Kind::MoveTable), self.objects[at].id, name, sql));
        for (mover, names) in before {
            self.exchange(mover, names);
        }
    }

    /// Gives up an object's old names, takes its new ones, and wakes who waited for them.
    fn exchange(&mut self, at: usize, before: Vec<Name>) {
        let after = self.names(at);
        for name in before.iter().filter(|name| !after.contains(name)) {
            if self.taken.get(name) == Some(&at) {
                self.taken.remove(name);
            }
        }
        for name in after {
            self.taken.insert(name, at);
        }
        for name in &before {
            self.wake(name);
        }
        // What it still has to do, or the table it belongs to, may have waited because of its old name.
        let family = [Some(at), self.objects[at].parent];
        for relative in family.into_iter().flatten() {
            for action in [Action::Move, Action::Rename] {
                if self.is_pending(relative, action) {
                    self.queue.push_back((relative, action));
                }
            }
        }
    }

    fn wake(&mut self, name: &Name) {
        if let Some(waiting) = self.waiting.remove(name) {
            self.queue.extend(waiting);
        }
    }

    /// Nothing can go on: whoever holds the name that this action waits for steps aside, if it is on its way to another
    /// name; else the waiting object itself does, which then comes by another road.
    fn break_circle(&mut self, at: usize, action: Action) {
        let Some((_, holder, mover)) = self.obstacle(at, action) else {
            self.queue.push_back((at, action));
            return;
        };
        let moves = |at: usize| {
            let object = &self.objects[at];
            let parent_moves = object.parent.is_some_and(|p| self.objects[p].move_to.is_some());
            object.target.is_some() || object.move_to.is_some() || object.leaving || parent_moves
        };
        if holder != mover && moves(holder) && !self.objects[holder].was_aside {
            self.set_aside(holder);
        } else if !self.objects[mover].was_aside && !self.objects[mover].absent {
            self.set_aside(mover);
        } else {
            // Two objects of the next catalog have one name. The engine will say so.
            self.perform(at, action);
        }
    }

    fn set_aside(&mut self, at: usize) {
        let spaces = self.spaces(at, None);
        let schemas: Vec<Space> = self.objects[at].move_to.map(|to| self.spaces(at, Some(to))).unwrap_or_default();
        let name = loop {
            self.temporary += 1;
            let name = format!("{TEMPORARY}{}", self.temporary);
            let free = spaces.iter().chain(&schemas).all(|space| !self.taken.contains_key(&(*space, name.clone())));
            if free && !self.reserved.contains(name.as_str()) {
                break name;
            }
        };
        let object = &mut self.objects[at];
        object.was_aside = true;
        if object.target.is_none() && !object.leaving {
            object.target = Some(object.name.clone());
        }
        self.rename(at, Cow::Owned(name));
    }

    /// An object's name for a person.
    fn person_name(&self, at: usize) -> String {
        let object = &self.objects[at];
        let parent = match object.what {
            // An index lives in its table's schema.
            What::Index => object.parent.and_then(|table| self.objects[table].parent),
            _ => object.parent,
        };
        match parent {
            Some(parent) => format!("{}.{}", self.person_name(parent), object.name),
            None => object.name.to_string(),
        }
    }
}
