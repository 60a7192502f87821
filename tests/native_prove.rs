//! Dry runs on native servers: what is right is proven, and what is wrong is named.

mod prove_support;
mod support;

use bulkhead::design::Design;
use bulkhead::plan;
use bulkhead::prove::{self, Input, Options, ProbeVerdict, Proof, StageId, StageStatus};
use bulkhead::template;
use prove_support::{Counting, prove};
use support::native::{NativeEngine, servers};

const TEMPLATES: [&str; 2] = ["audit-log", "beer-competition"];

fn design(id: &str) -> Design {
    template::template(id).expect("the template").design
}

fn pending(design: &Design) -> Input {
    let options = plan::Options { target_version: design.settings.target_version, ..plan::Options::default() };
    prove::input(design, &options, Options::default())
}

fn told(proof: &Proof) -> String {
    let mut out = String::new();
    for stage in &proof.stages {
        out.push_str(&format!("{} {:?} {:.0} ms: {}\n", stage.id.name(), stage.status, stage.ms, stage.detail));
    }
    for probe in proof.isolation.iter().filter(|p| p.verdict != ProbeVerdict::Held) {
        out.push_str(&format!(
            "{} {} {:?}: {} [{:?}]\n",
            probe.table, probe.probe, probe.session, probe.observed, probe.verdict
        ));
    }
    for seeded in &proof.seeded {
        out.push_str(&format!("{} {} {:?}\n", seeded.table, seeded.rows, seeded.reason));
    }
    out
}

#[test]
fn the_templates_are_proven() {
    for server in servers() {
        for id in TEMPLATES {
            let mut input = pending(&design(id));
            input.idempotent = Some(vec![plan::script_in_transactions(&input.up)]);
            input.options.skip.insert(StageId::Idempotent);
            let mut engine = Counting::new(NativeEngine::with_roles(&server.url));
            let proof = prove(&mut engine, &input);
            for stage in proof.stages.iter().filter(|s| s.id != StageId::Idempotent) {
                assert_eq!(stage.status, StageStatus::Passed, "{id} on {}\n{}", server.major, told(&proof));
            }
            let attacked = proof.isolation.iter().any(|p| p.verdict == ProbeVerdict::Held);
            assert_eq!(attacked, !input.tenants.is_empty(), "{}", told(&proof));
            eprintln!(
                "{id} on {}: {} messages, {} statements, {:.0} ms\n{}",
                server.major,
                engine.messages,
                engine.statements,
                proof.ms,
                told(&proof)
            );
            assert!(engine.messages < 400, "{} messages", engine.messages);
        }
    }
}
