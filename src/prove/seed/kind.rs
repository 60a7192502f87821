//! What kind of values a type holds, and the n-th value of each kind.

use crate::catalog::{Catalog, DataType};

/// The kind of values a column's type holds. Everything that makes values asks this and never the type's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `boolean`
    Bool,
    /// An integer type with its greatest value.
    Int(i64),
    /// `numeric`, and the digits it allows before and after the point.
    Numeric(u32, u32),
    /// `real` and `double precision`
    Float,
    /// Character types: the length they allow, and whether it is fixed.
    Text(Option<usize>),
    /// `uuid`
    Uuid,
    /// `date`
    Date,
    /// Timestamps with or without a time zone.
    Timestamp(bool),
    /// Times of day, with or without a time zone.
    Time(bool),
    /// `interval`
    Interval,
    /// `json` and `jsonb`
    Json,
    /// `bytea`
    Bytes,
    /// `inet` and `cidr`
    Network,
    /// `macaddr`, or `macaddr8` if true
    Mac(bool),
    /// Bit strings: their length, and whether it varies.
    Bits(usize, bool),
    /// A type whose n-th value is `before`, a number, `between`, the number, `after`; a geometric type, for example.
    Pattern(&'static str),
    /// An enum by its labels.
    Enum(Vec<String>),
    /// An array of a kind.
    Array(Box<Kind>),
    /// A composite type by the kinds of its attributes.
    Composite(Vec<Kind>),
    /// A range over a kind, or a multirange if true.
    Range(Box<Kind>, bool),
    /// A type of which these values are known, and no others are to be used.
    OneOf(Vec<String>),
    /// A type that this table does not know.
    Other,
}

/// Types whose values are a text with numbers in it: `#` stands for n and `%` for n + 1.
const PATTERNS: &[(&str, &str)] = &[
    ("money", "#.50"),
    ("point", "(#,%)"),
    ("line", "{1,%,#}"),
    ("lseg", "[(0,0),(#,%)]"),
    ("box", "(%,%),(#,#)"),
    ("path", "[(0,0),(#,%)]"),
    ("polygon", "((0,0),(#,%),(%,0))"),
    ("circle", "<(0,0),%>"),
    ("tsvector", "'word#':1"),
    ("tsquery", "'word#'"),
    ("xml", "<value>#</value>"),
    ("int4range", "[#,%)"),
    ("int8range", "[#,%)"),
    ("numrange", "[#,%)"),
    ("int4multirange", "{[#,%)}"),
    ("int8multirange", "{[#,%)}"),
    ("nummultirange", "{[#,%)}"),
    ("oid", "#"),
    ("xid", "#"),
    ("cid", "#"),
    ("pg_lsn", "0/#"),
    ("jsonpath", "$.key#"),
    ("tid", "(#,1)"),
];

impl Kind {
    /// The kind of a column's type.
    pub(crate) fn of(data_type: &DataType, catalog: &Catalog) -> Self {
        match data_type {
            DataType::Builtin(text) => Self::builtin(text),
            DataType::Defined { id, array } => {
                let kind = catalog
                    .enum_type(id)
                    .map_or(Self::Other, |e| Self::Enum(e.labels.iter().map(|l| l.name.clone()).collect()));
                if *array { Self::Array(Box::new(kind)) } else { kind }
            }
        }
    }

    /// The kind of one of PostgreSQL's own types by its canonical name.
    pub(crate) fn builtin(text: &str) -> Self {
        if let Some(element) = text.strip_suffix("[]") {
            return Self::Array(Box::new(Self::builtin(element)));
        }
        let (name, modifiers) = split_modifiers(text);
        let first = modifiers.first().copied();
        match name.as_str() {
            "boolean" => Self::Bool,
            "smallint" => Self::Int(i64::from(i16::MAX)),
            "integer" => Self::Int(i64::from(i32::MAX)),
            "bigint" => Self::Int(i64::MAX),
            "numeric" => {
                let scale = modifiers.get(1).copied().unwrap_or(2);
                let precision = first.unwrap_or(30);
                Self::Numeric((precision - scale.min(precision)).max(0) as u32, scale.max(0) as u32)
            }
            "real" | "double precision" => Self::Float,
            "text" | "citext" => Self::Text(None),
            "name" => Self::Text(Some(63)),
            "\"char\"" => Self::Text(Some(1)),
            "character varying" | "character" => Self::Text(first.map(|n| n.max(1) as usize)),
            "uuid" => Self::Uuid,
            "date" => Self::Date,
            "timestamp with time zone" => Self::Timestamp(true),
            "timestamp without time zone" => Self::Timestamp(false),
            "time with time zone" => Self::Time(true),
            "time without time zone" => Self::Time(false),
            "interval" => Self::Interval,
            "json" | "jsonb" => Self::Json,
            "bytea" => Self::Bytes,
            "inet" | "cidr" => Self::Network,
            "macaddr" => Self::Mac(false),
            "macaddr8" => Self::Mac(true),
            "bit" => Self::Bits(first.unwrap_or(1).max(1) as usize, false),
            "bit varying" => Self::Bits(first.unwrap_or(16).max(1) as usize, true),
            "daterange" => Self::Pattern("daterange"),
            "tsrange" | "tstzrange" => Self::Pattern("tsrange"),
            "datemultirange" => Self::Pattern("datemultirange"),
            "tsmultirange" | "tstzmultirange" => Self::Pattern("tsmultirange"),
            other => PATTERNS.iter().find(|(t, _)| *t == other).map_or(Self::Other, |(_, p)| Self::Pattern(p)),
        }
    }

