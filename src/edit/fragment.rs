//! A part of a design that is taken elsewhere: to the clipboard, to another project, or beside itself as a copy.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::command::Command;
use super::ids;
use crate::catalog::{
    Catalog, Column, ColumnValue, Constraint, ConstraintKind, DataType, EnumType, Grantee, Id, IndexTarget, Ordered,
    Schema, Sequence, Table,
};
use crate::design::{Design, Entity, Look, Node, Tenancy};

/// Entities, or columns, with what they need to be understood elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Fragment {
    /// The entities.
    pub entities: Vec<Entity>,
    /// Where they stood, by id.
    pub nodes: BTreeMap<Id, Node>,
    /// How they looked, by id.
    pub looks: BTreeMap<Id, Look>,
    /// Columns without their entity.
    pub columns: Vec<Column>,
    /// The enums that columns have as their type.
    pub enums: Vec<EnumType>,
    /// The schemas of entities and enums.
    pub schemas: Vec<Schema>,
}

/// What pasting a fragment comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Pasted {
    /// What makes it.
    pub command: Command,
    /// The ids of the new entities, or of the new columns.
    pub ids: BTreeSet<Id>,
    /// What had to be left out, in sentences for a person.
    pub told: Vec<String>,
}

impl Fragment {
    /// The part of a design that these entities are. They stood where `place` says.
    pub fn of_entities(design: &Design, chosen: &BTreeSet<Id>, place: &dyn Fn(&Id) -> Option<Node>) -> Self {
        let entities: Vec<Entity> = chosen.iter().filter_map(|id| design.entities.get(id)).cloned().collect();
        let types = entities.iter().flat_map(|entity| &entity.table.columns).map(|column| &column.data_type);
        let enums = enums_of(design, types);
        let schemas = entities.iter().map(|e| &e.table.schema).chain(enums.iter().map(|e| &e.schema));
        let schemas = schemas.cloned().ordered_set();
        Self {
            nodes: chosen.iter().filter_map(|id| Some((id.clone(), place(id)?))).ordered_map(),
            looks: chosen.iter().filter_map(|id| Some((id.clone(), *design.picture.looks.get(id)?))).ordered_map(),
            schemas: schemas.iter().filter_map(|id| design.schemas.get(id)).cloned().collect(),
            entities,
            enums,
            columns: Vec::new(),
        }
    }

    /// Columns of an entity, without it.
    pub fn of_columns(design: &Design, entity: &Id, chosen: &BTreeSet<Id>) -> Self {
        let columns = design.entities.get(entity).into_iter().flat_map(|entity| &entity.table.columns);
        let columns: Vec<Column> = columns.filter(|column| chosen.contains(&column.id)).cloned().collect();
        let enums = enums_of(design, columns.iter().map(|column| &column.data_type));
        let schemas = enums.iter().map(|e| e.schema.clone()).ordered_set();
        let schemas = schemas.iter().filter_map(|id| design.schemas.get(id)).cloned().collect();
        Self { columns, enums, schemas, ..Self::default() }
    }

