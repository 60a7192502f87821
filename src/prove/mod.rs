//! The dry run: a migration executed on a real PostgreSQL, on seeded rows, and what was seen.

mod proof;

pub use proof::{Lock, Measured, Probe, ProbeVerdict, Proof, Seeded, Session, Stage, StageId, StageStatus, Verdict};
