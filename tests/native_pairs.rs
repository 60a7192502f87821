//! Pairs of schemas from `../shared/diff_pairs`, and those of `tests/pairs`: the plan takes the old database to the new one as PostgreSQL itself
//! describes both, down takes it back, and comparing again finds nothing.
//!
//! `BULKHEAD_PAIR` runs the pairs whose id contains it, and prints their plans. `BULKHEAD_PAIRS` names another file of
//! pairs.

mod support;

use std::panic::{AssertUnwindSafe, catch_unwind};

use bulkhead::catalog::{Catalog, Pair};
use bulkhead::import::import;
use bulkhead::introspect::{Found, introspect};
use bulkhead::plan::{Draft, Mode, Options, Statement, draft, plan};
use support::judge::{Picture, run};
use support::native::{NativeEngine, Server, servers};
use support::pairs::{SchemaPair, pairs};

/// Runs a script. A role that the other side of the pair made is there already: that is no error. The inner error is
/// the script's, the outer one Bulkhead's.
fn load(engine: &mut NativeEngine, script: &str) -> Result<Result<Found, String>, String> {
    let imported = pollster::block_on(import(engine, script)).map_err(|error| error.to_string())?;
    Ok(match imported.report.errors.iter().find(|error| error.code != "42710") {
        Some(error) => Err(format!("{error} at line {:?}\nin {}", error.line, error.statement)),
        None => Ok(imported.found),
    })
}

fn read(engine: &mut NativeEngine) -> Result<Found, String> {
    pollster::block_on(introspect(engine)).map_err(|error| error.to_string())
}

fn show(draft: &Draft) {
    for (way, statements) in [("up", &draft.up), ("down", &draft.down)] {
        println!("-- {way}");
        statements.iter().for_each(|s| println!("{};", s.sql));
    }
}

/// `None` if this server is too old for the pair.
fn check(engine: &mut NativeEngine, pair: &SchemaPair, target_version: u8, print: bool) -> Option<Result<(), String>> {
    let mut new = engine.sibling();
    let loaded = |loaded: Result<Result<Found, String>, String>| match loaded {
        Ok(found) => found.map_err(|why| println!("{}: {why}", pair.id)).ok().map(Ok),
        Err(why) => Some(Err(why)),
    };
    let (before, after) = match (loaded(load(engine, &pair.old))?, loaded(load(&mut new, &pair.new))?) {
        (Ok(before), Ok(after)) => (before, after),
        (Err(why), _) | (_, Err(why)) => return Some(Err(why)),
    };
    Some((|| {
        let (old, wanted) = (Picture::of(engine), Picture::of(&new));
        let options = Options { target_version, ..Options::default() };
        let draft = draft(Pair::new(&before.catalog, &after.catalog), &[], &options);
        if print {
            show(&draft);
        }
        run(engine, &draft.up).map_err(|e| format!("up: {e}"))?;
        wanted.check("up", &Picture::of(engine))?;
        let reached = read(engine)?;
        let again = plan(Pair::new(&reached.catalog, &after.catalog), &options);
        if let Some(left) = again.first() {
            return Err(format!("a second comparison still wants: {}", left.sql));
        }
        run(engine, &draft.down).map_err(|e| format!("down: {e}"))?;
        old.check("down", &Picture::of(engine))?;
        online(engine, &draft, (&before, &after), (&old, &wanted), target_version, print)?;
        // What the newest version makes of it says enough of how a schema is made from nothing.
        if target_version >= 18 {
            let made = from_nothing(&new, &after, &wanted, target_version)?;
            if print {
                println!("-- from nothing");
                show(&made);
            }
        }
        Ok(())
    })())
}

