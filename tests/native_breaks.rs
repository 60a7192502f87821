//! Known ways to break a migration (`tests/breaks`): for each the plan names the hazard at the statement that has it, and
//! the dry run fails there, on rows that the old schema allows.

mod prove_support;
mod support;

use std::path::Path;

use bulkhead::catalog::Pair;
use bulkhead::import::import;
use bulkhead::plan::{self, Draft, Statement, draft};
use bulkhead::prove::{Input, Options, Proof, RiskOutcome, StageId, StageStatus};
use bulkhead::sql::split;
use prove_support::{Counting, failures, prove, rewrites_are_said, stage, statements, told};
use support::native::{NativeEngine, Server};

/// A case: `-- break: name`, `-- says: rule at kind[, fails]`, the old schema with its rows, `-- new`, the new schema.
struct Break {
    name: String,
    rule: String,
    kind: String,
    fails: bool,
    online: bool,
    old: String,
    new: String,
}

fn cases() -> Vec<Break> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/breaks");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("tests/breaks").map(|f| f.expect("a file").path()).collect();
    files.sort();
    let text: String = files.iter().map(|path| std::fs::read_to_string(path).expect("a file")).collect();
    let only = std::env::var("BULKHEAD_BREAK").unwrap_or_default();
    let all = format!("\n{text}");
    let cases = all.split("\n-- break: ").skip(1).map(|case| {
        let (name, rest) = case.split_once("\n-- says: ").unwrap_or_else(|| panic!("{case} says nothing"));
        let (says, schemas) = rest.split_once('\n').expect("schemas");
        let (old, new) = schemas.split_once("\n-- new\n").unwrap_or_else(|| panic!("{name} has no line -- new"));
        let mut words = says.split(", ");
        let (rule, kind) = words.next().and_then(|w| w.split_once(" at ")).unwrap_or_else(|| panic!("{name}: {says}"));
        let rest: Vec<&str> = words.collect();
        Break {
            name: name.into(),
            rule: rule.into(),
            kind: kind.into(),
            fails: rest.contains(&"fails"),
            online: rest.contains(&"online"),
            old: old.into(),
            new: new.into(),
        }
    });
    cases.filter(|case| case.name.contains(&only)).collect()
}

/// True for a statement that makes rows or moves a sequence, and no object.
fn is_data(sql: &str) -> bool {
    ["INSERT", "SELECT", "UPDATE"].iter().any(|word| sql.starts_with(word))
}

/// Why the case does not hold; nothing if it does.
fn check(server: &Server, case: &Break) -> Result<(), String> {
    let mut engine = NativeEngine::with_roles(&server.url);
    let mut load = |script: &str| {
        let imported = pollster::block_on(import(&mut engine, script)).expect("imports");
        match imported.report.errors.first() {
            Some(error) => Err(format!("{error} in {}", error.statement)),
            None => Ok(imported.found.catalog),
        }
    };
    let version = u8::try_from(server.major).expect("a major version");
    let (old, new) = (load(&case.old)?, load(&case.new)?);
    let mode = if case.online { plan::Mode::Online } else { plan::Mode::Simple };
    let draft =
        draft(Pair::new(&old, &new), &[], &plan::Options { mode, target_version: version, ..plan::Options::default() });
    let says = |s: &&Statement| s.kind == case.kind && s.hazards.iter().any(|hazard| hazard.rule == case.rule);
    if !draft.up.iter().any(|s| says(&s)) {
        return Err(format!("no statement says it:\n{}", told(&draft)));
    }
    let mut input =
        Input::between(&old, &new, &draft, Options { skip: [StageId::Idempotent].into(), ..Options::default() });
    let rows: String =
        split::statements(&case.old).map(|p| p.sql).filter(|sql| is_data(sql)).map(|s| format!("{s};")).collect();
    if let Some(earlier) = input.earlier.last_mut() {
        earlier.up.extend(statements(&rows, "hand-written"));
    }
    let proof = prove(&mut Counting::new(engine), &input);
    let base = stage(&proof, StageId::Base);
    if base.status != StageStatus::Passed {
        return Err(base.detail.clone());
    }
    rewrites_are_said(&draft.up, &proof)?;
    let up = stage(&proof, StageId::Up);
    match (case.fails, up.status) {
        (true, StageStatus::Failed) => at_statement(case, &draft, &proof),
        (false, StageStatus::Passed) => Ok(()),
        _ => Err(format!("up {:?}: {}\n{:#?}\n{}", up.status, up.detail, proof.risks, told(&draft))),
    }
}

/// The statement that failed is one that can: the one with the hazard, or one about the same object.
fn at_statement(case: &Break, draft: &Draft, proof: &Proof) -> Result<(), String> {
    let by_risk = proof.risks.iter().filter(|risk| risk.outcome == RiskOutcome::Breaks && risk.rule == case.rule);
    let by_risk: Vec<usize> = by_risk.filter_map(|risk| risk.step).collect();
    let by_rows = proof.steps.iter().filter(|step| step.error.is_some()).map(|step| step.step);
    let failed: Vec<&Statement> = by_risk.iter().copied().chain(by_rows).filter_map(|at| draft.up.get(at)).collect();
    let with_hazard = |s: &&&Statement| s.hazards.iter().any(|hazard| hazard.rule == case.rule);
    let about = |s: &&&Statement| case.kind == "create-enum" && s.kind == "alter-column-type";
    match failed.iter().any(|s| with_hazard(&s) || about(&s)) {
        true => Ok(()),
        false => Err(format!("another statement failed: {failed:#?}\n{:#?}", proof.risks)),
    }
}

#[test]
fn every_known_way_to_break_a_migration_is_named_at_its_statement() {
    let cases = cases();
    let failed = failures(|server| {
        let failure =
            |case: &Break| check(server, case).err().map(|why| format!("{} on {}: {why}", case.name, server.major));
        cases.iter().filter_map(failure).collect()
    });
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n\n"));
}
