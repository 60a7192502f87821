//! The stages, how far a run is in them, and how far one came.

use super::super::proof::{Stage, StageId, StageStatus};

/// How far a dry run is.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// The stage that runs.
    pub stage: StageId,
    /// How many of its parts are done.
    pub done: usize,
    /// How many parts it has.
    pub total: usize,
    /// How the stage ended, if it did just now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Box<Stage>>,
}

/// The stages in their order.
pub const STAGES: [StageId; 9] = [
    StageId::Base,
    StageId::Seed,
    StageId::Up,
    StageId::MatchesModel,
    StageId::Isolation,
    StageId::Down,
    StageId::MatchesBase,
    StageId::UpAgain,
    StageId::Idempotent,
];

impl StageId {
    /// The stage's name, as the scripting interface and the command line spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Seed => "seed",
            Self::Up => "up",
            Self::MatchesModel => "matches-model",
            Self::Isolation => "isolation",
            Self::Down => "down",
            Self::MatchesBase => "matches-base",
            Self::UpAgain => "up-again",
            Self::Idempotent => "idempotent",
        }
    }

    /// The stages without which this one has nothing to work on.
    pub(super) fn needs(self) -> &'static [StageId] {
        match self {
            Self::Base => &[],
            Self::Seed | Self::Up => &[Self::Base],
            Self::MatchesModel | Self::Isolation | Self::Down | Self::Idempotent => &[Self::Up],
            Self::MatchesBase | Self::UpAgain => &[Self::Down],
        }
    }
}

/// Every stage of a dry run that came to no proof: those that had ended, and the others as not run.
pub fn unfinished(ended: &[Stage], at: Option<StageId>, why: &str) -> Vec<Stage> {
    let stage = |id: StageId| {
        let known = ended.iter().find(|stage| stage.id == id).cloned();
        known.unwrap_or_else(|| {
            let detail =
                if at == Some(id) { format!("it did not end: {why}") } else { "it was not come to".to_owned() };
            Stage { id, status: StageStatus::NotRun, ms: 0.0, detail, error: None, element: None }
        })
    };
    STAGES.into_iter().map(stage).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_without_a_proof_says_how_far_it_came() {
        let (status, ms, detail) = (StageStatus::Passed, 1.0, "an empty database".to_owned());
        let base = Stage { id: StageId::Base, status, ms, detail, error: None, element: None };
        let stages = unfinished(std::slice::from_ref(&base), Some(StageId::Seed), "the prover broke down");
        assert!(stages.iter().map(|s| s.id).eq(STAGES));
        assert_eq!(stages[0], base);
        assert_eq!(stages[1].detail, "it did not end: the prover broke down");
        assert!(stages[1..].iter().all(|s| s.status == StageStatus::NotRun));
        assert_eq!(stages[2].detail, "it was not come to");
    }
}