/// The same with short locks, if the plan is another one then.
fn online(
    engine: &mut NativeEngine,
    simple: &Draft,
    (before, after): (&Found, &Found),
    (old, wanted): (&Picture, &Picture),
    target_version: u8,
    print: bool,
) -> Result<(), String> {
    let options = Options { mode: Mode::Online, target_version, ..Options::default() };
    let draft = draft(Pair::new(&before.catalog, &after.catalog), &[], &options);
    if sql(&draft.up) == sql(&simple.up) && sql(&draft.down) == sql(&simple.down) {
        return Ok(());
    }
    if print {
        println!("-- online");
        show(&draft);
    }
    run(engine, &draft.up).map_err(|e| format!("up online: {e}"))?;
    wanted.as_if_inherited().check("up online", &Picture::of(engine).as_if_inherited())?;
    run(engine, &draft.down).map_err(|e| format!("down online: {e}"))?;
    old.as_if_inherited().check("down online", &Picture::of(engine).as_if_inherited())
}

fn sql(statements: &[Statement]) -> Vec<&str> {
    statements.iter().map(|s| s.sql.as_str()).collect()
}

/// A schema is made from nothing, and taken down to nothing.
fn from_nothing(engine: &NativeEngine, wanted: &Found, picture: &Picture, version: u8) -> Result<Draft, String> {
    let mut copy = engine.sibling();
    let empty = Picture::of(&copy);
    let options = Options { target_version: version, ..Options::default() };
    let draft = draft(Pair::new(&Catalog::default(), &wanted.catalog), &[], &options);
    run(&mut copy, &draft.up).map_err(|e| format!("from nothing: {e}"))?;
    picture.check("from nothing", &Picture::of(&copy))?;
    run(&mut copy, &draft.down).map_err(|e| format!("to nothing: {e}"))?;
    empty.check("to nothing", &Picture::of(&copy))?;
    Ok(draft)
}

/// Every pair on one server; what failed.
fn check_all(server: &Server) -> Vec<String> {
    let pairs = pairs();
    let only = std::env::var("BULKHEAD_PAIR").ok();
    let mut failed = Vec::new();
    let mut engine = NativeEngine::with_roles(&server.url);
    let chosen = pairs.iter().filter(|pair| only.as_ref().is_none_or(|only| pair.id.contains(only)));
    let mut tried = 0;
    for pair in chosen {
        let version = u8::try_from(server.major).expect("a major version");
        let checked = catch_unwind(AssertUnwindSafe(|| check(&mut engine, pair, version, only.is_some())));
        match checked.unwrap_or_else(|_| Some(Err("panicked".into()))) {
            Some(result) => {
                tried += 1;
                if let Err(why) = result {
                    failed.push(format!("{} on PostgreSQL {}: {why}", pair.id, server.major));
                }
            }
            None => assert!(server.major < 18, "{} does not load", pair.id),
        }
    }
    println!("PostgreSQL {}: {tried} pairs", server.major);
    failed
}

#[test]
fn every_pair_is_migrated_there_and_back() {
    let servers = servers();
    // Each server waits for its files more than it works.
    let failed: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = servers.iter().map(|server| scope.spawn(|| check_all(server))).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("checked")).collect()
    });
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n\n"));
}

/// A column that becomes an inherited one is made anew: its values must come along, whatever triggers and policies say.
#[test]
fn values_come_along_when_a_table_gets_a_parent() {
    let old = "CREATE TABLE p (a bigint NOT NULL);
        CREATE TABLE c (a integer NOT NULL, b text);
        CREATE FUNCTION never() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''fired''; END';
        CREATE TRIGGER never BEFORE UPDATE ON c FOR EACH ROW EXECUTE FUNCTION never();";
    let new = "CREATE TABLE p (a bigint NOT NULL);
        CREATE TABLE c (b text) INHERITS (p);
        CREATE FUNCTION never() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''fired''; END';
        CREATE TRIGGER never BEFORE UPDATE ON c FOR EACH ROW EXECUTE FUNCTION never();";
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        let mut other = engine.sibling();
        let before = load(&mut engine, old).expect("reads").expect("loads");
        let after = load(&mut other, new).expect("reads").expect("loads");
        let draft = draft(Pair::new(&before.catalog, &after.catalog), &[], &Options::default());
        engine.query("INSERT INTO c VALUES (1, 'one'), (2, 'two')").expect("inserts");
        let rows = "DO $$ BEGIN ASSERT (SELECT string_agg(a || b, ',' ORDER BY a) FROM c) = '1one,2two'; END $$";
        run(&mut engine, &draft.up).expect("up");
        engine.query(rows).expect("up keeps the rows");
        engine.query("DO $$ BEGIN ASSERT (SELECT sum(a) FROM p) = 3; END $$").expect("the parent shows them");
        run(&mut engine, &draft.down).expect("down");
        engine.query(rows).expect("down keeps the rows");
    }
}

