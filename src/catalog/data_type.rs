//! The type of a column.

use serde::{Deserialize, Serialize};

use super::Id;

/// The type of a column: one of PostgreSQL's own, by its canonical name, or a type of this catalog, by id.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum DataType {
    /// A built-in type as `format_type` prints it, with its modifiers and array brackets: `character varying(100)`,
    /// `numeric(10,2)`, `text[]`. Made by [`DataType::builtin`], which canonicalises.
    Builtin(String),
    /// A type of this catalog: an enum, a domain, a composite type, a range, or a table's row type.
    Defined {
        /// The type's id.
        #[serde(rename = "type")]
        id: Id,
        /// True for an array of it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        array: bool,
    },
}

/// Spellings that PostgreSQL accepts, and the name that `format_type` prints for them. A name that is not listed is
/// already canonical or is not built in. Source: PostgreSQL's documentation, table "Data Types", and `gram.y`.
const ALIASES: &[(&str, &str)] = &[
    ("int", "integer"),
    ("int2", "smallint"),
    ("int4", "integer"),
    ("int8", "bigint"),
    ("bool", "boolean"),
    ("float", "double precision"),
    ("float4", "real"),
    ("float8", "double precision"),
    ("decimal", "numeric"),
    ("dec", "numeric"),
    ("varchar", "character varying"),
    ("char varying", "character varying"),
    ("char", "character"),
    ("bpchar", "character"),
    ("varbit", "bit varying"),
    ("timestamptz", "timestamp with time zone"),
    ("timestamp", "timestamp without time zone"),
    ("timetz", "time with time zone"),
    ("time", "time without time zone"),
];

impl DataType {
    /// A built-in type from any spelling PostgreSQL accepts: lower-cased, white space tidied, aliases resolved, the
    /// modifier put where `format_type` prints it (`timestamp(3) with time zone`). Text that is not a known spelling
    /// is kept as it is, tidied; the engine is the judge of it.
    pub fn builtin(text: &str) -> Self {
        Self::Builtin(canonical(text))
    }

    /// A type of this catalog.
    pub fn defined(id: Id) -> Self {
        Self::Defined { id, array: false }
    }

    /// The id of the type if it is one of this catalog.
    pub fn defined_id(&self) -> Option<&Id> {
        match self {
            Self::Builtin(_) => None,
            Self::Defined { id, .. } => Some(id),
        }
    }
}

fn canonical(text: &str) -> String {
    let lower = text.trim().to_ascii_lowercase();
    let (element, brackets) = split_array(&lower);
    let (before, modifier, after) = split_modifier(element);
    let name = [before, after].join(" ");
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name.as_str(), |(_, canonical)| canonical);
    let mut out = match modifier {
        // character without a length is character(1), which format_type prints with its length.
        None if name == "character" => "character(1)".to_owned(),
        None if name == "bit" => "bit(1)".to_owned(),
        None => name.to_owned(),
        Some(modifier) => {
            let modifier = modifier.split(',').map(str::trim).collect::<Vec<_>>().join(",");
            // numeric(10) has scale 0 and is printed so.
            let modifier =
                if name == "numeric" && !modifier.contains(',') { format!("{modifier},0") } else { modifier };
            // float(p) chooses its type by precision: https://www.postgresql.org/docs/current/datatype-numeric.html
            if name == "double precision" && element.starts_with("float") {
                if modifier.parse::<u8>().is_ok_and(|p| p <= 24) { "real".into() } else { name.to_owned() }
            } else {
                match name.split_once(' ') {
                    Some((first, rest)) if matches!(first, "timestamp" | "time") => {
                        format!("{first}({modifier}) {rest}")
                    }
                    _ => format!("{name}({modifier})"),
                }
            }
        }
    };
    out.push_str(&brackets);
    out
}

/// Takes `[]`, `[3]` or ` array` off the end. PostgreSQL keeps neither dimensions nor bounds, so one `[]` remains.
fn split_array(text: &str) -> (&str, String) {
    if let Some(element) = text.strip_suffix(" array") {
        return (element.trim_end(), "[]".into());
    }
    match text.find('[') {
        Some(at) => (text[..at].trim_end(), "[]".into()),
        None => (text, String::new()),
    }
}

fn split_modifier(text: &str) -> (&str, Option<&str>, &str) {
    match (text.find('('), text.rfind(')')) {
        (Some(open), Some(close)) if open < close => (&text[..open], Some(&text[open + 1..close]), &text[close + 1..]),
        _ => (text, None, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(DataType::builtin(text), DataType::Builtin(expected.into()), "{text}");
        assert_eq!(DataType::builtin(expected), DataType::Builtin(expected.into()), "canonical text is a fixed point");
    }

    #[test]
    fn spellings_become_what_format_type_prints() {
        check("varchar(20)", "character varying(20)");
        check(" CHARACTER   VARYING ( 20 ) ", "character varying(20)");
        check("int8[]", "bigint[]");
        check("text[][]", "text[]");
        check("integer array", "integer[]");
        check("timestamptz(3)", "timestamp(3) with time zone");
        check("timestamp (3) with time zone", "timestamp(3) with time zone");
        check("time", "time without time zone");
        check("decimal( 10 , 2 )", "numeric(10,2)");
        check("numeric(10)", "numeric(10,0)");
        check("char", "character(1)");
        check("float(10)", "real");
        check("float(53)", "double precision");
        check("uuid", "uuid");
        check("jsonb", "jsonb");
    }
}
