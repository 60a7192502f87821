//! Keys that no clause names, and documents that hold them.

use std::collections::BTreeSet;

use super::value::Class;

/// Values that no clause names.
pub(super) struct Fresh {
    /// What is a key of somebody's already, or is named.
    pub(super) taken: BTreeSet<String>,
}

impl Fresh {
    pub(super) fn two(&mut self, class: Class<'_>) -> Option<[String; 2]> {
        Some([self.one(class)?, self.one(class)?])
    }

    pub(super) fn one(&mut self, class: Class<'_>) -> Option<String> {
        let candidates: Vec<String> = match class {
            Class::Uuid => (1..16).map(|n| format!("{n:x}").repeat(8)).map(|n| uuid_of(&n)).collect(),
            Class::Integer(_) => (1001..1020).map(|n| n.to_string()).collect(),
            Class::Text | Class::Literal => ('a'..='z').map(|c| format!("key-{c}")).collect(),
            Class::Limited(limit) => ('a'..='z').map(|c| c.to_string()).filter(|_| limit > 0).collect(),
            Class::Enum(labels) => labels.iter().map(|label| label.name.clone()).collect(),
            Class::Boolean | Class::Json | Class::Other => Vec::new(),
        };
        let found = candidates.into_iter().find(|candidate| !self.taken.contains(candidate))?;
        self.taken.insert(found.clone());
        Some(found)
    }
}

fn uuid_of(eight: &str) -> String {
    let four = &eight[..4];
    format!("{eight}-{four}-4{}-8{}-{eight}{four}", &four[..3], &four[..3])
}

/// Puts a value at a path of a document.
pub(super) fn put(document: &mut serde_json::Value, path: &str, value: String) {
    let mut at = document;
    let mut keys = path.split('.').peekable();
    while let Some(key) = keys.next() {
        let Some(fields) = at.as_object_mut() else { return };
        if keys.peek().is_none() {
            fields.insert(key.to_owned(), serde_json::Value::String(value));
            return;
        }
        at = fields.entry(key).or_insert_with(|| serde_json::Value::Object(serde_json::Map::new()));
    }
}
