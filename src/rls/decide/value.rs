//! Values and truths as far as they are known.

use crate::catalog::{Catalog, DataType};

/// A value in one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Val {
    /// This text, or NULL.
    Known(Option<String>),
    /// Some value that is not NULL.
    Some,
    /// Anything, NULL and an error among it.
    Any,
    /// Computing it raises an error.
    Error,
}

impl Val {
    /// NULL.
    pub const NULL: Self = Self::Known(None);

    /// A known text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Known(Some(text.into()))
    }
}

/// What a condition may come to: a set of TRUE, FALSE, NULL and an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Truth(u8);

impl Truth {
    /// TRUE and nothing else.
    pub const TRUE: Self = Self(1);
    /// FALSE and nothing else.
    pub const FALSE: Self = Self(2);
    /// NULL and nothing else.
    pub const NULL: Self = Self(4);
    /// An error and nothing else.
    pub const ERROR: Self = Self(8);
    /// TRUE or FALSE.
    pub const EITHER: Self = Self(3);
    /// Whatever.
    pub const ANY: Self = Self(15);

    const ALL: [Self; 4] = [Self::TRUE, Self::FALSE, Self::NULL, Self::ERROR];

    /// TRUE or FALSE.
    pub fn of(value: bool) -> Self {
        if value { Self::TRUE } else { Self::FALSE }
    }

