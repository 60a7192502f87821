//! Random pairs of schemas as lists of statements, judged as `native_pairs` does.

use std::cell::RefCell;

use bulkhead::catalog::Pair;
use bulkhead::engine::Engine;
use bulkhead::introspect::introspect;
use bulkhead::plan::{Options, draft, plan};
use bulkhead::sql::split;
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestError, TestRunner};

use super::judge::{Picture, run};
use super::native::{NativeEngine, servers};

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

/// A script of the chosen forms; 0 leaves a piece out, and so does what it needs and lacks.
fn script(pieces: &[&'static Piece], choice: &[u8]) -> String {
    let mut there: Vec<&str> = Vec::new();
    let mut out = vec![ROLES.to_owned()];
    for (piece, chosen) in pieces.iter().zip(choice) {
        let form = usize::from(*chosen).checked_sub(1).map(|at| piece.forms[at % piece.forms.len()]);
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

fn check(engine: &mut NativeEngine, major: u32, old: &str, new: &str) -> Result<(), String> {
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

/// Tries so many pairs of schemas that are made of these pieces on each server; `runner` makes what chooses them.
pub fn migrate_there_and_back(pieces: &[&'static Piece], cases: u32, runner: fn(ProptestConfig) -> TestRunner) {
    for server in servers() {
        let engine = RefCell::new(NativeEngine::with_roles(&server.url));
        let config =
            ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 120, ..ProptestConfig::default() };
        let side = || proptest::collection::vec(0u8..5, pieces.len());
        let result = runner(config).run(&(side(), side()), |(old, new)| {
            let (old, new) = (script(pieces, &old), script(pieces, &new));
            check(&mut engine.borrow_mut(), server.major, &old, &new).map_err(TestCaseError::fail)
        });
        match result {
            Ok(()) => {}
            Err(TestError::Fail(why, (old, new))) => {
                let (old, new) = (script(pieces, &old), script(pieces, &new));
                panic!("PostgreSQL {}: {why}\n-- old\n{old}\n-- new\n{new}", server.major)
            }
            Err(TestError::Abort(why)) => panic!("PostgreSQL {}: {why}", server.major),
        }
    }
}
