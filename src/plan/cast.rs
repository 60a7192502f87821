//! How a column's values get from one type to another.

use super::cast_table;

/// The kinds of type between which PostgreSQL has casts of its own. Source: `pg_cast`, and the rule that every type
/// can be assigned to a string type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Text,
    Number,
    Boolean,
    Date,
    Timestamp,
    Time,
    Interval,
    Json,
    Bit,
    Network,
    Other,
}

/// The family of a built-in type, by its canonical name.
pub(crate) fn family(data_type: &str) -> Family {
    let name = base(data_type);
    match name.as_str() {
        "text" | "character varying" | "character" | "name" | "citext" => Family::Text,
        "smallint" | "integer" | "bigint" | "numeric" | "real" | "double precision" => Family::Number,
        "boolean" => Family::Boolean,
        "date" => Family::Date,
        "timestamp with time zone" | "timestamp without time zone" => Family::Timestamp,
        "time with time zone" | "time without time zone" => Family::Time,
        "interval" => Family::Interval,
        "json" | "jsonb" => Family::Json,
        "bit" | "bit varying" => Family::Bit,
        "inet" | "cidr" => Family::Network,
        _ => Family::Other,
    }
}

/// A type's name without its modifier and array brackets.
pub(crate) fn base(data_type: &str) -> String {
    let element = data_type.strip_suffix("[]").unwrap_or(data_type);
    match (element.find('('), element.find(')')) {
        (Some(open), Some(close)) if open < close => format!("{}{}", &element[..open], &element[close + 1..]),
        _ => element.to_owned(),
    }
}

/// One side of a change of type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Side<'a> {
    /// The type as SQL.
    pub(crate) sql: &'a str,
    /// True if it is an enum or an array of one.
    pub(crate) is_enum: bool,
}

impl Side<'_> {
    fn is_array(&self) -> bool {
        self.sql.ends_with("[]")
    }

    fn element(&self) -> &str {
        self.sql.strip_suffix("[]").unwrap_or(self.sql)
    }

    fn family(&self) -> Family {
        if self.is_enum { Family::Other } else { family(self.sql) }
    }
}

/// The expression after USING that turns a column's values into another type, or `None` where PostgreSQL assigns them
/// itself. That is preferred: an assignment refuses what does not fit, where a cast to `character varying(10)` would
/// cut text without a word.
pub(crate) fn using(column: &str, from: Side<'_>, to: Side<'_>) -> Option<String> {
    if from.sql == to.sql && !from.is_enum {
        return None;
    }
    match (from.is_array(), to.is_array()) {
        (false, true) => {
            let element = convert(column, Side { sql: from.element(), ..from }, Side { sql: to.element(), ..to });
            let element = element.unwrap_or_else(|| format!("{column}::{}", to.element()));
            // Text may be what an array once became.
            let literal = match from.family() {
                Family::Text => format!("WHEN {column} LIKE '{{%}}' THEN {column}::{} ", to.sql),
                _ => String::new(),
            };
            Some(format!("CASE {literal}WHEN {column} IS NOT NULL THEN ARRAY[{element}] END"))
        }
        // An array of several elements loses all but the first.
        (true, false) if to.family() != Family::Text => {
            let first = format!("{column}[1]");
            let from = Side { sql: from.element(), ..from };
            Some(convert(&first, from, to).unwrap_or_else(|| format!("{first}::{}", to.sql)))
        }
        (true, false) => None,
        (true, true) if assigns(from, to) => None,
        (true, true) => Some(format!("{column}::text[]::{}", to.sql)),
        (false, false) => convert(column, from, to),
    }
}