    /// True if there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty() && self.columns.is_empty()
    }

    /// The part of what the whole design lowers to that these entities are, so that it can be written as SQL by itself:
    /// without what refers to tables that are not among them, without roles and what is granted to them.
    pub fn catalog(&self, whole: &Catalog) -> Catalog {
        let chosen = self.entities.iter().map(|entity| entity.id().clone()).ordered_set();
        let is_chosen = |id: &Id| chosen.contains(&id.element());
        let tables = whole.tables.iter().filter(|table| is_chosen(&table.id)).cloned();
        let tables: Vec<Table> = tables
            .map(|mut table| {
                table.grants.clear();
                table.policies.retain(|policy| policy.to.iter().all(|to| *to == Grantee::Public));
                table.constraints.retain(|constraint| match &constraint.kind {
                    ConstraintKind::ForeignKey { target, .. } => is_chosen(target),
                    _ => true,
                });
                table
            })
            .collect();
        let types = tables.iter().flat_map(|table| &table.columns).filter_map(|column| column.data_type.defined_id());
        let types = types.cloned().ordered_set();
        let mut schemas = whole.schemas.clone();
        let enums: Vec<EnumType> = whole.enums.iter().filter(|e| types.contains(&e.id)).cloned().collect();
        let sequences: Vec<Sequence> = whole.sequences.iter().filter(|s| is_chosen(&s.id)).cloned().collect();
        let used = (tables.iter().map(|table| &table.schema))
            .chain(enums.iter().map(|e| &e.schema))
            .chain(sequences.iter().map(|s| &s.schema));
        let used = used.cloned().ordered_set();
        schemas.retain(|schema| used.contains(&schema.id));
        schemas.iter_mut().for_each(|schema| schema.grants.clear());
        Catalog { schemas, enums, sequences, tables, ..Catalog::default() }
    }

    /// The top left corner of where the entities stood.
    pub fn corner(&self) -> Node {
        let least = |of: fn(&Node) -> f64| self.nodes.values().map(of).reduce(f64::min).unwrap_or_default();
        Node { x: least(|node| node.x), y: least(|node| node.y) }
    }

    /// What puts the entities into a design, moved by so much. Ids are new, names that are taken get another, and what
    /// the entities refer to among each other they refer to still.
    pub fn paste(&self, design: &Design, by: Node, fresh: &mut dyn FnMut() -> Id) -> Pasted {
        let mut paste = Paste::new(self, design, fresh);
        let mut taken = design.entities.values().map(|entity| entity.table.name.clone()).ordered_set();
        let mut added = BTreeSet::new();
        let mut looks = BTreeMap::new();
        for entity in &self.entities {
            let copy = paste.entity(entity, &mut taken);
            let node = self.nodes.get(entity.id()).copied().unwrap_or_default();
            let node = Node { x: node.x + by.x, y: node.y + by.y };
            if let Some(look) = self.looks.get(entity.id()) {
                looks.insert(copy.id().clone(), *look);
            }
            added.insert(copy.id().clone());
            paste.entities.push((copy, node));
        }
        let mut commands = std::mem::take(&mut paste.commands);
        commands.extend(in_order(std::mem::take(&mut paste.entities)));
        if !looks.is_empty() {
            commands.push(Command::SetLooks { looks });
        }
        Pasted { command: Command::Batch { commands }, ids: added, told: paste.told }
    }

    /// What puts the columns into an entity of a design, at its end.
    pub fn paste_columns(&self, design: &Design, into: &Entity, fresh: &mut dyn FnMut() -> Id) -> Pasted {
        let mut paste = Paste::new(self, design, fresh);
        let mut taken = into.table.columns.iter().map(|column| column.name.clone()).ordered_set();
        let mut added = BTreeSet::new();
        let mut columns = Vec::new();
        for column in &self.columns {
            let mut column = column.clone();
            column.id = paste.fresh();
            column.name = free_name(&column.name, "_", &mut taken);
            paste.column(&mut column, &into.table.name);
            added.insert(column.id.clone());
            columns.push(Command::PutColumn { entity: into.id().clone(), column, at: None });
        }
        let mut commands = std::mem::take(&mut paste.commands);
        commands.extend(columns);
        Pasted { command: Command::Batch { commands }, ids: added, told: paste.told }
    }
}

/// Adds entities without their foreign keys and bases, then those: an entity may refer to one that comes after it.
fn in_order(entities: Vec<(Entity, Node)>) -> Vec<Command> {
    let (mut adds, mut links) = (Vec::new(), Vec::new());
    for (mut entity, node) in entities {
        let id = entity.id().clone();
        let constraints = std::mem::take(&mut entity.table.constraints);
        let is_link = |c: &Constraint| matches!(c.kind, ConstraintKind::ForeignKey { .. });
        for constraint in constraints {
            match is_link(&constraint) {
                true => links.push(Command::PutConstraint { entity: id.clone(), constraint }),
                false => entity.table.constraints.push(constraint),
            }
        }
        adds.push(Command::AddEntity { entity: Box::new(entity), node });
    }
    adds.extend(links);
    adds
}

fn enums_of<'t>(design: &Design, types: impl Iterator<Item = &'t DataType>) -> Vec<EnumType> {
    let ids = types.filter_map(DataType::defined_id).cloned().ordered_set();
    ids.iter().filter_map(|id| design.enums.get(id)).cloned().collect()
}

/// A name that is not taken, which it then is: the name itself, or with a number behind it.
fn free_name(name: &str, between: &str, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|n: u32| format!("{name}{between}{n}"));
    let free = std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or_default();
    taken.insert(free.clone());
    free
}

