//! What a type of the catalog is made of, as far as it can be changed in place.

use serde::{Deserialize, Serialize};

use super::Setting;

/// What a domain, a composite type or another type that is no enum is made of. Types are named as SQL names them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum TypeShape {
    /// A domain.
    Domain {
        /// The type it is based on, with its modifiers: `character varying(10)`.
        base: String,
        /// The collation's qualified name, if it is not the base type's own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        collation: Option<String>,
        /// Its default, whether it may be NULL, and its checks: whatever `ALTER DOMAIN` can set and take away.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        parts: Vec<Setting>,
    },
    /// A composite type.
    Composite {
        /// Its attributes, in order.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attributes: Vec<Attribute>,
    },
    /// A range.
    Range {
        /// The name of the multirange type that goes with it, unquoted, if that lives in the same schema.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        multirange: Option<String>,
    },
    /// Another type that can only be made anew.
    Fixed,
}

/// An attribute of a composite type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attribute {
    /// Its name, unquoted.
    pub name: String,
    /// Its type, with its modifiers.
    #[serde(rename = "type")]
    pub data_type: String,
    /// The collation's qualified name, if it is not the type's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
}

/// How one type can become another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reshaping {
    /// It is the same.
    None,
    /// In place, and what stands on it needs not care.
    Extended,
    /// In place, but nothing may stand on what changes.
    Altered,
    /// It must be made anew.
    Rebuilt,
}

impl TypeShape {
    /// How this type can become another one.
    pub fn reshaping(&self, next: &Self) -> Reshaping {
        match (self, next) {
            _ if self == next => Reshaping::None,
            (Self::Domain { base, collation, .. }, Self::Domain { base: next_base, collation: next_collation, .. })
                if base == next_base && collation == next_collation =>
            {
                Reshaping::Extended
            }
            (Self::Composite { attributes }, Self::Composite { attributes: next }) => reshaping(attributes, next),
            _ => Reshaping::Rebuilt,
        }
    }
}

/// An attribute can be added at the end, taken away, and given another type; it can't get another place.
fn reshaping(previous: &[Attribute], next: &[Attribute]) -> Reshaping {
    let kept: Vec<&Attribute> = previous.iter().filter(|a| next.iter().any(|n| n.name == a.name)).collect();
    if kept.len() > next.len() || kept.iter().zip(next).any(|(kept, next)| kept.name != next.name) {
        return Reshaping::Rebuilt;
    }
    // A type that keeps none of its attributes is another type.
    if kept.is_empty() && !previous.is_empty() {
        return Reshaping::Rebuilt;
    }
    let same = kept.len() == previous.len() && kept.iter().zip(next).all(|(kept, next)| **kept == *next);
    if same { Reshaping::Extended } else { Reshaping::Altered }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn composite(attributes: &[(&str, &str)]) -> TypeShape {
        let attribute = |(name, data_type): &(&str, &str)| Attribute {
            name: (*name).to_owned(),
            data_type: (*data_type).to_owned(),
            collation: None,
        };
        TypeShape::Composite { attributes: attributes.iter().map(attribute).collect() }
    }

    #[test]
    fn attributes_come_at_the_end_and_go_from_anywhere() {
        let from = composite(&[("a", "integer"), ("b", "text")]);
        let check = |to: &[(&str, &str)], expected| assert_eq!(from.reshaping(&composite(to)), expected, "{to:?}");
        check(&[("a", "integer"), ("b", "text")], Reshaping::None);
        check(&[("a", "integer"), ("b", "text"), ("c", "text")], Reshaping::Extended);
        check(&[("b", "text"), ("c", "text")], Reshaping::Altered);
        check(&[("a", "bigint"), ("b", "text")], Reshaping::Altered);
        check(&[("b", "text"), ("a", "integer")], Reshaping::Rebuilt);
        check(&[("c", "text"), ("a", "integer"), ("b", "text")], Reshaping::Rebuilt);
        check(&[("c", "text")], Reshaping::Rebuilt);
    }

    #[test]
    fn a_domain_keeps_its_base() {
        let domain = |base: &str, parts: Vec<Setting>| TypeShape::Domain { base: base.into(), collation: None, parts };
        let part = Setting { name: "not null".into(), set: String::new(), reset: String::new() };
        assert_eq!(domain("integer", vec![]).reshaping(&domain("integer", vec![part])), Reshaping::Extended);
        assert_eq!(domain("integer", vec![]).reshaping(&domain("bigint", vec![])), Reshaping::Rebuilt);
    }
}