    /// The n-th value, as PostgreSQL reads it from text. Different numbers give different values as long as the type
    /// has so many; a small type starts again from its first.
    pub(crate) fn nth(&self, n: u64) -> String {
        match self {
            Self::Bool => if n.is_multiple_of(2) { "false" } else { "true" }.to_owned(),
            Self::Int(max) => (1 + n % (*max as u64)).to_string(),
            Self::Numeric(before, after) => numeric(*before, *after, n),
            Self::Float => format!("{}.5", n + 1),
            Self::Text(None) => format!("text {}", n + 1),
            Self::Text(Some(length)) => short_text(*length, n),
            Self::Uuid => format!("00000000-0000-4000-8000-{:012x}", n + 1),
            Self::Date => date(n),
            Self::Timestamp(zone) => format!("{} 12:00:00{}", date(n), if *zone { "+00" } else { "" }),
            Self::Time(zone) => {
                format!("{:02}:{:02}:00{}", 8 + n / 60 % 12, n % 60, if *zone { "+00" } else { "" })
            }
            Self::Interval => format!("{} days", n + 1),
            Self::Json => format!("{{\"n\": {}}}", n + 1),
            Self::Bytes => format!("\\x{:08x}", n + 1),
            Self::Network => format!("10.{}.{}.{}", n / 65536 % 256, n / 256 % 256, n % 256),
            Self::Mac(long) => format!(
                "08:00:2b:{}{:02x}:{:02x}:{:02x}",
                if *long { "ff:fe:" } else { "" },
                n / 65536 % 256,
                n / 256 % 256,
                n % 256
            ),
            Self::Bits(length, _) => {
                let bits = format!("{:064b}", n + 1);
                let length = (*length).min(256);
                if length <= 64 { bits[64 - length..].to_owned() } else { format!("{bits:0>length$}") }
            }
            Self::Pattern("daterange") => format!("[{},{})", date(2 * n), date(2 * n + 1)),
            Self::Pattern("tsrange") => format!("[\"{} 00:00:00\",\"{} 00:00:00\")", date(2 * n), date(2 * n + 1)),
            Self::Pattern("datemultirange") => format!("{{[{},{})}}", date(2 * n), date(2 * n + 1)),
            Self::Pattern("tsmultirange") => {
                format!("{{[\"{} 00:00:00\",\"{} 00:00:00\")}}", date(2 * n), date(2 * n + 1))
            }
            Self::Pattern(pattern) => {
                pattern.replace('#', &(n * 2 + 1).to_string()).replace('%', &(n * 2 + 2).to_string())
            }
            Self::Enum(labels) if labels.is_empty() => String::new(),
            Self::Enum(labels) => labels[(n % labels.len() as u64) as usize].clone(),
            Self::Array(element) => array_of(&element.nth(n)),
            Self::Composite(fields) => {
                let fields: Vec<String> = fields.iter().map(|field| field.nth(n)).collect();
                composite(fields.iter().map(String::as_str))
            }
            Self::Range(subtype, multi) => range(subtype, *multi, n),
            Self::OneOf(values) if values.is_empty() => String::new(),
            Self::OneOf(values) => values[(n % values.len() as u64) as usize].clone(),
            Self::Other => (n + 1).to_string(),
        }
    }

    /// True if the kind is not known, or that of what it is made of.
    pub(crate) fn is_unknown(&self) -> bool {
        match self {
            Self::Other => true,
            Self::Array(element) => element.is_unknown(),
            _ => false,
        }
    }

