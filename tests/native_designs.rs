//! Random designs without errors, lowered and made on native servers: what is found is the model, and verify.sql
//! agrees.

mod support;

use bulkhead::bundle::verify;
use bulkhead::catalog::Catalog;
use bulkhead::introspect;
use bulkhead::lower::lower;
use bulkhead::problem::{self, Level};
use bulkhead::sql;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use support::create::create;
use support::native::{NativeEngine, Server, servers};

/// How many designs are tried on each server; most have errors and are passed over.
const CASES: usize = 300;

/// What only the engine can know of an expression or a type: a value that is no value of the type, an operator, function
/// or operator class that the type doesn't have, a collation where there can be none.
const MEANING: &[&str] = &["22P02", "42804", "42883", "42P17"];

#[test]
fn what_random_designs_lower_to_is_what_is_found() {
    std::thread::scope(|scope| {
        for server in servers() {
            scope.spawn(move || on(&server));
        }
    });
}

fn on(server: &Server) {
    let mut engine = NativeEngine::with_roles(&server.url);
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = support::design::design();
    let (mut made, mut wrong) = (0, Vec::new());
    for _ in 0..CASES {
        let design = strategy.new_tree(&mut runner).expect("a design").current();
        let lowered = lower(&design);
        let problems = problem::check(&design, &lowered);
        if problems.iter().any(|problem| problem.level == Level::Error) {
            continue;
        }
        match round_trip(&mut engine, &lowered.catalog) {
            Ok(true) => made += 1,
            Ok(false) => {}
            Err(what) => wrong.push(what),
        }
        let _ = engine.query("ROLLBACK");
        pollster::block_on(bulkhead::engine::Engine::reset(&mut engine)).expect("resets");
    }
    println!("PostgreSQL {}: {made} of {CASES} designs made", server.major);
    assert!(wrong.is_empty(), "{}: {} designs\n{}", server.major, wrong.len(), wrong.join("\n\n"));
    assert!(made > CASES / 10, "too few designs to judge by: {made}");
}

/// False if PostgreSQL refuses a meaning.
fn round_trip(engine: &mut NativeEngine, model: &Catalog) -> Result<bool, String> {
    let text = |error: bulkhead::engine::SqlError| format!("{error} {:?}\n{}", error.detail, error.statement);
    engine.script(&sql::roles(model)).map_err(text)?;
    if let Some(owner) = model.owner.as_ref().and_then(|id| model.role(id)) {
        engine.query(&format!("SET ROLE {}", sql::quote::ident(&owner.name))).map_err(text)?;
    }
    for statement in create(model) {
        match engine.query(&statement) {
            Err(error) if MEANING.contains(&error.code.as_str()) => return Ok(false),
            outcome => outcome.map_err(text)?,
        };
    }
    engine.query("RESET ROLE").map_err(text)?;
    let found = pollster::block_on(introspect::introspect(engine)).map_err(text)?;
    let differences = introspect::structural_differences(model, &found.catalog);
    if !differences.is_empty() || !found.other.is_empty() {
        return Err(format!("{differences:#?} {:?}", found.other));
    }
    engine.script(&verify::script(model, None, false)).map_err(text)?;
    Ok(true)
}