/// A fragment on its way into a design.
struct Paste<'p> {
    design: &'p Design,
    fresh: &'p mut dyn FnMut() -> Id,
    /// New ids by old ones: of entities, columns, enums and schemas.
    names: BTreeMap<Id, Id>,
    commands: Vec<Command>,
    entities: Vec<(Entity, Node)>,
    told: Vec<String>,
    known: BTreeSet<Id>,
}

impl<'p> Paste<'p> {
    fn new(fragment: &Fragment, design: &'p Design, fresh: &'p mut dyn FnMut() -> Id) -> Self {
        let names = BTreeMap::new();
        let known = ids::all(design);
        let mut this =
            Self { design, fresh, names, commands: Vec::new(), entities: Vec::new(), told: Vec::new(), known };
        fragment.schemas.iter().for_each(|schema| this.schema(schema));
        fragment.enums.iter().for_each(|enum_type| this.enum_type(enum_type));
        for entity in &fragment.entities {
            for id in std::iter::once(entity.id()).chain(entity.table.columns.iter().map(|c| &c.id)) {
                let new = this.fresh();
                this.names.insert(id.clone(), new);
            }
        }
        this
    }

    fn fresh(&mut self) -> Id {
        let mut id = (self.fresh)();
        // Whoever gives the same id again and again gets another one of it.
        while !self.known.insert(id.clone()) {
            id = Id::new(format!("{id}x"));
        }
        id
    }

    /// The schema of the same name, or a new one.
    fn schema(&mut self, schema: &Schema) {
        let found = self.design.schemas.values().find(|other| other.name == schema.name).map(|other| other.id.clone());
        let id = found.unwrap_or_else(|| {
            let mut new = schema.clone();
            new.id = self.fresh();
            new.grants.clear();
            let id = new.id.clone();
            self.commands.push(Command::PutSchema { schema: new });
            id
        });
        self.names.insert(schema.id.clone(), id);
    }

    /// The enum of the same name and labels, or a new one.
    fn enum_type(&mut self, enum_type: &EnumType) {
        let labels = |e: &EnumType| e.labels.iter().map(|label| label.name.clone()).collect::<Vec<_>>();
        let schema = self.renamed_schema(&enum_type.schema);
        let mut others = self.design.enums.values().filter(|other| other.schema == schema);
        let same = others.find(|other| other.name == enum_type.name && labels(other) == labels(enum_type));
        let id = same.map(|other| other.id.clone()).unwrap_or_else(|| {
            let mut new = enum_type.clone();
            new.id = self.fresh();
            new.schema = schema;
            let mut taken = self.design.enums.values().map(|other| other.name.clone()).ordered_set();
            new.name = free_name(&new.name, "_", &mut taken);
            for label in &mut new.labels {
                label.id = self.fresh();
            }
            let id = new.id.clone();
            self.commands.push(Command::PutEnum { enum_type: new });
            id
        });
        self.names.insert(enum_type.id.clone(), id);
    }

    fn renamed_schema(&self, id: &Id) -> Id {
        let known = self.names.get(id).or_else(|| self.design.schemas.get(id).map(|schema| &schema.id));
        known.unwrap_or(&self.design.settings.default_schema).clone()
    }

    /// The new id of an entity or a column, or of a part that lowering derives from one; that of what is not pasted stays.
    fn renamed(&self, id: &Id) -> Id {
        if let Some(new) = self.names.get(id) {
            return new.clone();
        }
        let element = id.element();
        match (self.names.get(&element), id.as_str().strip_prefix(&format!("{element}/"))) {
            (Some(new), Some(part)) => new.part(part),
            _ => id.clone(),
        }
    }

    /// True if an id is one that is pasted or that the design has.
    fn is_known(&self, id: &Id) -> bool {
        self.names.contains_key(&id.element()) || self.known.contains(&id.element())
    }

    fn column(&mut self, column: &mut Column, table: &str) {
        if let DataType::Defined { id, array } = &column.data_type {
            if self.is_known(id) {
                column.data_type = DataType::Defined { id: self.renamed(id), array: *array };
            } else {
                let what = format!("The type of “{}” of “{table}” does not exist here: it is text now.", column.name);
                self.told.push(what);
                column.data_type = DataType::builtin("text");
            }
        }
        if let ColumnValue::NextValue { sequence } = &column.value {
            column.value = if self.is_known(sequence) {
                ColumnValue::NextValue { sequence: self.renamed(sequence) }
            } else {
                self.told.push(format!("“{}” of “{table}” had a sequence that is not here.", column.name));
                ColumnValue::None
            };
        }
    }

