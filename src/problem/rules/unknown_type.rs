//! Types that PostgreSQL has not.

use std::collections::{BTreeMap, BTreeSet};

use super::invalid_type;
use crate::catalog::Ordered;
use crate::catalog::{DataType, Id};
use crate::problem::view::View;
use crate::problem::{Level, PROJECT, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "unknown-type",
    level: Level::Warning,
    title: "A column's type is none of PostgreSQL's, of this project or of a well-known extension.",
    why: "PostgreSQL refuses a type that nobody made: the migration would stop there. A type that hand-written SQL or an administrator makes is told apart by naming its schema.",
};

/// PostgreSQL 18's own types, as `format_type` prints them, without modifiers, and names that are accepted for them.
const BUILT_IN: &[&str] = &[
    "\"char\"",
    "aclitem",
    "bigint",
    "bit",
    "bit varying",
    "boolean",
    "box",
    "bytea",
    "character",
    "character varying",
    "cid",
    "cidr",
    "circle",
    "date",
    "datemultirange",
    "daterange",
    "double precision",
    "inet",
    "int2vector",
    "int4multirange",
    "int4range",
    "int8multirange",
    "int8range",
    "integer",
    "interval",
    "json",
    "jsonb",
    "jsonpath",
    "line",
    "lseg",
    "macaddr",
    "macaddr8",
    "money",
    "name",
    "national char",
    "national char varying",
    "national character",
    "national character varying",
    "nchar",
    "nchar varying",
    "numeric",
    "nummultirange",
    "numrange",
    "oid",
    "oidvector",
    "path",
    "pg_lsn",
    "pg_snapshot",
    "point",
    "polygon",
    "real",
    "refcursor",
    "regclass",
    "regcollation",
    "regconfig",
    "regdictionary",
    "regnamespace",
    "regoper",
    "regoperator",
    "regproc",
    "regprocedure",
    "regrole",
    "regtype",
    "smallint",
    "text",
    "tid",
    "time with time zone",
    "time without time zone",
    "timestamp with time zone",
    "timestamp without time zone",
    "tsmultirange",
    "tsquery",
    "tsrange",
    "tstzmultirange",
    "tstzrange",
    "tsvector",
    "txid_snapshot",
    "uuid",
    "xid",
    "xid8",
    "xml",
];

/// The types of extensions that many databases have.
const EXTENSIONS: &[&str] = &[
    "box2d",
    "box3d",
    "citext",
    "cube",
    "ean13",
    "earth",
    "geography",
    "geometry",
    "geomval",
    "halfvec",
    "hll",
    "hstore",
    "isbn",
    "isbn13",
    "ismn",
    "ismn13",
    "issn",
    "issn13",
    "lquery",
    "ltree",
    "ltxtquery",
    "query_int",
    "raster",
    "seg",
    "semver",
    "sparsevec",
    "topogeometry",
    "ulid",
    "upc",
    "vector",
];

/// What other systems call their types, and what PostgreSQL has for them.
const FOREIGN: &[(&str, &str)] = &[
    ("binary", "bytea"),
    ("blob", "bytea"),
    ("clob", "text"),
    ("datetime", "timestamptz"),
    ("datetime2", "timestamptz"),
    ("datetimeoffset", "timestamptz"),
    ("double", "double precision"),
    ("guid", "uuid"),
    ("hierarchyid", "ltree"),
    ("image", "bytea"),
    ("int16", "smallint"),
    ("int32", "integer"),
    ("int64", "bigint"),
    ("long", "bigint"),
    ("longblob", "bytea"),
    ("longtext", "text"),
    ("mediumblob", "bytea"),
    ("mediumint", "integer"),
    ("mediumtext", "text"),
    ("nclob", "text"),
    ("ntext", "text"),
    ("number", "numeric"),
    ("nvarchar", "text or varchar"),
    ("nvarchar2", "text or varchar"),
    ("raw", "bytea"),
    ("rowversion", "bytea, or the system column xmin"),
    ("short", "smallint"),
    ("single", "real"),
    ("smalldatetime", "timestamptz"),
    ("smallmoney", "numeric"),
    ("string", "text"),
    ("tinyblob", "bytea"),
    ("tinyint", "smallint"),
    ("tinytext", "text"),
    ("uniqueidentifier", "uuid"),
    ("varbinary", "bytea"),
    ("varchar2", "text or varchar"),
    ("year", "smallint"),
];

/// A type's name without what stands in parentheses or brackets.
pub(crate) fn bare(name: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::new();
    for c in name.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    let words: Vec<&str> = out.split_whitespace().collect();
    words.join(" ").trim_end_matches(" array").to_owned()
}

/// What PostgreSQL has for a type of another system.
pub(super) fn instead(name: &str) -> Option<&'static str> {
    let bare = bare(name).to_ascii_lowercase();
    let first = bare.split(' ').next().unwrap_or_default();
    let of = |name: &str| FOREIGN.iter().find(|(foreign, _)| *foreign == name).map(|(_, own)| *own);
    of(&bare).or_else(|| of(first))
}

