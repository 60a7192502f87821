//! The functions of PostgreSQL that expressions of a schema are made of: not all of them, those that a person means.
//! <https://www.postgresql.org/docs/current/functions.html>

/// A function: its name, what it takes, what it gives, and whether it always gives the same for the same arguments, which
/// generated columns and indexes ask for.
pub(super) struct BuiltIn {
    pub(super) name: &'static str,
    pub(super) takes: &'static str,
    pub(super) gives: &'static str,
    pub(super) immutable: bool,
}

const fn pure(name: &'static str, takes: &'static str, gives: &'static str) -> BuiltIn {
    BuiltIn { name, takes, gives, immutable: true }
}

const fn other(name: &'static str, takes: &'static str, gives: &'static str) -> BuiltIn {
    BuiltIn { name, takes, gives, immutable: false }
}

pub(super) const FUNCTIONS: &[BuiltIn] = &[
    pure("abs", "number", "number"),
    other("age", "timestamp, timestamp", "interval"),
    pure("array_length", "array, dimension", "integer"),
    pure("array_position", "array, element", "integer"),
    pure("btrim", "text, characters", "text"),
    pure("cardinality", "array", "integer"),
    pure("ceil", "number", "number"),
    pure("char_length", "text", "integer"),
    other("clock_timestamp", "", "timestamp with time zone"),
    pure("coalesce", "value, …", "value"),
    other("concat", "value, …", "text"),
    other("concat_ws", "separator, value, …", "text"),
    other("count", "*", "bigint"),
    other("current_setting", "setting, missing_ok", "text"),
    other("currval", "sequence", "bigint"),
    other("date_part", "field, timestamp", "double precision"),
    other("date_trunc", "field, timestamp", "timestamp"),
    pure("encode", "bytea, format", "text"),
    pure("floor", "number", "number"),
    other("format", "format, value, …", "text"),
    other("gen_random_uuid", "", "uuid"),
    pure("greatest", "value, …", "value"),
    other("has_table_privilege", "role, table, privilege", "boolean"),
    pure("initcap", "text", "text"),
    pure("isempty", "range", "boolean"),
    pure("jsonb_array_length", "jsonb", "integer"),
    other("jsonb_build_object", "key, value, …", "jsonb"),
    pure("jsonb_path_exists", "jsonb, path", "boolean"),
    pure("jsonb_typeof", "jsonb", "text"),
    pure("least", "value, …", "value"),
    pure("left", "text, n", "text"),
    pure("length", "text", "integer"),
    pure("lower", "text or range", "text or bound"),
    pure("lpad", "text, length, fill", "text"),
    pure("ltrim", "text, characters", "text"),
    other("make_date", "year, month, day", "date"),
    other("make_interval", "years, months, weeks, days, …", "interval"),
    other("max", "value", "value"),
    pure("md5", "text", "text"),
    other("min", "value", "value"),
    pure("mod", "number, number", "number"),
    other("nextval", "sequence", "bigint"),
    other("now", "", "timestamp with time zone"),
    pure("nullif", "value, value", "value"),
    pure("num_nonnulls", "value, …", "integer"),
    pure("num_nulls", "value, …", "integer"),
    pure("numrange", "from, to, bounds", "numrange"),
    pure("octet_length", "text or bytea", "integer"),
    other("pg_has_role", "role, privilege", "boolean"),
    pure("position", "part IN text", "integer"),
    pure("power", "number, number", "number"),
    other("random", "", "double precision"),
    pure("regexp_like", "text, pattern, flags", "boolean"),
    pure("regexp_replace", "text, pattern, replacement, flags", "text"),
    pure("replace", "text, from, to", "text"),
    pure("right", "text, n", "text"),
    pure("round", "number, places", "number"),
    pure("rtrim", "text, characters", "text"),
    pure("sha256", "bytea", "bytea"),
    pure("split_part", "text, delimiter, n", "text"),
    pure("starts_with", "text, prefix", "boolean"),
    pure("strpos", "text, part", "integer"),
    pure("substr", "text, from, count", "text"),
    pure("substring", "text, from, count", "text"),
    other("sum", "value", "value"),
    other("to_char", "value, format", "text"),
    other("to_tsquery", "configuration, query", "tsquery"),
    pure("to_tsvector", "configuration, text", "tsvector"),
    pure("translate", "text, from, to", "text"),
    pure("trim", "text", "text"),
    pure("trunc", "number, places", "number"),
    other("tstzrange", "from, to, bounds", "tstzrange"),
    pure("upper", "text or range", "text or bound"),
    other("uuidv7", "", "uuid"),
];

/// Types that a cast is made to.
pub(super) const TYPES: &[&str] = &[
    "bigint",
    "boolean",
    "bytea",
    "character varying",
    "citext",
    "date",
    "double precision",
    "inet",
    "integer",
    "interval",
    "json",
    "jsonb",
    "numeric",
    "real",
    "regclass",
    "smallint",
    "text",
    "time",
    "timestamp",
    "timestamptz",
    "uuid",
    "xml",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_sorted_and_named_once() {
        assert!(FUNCTIONS.windows(2).all(|pair| pair[0].name < pair[1].name));
        assert!(TYPES.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