    fn entity(&mut self, entity: &Entity, taken: &mut BTreeSet<String>) -> Entity {
        let mut copy = entity.clone();
        let name = entity.table.name.clone();
        copy.table.id = self.renamed(entity.id());
        copy.table.schema = self.renamed_schema(&entity.table.schema);
        copy.table.name = if taken.contains(&name) { free_name(&format!("{name} copy"), " ", taken) } else { name };
        taken.insert(copy.table.name.clone());
        if copy.table.name != entity.table.name {
            copy.table_name = None;
        }
        for column in &mut copy.table.columns {
            column.id = self.renamed(&column.id);
            self.column(column, &entity.table.name);
        }
        copy.column_names = entity.column_names.iter().map(|(id, name)| (self.renamed(id), name.clone())).ordered_map();
        copy.base = copy.base.filter(|base| self.is_known(base)).map(|base| self.renamed(&base));
        if let Tenancy::Tenant { column: Some(column) } = &mut copy.tenancy {
            *column = self.renamed(column);
        }
        self.parts(&mut copy, entity);
        let roles = |grantee: &Grantee| match grantee {
            Grantee::Public => true,
            Grantee::Role(id) => self.design.roles.contains_key(id),
        };
        copy.table.grants.retain(|grant| roles(&grant.to));
        copy.table.policies.retain(|policy| policy.to.iter().all(roles));
        if copy.table.policies.len() < entity.table.policies.len() {
            self.told.push(format!(
                "Policies of “{}” apply to roles that are not here, so they are not.",
                entity.table.name
            ));
        }
        for policy in &mut copy.table.policies {
            policy.id = self.fresh();
        }
        self.options(&mut copy);
        copy
    }

    /// Keys, foreign keys and indexes. They are named by the convention: names of indexes are taken in a whole schema.
    fn parts(&mut self, copy: &mut Entity, entity: &Entity) {
        let mut keys: BTreeMap<Id, Id> = BTreeMap::new();
        copy.table.constraints.retain(|constraint| match &constraint.kind {
            ConstraintKind::ForeignKey { target, target_columns, .. }
                if !self.is_known(target) || !target_columns.iter().all(|id| self.is_known(id)) =>
            {
                self.told
                    .push(format!("A foreign key of “{}” references a table that is not here.", entity.table.name));
                false
            }
            _ => true,
        });
        for constraint in &mut copy.table.constraints {
            let fresh = self.fresh();
            keys.insert(std::mem::replace(&mut constraint.id, fresh.clone()), fresh);
            constraint.name.clear();
            match &mut constraint.kind {
                ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => {
                    columns.iter_mut().for_each(|id| *id = self.renamed(id));
                }
                ConstraintKind::ForeignKey { columns, target, target_columns, .. } => {
                    *target = self.renamed(target);
                    columns.iter_mut().chain(target_columns).for_each(|id| *id = self.renamed(id));
                }
                ConstraintKind::Check { .. } | ConstraintKind::Exclude { .. } => {}
            }
        }
        for index in &mut copy.table.indexes {
            let fresh = self.fresh();
            keys.insert(std::mem::replace(&mut index.id, fresh.clone()), fresh);
            index.name.clear();
            index.include.iter_mut().for_each(|id| *id = self.renamed(id));
            for key in &mut index.keys {
                if let IndexTarget::Column { column } = &mut key.target {
                    *column = self.renamed(column);
                }
            }
        }
        copy.global_keys = entity.global_keys.iter().filter_map(|id| keys.get(id).cloned()).collect();
    }

