//! What holds of every design that commands made.

use std::collections::BTreeSet;

use super::change::Key;
use super::ids;
use crate::catalog::{ColumnValue, ConstraintKind, DataType, Grant, Grantee, Id, IndexTarget};
use crate::design::{Design, Entity, Inheritance, Strategy, Tenancy};

/// A broken invariant.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    /// Which invariant.
    kind: &'static str,
    /// The element it is broken in.
    pub(super) element: Id,
    /// The object within it, or what it refers to: what tells two faults of one element apart.
    about: Id,
    /// What is wrong and what to do, for a person.
    pub(super) message: String,
}

impl Fault {
    /// True if two faults are one and the same, whatever names the message mentions.
    pub(super) fn is(&self, other: &Self) -> bool {
        (self.kind, &self.element, &self.about) == (other.kind, &other.element, &other.about)
    }
}

/// What is broken in a design, for tests and for a look at a project file: references that lead nowhere, ids used
/// twice, entities without a place on the canvas. Commands never leave any of it behind; a design without faults can
/// still have problems, see [`crate::problem`].
pub fn invariants(design: &Design) -> Vec<String> {
    let mut out = Vec::new();
    let mut seen = BTreeSet::new();
    ids::each(design, &mut |id| {
        if !seen.insert(id.clone()) {
            out.push(format!("The id “{id}” is used twice."));
        }
    });
    keys_are_ids(design, &mut out);
    let keys = std::iter::once(Key::Project)
        .chain(design.roles.keys().cloned().map(Key::Role))
        .chain(design.schemas.keys().cloned().map(Key::Schema))
        .chain(design.enums.keys().cloned().map(Key::Enum))
        .chain(design.entities.keys().cloned().map(Key::Entity))
        .chain(design.nodes.keys().cloned().map(Key::Node))
        .chain(design.picture.annotations.keys().cloned().map(Key::Annotation))
        .chain(design.picture.looks.keys().cloned().map(Key::Look))
        .chain(design.picture.views.keys().cloned().map(Key::View));
    let keys: Vec<Key> = keys.collect();
    out.extend(faults_of(design, keys.iter()).into_iter().map(|fault| fault.message));
    out
}

fn keys_are_ids(design: &Design, out: &mut Vec<String>) {
    let pairs = (design.roles.iter().map(|(key, role)| (key, &role.id)))
        .chain(design.schemas.iter().map(|(key, schema)| (key, &schema.id)))
        .chain(design.enums.iter().map(|(key, enum_type)| (key, &enum_type.id)))
        .chain(design.entities.iter().map(|(key, entity)| (key, entity.id())))
        .chain(design.hand_sql.iter().map(|(key, hand_sql)| (key, &hand_sql.id)))
        .chain(design.migrations.iter().map(|(key, migration)| (key, &migration.id)));
    out.extend(pairs.filter(|(key, id)| key != id).map(|(key, id)| format!("“{id}” is kept under “{key}”.")));
}

/// What is broken in some records of a design.
pub(super) fn faults_of<'k>(design: &Design, keys: impl IntoIterator<Item = &'k Key>) -> Vec<Fault> {
    let mut find = Find { design, faults: Vec::new() };
    for key in keys {
        match key {
            Key::Project => find.project(),
            Key::Role(id) => find.role(id),
            Key::Schema(id) => find.schema(id),
            Key::Enum(id) => find.enum_type(id),
            Key::Entity(id) => find.entity(id),
            Key::Node(id) => find.node(id),
            Key::Annotation(id) => find.annotation(id),
            Key::Look(id) => find.look(id),
            Key::View(id) => find.view(id),
            Key::Rest | Key::HandSql(_) | Key::Migration(_) => {}
        }
    }
    find.faults
}

/// The entity and those it derives from, nearest first. Ends where the chain bites its own tail.
pub(super) fn bases<'d>(design: &'d Design, entity: &'d Entity) -> Vec<&'d Entity> {
    let mut out = vec![entity];
    let mut next = entity.base.as_ref();
    while let Some(base) =
        next.and_then(|id| design.entities.get(id)).filter(|base| !out.iter().any(|e| e.id() == base.id()))
    {
        out.push(base);
        next = base.base.as_ref();
    }
    out
}

