//! A project is brought to what a script makes, on a native PostgreSQL: what the updated project makes is what the script
//! makes, and what didn't change stays as it was authored.
//!
//! `BULKHEAD_PAIR` runs the pairs whose id contains it.

mod support;

use bulkhead::bundle::creation_script;
use bulkhead::catalog::Pair;
use bulkhead::design::Design;
use bulkhead::edit::ChangeSet;
use bulkhead::import::import;
use bulkhead::lift::lift;
use bulkhead::lower::lower;
use bulkhead::plan::Options;
use bulkhead::template;
use bulkhead::update::{Likeness, Updated, update};
use support::native::{NativeEngine, servers};
use support::pairs::pairs;

fn engine() -> Option<NativeEngine> {
    let server = servers().into_iter().find(|server| server.major >= 18)?;
    Some(NativeEngine::with_roles(&server.url))
}

fn updated(engine: &mut NativeEngine, design: &Design, script: &str, rejected: &[Likeness]) -> (Design, Updated) {
    pollster::block_on(update(engine, design, script, rejected)).expect("an update")
}

fn script(design: &Design) -> String {
    creation_script(&lower(design).catalog, &Options { target_version: 18, ..Options::default() })
}

fn design(id: &str) -> Design {
    template::template(id).expect("a template").design
}

#[test]
fn a_script_of_the_project_itself_changes_nothing() {
    let Some(mut engine) = engine() else { return };
    for info in template::list() {
        let design = design(info.id);
        let (after, told) = updated(&mut engine, &design, &script(&design), &[]);
        assert_eq!(told.report.errors, []);
        assert_eq!((told.steps, told.kept, told.renames), (vec![], vec![], vec![]), "{}", info.id);
        let change = ChangeSet::between(Pair::new(&design, &after));
        let keys: Vec<_> = change.changes.keys().collect();
        assert!(keys.is_empty(), "{}: {keys:?}", info.id);
    }
}

#[test]
fn every_pair_updates_the_project_of_its_old_side() {
    let Some(mut engine) = engine() else { return };
    let only = std::env::var("BULKHEAD_PAIR").ok();
    let mut failed = Vec::new();
    let mut tried = 0;
    for pair in pairs().iter().filter(|pair| only.as_ref().is_none_or(|only| pair.id.contains(only))) {
        let imported = pollster::block_on(import(&mut engine, &pair.old)).expect("an import");
        let design = lift(imported.found.catalog, "Pair", 18);
        tried += 1;
        match pollster::block_on(update(&mut engine, &design, &pair.new, &[])) {
            Err(error) => failed.push(format!("{}: {error}\n{}", pair.id, error.statement)),
            Ok((_, told)) if !told.kept.is_empty() => failed.push(format!("{}: {:#?}", pair.id, told.kept)),
            Ok((after, _)) => {
                let faults = bulkhead::edit::invariants(&after);
                if !faults.is_empty() {
                    failed.push(format!("{}: {faults:?}", pair.id));
                }
            }
        }
    }
    println!("{tried} pairs");
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n\n"));
}
