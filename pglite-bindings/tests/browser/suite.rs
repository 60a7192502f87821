//! The tests of the Rust side in a real browser. `tests/run.mjs` builds this, opens a page with it and calls `run` for
//! each of `names`.

#![cfg(target_arch = "wasm32")]

use std::cell::{Cell, RefCell};
use std::fmt::Debug;
use std::pin::Pin;
use std::rc::Rc;

use futures_util::future::{join, join3};
use pglite_bindings::{EngineError, OnError, PgError, Pglite, Phase, StartOptions, Transaction};
use wasm_bindgen::prelude::*;

type Outcome = Result<String, Box<dyn std::error::Error>>;
type Test = fn() -> Pin<Box<dyn Future<Output = Outcome>>>;

macro_rules! tests {
    ($($name:ident)*) => { &[$((stringify!($name), || Box::pin($name()))),*] };
}

const TESTS: &[(&str, Test)] = tests! {
    starts_with_progress
    values_are_text
    errors_are_whole
    scripts_stop_or_go_on
    parameters
    copy
    the_state_of_the_transaction
    snapshots
    pg_dump
    a_limit_ends_the_engine
    results_before_a_limit_are_kept
    waiting_does_not_count
    a_snapshot_survives_its_engine
    terminate
    a_crash
    a_folder_without_an_engine
    many_handles
    speed
};

const ENDLESS: &str = "SELECT count(*) FROM generate_series(1, 1000000000000000)";

thread_local! {
    static ENGINE: RefCell<Option<Pglite>> = const { RefCell::new(None) };
}

/// What there is to run, in order.
#[wasm_bindgen]
pub fn names() -> Vec<String> {
    TESTS.iter().map(|(name, _)| (*name).to_owned()).collect()
}

/// Runs one; gives a note, or throws.
#[wasm_bindgen]
pub async fn run(name: String) -> Result<String, JsError> {
    let (_, test) = TESTS.iter().find(|(each, _)| *each == name).ok_or_else(|| JsError::new("no such test"))?;
    test().await.map_err(|error| JsError::new(&error.to_string()))
}

fn options() -> StartOptions {
    StartOptions::new("pglite")
}

/// The engine that the tests share.
fn engine() -> Pglite {
    ENGINE.with_borrow(|engine| engine.clone().expect("the first test has run"))
}

