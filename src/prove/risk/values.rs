//! Values at the edges of a type: what a narrower one refuses.

use super::super::seed::Kind;
use crate::catalog::{Catalog, DataType};

/// Texts of values that a column of a type may hold and another type is likely to refuse.
pub(super) fn to_try(data_type: &DataType, catalog: &Catalog) -> Vec<String> {
    of_kind(&Kind::of(data_type, catalog))
}

/// The same for a kind of values.
pub(super) fn of_kind(kind: &Kind) -> Vec<String> {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    match kind {
        Kind::Text(room) => {
            let room = room.unwrap_or(300);
            let mut out = vec!["x".repeat(room), "no number".chars().take(room).collect(), String::new()];
            out.dedup();
            out
        }
        Kind::Int(max) => vec![max.to_string(), (-max).to_string()],
        Kind::Numeric(before, after) => {
            let fraction =
                if *after > 0 { format!(".{}", "9".repeat((*after).min(12) as usize)) } else { String::new() };
            let whole = if *before > 0 { "9".repeat((*before).min(24) as usize) } else { "0".into() };
            vec![format!("{whole}{fraction}"), format!("-{whole}{fraction}")]
        }
        Kind::Float => texts(&["1e300", "NaN", "-1e30", "0.123456789"]),
        Kind::Bool => texts(&["true"]),
        Kind::Date => texts(&["infinity", "0001-01-01", "4000-12-31"]),
        Kind::Timestamp(_) => texts(&["infinity", "0001-01-01 00:00:00", "2400-02-29 12:34:56.789123"]),
        Kind::Time(_) => texts(&["24:00:00", "12:34:56.789123"]),
        Kind::Interval => texts(&["14 mons 3 days 04:05:06.789", "-1 days"]),
        Kind::Json => texts(&["\"text\"", "[1, \"a\"]", "{\"a\": {\"b\": null}}", "null"]),
        Kind::Bytes => texts(&["\\xff00"]),
        Kind::Network => texts(&["2001:db8::1", "10.1.2.3"]),
        Kind::Enum(labels) => labels.clone(),
        Kind::Array(element) => {
            let mut out: Vec<String> = of_kind(element)
                .into_iter()
                .filter(|text| !text.contains(['"', '\\', '{', ',']))
                .map(|text| format!("{{\"{text}\",\"{text}\"}}"))
                .collect();
            out.push("{}".into());
            out
        }
        Kind::Bits(length, _) => vec!["1".repeat((*length).max(1))],
        Kind::Uuid
        | Kind::Mac(_)
        | Kind::Pattern(_)
        | Kind::Composite(_)
        | Kind::Range(..)
        | Kind::OneOf(_)
        | Kind::Other => vec![kind.nth(7)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(data_type: &str, expected: &[&str]) {
        assert_eq!(to_try(&DataType::builtin(data_type), &Catalog::default()), expected, "{data_type}");
    }

    #[test]
    fn edges() {
        check("integer", &["2147483647", "-2147483647"]);
        check("numeric(5,2)", &["999.99", "-999.99"]);
        check("character varying(3)", &["xxx", "no ", ""]);
        check("boolean[]", &["{\"true\",\"true\"}", "{}"]);
    }
}
