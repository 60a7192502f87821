//! What lowering and the rules claim about PostgreSQL, asked of PostgreSQL.

mod lower_support;
mod support;

use std::collections::BTreeSet;

use bulkhead::catalog::*;
use bulkhead::lower::lower;
use bulkhead::problem;
use bulkhead::sql::quote::ident;
use lower_support::design;
use support::native::{NativeEngine, servers};

/// A statement that leaves every name to PostgreSQL, for each table: first the tables, then foreign keys, then indexes.
fn unnamed(catalog: &Catalog) -> Vec<String> {
    let list = |table: &Table, ids: &[Id]| {
        let names: Vec<String> = ids.iter().map(|id| ident(&table.column(id).expect("a column").name)).collect();
        names.join(", ")
    };
    let mut tables = Vec::new();
    let mut later = Vec::new();
    for table in &catalog.tables {
        let mut parts: Vec<String> = table
            .columns
            .iter()
            .map(|column| match &column.data_type {
                DataType::Builtin(name) => format!("{} {name}", ident(&column.name)),
                DataType::Defined { .. } => panic!("no enums here"),
            })
            .collect();
        for constraint in &table.constraints {
            match &constraint.kind {
                ConstraintKind::PrimaryKey { columns } => parts.push(format!("PRIMARY KEY ({})", list(table, columns))),
                ConstraintKind::Unique { columns, .. } => parts.push(format!("UNIQUE ({})", list(table, columns))),
                ConstraintKind::Check { expression } => parts.push(format!("CHECK ({})", expression.sql())),
                ConstraintKind::Exclude { definition } => parts.push(definition.sql().to_owned()),
                ConstraintKind::ForeignKey { columns, target, target_columns, .. } => {
                    let target = catalog.table(target).expect("a table");
                    later.push(format!(
                        "ALTER TABLE {} ADD FOREIGN KEY ({}) REFERENCES {} ({})",
                        ident(&table.name),
                        list(table, columns),
                        ident(&target.name),
                        list(target, target_columns)
                    ));
                }
            }
        }
        for index in &table.indexes {
            let keys: Vec<String> = index
                .keys
                .iter()
                .map(|key| match &key.target {
                    IndexTarget::Column { column } => list(table, std::slice::from_ref(column)),
                    IndexTarget::Expression { expression } => format!("({})", expression.sql()),
                })
                .collect();
            later.push(format!("CREATE INDEX ON {} ({})", ident(&table.name), keys.join(", ")));
        }
        tables.push(format!("CREATE TABLE {} ({})", ident(&table.name), parts.join(", ")));
    }
    tables.extend(later);
    tables
}

#[test]
fn names_as_written_are_those_that_postgresql_gives() {
    let (long, longer) = ("t".repeat(63), "c".repeat(60));
    let umlauts = "ä".repeat(31);
    let text = format!(
        "entity orders\n  id bigint pk\n  a integer\n  b integer\n  Big text\n  unique (a, b)\n  unique (b, a)\n  check a > 0\n  check a > 1\n  check a > b\n  check b > a\n  index (a, b)\n  index (a, b)\n  \
         index (lower(\"Big\"), (a + b), (b + a), a)\n\
         entity lines\n  id bigint pk\n  a integer\n  orders_id bigint\n  fk (orders_id) -> orders (id)\n  \
         fk (orders_id) -> orders (id)\n\
         entity {long}\n  id bigint pk\n  {longer} integer\n  {longer}x integer\n  unique ({longer}, {longer}x)\n  \
         check {longer} > 0\n  index ({longer})\n  index ({longer}x, id)\n\
         entity {umlauts}\n  id bigint pk\n  {umlauts}x bigint\n  index ({umlauts}x)\n  index ({umlauts}x, id)\n  \
         fk ({umlauts}x) -> orders (id)\n  check \"{umlauts}x\" > 0\n"
    );
    let catalog = lower(&design(&text)).catalog;
    let mut expected = BTreeSet::new();
    for table in &catalog.tables {
        expected.extend(table.constraints.iter().map(|constraint| constraint.name.clone()));
        expected.extend(table.indexes.iter().map(|index| index.name.clone()));
    }
    for server in servers() {
        let mut engine = NativeEngine::connect(&server.url);
        for sql in unnamed(&catalog) {
            engine_query(&mut engine, &sql).unwrap_or_else(|error| panic!("{sql}\n{error}"));
        }
        let rows = engine_query(
            &mut engine,
            "SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n' \
             UNION SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'i'",
        )
        .expect("a query of the system catalogs");
        let actual: BTreeSet<String> = rows.into_iter().collect();
        assert_eq!(expected, actual, "PostgreSQL {}", server.major);
    }
}

