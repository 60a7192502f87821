//! What is said of few objects: a pointer where nothing is.

use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A structure that has its default value nearly everywhere, and takes a pointer's room where it has.
///
/// Schemas of ten thousand tables are compared as fast as memory is read: what a column seldom has must not lie between
/// one column and the next. It reads and changes like the structure itself, and equals by value.
#[derive(Clone)]
pub struct Seldom<T>(Option<Box<T>>);

/// A structure whose default value is kept once for all.
pub trait SaidSeldom: Default + PartialEq + 'static {
    /// The default value.
    fn unsaid() -> &'static Self;
}

macro_rules! said_seldom {
    ($($name:ty),* $(,)?) => {$(
        impl crate::catalog::SaidSeldom for $name {
            fn unsaid() -> &'static Self {
                static UNSAID: std::sync::LazyLock<$name> = std::sync::LazyLock::new(Default::default);
                &UNSAID
            }
        }
    )*};
}

pub(crate) use said_seldom;

impl<T> Seldom<T> {
    /// Nothing is said.
    pub const NOTHING: Self = Self(None);
}

impl<T: SaidSeldom> Seldom<T> {
    /// True if nothing is said.
    pub fn is_default(&self) -> bool {
        self.0.as_ref().is_none_or(|said| **said == *T::unsaid())
    }
}

impl<T> Default for Seldom<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: SaidSeldom> From<T> for Seldom<T> {
    fn from(value: T) -> Self {
        Self((value != *T::unsaid()).then(|| Box::new(value)))
    }
}

impl<T: SaidSeldom> Deref for Seldom<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_deref().unwrap_or_else(|| T::unsaid())
    }
}

impl<T: SaidSeldom> DerefMut for Seldom<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.get_or_insert_default()
    }
}

impl<T: SaidSeldom> PartialEq for Seldom<T> {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (None, None) => true,
            _ => **self == **other,
        }
    }
}

impl<T: SaidSeldom + Eq> Eq for Seldom<T> {}

impl<T: SaidSeldom + std::fmt::Debug> std::fmt::Debug for Seldom<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: SaidSeldom + Serialize> Serialize for Seldom<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

impl<'de, T: SaidSeldom + Deserialize<'de>> Deserialize<'de> for Seldom<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use crate::catalog::{Column, ColumnOptions, Seldom};

    #[test]
    fn what_was_said_and_taken_back_is_nothing() {
        let mut options = Seldom::<ColumnOptions>::default();
        assert!(options.is_default());
        assert_eq!(options.statistics, None);
        options.statistics = Some(5);
        assert!(!options.is_default());
        assert_ne!(options, Seldom::NOTHING);
        options.statistics = None;
        assert!(options.is_default());
        assert_eq!(options, Seldom::NOTHING);
        assert_eq!(options, Seldom::from(ColumnOptions::default()));
    }

    #[test]
    fn a_column_is_small() {
        assert!(size_of::<Column>() <= 208, "a column takes {} bytes", size_of::<Column>());
    }
}