fn convert(value: &str, from: Side<'_>, to: Side<'_>) -> Option<String> {
    if assigns(from, to) {
        return None;
    }
    Some(match (from.family(), to.family()) {
        // Of its own accord PostgreSQL hands on the blanks at the end of a character(n).
        (Family::Text, _) if base(from.sql) == "character" => format!("{value}::text::{}", to.sql),
        (Family::Text, _) => format!("{value}::{}", to.sql),
        (Family::Number, Family::Boolean) => format!("({value} <> 0)"),
        (Family::Boolean, Family::Number) => format!("{value}::integer"),
        (Family::Number, Family::Bit) if matches!(from.sql, "integer" | "bigint") => format!("{value}::{}", to.sql),
        (Family::Number, Family::Bit) if from.sql == "smallint" => format!("{value}::integer::{}", to.sql),
        // A time of day is one of some day: the first one, where no day is known any more.
        (Family::Time, Family::Timestamp) => format!("(DATE '1970-01-01' + {value})"),
        // Text of an amount has a currency's sign.
        (Family::Number, _) if to.sql == "money" => format!("{value}::numeric"),
        (_, Family::Number) if from.sql == "money" => format!("{value}::numeric"),
        _ if cast_table::explicit(&base(from.sql), &base(to.sql)) => format!("{value}::{}", to.sql),
        (Family::Bit, Family::Number) if base(from.sql) == "bit" && matches!(to.sql, "integer" | "bigint") => {
            format!("{value}::{}", to.sql)
        }
        // There is no cast, but there is always text between.
        _ => format!("{value}::text::{}", to.sql),
    })
}

/// True if PostgreSQL has an implicit or assignment cast.
fn assigns(from: Side<'_>, to: Side<'_>) -> bool {
    if from.is_enum && to.is_enum {
        // Two enums, or an enum and what it is made anew as.
        return false;
    }
    if !to.is_enum && to.family() == Family::Text {
        return true;
    }
    if from.is_enum || to.is_enum {
        return false;
    }
    if base(from.sql) == base(to.sql) || cast_table::assigned(&base(from.sql), &base(to.sql)) {
        return true;
    }
    match (from.family(), to.family()) {
        (Family::Other, _) | (_, Family::Other) => false,
        (a, b) if a == b => true,
        (Family::Date, Family::Timestamp) | (Family::Timestamp, Family::Date) => true,
        (Family::Timestamp, Family::Time) => {
            base(from.sql) == "timestamp with time zone" || base(to.sql) == "time without time zone"
        }
        (Family::Time, Family::Interval) => base(from.sql) == "time without time zone",
        (Family::Interval, Family::Time) => base(to.sql) == "time without time zone",
        _ => false,
    }
}

/// True if a column of the one type can reference a column of the other, so that a foreign key survives the change of
/// either.
pub(crate) fn comparable(a: &str, b: &str) -> bool {
    if a.ends_with("[]") || b.ends_with("[]") {
        return a == b;
    }
    let integer = |t: &str| matches!(t, "smallint" | "integer" | "bigint");
    let string = |t: &str| matches!(base(t).as_str(), "text" | "character varying");
    a == b || (integer(a) && integer(b)) || (string(a) && string(b))
}

/// True if every value of the one type is a value of the other, unchanged: nothing can fail or be cut.
pub(crate) fn widens(from: &str, to: &str) -> bool {
    let rank = |t: &str| ["smallint", "integer", "bigint"].iter().position(|i| *i == t);
    if let (Some(from), Some(to)) = (rank(from), rank(to)) {
        return from <= to;
    }
    if rank(from).is_some() && to == "numeric" {
        return true;
    }
    let length = |t: &str| -> Option<u32> { t.split_once('(')?.1.split_once(')')?.0.parse().ok() };
    match (base(from).as_str(), base(to).as_str()) {
        ("character varying", "text") => true,
        ("text", "character varying") => !to.contains('('),
        ("character varying", "character varying") => match (length(from), length(to)) {
            (_, None) => true,
            (Some(from), Some(to)) => from <= to,
            (None, Some(_)) => false,
        },
        ("numeric", "numeric") => !to.contains('(') || from == to,
        ("bit varying", "bit varying") => !to.contains('('),
        ("real", "double precision") | ("date", "timestamp without time zone") | ("cidr", "inet") => true,
        ("json", "jsonb") => false,
        (from_base, to_base) => from_base == to_base && from == to,
    }
}

/// True if PostgreSQL takes the stored values of the one type for those of the other, so that no row is read or written.
/// Source: the casts of `pg_cast` that are binary-coercible, and the planner support functions of the length casts.
pub(crate) fn stays(from: &str, to: &str) -> bool {
    if from == to {
        return true;
    }
    if from.ends_with("[]") || to.ends_with("[]") {
        return false;
    }
    let numbers = |t: &str| -> Vec<u32> {
        let inside = t.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(inside, _)| inside);
        inside.split(',').filter_map(|n| n.trim().parse().ok()).collect()
    };
    let (was, is) = (numbers(from), numbers(to));
    let wider = is.is_empty() || matches!((was.first(), is.first()), (Some(was), Some(is)) if was <= is);
    match (base(from).as_str(), base(to).as_str()) {
        ("text" | "xml", "character varying") => is.is_empty(),
        ("character varying" | "xml", "text") | ("cidr", "inet") => true,
        ("numeric", "numeric") => is.is_empty() || wider && was.get(1) == is.get(1),
        (a, b) if a == b => {
            let kinds = ["character varying", "bit varying", "timestamp ", "time "];
            wider && kinds.iter().any(|kind| a.starts_with(kind.trim_end()))
        }
        _ => false,
    }
}

