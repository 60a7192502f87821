//! Real schemas from `../shared/schemas`: what was read of them and written by Bulkhead makes the same database, from
//! empty and back to empty.
//!
//! `BULKHEAD_SCHEMA` runs the files whose name contains it, and prints the plan.

mod support;

use std::path::{Path, PathBuf};
use std::time::Instant;

use bulkhead::catalog::{Catalog, Pair};
use bulkhead::import::import;
use bulkhead::introspect::differences;
use bulkhead::lift::lift;
use bulkhead::lower::lower;
use bulkhead::plan::{Options, draft, plan};
use bulkhead::save;
use support::judge::{Picture, run};
use support::native::{NativeEngine, servers};

fn files() -> Vec<PathBuf> {
    let only = std::env::var("BULKHEAD_SCHEMA").ok();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/schemas");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: ../shared/schemas is not here");
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "sql"));
    files.retain(|path| only.as_ref().is_none_or(|only| path.to_string_lossy().contains(only)));
    files.sort();
    files
}

fn check(engine: &mut NativeEngine, script: &str, target_version: u8) -> Result<(), String> {
    let empty = Picture::of(engine);
    let started = Instant::now();
    let imported = pollster::block_on(import(engine, script)).map_err(|error| error.to_string())?;
    let read = started.elapsed();
    let report = &imported.report;
    println!("    {read:?} {:?}", report.objects);
    for error in report.errors.iter().take(5) {
        println!("    line {:?}: {error}", error.line);
    }
    if !report.unsupported.is_empty() {
        return Err(format!("not modelled: {:?}", report.unsupported));
    }
    let original = Picture::of(engine);
    let mut copy = engine.sibling();
    let options = Options { target_version, ..Options::default() };
    let nothing = Catalog::default();
    let started = Instant::now();
    let draft = draft(Pair::new(&nothing, &imported.found.catalog), &[], &options);
    println!("    planned in {:?}: {} statements", started.elapsed(), draft.up.len());
    if std::env::var("BULKHEAD_SCHEMA").is_ok() {
        draft.up.iter().for_each(|s| println!("{};", s.sql));
    }
    kept_by_a_project(&imported.found.catalog)?;
    run(&mut copy, &draft.up).map_err(|e| format!("up: {e}"))?;
    original.check("up", &Picture::of(&copy))?;
    let reached = pollster::block_on(bulkhead::introspect::introspect(&mut copy)).map_err(|error| error.to_string())?;
    if let Some(left) = plan(Pair::new(&reached.catalog, &imported.found.catalog), &options).first() {
        return Err(format!("a second comparison still wants: {}", left.sql));
    }
    run(&mut copy, &draft.down).map_err(|e| format!("down: {e}"))?;
    empty.check("down", &Picture::of(&copy))?;
    if report.errors.is_empty() { Ok(()) } else { Err(format!("{} statements failed", report.errors.len())) }
}

/// A project that was made of a catalog, saved and opened again, lowers to the catalog.
fn kept_by_a_project(catalog: &Catalog) -> Result<(), String> {
    let design = lift(catalog.clone(), "Imported", 18);
    let opened = save::from_json(&save::to_json(&design)).map_err(|error| format!("saved: {error}"))?;
    if opened != design {
        return Err("a saved project is another one when it is opened".into());
    }
    let lowered = lower(&opened);
    let problems: Vec<&str> = lowered.problems.iter().map(|problem| problem.message.as_str()).collect();
    if !problems.is_empty() {
        return Err(format!("problems: {problems:?}"));
    }
    let differences = differences(catalog, &lowered.catalog);
    let told: Vec<String> = differences.iter().take(10).map(ToString::to_string).collect();
    if !told.is_empty() {
        return Err(format!("lowered to something else:\n{}", told.join("\n")));
    }
    let options = Options { target_version: 18, ..Options::default() };
    match plan(Pair::new(catalog, &lowered.catalog), &options).first() {
        Some(left) => Err(format!("what was lowered still wants: {}", left.sql)),
        None => Ok(()),
    }
}

#[test]
fn real_schemas_are_read_and_written_again() {
    let mut failed = Vec::new();
    for server in servers().into_iter().filter(|server| server.major >= 18) {
        for file in files() {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            println!("{name}");
            let script = std::fs::read_to_string(&file).expect("readable");
            let mut engine = NativeEngine::with_roles(&server.url);
            let version = u8::try_from(server.major).expect("a major version");
            if let Err(why) = check(&mut engine, &script, version) {
                failed.push(format!("{name} on PostgreSQL {}: {why}", server.major));
            }
        }
    }
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n\n"));
}
