//! One way to read a structure, whatever it is read from.

/// Has these types read by way of a JSON value. Derived code is compiled anew for every kind of source: a file, a value,
/// what serde keeps back of a tagged or flattened structure. Read from a value only, it is there once, and the page is a
/// tenth smaller. The types derive with `#[serde(remote = "Self")]`.
macro_rules! by_value {
    ($($name:ty),* $(,)?) => {$(
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value: serde_json::Value = serde::Deserialize::deserialize(deserializer)?;
                <$name>::deserialize(value).map_err(serde::de::Error::custom)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                <$name>::serialize(self, serializer)
            }
        }
    )*};
}

pub(crate) use by_value;
