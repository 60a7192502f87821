//! What attacking a table has to know of the database, asked in one message.

use super::target::Target;
use crate::engine::Rows;
use crate::sql::quote;

/// What PostgreSQL tells about a table and a role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// Row-level security is enabled.
    pub(crate) enabled: bool,
    /// It is forced on the owner.
    pub(crate) forced: bool,
    /// The table's owner.
    pub(crate) owner: String,
    /// The owner is a superuser or has BYPASSRLS, so nothing binds it.
    pub(crate) owner_bypasses: bool,
    /// The application's role is a superuser or has BYPASSRLS.
    pub(crate) role_bypasses: bool,
    /// The role may read.
    pub(crate) select: bool,
    /// The role may insert.
    pub(crate) insert: bool,
    /// The role may delete.
    pub(crate) delete: bool,
    /// The columns the role may insert into.
    pub(crate) insertable: Vec<String>,
    /// The columns the role may update.
    pub(crate) updatable: Vec<String>,
    /// The policies by name.
    pub(crate) policies: Vec<String>,
    /// Other roles that are not meant to see every tenant: the name, whether it may read, whether it may delete.
    pub(crate) others: Vec<(String, bool, bool)>,
    /// The sequences that number its rows, in SQL.
    pub(crate) sequences: Vec<String>,
    /// The schema has a LEAKPROOF function that the role may call.
    pub(crate) leakproof: bool,
    /// The schema has a column that refers to large objects, or the database has some.
    pub(crate) large_objects: bool,
    /// How many rows each tenant has.
    pub(crate) own: [u64; 2],
    /// How many rows everyone may read that are not the tenant's own.
    pub(crate) shared: [u64; 2],
    /// How many rows everyone may read.
    pub(crate) open: u64,
    /// How many rows there are.
    pub(crate) all: u64,
}

/// Reads the answers to [`privileges`] and [`counts`].
pub(super) fn facts(told: &Rows, counted: &Rows) -> Facts {
    let row: Vec<&str> =
        told.rows.first().map(|r| r.iter().map(|v| v.as_deref().unwrap_or("")).collect()).unwrap_or_default();
    let text = |at: usize| row.get(at).copied().unwrap_or("");
    let yes = |at: usize| text(at) == "t";
    let list = |at: usize| serde_json::from_str(text(at)).unwrap_or_default();
    let count =
        |at: usize| -> u64 { counted.rows.first().and_then(|r| r.get(at)?.as_ref()?.parse().ok()).unwrap_or_default() };
    Facts {
        enabled: yes(0),
        forced: yes(1),
        owner: text(2).to_owned(),
        owner_bypasses: yes(3),
        role_bypasses: yes(4),
        select: yes(5),
        insert: yes(6),
        delete: yes(7),
        updatable: list(8),
        policies: list(9),
        others: serde_json::from_str(text(10)).unwrap_or_default(),
        insertable: list(14),
        sequences: list(11),
        leakproof: yes(12),
        large_objects: yes(13),
        own: [count(0), count(1)],
        all: count(2),
        shared: [count(3), count(4)],
        open: count(5),
    }
}

/// The sequences that a table's columns own or draw from.
const SEQUENCES: &str = "(SELECT coalesce(json_agg(DISTINCT format('%I.%I', q.nspname, s.relname)), '[]') \
FROM pg_catalog.pg_class s JOIN pg_catalog.pg_namespace q ON q.oid = s.relnamespace JOIN pg_catalog.pg_depend d \
ON ((d.classid = 'pg_class'::regclass AND d.objid = s.oid AND d.refclassid = 'pg_class'::regclass \
AND d.refobjid = c.oid AND d.deptype IN ('a', 'i')) \
OR (d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = s.oid \
AND d.objid IN (SELECT a.oid FROM pg_catalog.pg_attrdef a WHERE a.adrelid = c.oid))) WHERE s.relkind = 'S')";

/// The columns that a role may insert into.
const INSERTABLE: &str = "(SELECT coalesce(json_agg(a.attname ORDER BY a.attnum), '[]') FROM pg_catalog.pg_attribute a \
WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND has_column_privilege(r.oid, c.oid, a.attnum, 'INSERT'))";

/// Whether a role may call a LEAKPROOF function of the schema's.
const LEAKPROOF: &str = "EXISTS (SELECT FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace \
WHERE p.proleakproof AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' \
AND has_function_privilege(r.oid, p.oid, 'EXECUTE'))";

