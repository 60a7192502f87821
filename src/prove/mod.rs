//! The dry run: a migration executed on a real PostgreSQL, on seeded rows, and what was seen.

mod audit;
mod blocks;
mod build;
mod by_hand;
mod data;
mod growth;
mod input;
mod isolation;
mod judged;
mod link;
mod look;
mod measure;
mod proof;
mod report;
mod review;
mod risk;
mod run;
mod seed;
mod stand;
mod unproven;

pub use crate::design::{Acceptance, Pin, Sample, SampleFormat, SeedInput};
pub use audit::{Audit, AuditStep, TableAudit, TableVerdict, audit};
pub use blocks::blocks_told;
pub use growth::{Growth, GrowthKind, Point};
pub use input::{Earlier, Input, Options, TenantTable, input, tenant_tables};
pub use proof::{
    Blocked, DataChange, DataFate, DataVerdict, EngineInfo, HazardVerdict, Hole, Judged, Lock, Measured, NotRestored,
    OwnRow, OwnRows, Probe, ProbeVerdict, Proof, Risk, RiskOutcome, Seeded, Session, Stage, StageId, StageStatus,
    Unproven, Verdict,
};
pub use report::{Report, html, json, markdown};
pub use review::{ReviewFinding, ReviewItem, ReviewStatus};
pub use run::{Progress, STAGES, dry_run, unfinished};
pub use stand::{IndexUse, Prepared, Question, Seen, Stand, StandTable, TableSpeed, Visitor, prepare};

/// What the bundle's test of the tenant wall is made of.
pub(crate) mod wall {
    pub(crate) use super::input::tenant_tables;
    pub(crate) use super::isolation::{Expect, StillAttack, StillInsert, StillWall, wall};
}