fn equal<T: PartialEq + Debug>(actual: T, expected: T) -> Result<(), String> {
    if actual == expected { Ok(()) } else { Err(format!("expected {expected:?}, got {actual:?}")) }
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn now_ms() -> f64 {
    js_sys::Date::now()
}

async fn starts_with_progress() -> Outcome {
    let seen = Rc::new(RefCell::new(Vec::new()));
    let begun = now_ms();
    let report = seen.clone();
    let engine = Pglite::start(options().on_progress(move |progress| report.borrow_mut().push(progress))).await?;
    let took = now_ms() - begun;
    ENGINE.set(Some(engine.clone()));
    let seen = seen.take();
    let downloads: Vec<_> = seen.iter().filter(|progress| progress.phase == Phase::Download).collect();
    equal(downloads.len() > 4 && downloads.is_sorted_by_key(|progress| progress.loaded), true)?;
    let last = downloads.last().ok_or("no progress")?;
    equal(last.loaded, last.total)?;
    equal(seen.last().map(|progress| (progress.phase, progress.loaded)), Some((Phase::Start, 1)))?;
    Ok(format!("ready after {took} ms, heap {} MB", engine.heap_bytes().await? / 1_000_000))
}

async fn values_are_text() -> Outcome {
    let result =
        engine().run("SELECT 9223372036854775807 AS big, '{1,NULL}'::int[] AS é, NULL, '🐘' ORDER BY 1").await?;
    equal(result.columns, vec!["big".to_owned(), "é".to_owned(), "?column?".to_owned(), "?column?".to_owned()])?;
    equal(result.column_types, vec![20, 1007, 25, 25])?;
    equal(result.rows, vec![vec![some("9223372036854775807"), some("{1,NULL}"), None, some("🐘")]])?;
    equal((result.tag.as_str(), result.affected), ("SELECT 1", Some(1)))?;
    Ok(format!("{:.2} ms in the engine", result.ms))
}

async fn errors_are_whole() -> Outcome {
    let sql = "SELECT 'ě' || nonsense";
    let error = engine().run(sql).await.unwrap_err();
    let error: &PgError = error.postgres().ok_or("not PostgreSQL's")?;
    equal((error.code.as_str(), error.position, error.byte_offset(sql)), ("42703", Some(15), Some(15)))?;
    let raised = engine().run("DO $$ BEGIN RAISE WARNING 'a'; RAISE NOTICE 'b' USING HINT = 'h'; END $$").await?;
    equal(raised.notices.len(), 2)?;
    equal((raised.notices[1].severity.as_str(), raised.notices[1].hint.as_deref()), ("NOTICE", Some("h")))?;
    let nested = engine().run("DO $$ BEGIN PERFORM 1/0; END $$").await.unwrap_err();
    equal(
        nested.postgres().and_then(|error| error.where_.as_deref()).is_some_and(|text| text.contains("PL/pgSQL")),
        true,
    )?;
    equal(engine().run("SELECT 1\0").await.map_err(|error| matches!(error, EngineError::Protocol { .. })), Err(true))?;
    Ok(String::new())
}

async fn scripts_stop_or_go_on() -> Outcome {
    let script = ["SELECT 1", "SELECT 1/0", "SELECT 3"];
    for (on_error, expected) in [(OnError::Stop, vec![true, false]), (OnError::Continue, vec![true, false, true])] {
        let results = engine().run_script(&script, on_error).await;
        equal(results.iter().map(Result::is_ok).collect::<Vec<_>>(), expected)?;
    }
    equal(engine().run_script::<&str>(&[], OnError::Stop).await.len(), 0)?;
    Ok(String::new())
}

async fn parameters() -> Outcome {
    let result =
        engine().query("SELECT $1::numeric * 2, $2, $3::text IS NULL", &[Some("1.50"), Some("o'h \\"), None]).await?;
    equal(result.rows, vec![vec![some("3.00"), some("o'h \\"), some("t")]])?;
    let error = engine().query("SELECT $1::int", &[Some("x")]).await.unwrap_err();
    equal(error.postgres().map(|error| error.code.as_str()), Some("22P02"))?;
    equal(engine().query("CREATE TEMP TABLE nothing ()", &[]).await?.tag.as_str(), "CREATE TABLE")?;
    Ok(String::new())
}

async fn copy() -> Outcome {
    let engine = engine();
    engine.run("CREATE TABLE copied (a int, b text)").await?;
    equal(engine.copy_in("COPY copied FROM STDIN WITH (FORMAT csv)", "1,x\n2,\"y,z\"\n").await?.affected, Some(2))?;
    equal(engine.run("COPY copied TO STDOUT").await?.copied, some("1\tx\n2\ty,z\n"))?;
    let refused = engine.run("COPY copied FROM STDIN").await.unwrap_err();
    equal(refused.postgres().map(|error| error.code.as_str()), Some("57014"))?;
    Ok(String::new())
}

async fn the_state_of_the_transaction() -> Outcome {
    let engine = engine();
    for (sql, expected) in [
        ("BEGIN", Transaction::Open),
        ("SELECT 1/0", Transaction::Failed),
        ("SELECT 1", Transaction::Failed),
        ("ROLLBACK", Transaction::Idle),
    ] {
        let _ = engine.run(sql).await;
        equal(engine.transaction(), expected)?;
    }
    Ok(String::new())
}

async fn snapshots() -> Outcome {
    let engine = engine();
    engine.run("CREATE TABLE kept AS SELECT generate_series(1, 100) AS a").await?;
    let snapshot = engine.snapshot().await?;
    let begun = now_ms();
    for _ in 0..5 {
        engine.run("DROP TABLE kept").await?;
        engine.run("BEGIN").await?;
        engine.restore(&snapshot).await?;
        equal(engine.transaction(), Transaction::Idle)?;
        equal(engine.run("SELECT count(*) FROM kept").await?.value(0, 0), Some("100"))?;
    }
    let restoring = (now_ms() - begun) / 5.0;
    let begun = now_ms();
    for _ in 0..5 {
        engine.reset().await?;
    }
    let resetting = (now_ms() - begun) / 5.0;
    equal(engine.run("SELECT to_regclass('kept')").await?.value(0, 0), None)?;
    Ok(format!("restore {restoring:.0} ms, reset {resetting:.0} ms, {} bytes", snapshot.bytes()))
}

async fn pg_dump() -> Outcome {
    let engine = engine();
    engine.run("CREATE TABLE dumped (id int PRIMARY KEY)").await?;
    let sql = engine.pg_dump(&["--schema-only"]).await?;
    equal(sql.contains("CREATE TABLE public.dumped"), true)?;
    engine.run("BEGIN").await?;
    equal(matches!(engine.pg_dump(&["--schema-only"]).await, Err(EngineError::Protocol { .. })), true)?;
    engine.run("ROLLBACK").await?;
    Ok(String::new())
}

async fn a_limit_ends_the_engine() -> Outcome {
    let engine = engine();
    let hasty = engine.within(300);
    let begun = now_ms();
    let (stuck, behind) = join(hasty.run(ENDLESS), engine.run("SELECT 1")).await;
    let took = now_ms() - begun;
    equal(stuck, Err(EngineError::Timeout { ms: 300 }))?;
    equal(behind, Err(EngineError::Terminated))?;
    equal(engine.run("SELECT 1").await, Err(EngineError::Terminated))?;
    equal(engine.is_terminated(), true)?;
    let begun = now_ms();
    engine.reset().await?;
    let again = now_ms() - begun;
    equal(hasty.run("SELECT 1").await.is_ok(), true)?;
    Ok(format!("ended after {took} ms, running again {again} ms later"))
}

async fn results_before_a_limit_are_kept() -> Outcome {
    let engine = engine();
    let results = engine.within(300).run_script(&["SELECT 1", "SELECT 2", ENDLESS, "SELECT 4"], OnError::Stop).await;
    equal(results.len(), 3)?;
    equal(results[1].as_ref().ok().and_then(|result| result.value(0, 0)), Some("2"))?;
    equal(results[2].clone(), Err(EngineError::Timeout { ms: 300 }))?;
    engine.reset().await?;
    Ok(String::new())
}

async fn waiting_does_not_count() -> Outcome {
    let engine = engine();
    let slow = "SELECT pg_sleep(0.4)";
    let hasty = engine.within(600);
    let (a, b, c) = join3(engine.run(slow), hasty.run(slow), hasty.run("SELECT 1")).await;
    equal([a.is_ok(), b.is_ok(), c.is_ok()], [true; 3])?;
    let script = hasty.run_script(&[slow, slow, slow], OnError::Stop).await;
    equal(script.iter().all(Result::is_ok), true)?;
    Ok("the limit is for each statement, from when the engine turns to it".to_owned())
}

async fn a_snapshot_survives_its_engine() -> Outcome {
    let engine = engine();
    engine.run("CREATE EXTENSION citext").await?;
    engine.run("CREATE TABLE words AS SELECT 'A'::citext AS word").await?;
    let snapshot = engine.snapshot().await?;
    engine.terminate();
    engine.restore(&snapshot).await?;
    equal(engine.run("SELECT count(*) FROM words WHERE word = 'a'").await?.value(0, 0), Some("1"))?;
    Ok(String::new())
}

async fn terminate() -> Outcome {
    let engine = engine();
    let other = engine.clone();
    let ended = Cell::new(false);
    let (result, ()) = join(
        async {
            let result = engine.run(ENDLESS).await;
            ended.set(true);
            result
        },
        async { other.terminate() },
    )
    .await;
    equal((result, ended.get()), (Err(EngineError::Terminated), true))?;
    engine.reset().await?;
    Ok(String::new())
}

async fn a_crash() -> Outcome {
    let engine = engine();
    // PostgreSQL guards its stack where a function calls itself, but not where the planner inlines it for ever.
    let deep =
        |body: &str| format!("CREATE OR REPLACE FUNCTION deep(n int) RETURNS int LANGUAGE sql AS 'SELECT {body}'");
    engine.run_script(&[deep("1"), deep("deep(n - 1) + 1")], OnError::Stop).await;
    let results = engine.run_script(&["SELECT 1", "SELECT deep(1)"], OnError::Stop).await;
    equal(results[0].is_ok(), true)?;
    equal(results[1].as_ref().is_err_and(EngineError::is_fatal), true)?;
    equal(matches!(engine.run("SELECT 1").await, Err(EngineError::Crashed { .. })), true)?;
    engine.reset().await?;
    equal(engine.run("SELECT 1").await.is_ok(), true)?;
    Ok(results[1].as_ref().unwrap_err().to_string())
}

async fn a_folder_without_an_engine() -> Outcome {
    let error = Pglite::start(StartOptions::new("nowhere")).await.unwrap_err();
    equal(matches!(&error, EngineError::Load { what, .. } if what == "nowhere/worker.js"), true)?;
    Ok(error.to_string())
}

async fn many_handles() -> Outcome {
    let engine = engine();
    let (a, b) = (engine.clone(), engine.clone());
    let (created, inserted, read) =
        join3(a.run("CREATE TABLE o (a int)"), b.run("INSERT INTO o VALUES (1)"), engine.run("SELECT * FROM o")).await;
    equal((created.is_ok(), inserted?.affected, read?.rows.len()), (true, Some(1), 1))?;
    Ok(String::new())
}

async fn speed() -> Outcome {
    let engine = engine();
    let begun = now_ms();
    for _ in 0..500 {
        engine.run("SELECT 1").await?;
    }
    let single = (now_ms() - begun) / 500.0;
    let script = vec!["SELECT 1"; 500];
    let begun = now_ms();
    engine.run_script(&script, OnError::Stop).await;
    let batch = (now_ms() - begun) / 500.0;
    let begun = now_ms();
    let rows = engine.run("SELECT * FROM pg_attribute").await?.rows.len();
    let reading = now_ms() - begun;
    Ok(format!(
        "{single:.2} ms a call, {batch:.2} ms a statement of a script; {rows} rows of pg_attribute in {reading} ms"
    ))
}
