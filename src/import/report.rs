//! What is told of an import.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::MissingExtension;
use crate::engine::SqlError;
use crate::introspect::Found;

/// What is told of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// How many objects of each kind were found: `tables`, `views`, `functions`.
    pub objects: BTreeMap<String, usize>,
    /// What the catalog does not model.
    pub unsupported: Vec<Unsupported>,
    /// What failed, with its place in the script.
    pub errors: Vec<SqlError>,
    /// Extensions that are not to be had here, with what failed for want of them.
    pub missing_extensions: Vec<MissingExtension>,
    /// What was not run, because it is nothing for a schema.
    pub passed_over: Vec<PassedOver>,
    /// The roles that the script names and nobody had made.
    pub roles_made: Vec<String>,
}

/// An object that the catalog does not model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsupported {
    /// What it is, in PostgreSQL's words.
    pub kind: String,
    /// Its name as SQL writes it.
    pub name: String,
    /// Why it is not modelled.
    pub reason: String,
    /// Whether its text is kept and written again on export.
    pub kept: bool,
}

/// A piece of a script that was not run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedOver {
    /// The line of the script on which it begins, from 1.
    pub line: usize,
    /// What it is: its first words.
    pub what: String,
    /// Why it was not run.
    pub why: String,
}

impl Report {
    /// Counts what was found, and tells what the catalog does not model.
    pub(super) fn count(&mut self, found: &Found) {
        let catalog = &found.catalog;
        let mut add = |kind: &str, count: usize| {
            if count > 0 {
                *self.objects.entry(kind.to_owned()).or_default() += count;
            }
        };
        add("schemas", catalog.schemas.len());
        add("enums", catalog.enums.len());
        add("sequences", catalog.sequences.len());
        add("tables", catalog.tables.len());
        let parts = |of: fn(&crate::catalog::Table) -> usize| catalog.tables.iter().map(of).sum();
        add("columns", parts(|table| table.columns.len()));
        add("constraints", parts(|table| table.constraints.len()));
        add("indexes", parts(|table| table.indexes.len()));
        add("policies", parts(|table| table.policies.len()));
        for object in &catalog.objects {
            add(&plural(&object.kind), 1);
        }
        self.unsupported.extend(found.other.iter().map(|other| Unsupported {
            kind: other.kind.clone(),
            name: other.name.clone(),
            reason: "Bulkhead does not model this yet; it is not part of what it writes.".into(),
            kept: false,
        }));
    }
}

/// The plural of a kind as a key: `materializedViews`.
fn plural(kind: &str) -> String {
    let mut key = String::new();
    for (at, word) in kind.split(' ').enumerate() {
        match word.split_at_checked(1) {
            Some((first, rest)) if at > 0 => key.extend([first.to_ascii_uppercase().as_str(), rest]),
            _ => key.push_str(word),
        }
    }
    match key.strip_suffix('y') {
        _ if key.ends_with("ics") => key,
        Some(stem) => format!("{stem}ies"),
        None if key.ends_with('x') || key.ends_with("ss") => format!("{key}es"),
        None => format!("{key}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_keys() {
        for (kind, key) in [
            ("view", "views"),
            ("materialized view", "materializedViews"),
            ("statistics", "statistics"),
            ("operator family", "operatorFamilies"),
            ("index", "indexes"),
        ] {
            assert_eq!(plural(kind), key);
        }
    }
}
