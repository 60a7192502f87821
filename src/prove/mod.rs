//! The dry run: a migration executed on a real PostgreSQL, on seeded rows, and what was seen.

mod build;
mod by_hand;
mod data;
mod input;
mod isolation;
mod link;
mod measure;
mod proof;
mod report;
mod risk;
mod run;
mod seed;
mod unproven;

pub use crate::design::Acceptance;
pub use input::{Earlier, Input, Options, TenantTable, input, tenant_tables};
pub use proof::{
    DataChange, DataFate, DataVerdict, EngineInfo, Lock, Measured, NotRestored, Probe, ProbeVerdict, Proof, Risk,
    RiskOutcome, Seeded, Session, Stage, StageId, StageStatus, Unproven, Verdict,
};
pub use report::{Report, html, json};
pub use run::{Progress, STAGES, dry_run};
pub use seed::{Pin, Sample, SampleFormat, SeedInput};

/// What the bundle's test of the tenant wall is made of.
pub(crate) mod wall {
    pub(crate) use super::input::tenant_tables;
    pub(crate) use super::isolation::{Expect, StillAttack, StillInsert, StillWall, wall};
}
