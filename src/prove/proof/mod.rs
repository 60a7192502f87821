//! The outcome of a dry run, in the shape that the scripting interface promises.

mod measured;
mod probe;
mod risk;
mod rows;

use serde::{Deserialize, Serialize};

use super::audit::TableAudit;
use crate::engine::SqlError;
pub use measured::{Blocked, Lock, Measured};
pub use probe::{Hole, Probe, ProbeVerdict, Session};
pub use risk::{HazardVerdict, Judged, Risk, RiskOutcome};
pub use rows::{DataChange, DataFate, DataVerdict, NotRestored, OwnRow, OwnRows, Seeded};

/// The outcome of a dry run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Proof {
    /// Proven only if every stage really ran and passed.
    pub verdict: Verdict,
    /// What the migration does, in one line.
    #[serde(default)]
    pub summary: String,
    /// The stages in the order they run.
    pub stages: Vec<Stage>,
    /// The checklist, ticked or failed by what was seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub review: Vec<super::review::ReviewItem>,
    /// The statements of up, measured.
    pub steps: Vec<Measured>,
    /// The tables that were seeded, or the reason why not.
    pub seeded: Vec<Seeded>,
    /// What became of the rows that the project gives, if it gives any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_rows: Option<OwnRows>,
    /// What became of the seeded values by up.
    #[serde(default)]
    pub data: DataFate,
    /// What was there before up and is not as it was after down.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_restored: Vec<NotRestored>,
    /// Rows that the state before allows and that up may fail on, each tried.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub risks: Vec<Risk>,
    /// What was found of each hazard of up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hazards: Vec<Judged>,
    /// The probes of the tenant wall.
    pub isolation: Vec<Probe>,
    /// What they come to, table by table, with what is decided beside them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub walls: Vec<TableAudit>,
    /// The engine.
    pub engine: EngineInfo,
    /// Milliseconds, all told.
    pub ms: f64,
    /// The migration's id, or nothing for a change that is still pending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub migration: Option<String>,
    /// What the run did not prove for the version that the statements are for, because it was on another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unproven: Vec<Unproven>,
    /// A fingerprint of the statements that were run: a proof is good for these and no others.
    pub fingerprint: String,
    /// Why times were not measured at three sizes, if that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub growth_not_run: Option<String>,
}

/// Which PostgreSQL ran it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EngineInfo {
    /// `server_version`.
    pub version: String,
}

/// The verdict of a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Every stage ran and passed.
    Proven,
    /// A stage failed.
    Failed,
    /// Nothing failed, and something did not run.
    Incomplete,
}

/// One stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stage {
    /// Which.
    pub id: StageId,
    /// How it ended.
    pub status: StageStatus,
    /// Milliseconds.
    pub ms: f64,
    /// What was done or seen, or why it failed or did not run, for a person.
    pub detail: String,
    /// The error that failed it, if PostgreSQL refused something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<SqlError>,
    /// The design element to look at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element: Option<crate::catalog::Id>,
}

/// The stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StageId {
    /// Build the state before by running every earlier migration; it must equal the snapshot.
    Base,
    /// Seed rows.
    Seed,
    /// Run up, statement by statement.
    Up,
    /// The catalog equals the model.
    MatchesModel,
    /// Attack the tenant wall.
    Isolation,
    /// Run down.
    Down,
    /// The catalog equals the state before.
    MatchesBase,
    /// Run up again.
    UpAgain,
    /// The idempotent script from every earlier state, and twice over.
    Idempotent,
}

/// How a stage ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StageStatus {
    /// It ran and held.
    Passed,
    /// It ran and did not hold.
    Failed,
    /// It did not run.
    NotRun,
}

/// Something that a run on one version of PostgreSQL does not prove for another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Unproven {
    /// What, as a sentence without its full stop.
    pub what: String,
    /// The objects whose statements it matters to, by their names; none if it is about all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<String>,
}
