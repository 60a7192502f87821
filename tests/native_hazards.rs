//! What locks, scans, rewrites and loses (`tests/hazards`): for each case the plan says what it must at the statement that
//! does it and nothing of what it must not, and the dry run, judged by PostgreSQL itself, sees what was said.

mod prove_support;
mod support;

use std::collections::BTreeSet;
use std::path::Path;

use bulkhead::catalog::{Id, Pair};
use bulkhead::design::{HandSql, HandSqlPosition};
use bulkhead::import::import;
use bulkhead::plan::{self, Draft, Statement, draft};
use bulkhead::prove::{HazardVerdict, Input, Options, Proof, STAGES, StageId, StageStatus};
use prove_support::{Counting, failures, prove, rewrites_are_said, stage, told};
use support::native::{NativeEngine, Server};

/// What a case wants: a rule at a kind of statement, and whether the dry run must have seen it.
struct Says {
    rule: String,
    kind: String,
    seen: bool,
}

/// A case: its first lines are comments, then the old schema, `-- new` and the new one, `-- by hand` and the statements.
#[derive(Default)]
struct Case {
    name: String,
    says: Vec<Says>,
    never: Vec<String>,
    online: bool,
    advice: bool,
    since: u32,
    target: Option<u8>,
    old: String,
    new: String,
    hand: String,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hazards");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("a folder").map(|f| f.expect("a file").path()).collect();
    files.sort();
    let text: String = files.iter().map(|path| std::fs::read_to_string(path).expect("a file")).collect();
    let only = std::env::var("BULKHEAD_HAZARD").unwrap_or_default();
    let all = format!("\n{text}");
    all.split("\n-- case: ").skip(1).map(read).filter(|case| case.name.contains(&only)).collect()
}

fn read(text: &str) -> Case {
    let mut case = Case::default();
    let mut part = 0;
    for (at, line) in text.lines().enumerate() {
        let says = line.strip_prefix("-- says: ").map(|says| {
            let (says, seen) = says.strip_suffix(", seen").map_or((says, false), |says| (says, true));
            let (rule, kind) = says.split_once(" at ").unwrap_or_else(|| panic!("{says} is at no statement"));
            Says { rule: rule.into(), kind: kind.into(), seen }
        });
        match line {
            _ if at == 0 => case.name = line.to_owned(),
            "-- new" => part = 1,
            "-- by hand" => part = 2,
            "-- online" => case.online = true,
            "-- advice" => case.advice = true,
            _ if says.is_some() => case.says.extend(says),
            _ if line.starts_with("-- never: ") => {
                case.never.extend(line["-- never: ".len()..].split(", ").map(str::to_owned));
            }
            _ if line.starts_with("-- target: ") => case.target = line["-- target: ".len()..].parse().ok(),
            _ if line.starts_with("-- since: ") => case.since = line["-- since: ".len()..].parse().expect("a version"),
            _ => {
                let to = [&mut case.old, &mut case.new, &mut case.hand];
                let [old, new, hand] = to;
                let to = [old, new, hand].into_iter().nth(part).expect("a part");
                to.push_str(line);
                to.push('\n');
            }
        }
    }
    if case.new.is_empty() {
        case.new = case.old.clone();
    }
    assert!(!case.says.is_empty() || !case.never.is_empty(), "{} wants nothing", case.name);
    case
}

/// Why the case does not hold; nothing if it does.
fn check(server: &Server, case: &Case) -> Result<(), String> {
    let mut engine = NativeEngine::with_roles(&server.url);
    let mut load = |script: &str| {
        let imported = pollster::block_on(import(&mut engine, script)).expect("imports");
        match imported.report.errors.first() {
            Some(error) => Err(format!("{error} in {}", error.statement)),
            None => Ok(imported.found.catalog),
        }
    };
    let version = case.target.unwrap_or(u8::try_from(server.major).expect("a major version"));
    let (old, new) = (load(&case.old)?, load(&case.new)?);
    let new = if case.new == case.old { old.clone() } else { new };
    let mode = if case.online { plan::Mode::Online } else { plan::Mode::Simple };
    let hand = HandSql {
        id: Id::new("hand"),
        title: "by hand".into(),
        position: HandSqlPosition::After,
        up: case.hand.clone(),
        down: String::new(),
    };
    let hand = if case.hand.is_empty() { Vec::new() } else { vec![hand] };
    let draft = draft(
        Pair::new(&old, &new),
        &hand,
        &plan::Options { mode, target_version: version, advice: case.advice, ..plan::Options::default() },
    );
    if draft.up.is_empty() {
        return Err("there is nothing to do".into());
    }
    let at = |says: &Says, s: &Statement| s.kind == says.kind && s.hazards.iter().any(|h| h.rule == says.rule);
    for says in &case.says {
        if !draft.up.iter().any(|s| at(says, s)) {
            return Err(format!("no statement says {}:\n{}", says.rule, told(&draft)));
        }
    }
    let said: Vec<&str> = draft.up.iter().flat_map(|s| &s.hazards).map(|h| h.rule.as_str()).collect();
    if let Some(rule) = case.never.iter().find(|rule| said.contains(&rule.as_str())) {
        return Err(format!("{rule} is a false alarm:\n{}", told(&draft)));
    }
    let skip: BTreeSet<StageId> =
        STAGES.into_iter().filter(|s| !matches!(s, StageId::Base | StageId::Seed | StageId::Up)).collect();
    let input = Input::between(&old, &new, &draft, Options { skip, ..Options::default() });
    let proof = prove(&mut Counting::new(engine), &input);
    let base = stage(&proof, StageId::Base);
    if base.status != StageStatus::Passed {
        return Err(base.detail.clone());
    }
    as_postgresql_saw_it(case, &draft, &proof)
}

/// What was said is what was seen: no rewrite goes unsaid, and none is said that is none.
fn as_postgresql_saw_it(case: &Case, draft: &Draft, proof: &Proof) -> Result<(), String> {
    let judged: usize = draft.up.iter().map(|s| s.hazards.len()).sum();
    if proof.hazards.len() != judged {
        return Err(format!("{judged} hazards, {} verdicts", proof.hazards.len()));
    }
    for says in case.says.iter().filter(|says| says.seen) {
        let of = |step: usize| draft.up.get(step).is_some_and(|s| s.kind == says.kind);
        let mut verdicts = proof.hazards.iter().filter(|judged| judged.rule == says.rule && of(judged.step));
        if !verdicts.any(|judged| judged.verdict == HazardVerdict::Confirmed) {
            return Err(format!("{} was not seen: {:#?}\n{:#?}", says.rule, proof.hazards, proof.steps));
        }
    }
    let alarm = proof.hazards.iter().find(|j| j.rule == "add-column-rewrites" && j.verdict == HazardVerdict::Cleared);
    match alarm {
        Some(alarm) => Err(format!("a false alarm: {alarm:?}\n{}", told(draft))),
        None => rewrites_are_said(&draft.up, proof),
    }
}

#[test]
fn what_is_said_is_seen_and_what_is_not_seen_is_not_said() {
    let cases = cases();
    let failed = failures(|server| {
        let failure =
            |case: &Case| check(server, case).err().map(|why| format!("{} on {}: {why}", case.name, server.major));
        cases.iter().filter(|case| server.major >= case.since).filter_map(failure).collect()
    });
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n\n"));
}