/// True for a type that PostgreSQL brings, by its bare name.
pub(crate) fn is_built_in(bare: &str) -> bool {
    BUILT_IN.binary_search(&bare).is_ok() || bare == "interval" || bare.starts_with("interval ")
}

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    let mut verdicts: BTreeMap<&str, Option<String>> = BTreeMap::new();
    let mut own: Option<BTreeSet<String>> = None;
    let mut verdict = |name: &str| {
        let bare = bare(name);
        // What hand-written SQL makes, and the row type of a table, are types too.
        let known = is_built_in(&bare)
            || EXTENSIONS.binary_search(&bare.as_str()).is_ok()
            || bare.contains('.')
            || invalid_type::verdict(name).is_some()
            || own.get_or_insert_with(|| own_names(view)).contains(&bare.trim_matches('"').to_ascii_lowercase());
        (!known).then(|| match instead(name) {
            Some(own) => format!("PostgreSQL has no type {bare}. Use {own}."),
            None => format!(
                "PostgreSQL has no type {bare}, nor has this project. Choose another, or name its schema, as in \
                 public.{bare}."
            ),
        })
    };
    if let DataType::Builtin(name) = &view.design.settings.tenancy.data_type
        && let Some(message) = verdict(name)
    {
        problems.push(RULE.at(&Id::new(PROJECT), format!("The tenant column: {message}")).in_field("type"));
    }
    for entity in view.design.entities.values() {
        for column in &entity.table.columns {
            let DataType::Builtin(name) = &column.data_type else { continue };
            if let Some(message) = verdicts.entry(name).or_insert_with(|| verdict(name)) {
                problems.push(RULE.at(entity.id(), message.clone()).on(&column.id).in_field("type"));
            }
        }
    }
}

/// The names that are or may be types because of this project, in lower case.
fn own_names(view: &View<'_>) -> BTreeSet<String> {
    let design = view.design;
    let mut names: BTreeSet<String> = design.enums.values().map(|e| e.name.to_ascii_lowercase()).ordered_set();
    names.extend(view.catalog.tables.iter().map(|t| t.name.to_ascii_lowercase()));
    let frozen = design.migrations.values().flat_map(|m| &m.hand_sql);
    for hand in design.hand_sql.values().chain(frozen) {
        let lower = hand.up.to_ascii_lowercase();
        // A script that makes no type and no extension names none that is new.
        if ["create type", "create domain", "create extension"].iter().any(|start| lower.contains(start)) {
            let words = lower.split(|c: char| !c.is_alphanumeric() && c != '_');
            names.extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn lists_are_sorted() {
        assert!(BUILT_IN.is_sorted() && EXTENSIONS.is_sorted() && FOREIGN.is_sorted());
    }

    #[test]
    fn types_that_are_there_pass() {
        for name in [
            "text",
            "varchar(20)",
            "timestamp(3) with time zone",
            "interval day to second(3)",
            "interval year",
            "int4[]",
            "numeric(10,2)[]",
            "citext",
            "geometry(point,4326)",
            "vector(3)",
            "other.thing",
            "bool",
            "float(24)",
            "double precision",
            "bpchar",
            "timetz(3)",
            "varbit(3)",
            "dec",
            "tstzrange",
            "name",
            "customers",
            "int8multirange",
        ] {
            check_rule(&RULE, |d| data_type(d, "status", name), &[]);
        }
        check_rule(
            &RULE,
            |d| {
                add_enum(d, &["a"]);
                data_type(d, "status", "mood[]");
            },
            &[],
        );
    }

    #[test]
    fn types_of_other_systems_are_translated() {
        for (name, told) in [
            ("datetime", "Use timestamptz."),
            ("datetime2(7)", "Use timestamptz."),
            ("nvarchar(100)", "Use text or varchar."),
            ("uniqueidentifier", "Use uuid."),
            ("tinyint", "Use smallint."),
            ("double", "Use double precision."),
            ("number(10,2)", "Use numeric."),
            ("varbinary(max)", "Use bytea."),
            ("strang", "no type strang, nor has this project"),
        ] {
            check_rule(&RULE, |d| data_type(d, "status", name), &[told]);
        }
        check_rule(&RULE, |d| d.settings.tenancy.data_type = DataType::builtin("guid"), &["The tenant column"]);
    }

    #[test]
    fn what_hand_written_sql_makes_is_known() {
        let typed = |d: &mut crate::design::Design| data_type(d, "status", "email");
        check_rule(&RULE, typed, &["no type email"]);
        check_rule(
            &RULE,
            |d| {
                typed(d);
                hand_sql(d, "CREATE DOMAIN email AS text", "DROP DOMAIN email");
            },
            &[],
        );
    }
}
