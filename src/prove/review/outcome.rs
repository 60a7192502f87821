//! What the migration does: to the wall between tenants, to the rows, and whether it can be undone and run again.

use super::super::build::count;
use super::super::input::Input;
use super::super::proof::{
    DataVerdict, HazardVerdict, OwnRow, ProbeVerdict, Proof, RiskOutcome, Stage, StageId, StageStatus,
};
use super::{ReviewFinding, ReviewItem};
use crate::catalog::Pair;
use crate::diff::{Aligned, ColumnChange, TableChange, changes};
use crate::problem::Level;

/// The items, in the order in which a reviewer asks.
pub(super) fn items(input: &Input, proof: &Proof) -> Vec<ReviewItem> {
    let mut items = vec![row_security(input, proof), hazards(input, proof), rows(input, proof)];
    items.extend(own_rows(proof));
    items.extend([down(proof), again(proof)]);
    items
}

fn row_security(input: &Input, proof: &Proof) -> ReviewItem {
    const TITLE: &str = "Row-level security keeps tenants apart";
    if input.tenants.is_empty() {
        return ReviewItem::none("row-level-security", TITLE, "no table belongs to tenants");
    }
    let mut findings = Vec::new();
    for tenant in &input.tenants {
        let Some(table) = input.model.table(&tenant.table) else { continue };
        let name = super::super::run::qualified(&input.model, table);
        let security = match table.row_security {
            crate::catalog::RowSecurity::Forced => {
                let policies = match table.policies.len() {
                    1 => "1 policy".to_owned(),
                    n => format!("{n} policies"),
                };
                findings.push(ReviewFinding::seen(format!("{name}: enabled and forced, {policies}")));
                continue;
            }
            crate::catalog::RowSecurity::Enabled => "is enabled but not forced, so the owner passes it by",
            crate::catalog::RowSecurity::Off => "is off",
        };
        let text = format!("{name}: row-level security {security}");
        findings.push(ReviewFinding::fault("row-security-off", &table.id, &name, text, &input.options.accepted));
    }
    let held = proof.isolation.iter().filter(|p| p.verdict == ProbeVerdict::Held).count();
    if held > 0 {
        findings.push(ReviewFinding::seen(format!("{held} of {} held", count(proof.isolation.len(), "attack"))));
    }
    ReviewItem::of("row-level-security", TITLE, findings).if_seen(proof, StageId::Isolation)
}

fn hazards(input: &Input, proof: &Proof) -> ReviewItem {
    const TITLE: &str = "Every hazard is taken care of, or accepted with a reason";
    let mut findings = Vec::new();
    for (step, statement) in input.up.iter().enumerate() {
        for hazard in statement.hazards.iter().filter(|hazard| hazard.level != Level::Info) {
            let judged = proof.hazards.iter().find(|judged| judged.step == step && judged.rule == hazard.rule);
            let cleared = judged.filter(|judged| judged.verdict == HazardVerdict::Cleared);
            let risks = || proof.risks.iter().filter(|r| r.rule == hazard.rule && r.object == statement.object);
            let holds = risks().next().is_some() && risks().all(|risk| risk.outcome == RiskOutcome::Holds);
            let text = format!("{}: {}", statement.name, hazard.message);
            findings.push(match (cleared, holds) {
                (Some(judged), _) => ReviewFinding::seen(format!("{text} Cleared: {}", judged.evidence)),
                (None, true) => {
                    ReviewFinding::seen(format!("{text} Such rows were tried, and up goes through on them"))
                }
                (None, false) => {
                    let (rule, accepted) = (&hazard.rule, &input.options.accepted);
                    ReviewFinding::fault(rule, &statement.object, &statement.name, text, accepted)
                }
            });
        }
    }
    match findings.is_empty() {
        true => ReviewItem::of("hazards", TITLE, vec![ReviewFinding::seen("no rule warns of any statement")]),
        false => ReviewItem::of("hazards", TITLE, findings),
    }
    .if_seen(proof, StageId::Seed)
}

