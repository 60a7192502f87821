//! Identity that survives renaming.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The stable identity of an object of a design or a catalog.
///
/// An authored object's id is a short opaque text chosen when it is created. An object that lowering derives from it
/// has the author's id, a slash and a word for its part (`e1/tenant`, `r2/index`), so that anything said about a
/// derived object leads back to the element a person can edit. Ids of introspected objects are made from names.
/// References between objects are ids, never names: that is what makes a rename a rename.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Arc<str>);

impl Id {
    /// Makes an id of a text.
    pub fn new(text: impl AsRef<str>) -> Self {
        Self(Arc::from(text.as_ref()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id of a part derived from this object: `self/part`.
    pub fn part(&self, part: &str) -> Self {
        Self::new(format!("{}/{}", self.0, part))
    }

    /// The authored element behind this id: everything before the first slash.
    pub fn element(&self) -> Self {
        match self.0.split_once('/') {
            Some((element, _)) => Self::new(element),
            None => self.clone(),
        }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

impl From<&str> for Id {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Id {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_leads_back_to_its_element() {
        let id = Id::new("e1");
        assert_eq!(id.part("tenant").as_str(), "e1/tenant");
        assert_eq!(id.part("tenant").part("index").element(), id);
        assert_eq!(id.element(), id);
    }
}
