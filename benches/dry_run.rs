//! How long the statements of a project's dry run take on a native server. BULKHEAD_PROJECT names the project file,
//! BULKHEAD_PG18 the server; what `tests/e2e/bench.mjs` measures in the browser is held against it.

// The module is the tests' own, and each program that takes it uses another part of it.
#[allow(dead_code, unreachable_pub, missing_docs)]
#[path = "../tests/support/native.rs"]
mod native;

use bulkhead::engine::{Engine, Rows, SqlError};
use bulkhead::prove::{Options, dry_run};
use bulkhead::{bundle, lower, plan, save};
use native::NativeEngine;

/// An engine that adds up what its statements take.
struct Timed {
    engine: NativeEngine,
    ms: f64,
}

impl Engine for Timed {
    async fn run(&mut self, sql: &str) -> Result<Rows, SqlError> {
        let started = self.engine.now_ms();
        let answer = self.engine.run(sql).await;
        self.ms += self.engine.now_ms() - started;
        answer
    }

    async fn reset(&mut self) -> Result<(), SqlError> {
        self.engine.reset().await
    }

    fn now_ms(&self) -> f64 {
        self.engine.now_ms()
    }
}

fn main() {
    let (Ok(project), Ok(server)) = (std::env::var("BULKHEAD_PROJECT"), std::env::var("BULKHEAD_PG18")) else {
        return eprintln!("BULKHEAD_PROJECT and BULKHEAD_PG18 must be set: scripts/bench.sh does it.");
    };
    let text = std::fs::read_to_string(project).expect("the project file");
    let design = save::from_json(&text).expect("a project");
    let lowered = lower::lower(&design);
    let options = Options { rows_per_table: 20, ..Options::default() };
    let input = bundle::dry_run_input(&design, &lowered, &plan::pending(&design, &lowered.catalog), options);
    let mut engine = Timed { engine: NativeEngine::with_roles(&server), ms: 0.0 };
    let proof = pollster::block_on(dry_run(&mut engine, &input, &mut |_| ()));
    let stages = proof.stages.iter().map(|stage| (stage.id.name(), stage.ms));
    let stages: std::collections::BTreeMap<&str, f64> = stages.collect();
    println!(
        "{}",
        serde_json::json!({ "verdict": proof.verdict, "ms": proof.ms, "statementsMs": engine.ms, "stages": stages })
    );
}
