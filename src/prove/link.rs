//! The way to the engine, which stays closed once the engine has ended.

use crate::engine::{Engine, Rows, SqlError};

/// The code of the error of an engine that a person ended.
pub(crate) const CANCELLED: &str = "cancelled";

/// The engine as the dry run uses it. After the engine was ended (a statement that did not come back, a worker that
/// died) every further call answers with that same error, so that no stage has to ask.
pub(crate) struct Link<'a, E> {
    engine: &'a mut E,
    ended: Option<SqlError>,
    /// True while the session has the question what the database holds prepared.
    pub(crate) has_question: bool,
}

impl<'a, E: Engine> Link<'a, E> {
    /// A link to an engine.
    pub(crate) fn new(engine: &'a mut E) -> Self {
        Self { engine, ended: None, has_question: false }
    }

    /// Runs one statement.
    pub(crate) async fn run(&mut self, sql: &str) -> Result<Rows, SqlError> {
        if let Some(error) = &self.ended {
            return Err(error.clone());
        }
        self.engine.run(sql).await.map_err(|error| self.note(error).at(sql))
    }

    /// Runs statements one after another in one round trip, up to the first error.
    pub(crate) async fn all(&mut self, statements: &[String]) -> (Vec<Rows>, Option<SqlError>) {
        if let Some(error) = &self.ended {
            return (Vec::new(), Some(error.clone()));
        }
        if statements.is_empty() {
            return (Vec::new(), None);
        }
        let (rows, error) = self.engine.run_all(statements).await;
        let error = error.map(|error| {
            let error = self.note(error);
            match statements.get(rows.len()) {
                Some(sql) => error.at(sql),
                None => error,
            }
        });
        (rows, error)
    }

    /// Runs statements one after another in one round trip, whatever becomes of each.
    ///
    /// # Errors
    /// That the engine has ended.
    pub(crate) async fn each(&mut self, statements: &[String]) -> Result<Vec<Result<Rows, SqlError>>, SqlError> {
        if let Some(error) = &self.ended {
            return Err(error.clone());
        }
        let answers = self.engine.run_each(statements).await;
        let mut out = Vec::with_capacity(answers.len());
        for (answer, sql) in answers.into_iter().zip(statements) {
            let answer = answer.map_err(|error| self.note(error).at(sql));
            if let Some(ended) = &self.ended {
                return Err(ended.clone().at(sql));
            }
            out.push(answer);
        }
        Ok(out)
    }

    /// Runs statements that are all expected to succeed.
    pub(crate) async fn must(&mut self, statements: &[String]) -> Result<Vec<Rows>, SqlError> {
        match self.all(statements).await {
            (rows, None) => Ok(rows),
            (_, Some(error)) => Err(error),
        }
    }

    /// Brings the engine back to its beginning.
    pub(crate) async fn reset(&mut self) -> Result<(), SqlError> {
        match self.engine.reset().await {
            Ok(()) => (self.ended, self.has_question) = (None, false),
            Err(error) => return Err(self.note(error)),
        }
        Ok(())
    }

    /// The engine's clock.
    pub(crate) fn now(&self) -> f64 {
        self.engine.now_ms()
    }

    /// The error that ended the engine, if it has ended.
    pub(crate) fn ended(&self) -> Option<&SqlError> {
        self.ended.as_ref()
    }

    /// True once a person has ended the run.
    pub(crate) fn cancelled(&self) -> bool {
        self.ended.as_ref().is_some_and(|error| error.code == CANCELLED)
    }

    fn note(&mut self, error: SqlError) -> SqlError {
        // Class 08 is "connection exception", 57P "operator intervention": after either nothing answers any more.
        let ended = matches!(error.code.as_str(), "timeout" | "terminated" | CANCELLED)
            || error.code.starts_with("08")
            || error.code.starts_with("57P");
        if ended {
            self.ended = Some(error.clone());
        }
        error
    }
}