fn rows(input: &Input, proof: &Proof) -> ReviewItem {
    const TITLE: &str = "The rows that were there survive";
    if input.base.tables.is_empty() {
        return ReviewItem::none("rows", TITLE, "there was no table before");
    }
    let dropped = dropped(input);
    let mut findings: Vec<ReviewFinding> = Vec::new();
    for change in &proof.data.changes {
        let text = match change.verdict {
            DataVerdict::Changed => {
                findings.push(ReviewFinding::seen(format!("{}: {}", change.place(), change.told_examples())));
                continue;
            }
            DataVerdict::Lost => format!(
                "{}: {} of {} are lost",
                change.place(),
                change.before.saturating_sub(change.after),
                count(change.before as usize, if change.column.is_some() { "value" } else { "row" })
            ),
        };
        findings.push(match dropped.iter().find(|(place, _, _)| *place == change.place()) {
            Some((place, rule, id)) => ReviewFinding::fault(rule, id, place, text, &input.options.accepted),
            None => ReviewFinding::failure(text),
        });
    }
    if proof.data.kept > 0 {
        findings.push(ReviewFinding::seen(format!("{} hold what they held", count(proof.data.kept, "column"))));
    }
    ReviewItem::of("rows", TITLE, findings).if_seen(proof, StageId::Seed)
}

/// The rows that the project gives, if it gives any.
fn own_rows(proof: &Proof) -> Option<ReviewItem> {
    const TITLE: &str = "The project's own sample rows survive up and down";
    let rows = proof.own_rows.as_ref()?;
    let told = |row: &OwnRow| format!("{}, line {}, into {}: {}", row.sample, row.line, row.table, row.why);
    let mut findings: Vec<ReviewFinding> = rows.missing.iter().map(|row| ReviewFinding::failure(told(row))).collect();
    findings.push(ReviewFinding::seen(match rows.taken {
        1 => "1 row was there before".to_owned(),
        n => format!("{n} rows were there before"),
    }));
    Some(ReviewItem::of("own-rows", TITLE, findings).if_seen(proof, StageId::Down))
}

/// What the migration drops on purpose: its name, the rule of the hazard, its id.
fn dropped(input: &Input) -> Vec<(String, &'static str, crate::catalog::Id)> {
    let aligned = Aligned::new(Pair::new(&input.base, &input.model));
    let name = |table: &crate::catalog::Table| super::super::run::qualified(&input.base, table);
    let mut out = Vec::new();
    for change in changes(&aligned) {
        match change {
            crate::diff::Change::Table(TableChange::Removed { id }) => {
                out.extend(input.base.table(&id).map(|table| (name(table), "drop-table", id.clone())));
            }
            crate::diff::Change::Column(ColumnChange::Removed { table, id }) => {
                let found = input.base.table(&table.previous).and_then(|t| Some((t, t.column(&id)?)));
                out.extend(
                    found.map(|(t, column)| (format!("{}.{}", name(t), column.name), "drop-column", id.clone())),
                );
            }
            _ => {}
        }
    }
    out
}

fn down(proof: &Proof) -> ReviewItem {
    by_stages("down", "Down undoes it", proof, [StageId::Down, StageId::MatchesBase])
}

fn again(proof: &Proof) -> ReviewItem {
    const TITLE: &str = "It runs again after down, and its script from every earlier state and twice over";
    by_stages("again", TITLE, proof, [StageId::UpAgain, StageId::Idempotent])
}

/// An item that holds if two stages passed; what they saw is the evidence.
fn by_stages(id: &str, title: &str, proof: &Proof, stages: [StageId; 2]) -> ReviewItem {
    let passed = |s: &&Stage| stages.contains(&s.id) && s.status == StageStatus::Passed;
    let findings = proof.stages.iter().filter(passed).map(|stage| ReviewFinding::seen(stage.detail.clone()));
    let item = ReviewItem::of(id, title, findings.collect());
    stages.into_iter().fold(item, |item, stage| item.if_seen(proof, stage))
}