    /// What refers to other tables and to keys by id.
    fn options(&self, copy: &mut Entity) {
        let mut options = (*copy.table.options).clone();
        options.inherits.retain(|id| self.is_known(id));
        options.inherits.iter_mut().for_each(|id| *id = self.renamed(id));
        options.of_type = options.of_type.filter(|id| self.is_known(id));
        options.partition_of = options.partition_of.filter(|of| self.names.contains_key(&of.parent)).map(|mut of| {
            of.parent = self.renamed(&of.parent);
            of
        });
        options.replica_identity = Default::default();
        options.cluster_on = None;
        copy.table.options = options.into();
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{run, shop};
    use super::*;

    fn linked() -> Design {
        let mut design = shop();
        let ids = ["fk", "col", "ix"].map(Id::new).to_vec();
        let (from, to) = (Id::new("o"), Id::new("c"));
        run(&mut design, Command::Link { from, to, columns: Vec::new(), target_column: None, ids });
        design
    }

    fn all(design: &Design) -> Fragment {
        let ids = design.entities.keys().cloned().ordered_set();
        Fragment::of_entities(design, &ids, &|id| design.nodes.get(id).copied())
    }

    /// Pastes and gives the names of the entities and what their foreign keys reference.
    #[track_caller]
    fn paste(design: &mut Design, fragment: &Fragment) -> (Vec<String>, Vec<String>) {
        let mut number = 0;
        let pasted = fragment.paste(design, Node { x: 8.0, y: 8.0 }, &mut || {
            number += 1;
            Id::new(format!("new{number}"))
        });
        run(design, pasted.command);
        let names = |design: &Design| design.entities.values().map(|e| e.table.name.clone()).collect::<Vec<_>>();
        let mut targets = Vec::new();
        for constraint in design.entities.values().flat_map(|e| &e.table.constraints) {
            if let ConstraintKind::ForeignKey { target, .. } = &constraint.kind {
                targets.push(design.entities[target].table.name.clone());
            }
        }
        targets.sort();
        let mut names = names(design);
        names.sort();
        (names, targets)
    }

    #[test]
    fn a_copy_beside_itself_has_its_own_foreign_keys() {
        let mut design = linked();
        let fragment = all(&design);
        let (names, targets) = paste(&mut design, &fragment);
        assert_eq!(names, ["customers", "customers copy", "orders", "orders copy"]);
        assert_eq!(targets, ["customers", "customers copy"]);
        let (names, _) = paste(&mut design, &fragment);
        assert!(names.contains(&"orders copy 2".to_owned()), "{names:?}");
    }

    #[test]
    fn another_project_gets_names_and_foreign_keys_as_they_were() {
        let mut other = Design::empty("Other");
        let (names, targets) = paste(&mut other, &all(&linked()));
        assert_eq!((names.join(" "), targets.join(" ")), ("customers orders".into(), "customers".into()));
    }

    #[test]
    fn what_is_not_there_is_left_out_and_told() {
        let design = linked();
        let fragment = Fragment::of_entities(&design, &BTreeSet::from([Id::new("o")]), &|_| None);
        let mut other = Design::empty("Other");
        let pasted = fragment.paste(&other, Node::default(), &mut || Id::new("n"));
        assert_eq!(pasted.told, ["A foreign key of “orders” references a table that is not here."]);
        run(&mut other, pasted.command);
        assert_eq!(other.entities.len(), 1);
    }

    #[test]
    fn the_part_of_a_catalog_refers_to_nothing_outside_of_it() {
        let design = linked();
        let whole = crate::lower::lower(&design).catalog;
        let part = Fragment::of_entities(&design, &BTreeSet::from([Id::new("o")]), &|_| None).catalog(&whole);
        assert_eq!(part.tables.len(), 1);
        let links = |c: &&Constraint| matches!(c.kind, ConstraintKind::ForeignKey { .. });
        assert_eq!(part.tables[0].constraints.iter().filter(links).count(), 0);
        assert!(part.tables[0].columns.len() >= design.entities[&Id::new("o")].table.columns.len());
        assert_eq!(all(&design).catalog(&whole).tables.len(), 2);
    }

    #[test]
    fn columns_come_with_names_of_their_own() {
        let mut design = linked();
        let chosen = BTreeSet::from([Id::new("c_name")]);
        let fragment = Fragment::of_columns(&design, &Id::new("c"), &chosen);
        let pasted = fragment.paste_columns(&design, &design.entities[&Id::new("o")], &mut || Id::new("n"));
        run(&mut design, pasted.command);
        let columns = design.entities[&Id::new("o")].table.columns.iter().map(|c| c.name.as_str());
        assert!(columns.eq(["id", "name", "customer_id", "name_2"]));
    }
}