/// True if a change of type keeps what every value says, if not always how: any value can be written as text, and be
/// the one element of an array.
pub(crate) fn keeps(from: &str, to: &str) -> bool {
    match (from.strip_suffix("[]"), to.strip_suffix("[]")) {
        (None, Some(element)) => from == element || keeps(from, element),
        (Some(from), Some(to)) => keeps(from, to),
        _ => widens(from, to) || to == "text" || to == "character varying",
    }
}

/// True if a value that does not fit makes the change of type fail, so that none is lost in silence.
pub(crate) fn refuses(from: &str, to: &str) -> bool {
    let integer = |t: &str| matches!(t, "smallint" | "integer" | "bigint");
    let string = |t: &str| matches!(base(t).as_str(), "text" | "character varying");
    (integer(from) && integer(to)) || (string(from) && string(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from: &str, to: &str, expected: Option<&str>) {
        let side = |sql| Side { sql, is_enum: str::contains(sql, "status") };
        assert_eq!(using("c", side(from), side(to)).as_deref(), expected, "{from} to {to}");
    }

    #[test]
    fn assignments_need_no_using() {
        check("integer", "bigint", None);
        check("bigint", "integer", None);
        check("character varying(50)", "character varying(10)", None);
        check("uuid", "text", None);
        check("public.status", "text", None);
        check("date", "timestamp with time zone", None);
        check("json", "jsonb", None);
        check("integer[]", "bigint[]", None);
        check("integer[]", "text", None);
        check("money", "numeric", None);
        check("regclass", "integer", None);
        check("integer", "oid", None);
        check("point", "box", None);
    }

    #[test]
    fn what_has_no_assignment_is_cast() {
        check("text", "integer", Some("c::integer"));
        check("text", "public.status", Some("c::public.status"));
        check("public.status", "public.status", Some("c::text::public.status"));
        check("public.status[]", "public.status[]", Some("c::text[]::public.status[]"));
        check("integer", "boolean", Some("(c <> 0)"));
        check("real", "money", Some("c::numeric"));
        check("money", "integer", Some("c::numeric"));
        check("jsonb", "integer", Some("c::integer"));
        check("circle", "polygon", Some("c::polygon"));
        check("character(3)", "uuid", Some("c::text::uuid"));
        check("boolean", "bigint", Some("c::integer"));
        check("integer", "uuid", Some("c::text::uuid"));
        check("time with time zone", "interval", Some("c::text::interval"));
        check(
            "text",
            "integer[]",
            Some("CASE WHEN c LIKE '{%}' THEN c::integer[] WHEN c IS NOT NULL THEN ARRAY[c::integer] END"),
        );
        check("integer", "text[]", Some("CASE WHEN c IS NOT NULL THEN ARRAY[c::text] END"));
        check("text[]", "integer", Some("c[1]::integer"));
        check("integer[]", "boolean", Some("(c[1] <> 0)"));
    }

    #[test]
    fn what_is_kept_and_what_is_refused() {
        assert!(keeps("uuid", "text") && keeps("text[]", "text") && keeps("integer", "bigint[]"));
        assert!(!keeps("text", "integer") && !keeps("integer[]", "integer"));
        assert!(refuses("bigint", "integer") && refuses("text", "character varying(5)"));
        assert!(!refuses("text", "integer") && !refuses("numeric", "numeric(5,2)"));
    }

    #[test]
    fn widening_loses_nothing() {
        assert!(widens("integer", "bigint") && !widens("bigint", "integer"));
        assert!(widens("character varying(5)", "character varying(6)"));
        assert!(!widens("character varying(6)", "character varying(5)"));
        assert!(widens("character varying(6)", "text") && !widens("text", "character varying(6)"));
        assert!(widens("numeric(10,2)", "numeric") && !widens("numeric", "numeric(10,2)"));
    }
}
