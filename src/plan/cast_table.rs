//! PostgreSQL's own casts between types of different families. Source: `pg_cast` of PostgreSQL 15 and 18; what only one
//! of them has is left out.

/// The types that name an object by its number.
const OBJECTS: &[&str] = &[
    "regproc",
    "regprocedure",
    "regoper",
    "regoperator",
    "regclass",
    "regcollation",
    "regtype",
    "regconfig",
    "regdictionary",
    "regrole",
    "regnamespace",
];

/// Casts that an assignment makes by itself.
const ASSIGNED: &[(&str, &[&str])] = &[
    ("money", &["numeric"]),
    ("numeric", &["money"]),
    ("integer", &["money", "oid"]),
    ("bigint", &["money", "oid"]),
    ("smallint", &["oid"]),
    ("oid", &["bigint", "integer"]),
    ("text", &["regclass"]),
    ("character varying", &["regclass"]),
    ("macaddr", &["macaddr8"]),
    ("macaddr8", &["macaddr"]),
    ("point", &["box"]),
    ("path", &["polygon"]),
    ("box", &["polygon"]),
    ("polygon", &["path"]),
];

/// Casts that must be written.
const EXPLICIT: &[(&str, &[&str])] = &[
    ("jsonb", &["boolean", "numeric", "smallint", "integer", "bigint", "real", "double precision"]),
    ("\"char\"", &["integer"]),
    ("integer", &["\"char\""]),
    ("polygon", &["box", "point", "circle"]),
    ("circle", &["box", "polygon", "point"]),
    ("box", &["point", "circle", "lseg"]),
    ("lseg", &["point"]),
    ("xid8", &["xid"]),
    ("int4range", &["int4multirange"]),
    ("int8range", &["int8multirange"]),
    ("numrange", &["nummultirange"]),
    ("tsrange", &["tsmultirange"]),
    ("tstzrange", &["tstzmultirange"]),
    ("daterange", &["datemultirange"]),
];

fn has(table: &[(&str, &[&str])], from: &str, to: &str) -> bool {
    table.iter().any(|(source, targets)| *source == from && targets.contains(&to))
}

/// True if an assignment makes the cast by itself. The types are given without modifiers.
pub(super) fn assigned(from: &str, to: &str) -> bool {
    let is_object = |name| OBJECTS.contains(&name);
    let number = |name: &str| matches!(name, "oid" | "bigint" | "integer");
    has(ASSIGNED, from, to) || is_object(from) && number(to) || is_object(to) && (number(from) || from == "smallint")
}

/// True if there is a cast that must be written.
pub(super) fn explicit(from: &str, to: &str) -> bool {
    has(EXPLICIT, from, to)
}