/// Migrates rows there and back: what is asked for must hold of them before, after up and after down.
fn rows_through(old: &str, new: &str, rows: &str, (before, after, again): (&str, &str, &str)) {
    for server in servers() {
        let mut engine = NativeEngine::with_roles(&server.url);
        let mut other = engine.sibling();
        let was = load(&mut engine, old).expect("reads").expect("loads");
        let wanted = load(&mut other, new).expect("reads").expect("loads");
        let draft = draft(Pair::new(&was.catalog, &wanted.catalog), &[], &Options::default());
        engine.query(rows).expect("inserts");
        let holds = |engine: &mut NativeEngine, what: &str| {
            engine.query(&format!("DO $$ BEGIN ASSERT {what}; END $$")).expect(what);
        };
        holds(&mut engine, before);
        run(&mut engine, &draft.up).expect("up");
        holds(&mut engine, after);
        run(&mut engine, &draft.down).expect("down");
        holds(&mut engine, again);
    }
}

#[test]
fn arrays_of_a_composite_type_keep_what_its_attributes_hold() {
    rows_through(
        "CREATE TYPE c AS (a integer, z date); CREATE TYPE d AS (c c, l c[]);
         CREATE TABLE t (n integer, x c[], d d, e d[]);",
        "CREATE TYPE c AS (z date, a integer, b text); CREATE TYPE d AS (c c, l c[]);
         CREATE TABLE t (n integer, x c[], d d, e d[]);",
        "INSERT INTO t VALUES (1, '{\"(1,2020-01-01)\",NULL}', ROW(ROW(2, NULL), ARRAY[ROW(3, '2020-01-03')::c]),
             ARRAY[ROW(NULL, ARRAY[ROW(4, '2020-01-04')::c])::d]), (2, NULL, NULL, '{}')",
        (
            "(SELECT (x[1]).a = 1 FROM t WHERE n = 1)",
            "(SELECT (x[1]).a = 1 AND (x[1]).z = '2020-01-01' AND (x[1]).b IS NULL AND x[2] IS NULL AND cardinality(x) = 2
                 AND ((d).c).a = 2 AND ((d).l[1]).a = 3 AND ((d).l[1]).z = '2020-01-03' AND ((e[1]).l[1]).a = 4
              FROM t WHERE n = 1) AND (SELECT x IS NULL AND d IS NULL AND e = '{}' FROM t WHERE n = 2)",
            "(SELECT (x[1]).a = 1 AND (x[1]).z = '2020-01-01' AND ((d).l[1]).a = 3 AND ((e[1]).l[1]).z = '2020-01-04'
              FROM t WHERE n = 1) AND (SELECT x IS NULL AND e = '{}' FROM t WHERE n = 2)",
        ),
    );
}

#[test]
fn rows_of_a_view_are_kept_by_the_names_of_its_columns() {
    rows_through(
        "CREATE TABLE t (a integer, b text); CREATE VIEW v AS SELECT a FROM t;
         CREATE TABLE u (id integer, x v, y v[]);",
        "CREATE TABLE t (a bigint, b text); CREATE VIEW v AS SELECT b, a FROM t;
         CREATE TABLE u (id integer, x v, y v[]);",
        "INSERT INTO u VALUES (1, ROW(5), ARRAY[ROW(6)::v, ROW(7)::v]), (2, NULL, NULL)",
        (
            "(SELECT (x).a = 5 FROM u WHERE id = 1)",
            "(SELECT (x).a = 5 AND (x).b IS NULL AND (y[2]).a = 7 FROM u WHERE id = 1)
             AND (SELECT x IS NULL AND y IS NULL FROM u WHERE id = 2)",
            "(SELECT (x).a = 5 AND (y[2]).a = 7 FROM u WHERE id = 1) AND (SELECT x IS NULL FROM u WHERE id = 2)",
        ),
    );
}