/// True if a constraint or an index of an entity may name a column by this id: a column of its own, one that it
/// inherits, or one that lowering adds to it or its bases.
pub(super) fn is_column(design: &Design, entity: &Entity, id: &Id) -> bool {
    let bases = bases(design, entity);
    if bases.iter().any(|base| base.table.column(id).is_some()) {
        return true;
    }
    let Some((owner, part)) = id.as_str().split_once('/') else { return false };
    let Some(at) = bases.iter().position(|base| base.id().as_str() == owner) else { return false };
    match part.split_once('/') {
        None if part == "tenant" => bases[at..].iter().any(|base| base.tenancy.is_tenant()),
        None if part == "discriminator" => {
            at + 1 == bases.len() && bases[at].inheritance == Inheritance::TablePerHierarchy
        }
        Some(("inherited", id)) => {
            bases[at + 1..].iter().any(|base| base.table.columns.iter().any(|c| c.id.as_str() == id))
        }
        _ => false,
    }
}

struct Find<'d> {
    design: &'d Design,
    faults: Vec<Fault>,
}

impl Find<'_> {
    fn fault(&mut self, kind: &'static str, element: &Id, about: &Id, message: String) {
        self.faults.push(Fault { kind, element: element.clone(), about: about.clone(), message });
    }

    fn project(&mut self) {
        let project = Id::new("project");
        let settings = &self.design.settings;
        if !self.design.schemas.contains_key(&settings.default_schema) {
            let message = format!("There is no schema “{}” to be the default one.", settings.default_schema);
            self.fault("default-schema", &project, &settings.default_schema, message);
        }
        for role in settings.roles().into_iter().flatten() {
            self.role_exists("project-role", &project, role, "The settings name");
        }
        self.type_exists(&project, &project, &settings.tenancy.data_type, "The tenant column");
        self.memberships(&project, &settings.tenancy.strategy);
        if !(14..=18).contains(&settings.target_version) {
            let message =
                format!("PostgreSQL {} can't be the oldest version: choose 14 to 18.", settings.target_version);
            self.fault("target-version", &project, &project, message);
        }
    }

    fn role(&mut self, id: &Id) {
        let Some(role) = self.design.roles.get(id) else { return };
        for other in &role.member_of {
            self.role_exists("role-member", id, other, &format!("“{}” is a member of", role.name));
        }
    }

    fn schema(&mut self, id: &Id) {
        let Some(schema) = self.design.schemas.get(id) else { return };
        self.grants(id, &schema.name, &schema.grants);
    }

    fn enum_type(&mut self, id: &Id) {
        let Some(enum_type) = self.design.enums.get(id) else { return };
        self.schema_exists(id, &enum_type.schema, &enum_type.name);
        let mut labels = BTreeSet::new();
        for label in enum_type.labels.iter().filter(|label| !labels.insert(&label.id)) {
            let message = format!("Two labels of “{}” have the id “{}”.", enum_type.name, label.id);
            self.fault("label-id", id, &label.id, message);
        }
    }

    fn node(&mut self, id: &Id) {
        let (entity, node) = (self.design.entities.get(id), self.design.nodes.get(id));
        if let (Some(entity), None) = (entity, node) {
            self.fault("node-missing", id, id, format!("“{}” has no place on the canvas.", entity.table.name));
        }
        if let (None, Some(_)) = (entity, node) {
            self.fault("node-alone", id, id, format!("There is a place on the canvas for “{id}”, but no such entity."));
        }
        if node.is_some_and(|node| !node.x.is_finite() || !node.y.is_finite()) {
            self.fault("node-number", id, id, format!("The place of “{id}” on the canvas is no number."));
        }
    }

    fn annotation(&mut self, id: &Id) {
        let picture = &self.design.picture;
        let view = picture.annotations.get(id).and_then(|annotation| annotation.view.as_ref());
        if let Some(view) = view.filter(|view| !picture.views.contains_key(view)) {
            self.fault("annotation-view", id, view, format!("“{id}” stands in a view that does not exist: “{view}”."));
        }
    }

    fn look(&mut self, id: &Id) {
        if self.design.picture.looks.contains_key(id) && !self.design.entities.contains_key(id) {
            self.fault("look-alone", id, id, format!("It is said how “{id}” looks, but there is no such entity."));
        }
    }

    fn view(&mut self, id: &Id) {
        let Some(view) = self.design.picture.views.get(id) else { return };
        for entity in view.nodes.keys().filter(|entity| !self.design.entities.contains_key(*entity)) {
            let message = format!("The view “{}” shows an entity that does not exist: “{entity}”.", view.name);
            self.fault("view-entity", id, entity, message);
        }
    }

    fn entity(&mut self, id: &Id) {
        let Some(entity) = self.design.entities.get(id) else { return };
        let table = &entity.table;
        self.node(id);
        self.schema_exists(id, &table.schema, &table.name);
        self.base(entity);
        for column in &table.columns {
            let what = format!("The column “{}” of “{}”", column.name, table.name);
            self.type_exists(id, &column.id, &column.data_type, &what);
            if let ColumnValue::NextValue { sequence } = &column.value
                && !self.design.entities.contains_key(&sequence.element())
                && self.design.rest.sequence(sequence).is_none()
            {
                let message = format!("{what} takes its values from a sequence that does not exist: “{sequence}”.");
                self.fault("sequence", id, &column.id, message);
            }
        }
        let mut ids = BTreeSet::new();
        for part in ids::of_entity(entity).filter(|part| !ids.insert(*part)) {
            self.fault("part-id", id, part, format!("Two parts of “{}” have the id “{part}”.", table.name));
        }
        for column in entity.column_names.keys() {
            self.column_exists(entity, "mapped-column", column, column, "A column's name in the database");
        }
        if let Tenancy::Tenant { column: Some(column) } = &entity.tenancy {
            self.column_exists(entity, "tenant-column", column, column, "The tenancy");
        }
        self.constraints(entity);
        for index in &table.indexes {
            let keys = index.keys.iter().filter_map(|key| match &key.target {
                IndexTarget::Column { column } => Some(column),
                IndexTarget::Expression { .. } => None,
            });
            for column in keys.chain(&index.include) {
                self.column_exists(entity, "index-column", &index.id, column, &called("The index", &index.name));
            }
        }
        for policy in &table.policies {
            for role in policy.to.iter().filter_map(role_of) {
                let what = format!("The policy “{}” of “{}” applies to", policy.name, table.name);
                self.role_exists("policy-role", id, role, &what);
            }
        }
        self.grants(id, &table.name, &table.grants);
    }

    fn base(&mut self, entity: &Entity) {
        let Some(base) = &entity.base else { return };
        let name = &entity.table.name;
        if !self.design.entities.contains_key(base) {
            let message = format!("“{name}” derives from an entity that does not exist: “{base}”.");
            self.fault("base", entity.id(), base, message);
        }
        let chain = bases(self.design, entity);
        if chain.last().and_then(|last| last.base.as_ref()).is_some_and(|next| self.design.entities.contains_key(next))
        {
            let message = format!("“{name}” can't derive from itself, not through others either: choose another base.");
            self.fault("base-cycle", entity.id(), entity.id(), message);
        }
    }

    fn constraints(&mut self, entity: &Entity) {
        let table = &entity.table;
        let mut keys = 0;
        for constraint in &table.constraints {
            let what = match &constraint.kind {
                ConstraintKind::PrimaryKey { .. } => "The primary key".to_owned(),
                ConstraintKind::Unique { .. } => called("The unique constraint", &constraint.name),
                ConstraintKind::ForeignKey { .. } => called("The foreign key", &constraint.name),
                ConstraintKind::Check { .. } => called("The check", &constraint.name),
                ConstraintKind::Exclude { .. } => called("The exclusion", &constraint.name),
            };
            for column in constraint.kind.columns() {
                self.column_exists(entity, "constraint-column", &constraint.id, column, &what);
            }
            match &constraint.kind {
                ConstraintKind::PrimaryKey { .. } => {
                    keys += 1;
                    if keys > 1 {
                        let message = format!("“{}” has a primary key already: change that one.", table.name);
                        self.fault("second-primary-key", entity.id(), &constraint.id, message);
                    }
                }
                ConstraintKind::ForeignKey { columns, target, target_columns, .. } => {
                    self.target(entity, &constraint.id, &what, columns.len(), target, target_columns);
                }
                ConstraintKind::Unique { .. } | ConstraintKind::Check { .. } | ConstraintKind::Exclude { .. } => {}
            }
        }
    }

    fn target(&mut self, entity: &Entity, id: &Id, what: &str, pairs: usize, target: &Id, columns: &[Id]) {
        let name = &entity.table.name;
        let Some(referenced) = self.design.entities.get(target) else {
            let message = format!("{what} of “{name}” references an entity that does not exist: choose another.");
            self.fault("target", entity.id(), id, message);
            return;
        };
        for column in columns {
            if !is_column(self.design, referenced, column) {
                let message = format!(
                    "{what} of “{name}” references a column that “{}” does not have: choose another.",
                    referenced.table.name
                );
                self.fault("target-column", entity.id(), id, message);
            }
        }
        if pairs != columns.len() {
            let message = format!("{what} of “{name}” must have as many columns as it references.");
            self.fault("target-pairs", entity.id(), id, message);
        }
    }

    fn column_exists(&mut self, entity: &Entity, kind: &'static str, object: &Id, column: &Id, what: &str) {
        if !is_column(self.design, entity, column) {
            let message = format!("{what} names a column that “{}” does not have: choose another.", entity.table.name);
            self.fault(kind, entity.id(), object, message);
        }
    }

    fn memberships(&mut self, project: &Id, strategy: &Strategy) {
        let Strategy::Membership { entity: Some(id), user_column, tenant_column, .. } = strategy else { return };
        let Some(entity) = self.design.entities.get(id) else {
            let message = format!("The memberships are kept in an entity that does not exist: “{id}”.");
            return self.fault("membership-entity", project, id, message);
        };
        for column in [user_column, tenant_column].into_iter().flatten() {
            if entity.table.column(column).is_none() {
                let name = &entity.table.name;
                let message = format!("The memberships name a column that “{name}” does not have: choose another.");
                self.fault("membership-column", project, column, message);
            }
        }
    }

    fn type_exists(&mut self, element: &Id, object: &Id, data_type: &DataType, what: &str) {
        let design = self.design;
        let is_type = |id: &Id| {
            design.enums.contains_key(id)
                || design.entities.contains_key(id)
                || design.rest.object(id).is_some_and(crate::catalog::Object::is_type)
        };
        if let Some(id) = data_type.defined_id().filter(|id| !is_type(id)) {
            self.fault("type", element, object, format!("{what} has a type that does not exist: “{id}”."));
        }
    }

    fn schema_exists(&mut self, element: &Id, schema: &Id, name: &str) {
        if !self.design.schemas.contains_key(schema) {
            let message = format!("“{name}” is in a schema that does not exist: choose another.");
            self.fault("schema", element, schema, message);
        }
    }

    fn grants(&mut self, element: &Id, name: &str, grants: &[Grant]) {
        for role in grants.iter().filter_map(|grant| role_of(&grant.to)) {
            self.role_exists("grant-role", element, role, &format!("Privileges on “{name}” are granted to"));
        }
    }

    fn role_exists(&mut self, kind: &'static str, element: &Id, role: &Id, what: &str) {
        if !self.design.roles.contains_key(role) {
            self.fault(kind, element, role, format!("{what} a role that does not exist: “{role}”."));
        }
    }
}

pub(super) fn role_of(grantee: &Grantee) -> Option<&Id> {
    match grantee {
        Grantee::Public => None,
        Grantee::Role(id) => Some(id),
    }
}

fn called(what: &str, name: &str) -> String {
    if name.is_empty() { what.to_owned() } else { format!("{what} “{name}”") }
}
