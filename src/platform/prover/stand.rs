//! The worker's prepared database: made when something is first asked of it, kept until something else needs the engine.

use crate::bundle;
use crate::engine::{Engine, SqlError};
use crate::lower::lower;
use crate::plan;
use crate::platform::engine::TabEngine;
use crate::prove::{self, Prepared, Question, Seen, Stand, TableSpeed};

/// A prepared database, and the project that it was made of.
pub(super) struct Stood {
    project: String,
    input: prove::Input,
    prepared: Prepared,
}

impl Stood {
    /// The database of a project: the one that is there, if it is of exactly this project, or another.
    ///
    /// # Errors
    /// The statement of the migrations that failed, or that the engine ended.
    pub(super) async fn of(there: Option<Self>, engine: &mut TabEngine, project: &str) -> Result<Self, SqlError> {
        let again = match there {
            Some(there) if there.project == project => return Ok(there),
            there => there,
        };
        let design = super::worker::read(project)?;
        let lowered = lower(&design);
        let draft = plan::pending(&design, &lowered.catalog);
        let input = bundle::dry_run_input(&design, &lowered, &draft, prove::Options::default());
        if let Some(there) = again {
            // Where cards stand is part of the project and of no database.
            if there.input.fingerprint() == input.fingerprint() && there.input.tenants == input.tenants {
                return Ok(Self { project: project.to_owned(), ..there });
            }
            engine.reset().await?;
        }
        match prove::prepare(engine, &input).await {
            Ok(prepared) => Ok(Self { project: project.to_owned(), input, prepared }),
            Err(error) => {
                // Whatever comes next needs an engine in which nothing is left of this.
                engine.reset().await?;
                Err(error)
            }
        }
    }

    /// Asks questions, and says what the database holds.
    pub(super) async fn ask(
        &self,
        engine: &mut TabEngine,
        questions: &[Question],
    ) -> Result<(Stand, Vec<Seen>), SqlError> {
        Ok((self.prepared.stand.clone(), Prepared::ask(engine, questions).await?))
    }

    /// Asks the planner what row-level security costs.
    pub(super) async fn speed(&self, engine: &mut TabEngine) -> Result<Vec<TableSpeed>, SqlError> {
        self.prepared.speed(engine, &self.input).await
    }
}
