//! Renames and moves of all kinds of object, which share names and so must be ordered together.

mod simulation;

use std::collections::{HashMap, HashSet};

use self::simulation::{Object, Simulation, TEMPORARY, What};
use super::hazard;
use super::kind::Kind;
use super::planner::Planner;
use super::step::{Phase, Step};
use crate::catalog::{Catalog, ConstraintKind, EnumType, Id, Object as Defined, Pair};
use crate::diff::{
    Aligned, Change, ColumnAlteration, ColumnChange, ConstraintAlteration, ConstraintChange, EnumAlteration,
    EnumChange, IndexAlteration, IndexChange, ObjectAlteration, ObjectChange, PolicyAlteration, PolicyChange,
    SchemaChange, SequenceAlteration, SequenceChange, TableAlteration, TableChange, TableMatch,
};
use crate::sql::quote;

/// What is dropped only after columns and tables have left it, and what it is called by then. By previous ids.
#[derive(Debug, Default)]
pub(crate) struct Survivors<'a> {
    /// Enums and other types, as SQL.
    pub(crate) enums: HashMap<&'a Id, String>,
    /// Schemas, unquoted.
    pub(crate) schemas: HashMap<&'a Id, String>,
}

/// Makes the steps that rename and move, and create schemas for what moves into them.
pub(crate) fn steps<'a>(planner: &mut Planner<'a>) -> Survivors<'a> {
    let wanted = Wanted::of(planner);
    if wanted.nothing() {
        return Survivors::default();
    }
    let mut collector = Collector::new(planner);
    collector.simulation.reserved = reserved(planner.aligned.catalogs.next);
    collector.schemas();
    collector.objects(&wanted);
    let Collector { mut simulation, leaving_enums, leaving_schemas, .. } = collector;
    simulation.run();
    let survivors = Survivors {
        enums: leaving_enums.into_iter().map(|(id, at)| (id, simulation.reference(at))).collect(),
        schemas: leaving_schemas.into_iter().map(|(id, at)| (id, simulation.name(at).to_owned())).collect(),
    };
    let mut before = None;
    for statement in simulation.statements {
        let link = planner.link();
        let hazard = hazard::rename(&statement);
        let step = Step::new(Phase::Rename, 0, statement).after(before).provides([link]).hazard(hazard);
        planner.push(step);
        before = Some(link);
    }
    survivors
}

/// Which names change hands: only the objects that share names with these need to be looked at.
#[derive(Default)]
struct Wanted<'a> {
    /// Schemas, tables, indexes, keys, enums or sequences: names that live in schemas.
    relations: bool,
    /// Tables, by next id, whose columns, constraints or policies have new names.
    columns: HashSet<&'a Id>,
    constraints: HashSet<&'a Id>,
    policies: HashSet<&'a Id>,
    /// Enums, by next id, whose labels have new names.
    labels: HashSet<&'a Id>,
}

impl<'a> Wanted<'a> {
    fn of(planner: &Planner<'a>) -> Self {
        let mut wanted = Self::default();
        for change in planner.changes {
            match change {
                Change::Schema(SchemaChange::Added { .. } | SchemaChange::Renamed { .. })
                | Change::Table(TableChange::Altered {
                    what: TableAlteration::Renamed | TableAlteration::Moved, ..
                })
                | Change::Enum(EnumChange::Altered { what: EnumAlteration::Renamed | EnumAlteration::Moved, .. })
                | Change::Sequence(SequenceChange::Altered {
                    what: SequenceAlteration::Renamed | SequenceAlteration::Moved,
                    ..
                })
                | Change::Index(IndexChange::Altered { what: IndexAlteration::Renamed, .. }) => {
                    wanted.relations = true;
                }
                Change::Constraint(ConstraintChange::Altered {
                    table, what: ConstraintAlteration::Renamed, ..
                }) => {
                    wanted.relations = true;
                    wanted.constraints.insert(&table.next);
                }
                Change::Column(ColumnChange::Altered { table, what: ColumnAlteration::Renamed, .. }) => {
                    wanted.columns.insert(&table.next);
                }
                Change::Policy(PolicyChange::Altered { table, what: PolicyAlteration::Renamed, .. }) => {
                    wanted.policies.insert(&table.next);
                }
                Change::Enum(EnumChange::Altered { ids, what: EnumAlteration::LabelRenamed { .. } }) => {
                    wanted.labels.insert(&ids.next);
                }
                _ => {}
            }
        }
        // An extension may leave a schema that goes.
        let moves = |change: &Change| {
            let Change::Object(ObjectChange::Altered { ids, what: ObjectAlteration::Replaced }) = change else {
                return false;
            };
            planner.next.catalog().object(&ids.next).is_some_and(|object| object.kind == "extension")
        };
        wanted.relations |= !planner.aligned.schemas.removed.is_empty() && planner.changes.iter().any(moves);
        // An enum that outlives its name may have to step aside.
        wanted.relations |= !planner.rebuilds.outliving_enums.is_empty();
        wanted
    }

