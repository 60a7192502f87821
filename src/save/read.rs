//! Reading the project file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Deserialize;
use serde_json::Value;

use super::place::{self, Step, written};
use super::{FORMAT_VERSION, shape};
use crate::catalog::Ordered;
use crate::catalog::{Catalog, EnumType, Id, Role, Schema};
use crate::design::{Design, Entity, HandSql, Look, Migration, Node, Picture, Settings};

/// Why a text is no project that can be opened.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LoadError {
    /// `invalid-project` or `newer-format`; stable.
    pub code: &'static str,
    /// What is wrong and what to do, for a person.
    pub message: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (line {}, column {})", self.message, self.line, self.column)
    }
}

/// Reads a project file.
///
/// An entity without a place on the canvas gets one, a place without an entity is dropped; references that lead
/// nowhere are kept for [`crate::problem`] to tell about.
pub fn from_json(text: &str) -> Result<Design, LoadError> {
    // Editors of some systems put a byte-order mark first.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let value: Value = serde_json::from_str(text).map_err(|error| syntax_error(&error))?;
    let value = upgraded(text, value)?;
    if let Some((path, offset)) = place::doubled_key(text) {
        return Err(invalid(text, offset, format!("“{}” is written twice: keep one.", written(&path))));
    }
    shape::check(&value).map_err(|misfit| invalid(text, place::offset(text, &misfit.path), misfit.sentence()))?;
    if let Some((path, id)) = doubled_id(&value) {
        let message =
            format!("The id “{id}” is used twice, the second time in “{}”: give one another.", written(&path));
        return Err(invalid(text, place::offset(text, &path), message));
    }
    // The schema says all that the types say; a difference between them would be told here.
    let file: File = serde_json::from_value(value)
        .map_err(|error| invalid(text, 0, format!("The project can't be read: {error}.")))?;
    Ok(file.into_design())
}

/// Brings a project of an older format to this one. Each older version gets an arm here that makes the next one of it;
/// so far there is none.
fn upgraded(text: &str, value: Value) -> Result<Value, LoadError> {
    let path = [Step::Key("formatVersion".to_owned())];
    let Some(version) = value.get("formatVersion") else {
        return Err(invalid(text, 0, "This is no Bulkhead project: it has no “formatVersion”.".to_owned()));
    };
    match version.as_u64() {
        Some(FORMAT_VERSION) => Ok(value),
        Some(newer) if newer > FORMAT_VERSION => {
            let (line, column) = place::line_and_column(text, place::offset(text, &path));
            let message = format!(
                "This project was saved by a newer Bulkhead, in format {newer}; this one reads formats up to \
                 {FORMAT_VERSION}. Open it with the newer one."
            );
            Err(LoadError { code: "newer-format", message, line, column })
        }
        _ => {
            let message = format!("“formatVersion” must be a whole number from 1 to {FORMAT_VERSION}.");
            Err(invalid(text, place::offset(text, &path), message))
        }
    }
}

fn syntax_error(error: &serde_json::Error) -> LoadError {
    // serde_json puts the place behind its message, where it is said a second time.
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let message = format!("This is not JSON: {message}.");
    LoadError { code: "invalid-project", message, line: error.line(), column: error.column() }
}

fn invalid(text: &str, offset: usize, message: String) -> LoadError {
    let (line, column) = place::line_and_column(text, offset);
    LoadError { code: "invalid-project", message, line, column }
}

/// The way to the first object that has an id another one has. Migrations are looked at by their own ids only: a
/// snapshot repeats the ids of the design it was made of.
fn doubled_id(value: &Value) -> Option<(Vec<Step>, String)> {
    let mut seen = BTreeSet::new();
    for list in ["roles", "schemas", "enums", "entities", "handSql", "migrations"] {
        let path = vec![Step::Key(list.to_owned())];
        let found = match list {
            "migrations" => doubled_in(&value[list], &path, &[], &mut seen),
            _ => {
                doubled_in(&value[list], &path, &["labels", "columns", "constraints", "indexes", "policies"], &mut seen)
            }
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

fn doubled_in(list: &Value, path: &[Step], parts: &[&str], seen: &mut BTreeSet<String>) -> Option<(Vec<Step>, String)> {
    for (at, item) in list.as_array()?.iter().enumerate() {
        let path = [path, &[Step::At(at)]].concat();
        if let Some(id) = item["id"].as_str()
            && !seen.insert(id.to_owned())
        {
            return Some(([path, vec![Step::Key("id".to_owned())]].concat(), id.to_owned()));
        }
        for part in parts {
            let path = [path.clone(), vec![Step::Key((*part).to_owned())]].concat();
            if let Some(found) = doubled_in(&item[*part], &path, &[], seen) {
                return Some(found);
            }
        }
    }
    None
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    name: String,
    settings: Settings,
    #[serde(default)]
    roles: Vec<Role>,
    #[serde(default)]
    schemas: Vec<Schema>,
    #[serde(default)]
    enums: Vec<EnumType>,
    #[serde(default)]
    entities: Vec<Entity>,
    #[serde(default)]
    nodes: BTreeMap<Id, Node>,
    #[serde(default)]
    picture: Picture,
    #[serde(default)]
    rest: Catalog,
    #[serde(default)]
    hand_sql: Vec<HandSql>,
    #[serde(default)]
    migrations: Vec<Migration>,
}

impl File {
    fn into_design(self) -> Design {
        fn by_id<T>(items: Vec<T>, id: fn(&T) -> &Id) -> BTreeMap<Id, T> {
            items.into_iter().map(|item| (id(&item).clone(), item)).ordered_map()
        }
        let entities = by_id(self.entities, Entity::id);
        let mut nodes = self.nodes;
        nodes.retain(|id, _| entities.contains_key(id));
        for (at, id) in entities.keys().enumerate() {
            // Entities without a place stand beside one another, so that none hides another.
            let (column, row) = ((at % 8) as f64, (at / 8) as f64);
            nodes.entry(id.clone()).or_insert(Node { x: column * 320.0, y: row * 320.0 });
        }
        let picture = tidied(self.picture, &entities);
        Design {
            name: self.name,
            settings: self.settings,
            roles: by_id(self.roles, |role| &role.id),
            schemas: by_id(self.schemas, |schema| &schema.id),
            enums: by_id(self.enums, |enum_type| &enum_type.id),
            entities,
            nodes,
            picture,
            rest: self.rest,
            hand_sql: by_id(self.hand_sql, |hand_sql| &hand_sql.id),
            migrations: by_id(self.migrations, |migration| &migration.id),
        }
    }
}

/// What is drawn, without what is said of entities and views that don't exist.
fn tidied(mut picture: Picture, entities: &BTreeMap<Id, Entity>) -> Picture {
    picture.looks.retain(|id, look| entities.contains_key(id) && *look != Look::default());
    picture.views.values_mut().for_each(|view| view.nodes.retain(|id, _| entities.contains_key(id)));
    let views = picture.views.keys().cloned().ordered_set();
    let annotations = picture.annotations.into_iter().map(|(id, mut annotation)| {
        // What stood in a view that is gone is better seen where everything is than nowhere.
        annotation.view = annotation.view.filter(|view| views.contains(view));
        (id, annotation.tidy())
    });
    picture.annotations = annotations.ordered_map();
    picture
}