/// Whether large objects are of any concern: there are some, or a column of type `oid` or `lo` may refer to one.
const LARGE_OBJECTS: &str = "(EXISTS (SELECT FROM pg_catalog.pg_largeobject_metadata) \
OR EXISTS (SELECT FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class k ON k.oid = a.attrelid AND k.relkind IN ('r', 'p') \
JOIN pg_catalog.pg_namespace n ON n.oid = k.relnamespace JOIN pg_catalog.pg_type t ON t.oid = a.atttypid \
WHERE a.attnum > 0 AND NOT a.attisdropped AND (t.oid = 'oid'::regtype OR t.typname = 'lo') \
AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'))";

/// Asks what a role may do with a table, and what stands around it.
pub(super) fn privileges(target: &Target, services: &[String], literals: &[String]) -> String {
    let (role, table) = (quote::literal(&target.role), quote::literal(&target.sql));
    // Whom a policy names in its text is a service's account by another name.
    let spared: Vec<String> =
        services.iter().chain(literals).map(|name| quote::literal(name)).chain([role.clone()]).collect();
    format!(
        "SELECT c.relrowsecurity, c.relforcerowsecurity, o.rolname, o.rolsuper OR o.rolbypassrls, \
         r.rolsuper OR r.rolbypassrls, has_any_column_privilege(r.oid, c.oid, 'SELECT'), \
         has_any_column_privilege(r.oid, c.oid, 'INSERT'), has_table_privilege(r.oid, c.oid, 'DELETE'), \
         (SELECT coalesce(json_agg(a.attname ORDER BY a.attnum), '[]') FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid \
         AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND has_column_privilege(r.oid, c.oid, a.attnum, 'UPDATE')), \
         (SELECT coalesce(json_agg(p.polname ORDER BY p.polname), '[]') FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid), \
         (SELECT coalesce(json_agg(json_build_array(n.rolname, n.s, n.d) ORDER BY n.rolname), '[]') FROM (SELECT x.rolname, \
         has_any_column_privilege(x.oid, c.oid, 'SELECT') AS s, has_table_privilege(x.oid, c.oid, 'DELETE') AS d \
         FROM pg_catalog.pg_roles x WHERE NOT x.rolsuper AND NOT x.rolbypassrls AND x.rolname !~ '^pg_' \
         AND NOT pg_has_role(x.oid, c.relowner, 'USAGE') AND has_schema_privilege(x.oid, c.relnamespace, 'USAGE') \
         AND x.rolname NOT IN ({}) \
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive \
         AND x.oid = ANY (p.polroles) AND pg_get_expr(p.polqual, p.polrelid) = 'true') \
         ORDER BY x.rolname LIMIT 6) AS n WHERE n.s OR n.d), {SEQUENCES}, {LEAKPROOF}, {LARGE_OBJECTS}, {INSERTABLE} \
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_roles o ON o.oid = c.relowner, pg_catalog.pg_roles r \
         WHERE c.oid = {table}::regclass AND r.rolname = {role}",
        spared.join(", ")
    )
}

/// Asks how many rows there are, and whose.
pub(super) fn counts(target: &Target) -> String {
    let shared = target.shared.as_deref().unwrap_or("false");
    let count = |condition: String| format!("count(*) FILTER (WHERE {condition})");
    format!(
        "SELECT {}, {}, count(*), {}, {}, {} FROM {}",
        count(target.own[0].clone()),
        count(target.own[1].clone()),
        count(format!("({shared}) AND ({}) IS NOT TRUE", target.own[0])),
        count(format!("({shared}) AND ({}) IS NOT TRUE", target.own[1])),
        count(shared.to_owned()),
        target.sql
    )
}

/// Asks what a role may do with a table's partitions and the tables that inherit from it.
pub(super) fn children(target: &Target) -> String {
    let role = quote::literal(&target.role);
    let rows = target.children.iter().enumerate().map(|(n, child)| {
        let table = quote::literal(&child.sql);
        format!(
            "SELECT has_any_column_privilege({role}, {table}, 'SELECT'), has_any_column_privilege({role}, {table}, 'INSERT'), \
             has_any_column_privilege({role}, {table}, 'UPDATE'), has_table_privilege({role}, {table}, 'DELETE'), \
             (SELECT coalesce(pg_get_expr(relpartbound, oid) = 'DEFAULT', false) FROM pg_catalog.pg_class \
             WHERE oid = {table}::regclass), {n} AS n"
        )
    });
    let rows: Vec<String> = rows.collect();
    if rows.is_empty() { "SELECT WHERE false".into() } else { format!("{} ORDER BY n", rows.join(" UNION ALL ")) }
}
