//! The review of a migration: a checklist whose items are ticked or failed by what was seen, never by hand.
//!
//! A finding that fails an item can be accepted with a reason, as a hazard can; the finding and the reason stay in the
//! report. What no stage looked at is not reviewed, and says so.

mod outcome;
mod structure;

use serde::{Deserialize, Serialize};

use super::input::Input;
use super::proof::{Proof, StageId, StageStatus};
use crate::catalog::Id;
use crate::design::{Acceptance, TeamCheck};

/// One item of the checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReviewItem {
    /// Which: `indexes`, or `team-1` for the team's first.
    pub id: String,
    /// What must hold, for a person.
    pub title: String,
    /// What was seen of it.
    pub status: ReviewStatus,
    /// The evidence, failures first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<ReviewFinding>,
}

/// What was seen of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewStatus {
    /// It was looked at and holds, or what does not was accepted.
    Passed,
    /// It was looked at and does not hold.
    Failed,
    /// The stage that would have shown it did not run.
    NotRun,
    /// The migration has nothing of the kind.
    NotApplicable,
}

impl ReviewStatus {
    /// It in words for a person.
    pub fn word(self) -> &'static str {
        match self {
            Self::Passed => "holds",
            Self::Failed => "does not hold",
            Self::NotRun => "not run",
            Self::NotApplicable => "nothing to review",
        }
    }
}

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReviewFinding {
    /// What was seen, for a person.
    pub text: String,
    /// True if the item does not hold because of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fails: bool,
    /// The rule to accept it under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The object it is about, by its id in the model or before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<Id>,
    /// Why a person accepts it, and who.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<String>,
}

impl ReviewFinding {
    /// Something that is as it should be.
    fn seen(text: impl Into<String>) -> Self {
        Self { text: text.into(), fails: false, rule: None, object: None, accepted: None }
    }

    /// Something that is not, unless it is accepted.
    fn fault(rule: &str, object: &Id, name: &str, text: impl Into<String>, accepted: &[Acceptance]) -> Self {
        let accepted = accepted.iter().find(|a| a.is_of(rule, object, name)).map(Acceptance::told);
        Self {
            text: text.into(),
            fails: accepted.is_none(),
            rule: Some(rule.to_owned()),
            object: Some(object.clone()),
            accepted,
        }
    }

    /// Something that is not, and is nothing to accept: a stage failed.
    fn failure(text: impl Into<String>) -> Self {
        Self { fails: true, ..Self::seen(text) }
    }
}

impl ReviewItem {
    /// An item that was looked at: it holds unless a finding fails it.
    fn of(id: &str, title: &str, mut findings: Vec<ReviewFinding>) -> Self {
        findings.sort_by_key(|finding| !finding.fails);
        let failed = findings.iter().any(|finding| finding.fails);
        let status = if failed { ReviewStatus::Failed } else { ReviewStatus::Passed };
        Self { id: id.to_owned(), title: title.to_owned(), status, findings }
    }

    /// An item whose findings count only if a stage passed. What failed stays failed whatever ran.
    fn if_seen(self, proof: &Proof, stage: StageId) -> Self {
        let found = proof.stages.iter().find(|s| s.id == stage);
        match found.map(|stage| stage.status) {
            Some(StageStatus::Passed) => self,
            Some(StageStatus::Failed) => {
                let detail = found.map_or("", |stage| stage.detail.as_str());
                let mut findings = self.findings;
                findings.push(ReviewFinding::failure(format!("{} failed: {detail}", stage.name())));
                Self::of(&self.id, &self.title, findings)
            }
            Some(StageStatus::NotRun) | None if self.status == ReviewStatus::Passed => {
                let mut findings = self.findings;
                findings.push(ReviewFinding::seen(format!("{} did not run", stage.name())));
                Self { status: ReviewStatus::NotRun, findings, ..self }
            }
            Some(StageStatus::NotRun) | None => self,
        }
    }

    /// Says that there is nothing of the kind.
    fn none(id: &str, title: &str, why: &str) -> Self {
        let findings = vec![ReviewFinding::seen(why)];
        Self { id: id.to_owned(), title: title.to_owned(), status: ReviewStatus::NotApplicable, findings }
    }
}

/// What one of the team's own checks came to: rows that it found, or the error.
#[derive(Clone, Debug)]
pub(crate) enum TeamAnswer {
    /// It found these rows; none is what must be.
    Found(Vec<String>),
    /// PostgreSQL refused the query.
    Refused(String),
    /// Up did not come so far.
    NotRun,
}

/// The checklist of a dry run that has ended, but for the team's own items.
pub(crate) fn review(input: &Input, proof: &Proof) -> Vec<ReviewItem> {
    let mut items = structure::items(input, proof);
    items.extend(outcome::items(input, proof));
    items
}

/// One of the team's own items.
pub(crate) fn team(number: usize, check: &TeamCheck, answer: &TeamAnswer) -> ReviewItem {
    let id = format!("team-{number}");
    match answer {
        TeamAnswer::Found(rows) if rows.is_empty() => {
            ReviewItem::of(&id, &check.title, vec![ReviewFinding::seen("the team's query finds no rows")])
        }
        TeamAnswer::Found(rows) => {
            let findings = rows.iter().map(|row| ReviewFinding::failure(format!("the team's query finds {row}")));
            ReviewItem::of(&id, &check.title, findings.collect())
        }
        TeamAnswer::Refused(error) => {
            let why = format!("the team's query was refused: {error}");
            ReviewItem::of(&id, &check.title, vec![ReviewFinding::failure(why)])
        }
        TeamAnswer::NotRun => {
            let findings = vec![ReviewFinding::seen("up did not run to its end")];
            ReviewItem { id, title: check.title.clone(), status: ReviewStatus::NotRun, findings }
        }
    }
}