    /// All values, if they are so few that they can be listed.
    pub(crate) fn all(&self) -> Option<Vec<String>> {
        match self {
            Self::Bool => Some(vec!["false".into(), "true".into()]),
            Self::Enum(labels) => Some(labels.clone()),
            Self::OneOf(values) => Some(values.clone()),
            _ => None,
        }
    }
}

/// A numeric with `before` digits before the point and `after` digits behind it.
fn numeric(before: u32, after: u32, n: u64) -> String {
    let limit = 10_u64.saturating_pow(before.min(18));
    if before == 0 {
        let digits = after.clamp(1, 18);
        return format!("0.{:0>width$}", (n + 1) % 10_u64.saturating_pow(digits), width = digits as usize);
    }
    let whole = 1 + n % limit.saturating_sub(1).max(1);
    if after == 0 { whole.to_string() } else { format!("{whole}.5") }
}

/// Text that fits into `length` characters and still differs with n: base 26 when there is little room.
fn short_text(length: usize, n: u64) -> String {
    let long = format!("text {}", n + 1);
    if long.len() <= length {
        return long;
    }
    let mut rest = n;
    let mut out = Vec::new();
    for _ in 0..length {
        out.push((b'a' + (rest % 26) as u8) as char);
        rest /= 26;
    }
    out.iter().rev().collect()
}

/// The n-th day from 2024-01-01, within 28 days to a month so that no calendar is needed.
fn date(n: u64) -> String {
    format!("{:04}-{:02}-{:02}", 2024 + n / 336 % 5000, 1 + n / 28 % 12, 1 + n % 28)
}

/// An array literal of one element.
fn array_of(element: &str) -> String {
    format!("{{{}}}", quoted(element))
}

/// A row of a composite type.
pub(super) fn composite<'v>(fields: impl Iterator<Item = &'v str>) -> String {
    format!("({})", fields.map(quoted).collect::<Vec<_>>().join(","))
}

/// A part of the text of an array, a row or a range.
fn quoted(part: &str) -> String {
    format!("\"{}\"", part.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The n-th range over a kind; those of numbers and dates don't overlap. Of other kinds nobody knows which value is the
/// greater one, so each range has one value only.
fn range(subtype: &Kind, multi: bool, n: u64) -> String {
    let ordered = matches!(
        subtype,
        Kind::Int(_) | Kind::Numeric(..) | Kind::Float | Kind::Date | Kind::Timestamp(_) | Kind::Interval
    );
    let text = match ordered && subtype.nth(2 * n) != subtype.nth(2 * n + 1) {
        true => format!("[{},{})", quoted(&subtype.nth(2 * n)), quoted(&subtype.nth(2 * n + 1))),
        false => format!("[{0},{0}]", quoted(&subtype.nth(n))),
    };
    if multi { format!("{{{text}}}") } else { text }
}

/// Takes the modifiers out of a type's name: `timestamp(3) with time zone` has the modifier 3.
fn split_modifiers(text: &str) -> (String, Vec<i64>) {
    match (text.find('('), text.find(')')) {
        (Some(open), Some(close)) if open < close => {
            let modifiers = text[open + 1..close].split(',').filter_map(|m| m.trim().parse().ok()).collect();
            (format!("{}{}", text[..open].trim_end(), &text[close + 1..]), modifiers)
        }
        _ => (text.to_owned(), Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(data_type: &str, n: u64, expected: &str) {
        assert_eq!(Kind::builtin(data_type).nth(n), expected, "{data_type} {n}");
    }

    #[test]
    fn values_follow_their_type() {
        check("boolean", 1, "true");
        check("smallint", 32767, "1");
        check("numeric(3,2)", 0, "1.5");
        check("numeric(2,2)", 4, "0.05");
        check("numeric", 4, "5.5");
        check("character varying(3)", 27, "abb");
        check("character varying(20)", 27, "text 28");
        check("uuid", 15, "00000000-0000-4000-8000-000000000010");
        check("timestamp(3) with time zone", 28, "2024-02-01 12:00:00+00");
        check("bit(4)", 2, "0011");
        check("int4range", 3, "[7,8)");
        check("text[]", 0, "{\"text 1\"}");
        check("jsonb[]", 0, "{\"{\\\"n\\\": 1}\"}");
        check("macaddr8", 1, "08:00:2b:ff:fe:00:00:01");
    }

    #[test]
    fn many_values_of_a_wide_type_differ() {
        for data_type in ["integer", "text", "character varying(4)", "uuid", "date", "inet", "numeric(10,2)", "bytea"] {
            let kind = Kind::builtin(data_type);
            let values: std::collections::BTreeSet<_> = (0..300).map(|n| kind.nth(n)).collect();
            assert_eq!(values.len(), 300, "{data_type}");
        }
    }
}
