//! Random pairs of schemas as lists of statements, judged as `native_pairs` does.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bulkhead::catalog::Pair;
use bulkhead::engine::Engine;
use bulkhead::introspect::introspect;
use bulkhead::plan::{Options, draft, plan};
use bulkhead::sql::split;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::judge::{Picture, run};
use super::native::{NativeEngine, Server, servers};

const ROLES: &str = "CREATE ROLE r_app; CREATE ROLE r_reader;";

/// An object: the names of what it needs, and the forms it may have.
pub struct Piece {
    pub needs: &'static [&'static str],
    pub name: &'static str,
    pub forms: &'static [&'static str],
}

pub const fn piece(name: &'static str, needs: &'static [&'static str], forms: &'static [&'static str]) -> Piece {
    Piece { needs, name, forms }
}

/// The scripts of the chosen forms; 0 leaves a piece out, and so does what it needs and lacks.
fn script(pieces: &[&'static Piece], choice: &Choice) -> (String, String) {
    let side = |which: fn(&Forms) -> u8| side(pieces, choice.iter().map(which));
    (side(|both| both.0), side(|both| both.1))
}

fn side(pieces: &[&'static Piece], choice: impl Iterator<Item = u8>) -> String {
    let mut there: Vec<&str> = Vec::new();
    let mut out = vec![ROLES.to_owned()];
    for (piece, chosen) in pieces.iter().zip(choice) {
        let form = usize::from(chosen).checked_sub(1).map(|at| piece.forms[at % piece.forms.len()]);
        if let Some(form) = form.filter(|_| piece.needs.iter().all(|need| there.contains(need))) {
            there.push(piece.name);
            out.push(format!("{form};"));
        }
    }
    out.join("\n")
}

/// Makes what can be made: a form that doesn't fit what is there already, such as a foreign key between types that don't
/// compare, is left out, and so is what needs it.
fn load(engine: &mut NativeEngine, script: &str) {
    for piece in split::statements(script) {
        let _ = engine.query(piece.sql);
    }
}

fn check(engine: &mut NativeEngine, major: u32, pieces: &[&'static Piece], choice: &Choice) -> Result<(), Failure> {
    let (old, new) = script(pieces, choice);
    // A circle of steps panics where assertions are on.
    let judged = catch_unwind(AssertUnwindSafe(|| judge(engine, major, &old, &new)));
    judged.unwrap_or_else(|_| Err("panicked".into())).map_err(|why| Failure { why, old, new })
}

fn judge(engine: &mut NativeEngine, major: u32, old: &str, new: &str) -> Result<(), String> {
    pollster::block_on(engine.reset()).map_err(|error| error.to_string())?;
    let mut other = engine.sibling();
    load(engine, old);
    load(&mut other, new);
    let (before, wanted) = (Picture::of(engine), Picture::of(&other));
    let read = |engine: &mut NativeEngine| pollster::block_on(introspect(engine)).map_err(|error| error.to_string());
    let (previous, next) = (read(engine)?.catalog, read(&mut other)?.catalog);
    let target_version = u8::try_from(major).map_err(|error| error.to_string())?;
    let options = Options { target_version, ..Options::default() };
    let draft = draft(Pair::new(&previous, &next), &[], &options);
    let text = |statements: &[bulkhead::plan::Statement]| {
        statements.iter().map(|s| format!("{};\n", s.sql)).collect::<String>()
    };
    run(engine, &draft.up).map_err(|e| format!("up: {e}\n{}", text(&draft.up)))?;
    wanted.check("up", &Picture::of(engine)).map_err(|e| format!("{e}\n{}", text(&draft.up)))?;
    let again = plan(Pair::new(&read(engine)?.catalog, &next), &options);
    if !again.is_empty() {
        return Err(format!("a second comparison still wants:\n{}", text(&again)));
    }
    run(engine, &draft.down).map_err(|e| format!("down: {e}\n{}", text(&draft.down)))?;
    before.check("down", &Picture::of(engine)).map_err(|e| format!("{e}\n{}", text(&draft.down)))?;
    Ok(())
}

/// What is chosen of a piece: its form in the old schema and in the new one.
type Forms = (u8, u8);

/// What is chosen of each piece.
type Choice = Vec<Forms>;

/// What went wrong with a pair, and the pair.
struct Failure {
    why: String,
    old: String,
    new: String,
}

/// How many failures a server may have before the rest of its pairs is left: each is made smaller, which takes its time.
const ENOUGH: usize = 4;

/// How often a failing pair is tried again with less in it.
const SHRINKS: usize = 120;

/// Tries pairs of schemas that are made of these pieces on each server: the same `cases` ones each time, or as many as
/// `BULKHEAD_PAIR_CASES` asks for, other ones each time.
pub fn migrate_random_pairs(pieces: &[&'static Piece], cases: u32) {
    let asked = std::env::var("BULKHEAD_PAIR_CASES").ok().and_then(|n| n.parse().ok());
    let runner = || match asked {
        Some(_) => TestRunner::default(),
        None => TestRunner::deterministic(),
    };
    let cases = asked.unwrap_or(cases);
    let servers = servers();
    // Each server waits for its files more than it works.
    let failed: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            servers.iter().map(|server| scope.spawn(move || try_server(server, pieces, cases, runner()))).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("tried")).collect()
    });
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n\n"));
}

fn try_server(server: &Server, pieces: &[&'static Piece], cases: u32, mut runner: TestRunner) -> Vec<String> {
    let mut engine = NativeEngine::with_roles(&server.url);
    let strategy = proptest::collection::vec((0u8..5, 0u8..5), pieces.len());
    let mut failed = Vec::new();
    for case in 0..cases {
        let choice = strategy.new_tree(&mut runner).expect("a choice").current();
        let Err(found) = check(&mut engine, server.major, pieces, &choice) else { continue };
        let Failure { why, old, new } = shrink(&mut engine, server.major, pieces, choice, found);
        let said = format!("PostgreSQL {}, pair {case}: {why}\n-- old\n{old}\n-- new\n{new}", server.major);
        // Who waits for the rest sees what there is already.
        eprintln!("{said}\n");
        failed.push(said);
        if failed.len() == ENOUGH {
            break;
        }
    }
    println!("PostgreSQL {}: {cases} pairs, {} failed", server.major, failed.len());
    failed
}

/// Leaves out what a failure does not need, more at a time first: pieces of both schemas, then what differs of them.
fn shrink(
    engine: &mut NativeEngine,
    major: u32,
    pieces: &[&'static Piece],
    mut choice: Choice,
    mut found: Failure,
) -> Failure {
    let less: [fn(Forms) -> Forms; 5] =
        [|_| (0, 0), |(_, new)| (new, new), |(old, _)| (old, old), |(old, _)| (old, 0), |(_, new)| (0, new)];
    let mut left = SHRINKS;
    let mut size = pieces.len().div_ceil(2);
    while size > 0 && left > 0 {
        for start in (0..pieces.len()).step_by(size) {
            for less in less {
                let mut smaller = choice.clone();
                smaller.iter_mut().skip(start).take(size).for_each(|both| *both = less(*both));
                if script(pieces, &smaller) == script(pieces, &choice) || left == 0 {
                    continue;
                }
                left -= 1;
                if let Err(again) = check(engine, major, pieces, &smaller) {
                    (choice, found) = (smaller, again);
                }
            }
        }
        size /= 2;
    }
    found
}
