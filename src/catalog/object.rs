//! Objects that are their definition: views, functions, triggers and their like.

use serde::{Deserialize, Serialize};

use super::{Grant, Id, Parameters, TypeShape};

/// An object whose definition is text: PostgreSQL writes it of itself, and Bulkhead keeps it to the letter.
///
/// What stands on what is never read from the text: PostgreSQL's own record of it is
/// [`Catalog::dependencies`](super::Catalog::dependencies).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[serde(rename_all = "camelCase")]
pub struct Object {
    /// Identity.
    pub id: Id,
    /// What it is, in lower case, in the words that SQL uses after DROP and COMMENT ON: `materialized view`.
    pub kind: String,
    /// The schema's id, if it lives in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Id>,
    /// The id of the table or view it belongs to and goes with: a trigger's, a rule's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<Id>,
    /// Its name, unquoted.
    pub name: String,
    /// What names it in SQL after the words of its kind: `public.f(integer)`, `check_total ON public.orders`.
    pub identity: String,
    /// The statement that creates it, without a semicolon.
    pub definition: String,
    /// What a newer definition must begin with to take this one's place by `CREATE OR REPLACE`: a view's columns, a
    /// function's result. `None` if nothing can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Vec<String>>,
    /// Definitions that a statement of their own leads to, as an extension's update does to another version.
    #[serde(default, skip_serializing_if = "Parameters::is_empty")]
    pub updates: Parameters,
    /// What is set after it was created.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<Setting>,
    /// What it is made of, if it is a type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<TypeShape>,
    /// The role that owns it, if that is not the catalog's owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Id>,
    /// `COMMENT ON`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Privileges granted on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<Grant>,
}

impl Object {
    /// True for a domain, a composite type, a range: whatever a column can have for a type.
    pub fn is_type(&self) -> bool {
        self.shape.is_some()
    }

    /// True for what columns keep from being dropped by their types: types and collations.
    pub fn is_of_columns(&self) -> bool {
        self.is_type() || self.kind == "collation"
    }

    /// True if `next` can take this object's place, by `CREATE OR REPLACE` or a statement of its own, so that what stands
    /// on it stays.
    pub fn can_become(&self, next: &Self) -> bool {
        if self.updates.iter().any(|(to, _)| *to == next.definition) {
            return true;
        }
        match (&self.replaces, &next.replaces) {
            (Some(before), Some(after)) => {
                self.kind == next.kind && self.identity == next.identity && after.starts_with(before)
            }
            _ => false,
        }
    }
}

/// Something of an object that a statement after its creation sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// What is set; unique within the object.
    pub name: String,
    /// The statement that sets it.
    pub set: String,
    /// The statement that brings back what it is without that.
    pub reset: String,
}

super::by_value::by_value!(Object);

#[cfg(test)]
mod tests {
    use super::*;

    fn view(columns: &[&str]) -> Object {
        Object {
            id: Id::new("v"),
            kind: "view".into(),
            schema: None,
            relation: None,
            name: "v".into(),
            identity: "public.v".into(),
            definition: String::new(),
            replaces: Some(columns.iter().map(ToString::to_string).collect()),
            updates: Vec::new(),
            settings: Vec::new(),
            shape: None,
            owner: None,
            comment: None,
            grants: Vec::new(),
        }
    }

    #[test]
    fn a_view_may_gain_columns_at_its_end_only() {
        assert!(view(&["a", "b"]).can_become(&view(&["a", "b", "c"])));
        assert!(!view(&["a", "b"]).can_become(&view(&["b", "a"])));
        assert!(!view(&["a", "b"]).can_become(&view(&["a"])));
        assert!(!Object { replaces: None, ..view(&["a"]) }.can_become(&view(&["a"])));
    }
}