#[test]
fn foreign_keys_pair_the_types_that_postgresql_pairs() {
    let types = [
        "smallint",
        "integer",
        "bigint",
        "numeric(10)",
        "real",
        "double precision",
        "text",
        "varchar(20)",
        "char(5)",
        "uuid",
        "boolean",
        "bytea",
        "date",
        "timestamp",
        "timestamptz",
        "interval",
        "inet",
        "cidr",
    ];
    for server in servers() {
        let mut engine = NativeEngine::connect(&server.url);
        let mut wrong = Vec::new();
        for (at, other) in types.iter().enumerate() {
            engine_query(&mut engine, &format!("CREATE TABLE t{at} (id {other} PRIMARY KEY)")).expect("a table");
            for own in types {
                let sql = format!("CREATE TABLE x (a {own} REFERENCES t{at} (id))");
                let accepted = engine_query(&mut engine, &sql).is_ok();
                if accepted {
                    engine_query(&mut engine, "DROP TABLE x").expect("drops");
                }
                let text =
                    format!("entity A\n  id {other} pk\nentity B\n  id {own} pk\n  fk (id) -> A (id)\n  index (id)\n");
                let design = design(&text);
                let problems = problem::check(&design, &lower(&design));
                let allowed = problems.iter().all(|problem| problem.rule != "foreign-key-type");
                if accepted != allowed {
                    wrong.push(format!("{own} references {other}: PostgreSQL {accepted}, the rule {allowed}"));
                }
            }
        }
        assert!(wrong.is_empty(), "PostgreSQL {}\n{}", server.major, wrong.join("\n"));
    }
}

#[test]
fn indexes_are_refused_as_postgresql_refuses_them() {
    let methods = ["btree", "hash", "gin", "gist", "brin", "spgist"];
    for server in servers() {
        let mut engine = NativeEngine::connect(&server.url);
        // A type that each method has an operator class for.
        engine_query(&mut engine, "CREATE TABLE t (a int4range, b int4range, g int[], h int[])").expect("a table");
        for method in methods {
            let (a, b) = if method == "gin" { ("g", "h") } else { ("a", "b") };
            for (unique, keys, tail) in [
                (true, a.to_owned(), String::new()),
                (false, format!("{a}, {b}"), String::new()),
                (false, a.to_owned(), format!(" INCLUDE ({b})")),
                (false, format!("{a} DESC"), String::new()),
            ] {
                let kind = if unique { "UNIQUE INDEX" } else { "INDEX" };
                let sql = format!("CREATE {kind} i ON t USING {method} ({keys}){tail}");
                let accepted = engine_query(&mut engine, &sql).is_ok();
                if accepted {
                    engine_query(&mut engine, "DROP INDEX i").expect("drops");
                }
                let mut design = design("entity T\n  id bigint pk\n  a int4range\n  b int4range\n");
                let columns = [Id::new("T.a"), Id::new("T.b")];
                let mut index = Index::on(Id::new("i"), columns[..1].to_vec());
                index.method = method.to_owned();
                index.unique = unique;
                if keys.contains(',') {
                    index.keys.push(IndexKey::column(columns[1].clone()));
                }
                index.keys[0].descending = keys.contains("DESC");
                if !tail.is_empty() {
                    index.include.push(columns[1].clone());
                }
                let entity = design.entities.get_mut(&Id::new("T")).expect("an entity");
                entity.table.indexes.push(index);
                let problems = problem::check(&design, &lower(&design));
                let allowed = problems.iter().all(|problem| problem.rule != "index-method");
                assert_eq!(accepted, allowed, "PostgreSQL {}: {sql}", server.major);
            }
        }
    }
}

/// Runs one statement; gives the first column of its rows.
fn engine_query(engine: &mut NativeEngine, sql: &str) -> Result<Vec<String>, String> {
    let rows = engine.query(sql).map_err(|error| error.message)?;
    Ok(rows.rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect())
}
