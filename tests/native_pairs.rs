//! Pairs of schemas from `../shared/diff_pairs`: the plan takes the old database to the new one as PostgreSQL itself
//! describes both, down takes it back, and comparing again finds nothing.
//!
//! `BULKHEAD_PAIR` runs the pairs whose id contains it, and prints their plans. `BULKHEAD_PAIRS` names another file of
//! pairs.

mod support;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use bulkhead::catalog::Pair;
use bulkhead::engine::Engine;
use bulkhead::introspect::{Found, introspect};
use bulkhead::plan::{Draft, Options, Statement, draft, plan};
use bulkhead::sql::{quote, split};
use serde::Deserialize;
use support::dump::{describe, dump};
use support::native::{NativeEngine, servers};

#[derive(Deserialize)]
struct SchemaPair {
    id: String,
    old: String,
    new: String,
}

fn pairs() -> Option<Vec<SchemaPair>> {
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/diff_pairs/pairs.json");
    let path = std::env::var_os("BULKHEAD_PAIRS").map_or_else(usual, PathBuf::from);
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: ../shared/diff_pairs is not here");
        return None;
    };
    Some(serde_json::from_str(&text).expect("pairs"))
}

/// Runs a script. A role that the other side of the pair made is there already; one that nobody made is made.
fn load(engine: &mut NativeEngine, script: &str) -> Result<(), String> {
    for piece in split::statements(script) {
        loop {
            let Err(error) = engine.query(piece.sql) else { break };
            let role = error.message.strip_prefix("role \"").and_then(|rest| rest.strip_suffix("\" does not exist"));
            if let Some(role) = role {
                engine.must(&format!("CREATE ROLE {}", quote::ident(role)));
            } else if error.code == "42710" && piece.sql.to_ascii_uppercase().contains("ROLE") {
                break;
            } else {
                return Err(format!("{error}\nin {}", piece.sql));
            }
        }
    }
    engine.query("RESET ALL").map_err(|error| error.to_string()).map(|_| ())
}

fn run(engine: &mut NativeEngine, statements: &[Statement]) -> Result<(), String> {
    for run in statements.chunk_by(|a, b| a.transactional && b.transactional) {
        let together = run[0].transactional;
        let mut all: Vec<&str> = run.iter().map(|s| s.sql.as_str()).collect();
        if together {
            all.insert(0, "BEGIN");
            all.push("COMMIT");
        }
        for sql in all {
            engine.query(sql).map_err(|error| format!("{error}\nin {sql}"))?;
        }
    }
    Ok(())
}

fn read(engine: &mut NativeEngine) -> Result<Found, String> {
    pollster::block_on(introspect(engine)).map_err(|error| error.to_string())
}

/// What one text has and the other hasn't, line by line.
fn difference(expected: &str, found: &str) -> String {
    let missing = expected.lines().filter(|line| !found.lines().any(|other| other == *line)).map(|l| format!("- {l}"));
    let extra = found.lines().filter(|line| !expected.lines().any(|other| other == *line)).map(|l| format!("+ {l}"));
    missing.chain(extra).take(20).collect::<Vec<_>>().join("\n")
}

fn same(what: &str, expected: (&str, &str), engine: &NativeEngine) -> Result<(), String> {
    for (expected, found) in [(expected.0, describe(&engine.url())), (expected.1, dump(&engine.url()))] {
        if expected != found {
            return Err(format!("{what}:\n{}", difference(expected, &found)));
        }
    }
    Ok(())
}

fn show(draft: &Draft) {
    for (way, statements) in [("up", &draft.up), ("down", &draft.down)] {
        println!("-- {way}");
        statements.iter().for_each(|s| println!("{};", s.sql));
    }
}

/// `None` if this server is too old for the pair.
fn check(engine: &mut NativeEngine, pair: &SchemaPair, target_version: u8, print: bool) -> Option<Result<(), String>> {
    pollster::block_on(engine.reset()).expect("resets");
    let mut new = engine.sibling();
    if load(engine, &pair.old).is_err() || load(&mut new, &pair.new).is_err() {
        return None;
    }
    Some((|| {
        let (old_text, new_text) = (describe(&engine.url()), describe(&new.url()));
        let (old_dump, new_dump) = (dump(&engine.url()), dump(&new.url()));
        let (before, after) = (read(engine)?, read(&mut new)?);
        let options = Options { target_version, ..Options::default() };
        let draft = draft(Pair::new(&before.catalog, &after.catalog), &[], &options);
        if print {
            show(&draft);
        }
        run(engine, &draft.up).map_err(|e| format!("up: {e}"))?;
        same("up", (&new_text, &new_dump), engine)?;
        let reached = read(engine)?;
        let again = plan(Pair::new(&reached.catalog, &after.catalog), &options);
        if let Some(left) = again.first() {
            return Err(format!("a second comparison still wants: {}", left.sql));
        }
        run(engine, &draft.down).map_err(|e| format!("down: {e}"))?;
        same("down", (&old_text, &old_dump), engine)
    })())
}

#[test]
fn every_pair_is_migrated_there_and_back() {
    let Some(pairs) = pairs() else { return };
    let only = std::env::var("BULKHEAD_PAIR").ok();
    let mut failed = Vec::new();
    for server in servers() {
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
    }
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n\n"));
}