    /// Either of two sets.
    pub fn or_else(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// True if it can be that.
    pub fn may_be(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// TRUE for certain.
    pub fn holds(self) -> bool {
        self == Self::TRUE
    }

    /// TRUE perhaps.
    pub fn may_hold(self) -> bool {
        self.may_be(Self::TRUE)
    }

    fn combine(self, other: Self, of: impl Fn(Self, Self) -> Self) -> Self {
        let mut found = Self(0);
        for a in Self::ALL.into_iter().filter(|a| self.may_be(*a)) {
            for b in Self::ALL.into_iter().filter(|b| other.may_be(*b)) {
                found = found.or_else(of(a, b));
            }
        }
        found
    }

    /// AND. Which side is computed first is PostgreSQL's to choose, so FALSE may or may not keep an error away; and so may
    /// NULL, for conditions that a row must all meet are left at the first that is not TRUE.
    pub fn and(self, other: Self) -> Self {
        self.combine(other, |a, b| match (a, b) {
            (Self::ERROR, Self::FALSE) | (Self::FALSE, Self::ERROR) => Self::FALSE.or_else(Self::ERROR),
            (Self::ERROR, Self::NULL) | (Self::NULL, Self::ERROR) => Self::NULL.or_else(Self::ERROR),
            (Self::ERROR, _) | (_, Self::ERROR) => Self::ERROR,
            (Self::FALSE, _) | (_, Self::FALSE) => Self::FALSE,
            (Self::NULL, _) | (_, Self::NULL) => Self::NULL,
            _ => Self::TRUE,
        })
    }

    /// OR.
    pub fn or(self, other: Self) -> Self {
        self.negate().and(other.negate()).negate()
    }

    /// NOT.
    pub fn negate(self) -> Self {
        let swapped = (self.0 & 1) << 1 | (self.0 & 2) >> 1;
        Self(swapped | self.0 & 12)
    }

    /// `IS` one of these: TRUE or FALSE, or the error that it is.
    pub fn is(self, asked: Self) -> Self {
        let mut found = Self(0);
        for one in Self::ALL.into_iter().filter(|one| self.may_be(*one)) {
            found = found.or_else(if one == Self::ERROR { one } else { Self::of(one == asked) });
        }
        found
    }
}

/// Kinds of types, as far as they decide when two texts are the same value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class<'a> {
    /// `uuid`
    Uuid,
    /// Integers, with the bytes they have.
    Integer(u8),
    /// Texts without a limit that matters.
    Text,
    /// `character varying(n)`
    Limited(usize),
    /// `boolean`
    Boolean,
    /// An enum of the catalog, with its labels.
    Enum(&'a [crate::catalog::EnumLabel]),
    /// `json` and `jsonb`
    Json,
    /// A literal that takes the other side's type.
    Literal,
    /// Whatever else: when two of its values are the same is not looked into.
    Other,
}

impl<'a> Class<'a> {
    /// The kind of a column's type.
    pub fn of(catalog: &'a Catalog, data_type: &DataType) -> Self {
        match data_type {
            DataType::Builtin(name) => Self::named(name),
            DataType::Defined { id, array: false } => match catalog.enum_type(id) {
                Some(found) => Self::Enum(&found.labels),
                None => Self::Other,
            },
            DataType::Defined { .. } => Self::Other,
        }
    }

    /// The kind of a type by its name, in lower case.
    pub fn named(name: &str) -> Self {
        let name = name.trim().trim_start_matches("pg_catalog.");
        let DataType::Builtin(name) = DataType::builtin(name) else { return Self::Other };
        match name.as_str() {
            "uuid" => Self::Uuid,
            "smallint" => Self::Integer(2),
            "integer" => Self::Integer(4),
            "bigint" => Self::Integer(8),
            "text" | "character varying" | "name" => Self::Text,
            "boolean" => Self::Boolean,
            "json" | "jsonb" => Self::Json,
            other => {
                let limit = other.strip_prefix("character varying(").and_then(|rest| rest.strip_suffix(')'));
                limit.and_then(|limit| limit.parse().ok()).map_or(Self::Other, Self::Limited)
            }
        }
    }

    /// What a text is as a value of the kind, written the one way by which values are compared.
    pub fn cast(self, text: &str) -> Val {
        let read = match self {
            Self::Text | Self::Literal => Some(text.to_owned()),
            // A cast cuts what is too long.
            Self::Limited(limit) => Some(text.chars().take(limit).collect()),
            Self::Uuid => uuid(text),
            Self::Integer(2) => text.trim().parse::<i16>().ok().map(|number| number.to_string()),
            Self::Integer(4) => text.trim().parse::<i32>().ok().map(|number| number.to_string()),
            Self::Integer(_) => text.trim().parse::<i64>().ok().map(|number| number.to_string()),
            Self::Boolean => boolean(text).map(|value| value.to_string()),
            Self::Enum(labels) => labels.iter().any(|label| label.name == text).then(|| text.to_owned()),
            Self::Json => serde_json::from_str::<serde_json::Value>(text).ok().map(|_| text.to_owned()),
            Self::Other => return Val::Any,
        };
        read.map_or(Val::Error, Val::text)
    }

    /// True if two values written the one way are the same exactly if their texts are.
    pub fn is_exact(self) -> bool {
        !matches!(self, Self::Other | Self::Json)
    }
}

fn uuid(text: &str) -> Option<String> {
    let inner = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or(text);
    let digits: String = inner.chars().filter(|c| *c != '-').collect::<String>().to_ascii_lowercase();
    let plain = digits.len() == 32 && digits.chars().all(|c| c.is_ascii_hexdigit());
    plain.then(|| [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-"))
}

fn boolean(text: &str) -> Option<bool> {
    let text = text.trim().to_ascii_lowercase();
    let begins = |word: &str, least: usize| text.len() >= least && word.starts_with(&text);
    match text.as_str() {
        "" => None,
        "1" => Some(true),
        "0" => Some(false),
        _ if begins("true", 1) || begins("yes", 1) || text == "on" => Some(true),
        _ if begins("false", 1) || begins("no", 1) || begins("off", 2) => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_valued_logic_with_errors() {
        assert_eq!(Truth::NULL.and(Truth::FALSE), Truth::FALSE);
        assert_eq!(Truth::NULL.or(Truth::TRUE), Truth::TRUE);
        assert_eq!(Truth::NULL.or(Truth::FALSE), Truth::NULL);
        assert_eq!(Truth::TRUE.or(Truth::ERROR), Truth::TRUE.or_else(Truth::ERROR));
        assert_eq!(Truth::NULL.and(Truth::ERROR), Truth::NULL.or_else(Truth::ERROR));
        assert_eq!(Truth::EITHER.and(Truth::FALSE), Truth::FALSE);
        assert_eq!(Truth::NULL.is(Truth::TRUE), Truth::FALSE);
        assert_eq!(Truth::NULL.negate(), Truth::NULL);
    }

    #[test]
    fn texts_become_values_as_postgresql_reads_them() {
        assert_eq!(
            Class::Uuid.cast("{A0EEBC99-9C0B4EF8-BB6D6BB9BD380A11}"),
            Val::text("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")
        );
        assert_eq!(Class::Uuid.cast(""), Val::Error);
        assert_eq!(Class::named("int4").cast(" 07 "), Val::text("7"));
        assert_eq!(Class::named("smallint").cast("70000"), Val::Error);
        assert_eq!(Class::named("varchar(2)").cast("abc"), Val::text("ab"));
        assert_eq!(Class::Boolean.cast("ON"), Val::text("true"));
        assert_eq!(Class::Boolean.cast("o"), Val::Error);
        assert_eq!(Class::named("numeric(10,2)"), Class::Other);
    }
}