    fn nothing(&self) -> bool {
        !self.relations
            && self.columns.is_empty()
            && self.constraints.is_empty()
            && self.policies.is_empty()
            && self.labels.is_empty()
    }
}

/// Collects the objects that are there while renames run: what is in both catalogs and isn't made again, and what is
/// dropped only afterwards.
struct Collector<'p, 'a> {
    planner: &'p Planner<'a>,
    simulation: Simulation<'a>,
    previous_schemas: HashMap<&'a Id, usize>,
    next_schemas: HashMap<&'a Id, usize>,
    leaving_enums: Vec<(&'a Id, usize)>,
    leaving_schemas: Vec<(&'a Id, usize)>,
}

impl<'p, 'a> Collector<'p, 'a> {
    fn new(planner: &'p Planner<'a>) -> Self {
        Self {
            planner,
            simulation: Simulation::default(),
            previous_schemas: HashMap::new(),
            next_schemas: HashMap::new(),
            leaving_enums: Vec::new(),
            leaving_schemas: Vec::new(),
        }
    }

    fn schemas(&mut self) {
        let aligned = self.planner.aligned;
        let next_names: HashSet<&str> = aligned.catalogs.next.schemas.iter().map(|s| s.name.as_str()).collect();
        // `public` is always there.
        let public = self.simulation.add(Object::new(What::Schema, &PUBLIC, None, crate::catalog::PUBLIC_SCHEMA));
        for pair in &aligned.schemas.kept {
            let (previous, next) = match (pair.previous.is_public(), pair.next.is_public()) {
                (true, true) => (public, public),
                (true, false) => (public, self.simulation.add(Object::new_schema(pair.next))),
                (false, true) => (self.leaving_schema(pair.previous, &next_names), public),
                (false, false) => {
                    let object = Object::new(What::Schema, &pair.next.id, None, &pair.previous.name);
                    let at = self.simulation.add(object.to(&pair.next.name));
                    (at, at)
                }
            };
            self.previous_schemas.insert(&pair.previous.id, previous);
            self.next_schemas.insert(&pair.next.id, next);
        }
        for schema in &aligned.schemas.removed {
            let at = if schema.is_public() { public } else { self.leaving_schema(schema, &next_names) };
            self.previous_schemas.insert(&schema.id, at);
        }
        for schema in &aligned.schemas.added {
            let at = if schema.is_public() { public } else { self.simulation.add(Object::new_schema(schema)) };
            self.next_schemas.insert(&schema.id, at);
        }
    }

    /// A schema that goes: at once if nothing lives on in it, else at the end, under another name if its own is taken.
    fn leaving_schema(&mut self, schema: &'a crate::catalog::Schema, next_names: &HashSet<&str>) -> usize {
        let aligned = self.planner.aligned;
        let moves_out = aligned.kept_tables.iter().any(|t| t.tables.previous.schema == schema.id)
            || aligned
                .enums
                .kept
                .iter()
                .any(|e| e.previous.schema == schema.id && !self.planner.rebuilds.enums.contains(&e.next.id))
            || aligned.sequences.kept.iter().any(|s| s.previous.schema == schema.id)
            || aligned
                .catalogs
                .previous
                .enums
                .iter()
                .any(|e| e.schema == schema.id && self.planner.rebuilds.outliving_enums.contains(&e.id))
            || aligned.catalogs.previous.objects.iter().any(|object| {
                let outlives = self.planner.rebuilds.outliving_enums.contains(&object.id);
                outlives && object.schema.as_ref() == Some(&schema.id)
            })
            || aligned.objects.kept.iter().any(|pair| {
                let stays =
                    !self.planner.rebuilds.objects.contains(&pair.next.id) && pair.previous.can_become(pair.next);
                stays && pair.previous.schema.as_ref() == Some(&schema.id)
            });
        let mut object = Object::new(What::Schema, &schema.id, None, &schema.name);
        if !moves_out {
            // Gone before the renames.
            object.absent = true;
            return self.simulation.add(object);
        }
        object.leaving = true;
        let at = self.simulation.add(object);
        if next_names.contains(schema.name.as_str()) {
            self.simulation.step_aside(at);
        }
        self.leaving_schemas.push((&schema.id, at));
        at
    }

    fn objects(&mut self, wanted: &Wanted<'a>) {
        let aligned = self.planner.aligned;
        let mut tables = Vec::new();
        for table in &aligned.kept_tables {
            let next = &table.tables.next.id;
            if wanted.relations
                || wanted.columns.contains(next)
                || wanted.constraints.contains(next)
                || wanted.policies.contains(next)
            {
                tables.push((table, self.table(table)));
            }
        }
        if wanted.relations || !wanted.labels.is_empty() {
            self.enums(wanted);
        }
        if wanted.relations {
            self.sequences();
        }
        for (table, at) in &tables {
            if wanted.relations || wanted.constraints.contains(&table.tables.next.id) {
                self.constraints(table, *at);
            }
            if wanted.relations {
                self.indexes(table, *at);
            }
        }
        for (table, at) in &tables {
            if wanted.columns.contains(&table.tables.next.id) {
                self.columns(table, *at);
            }
            if wanted.policies.contains(&table.tables.next.id) {
                self.policies(table, *at);
            }
        }
    }

    fn place(&self, schemas: Pair<&'a Id>) -> Pair<Option<usize>> {
        Pair::new(self.previous_schemas.get(schemas.previous).copied(), self.next_schemas.get(schemas.next).copied())
    }

    fn table(&mut self, table: &TableMatch<'a>) -> usize {
        let Pair { previous, next } = table.tables;
        let place = self.place(Pair::new(&previous.schema, &next.schema));
        let object = Object::new(What::Table, &next.id, place.previous, &previous.name);
        self.simulation.add(object.to(&next.name).into_schema(place.next))
    }

    fn enums(&mut self, wanted: &Wanted<'a>) {
        let aligned = self.planner.aligned;
        let next = aligned.catalogs.next;
        let mut taken: HashSet<(Option<usize>, &str)> = HashSet::new();
        if !self.planner.rebuilds.outliving_enums.is_empty() {
            let schema = |id: &Id| self.next_schemas.get(id).copied();
            taken.extend(next.enums.iter().map(|e| (schema(&e.schema), e.name.as_str())));
            taken.extend(next.tables.iter().map(|t| (schema(&t.schema), t.name.as_str())));
            taken.extend(next.sequences.iter().map(|s| (schema(&s.schema), s.name.as_str())));
            let objects = next.objects.iter().filter_map(|o| Some((schema(o.schema.as_ref()?), o.name.as_str())));
            taken.extend(objects);
        }
        for pair in &aligned.enums.kept {
            let at = if self.planner.rebuilds.enums.contains(&pair.next.id) {
                let Pair { previous, next } = pair;
                match self.leaving_type(What::Enum, (&previous.id, &previous.schema, &previous.name), &next.id, &taken)
                {
                    Some(at) => at,
                    None => continue,
                }
            } else {
                let place = self.place(Pair::new(&pair.previous.schema, &pair.next.schema));
                let object = Object::new(What::Enum, &pair.next.id, place.previous, &pair.previous.name);
                self.simulation.add(object.to(&pair.next.name).into_schema(place.next))
            };
            if wanted.labels.contains(&pair.next.id) {
                self.labels(*pair, at);
            }
        }
        for gone in &aligned.enums.removed {
            self.leaving_type(What::Enum, (&gone.id, &gone.schema, &gone.name), &gone.id, &taken);
        }
        let rebuilt = |pair: &&Pair<&'a Defined>| self.planner.rebuilds.objects.contains(&pair.next.id);
        let rebuilt = aligned.objects.kept.iter().filter(rebuilt).map(|pair| (pair.previous, &pair.next.id));
        let gone = aligned.objects.removed.iter().map(|object| (*object, &object.id));
        for (object, id) in rebuilt.chain(gone).filter(|(object, _)| object.is_of_columns()).collect::<Vec<_>>() {
            if let Some(schema) = &object.schema {
                let what = if object.is_type() { What::Enum } else { What::Collation };
                self.leaving_type(what, (&object.id, schema, &object.name), id, &taken);
            }
        }
    }

    /// A type that is dropped once its columns have another one, under another name if its own is taken. Given are its
    /// id, its schema and its name.
    fn leaving_type(
        &mut self,
        what: What,
        (id, schema, name): (&'a Id, &'a Id, &'a str),
        object: &'a Id,
        taken: &HashSet<(Option<usize>, &str)>,
    ) -> Option<usize> {
        if !self.planner.rebuilds.outliving_enums.contains(id) {
            return None;
        }
        let schema = self.previous_schemas.get(schema).copied();
        let mut leaving = Object::new(what, object, schema, name);
        leaving.leaving = true;
        let at = self.simulation.add(leaving);
        if taken.contains(&(schema, name)) {
            self.simulation.step_aside(at);
        }
        self.leaving_enums.push((id, at));
        Some(at)
    }

    fn labels(&mut self, pair: Pair<&'a EnumType>, enum_at: usize) {
        let labels = Aligned::labels(pair);
        for label in &labels.kept {
            let object = Object::new(What::Label, &label.next.id, Some(enum_at), &label.previous.name);
            self.simulation.add(object.to(&label.next.name));
        }
        for label in &labels.removed {
            let mut object = Object::new(What::Label, &label.id, Some(enum_at), &label.name);
            object.leaving = true;
            self.simulation.add(object);
        }
    }

    fn sequences(&mut self) {
        for pair in &self.planner.aligned.sequences.kept {
            let place = self.place(Pair::new(&pair.previous.schema, &pair.next.schema));
            let object = Object::new(What::Sequence, &pair.next.id, place.previous, &pair.previous.name);
            self.simulation.add(object.to(&pair.next.name).into_schema(place.next));
        }
    }

    fn constraints(&mut self, table: &TableMatch<'a>, at: usize) {
        let id = &table.tables.next.id;
        for pair in &table.constraints.kept {
            if self.planner.is_constraint_rebuilt(id, &pair.next.id) {
                continue;
            }
            let what = match pair.next.kind {
                ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. } => What::Key,
                _ => What::Constraint,
            };
            let object = Object::new(what, &pair.next.id, Some(at), &pair.previous.name);
            self.simulation.add(object.to(&pair.next.name));
        }
    }

    fn indexes(&mut self, table: &TableMatch<'a>, at: usize) {
        let id = &table.tables.next.id;
        for pair in &table.indexes.kept {
            if !self.planner.is_index_rebuilt(id, &pair.next.id) {
                let object = Object::new(What::Index, &pair.next.id, Some(at), &pair.previous.name);
                self.simulation.add(object.to(&pair.next.name));
            }
        }
    }

    fn columns(&mut self, table: &TableMatch<'a>, at: usize) {
        let id = &table.tables.next.id;
        for pair in &table.columns.kept {
            if !self.planner.is_column_recreated(id, &pair.next.id) {
                let object = Object::new(What::Column, &pair.next.id, Some(at), &pair.previous.name);
                self.simulation.add(object.to(&pair.next.name));
            }
        }
    }

    fn policies(&mut self, table: &TableMatch<'a>, at: usize) {
        let id = &table.tables.next.id;
        for pair in &table.policies.kept {
            if !self.planner.is_policy_rebuilt(id, &pair.next.id) {
                let object = Object::new(What::Policy, &pair.next.id, Some(at), &pair.previous.name);
                self.simulation.add(object.to(&pair.next.name));
            }
        }
    }
}

/// The names of the next catalog that look like temporary ones.
fn reserved(next: &Catalog) -> HashSet<&str> {
    let mut names: Vec<&str> = next.schemas.iter().map(|s| s.name.as_str()).collect();
    for enum_type in &next.enums {
        names.push(&enum_type.name);
        names.extend(enum_type.labels.iter().map(|l| l.name.as_str()));
    }
    names.extend(next.sequences.iter().map(|s| s.name.as_str()));
    for table in &next.tables {
        names.push(&table.name);
        names.extend(table.columns.iter().map(|c| c.name.as_str()));
        names.extend(table.constraints.iter().map(|c| c.name.as_str()));
        names.extend(table.indexes.iter().map(|i| i.name.as_str()));
        names.extend(table.policies.iter().map(|p| p.name.as_str()));
    }
    names.into_iter().filter(|name| name.starts_with(TEMPORARY)).collect()
}

/// The id of the `public` that stands for the one every database has.
static PUBLIC: std::sync::LazyLock<Id> = std::sync::LazyLock::new(|| Id::new(crate::catalog::PUBLIC_SCHEMA));

/// The kinds of statement that give an object of this kind another name, another schema.
fn kinds(what: What) -> (Kind, Option<Kind>) {
    match what {
        What::Schema => (Kind::RenameSchema, None),
        What::Table => (Kind::RenameTable, Some(Kind::MoveTable)),
        What::Enum => (Kind::RenameEnum, Some(Kind::MoveEnum)),
        What::Collation => (Kind::RenameCollation, None),
        What::Sequence => (Kind::RenameSequence, Some(Kind::MoveSequence)),
        What::Key | What::Constraint => (Kind::RenameConstraint, None),
        What::Index => (Kind::RenameIndex, None),
        What::Column => (Kind::RenameColumn, None),
        What::Policy => (Kind::RenamePolicy, None),
        What::Label => (Kind::RenameEnumLabel, None),
    }
}

/// `ALTER … RENAME … TO`, given the SQL of what is altered.
fn rename_sql(what: What, container: &str, from: &str, to: &str) -> String {
    let (quoted_from, quoted_to) = (quote::ident(from), quote::ident(to));
    match what {
        What::Schema => format!("ALTER SCHEMA {quoted_from} RENAME TO {quoted_to}"),
        What::Table => format!("ALTER TABLE {container}.{quoted_from} RENAME TO {quoted_to}"),
        What::Enum => format!("ALTER TYPE {container}.{quoted_from} RENAME TO {quoted_to}"),
        What::Collation => format!("ALTER COLLATION {container}.{quoted_from} RENAME TO {quoted_to}"),
        What::Sequence => format!("ALTER SEQUENCE {container}.{quoted_from} RENAME TO {quoted_to}"),
        What::Index => format!("ALTER INDEX {container}.{quoted_from} RENAME TO {quoted_to}"),
        What::Key | What::Constraint => {
            format!("ALTER TABLE {container} RENAME CONSTRAINT {quoted_from} TO {quoted_to}")
        }
        What::Column => format!("ALTER TABLE {container} RENAME COLUMN {quoted_from} TO {quoted_to}"),
        What::Policy => format!("ALTER POLICY {quoted_from} ON {container} RENAME TO {quoted_to}"),
        What::Label => {
            format!("ALTER TYPE {container} RENAME VALUE {} TO {}", quote::literal(from), quote::literal(to))
        }
    }
}
