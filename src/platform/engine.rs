//! PostgreSQL in the tab: the core's engine on top of PGlite, which has its one door here.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use pglite_bindings::{EngineError, OnError, Pglite, Progress, StartOptions, StatementResult};

use super::clock;
use crate::engine::{Engine, Rows, SqlError};

/// How long one statement may take before its worker is ended, in milliseconds. `statement_timeout` can't do this: in
/// the tab there is nobody to send the signal.
const STATEMENT_LIMIT_MS: u32 = 20_000;

/// Where the engine's files are, below the page.
const BASE_URL: &str = "vendor/pglite/";

/// A handle to the tab's one engine. Clones share it.
#[derive(Clone)]
pub struct TabEngine {
    engine: Pglite,
    limit_ms: Rc<Cell<u32>>,
    /// True from a person's ending what runs until the next request: nothing is run or started again meanwhile.
    cancelled: Rc<Cell<bool>>,
    version: Rc<RefCell<String>>,
}

impl TabEngine {
    /// Starts the engine; `on_progress` is told how far its files have come, from 0 to 1.
    ///
    /// # Errors
    /// What could not be loaded, for a person.
    pub async fn start(on_progress: impl Fn(f64) + 'static) -> Result<Self, SqlError> {
        let told = move |progress: Progress| {
            on_progress(if progress.total > 0 { progress.loaded as f64 / progress.total as f64 } else { 0.0 });
        };
        let engine = Pglite::start(StartOptions::new(BASE_URL).on_progress(told)).await.map_err(sql_error)?;
        let version = engine.run("SHOW server_version").await.map_err(sql_error)?;
        Ok(Self {
            engine,
            limit_ms: Rc::new(Cell::new(STATEMENT_LIMIT_MS)),
            cancelled: Rc::default(),
            version: Rc::new(RefCell::new(version.value(0, 0).unwrap_or_default().to_owned())),
        })
    }

    /// PostgreSQL's version, such as `18.3`.
    pub fn version(&self) -> String {
        self.version.borrow().clone()
    }

    /// Ends what runs at once, and all that the same request would run after it.
    pub fn cancel(&self) {
        self.cancelled.set(true);
        self.engine.terminate();
    }

    /// Makes sure that PostgreSQL is there for a new request, whatever ended it.
    ///
    /// # Errors
    /// That it could not be started again.
    pub async fn ready(&self) -> Result<(), SqlError> {
        self.cancelled.set(false);
        if self.engine.is_terminated() {
            self.engine.reset().await.map_err(|error| self.error(error))?;
        }
        Ok(())
    }

    /// What was answered, as whoever cancelled it should hear it.
    fn error(&self, error: EngineError) -> SqlError {
        match self.cancelled.get() {
            true => cancelled(),
            false => sql_error(error),
        }
    }

    /// Sets how long one statement may take, in milliseconds.
    pub fn set_limit_ms(&self, ms: u32) {
        self.limit_ms.set(ms);
    }
}

impl Engine for TabEngine {
    async fn run(&mut self, sql: &str) -> Result<Rows, SqlError> {
        if self.cancelled.get() {
            return Err(cancelled());
        }
        self.engine.within(self.limit_ms.get()).run(sql).await.map(rows).map_err(|error| self.error(error))
    }

    async fn run_all(&mut self, statements: &[String]) -> (Vec<Rows>, Option<SqlError>) {
        if self.cancelled.get() {
            return (Vec::new(), Some(cancelled()));
        }
        let mut done = Vec::with_capacity(statements.len());
        for result in self.engine.within(self.limit_ms.get()).run_script(statements, OnError::Stop).await {
            match result {
                Ok(result) => done.push(rows(result)),
                Err(error) => return (done, Some(self.error(error))),
            }
        }
        (done, None)
    }

    async fn run_each(&mut self, statements: &[String]) -> Vec<Result<Rows, SqlError>> {
        if self.cancelled.get() {
            return vec![Err(cancelled())];
        }
        let answers = self.engine.within(self.limit_ms.get()).run_script(statements, OnError::Continue).await;
        answers.into_iter().map(|answer| answer.map(rows).map_err(|error| self.error(error))).collect()
    }

    async fn reset(&mut self) -> Result<(), SqlError> {
        if self.cancelled.get() {
            return Err(cancelled());
        }
        self.engine.reset().await.map_err(|error| self.error(error))
    }

    fn now_ms(&self) -> f64 {
        clock::now_ms()
    }
}

fn cancelled() -> SqlError {
    SqlError::engine("cancelled", "It was cancelled.")
}

fn rows(result: StatementResult) -> Rows {
    let affected = result.affected.unwrap_or(result.rows.len() as u64);
    Rows { columns: result.columns, rows: result.rows, affected, ms: result.ms }
}

fn sql_error(error: EngineError) -> SqlError {
    match error {
        EngineError::Postgres(error) => SqlError {
            message: error.message.clone(),
            code: error.code.clone(),
            detail: error.detail.clone(),
            hint: error.hint.clone(),
            position: error.position,
            ..SqlError::default()
        },
        EngineError::Timeout { ms } => SqlError::engine(
            "timeout",
            format!("The statement did not end within {} s, so its engine was ended.", f64::from(ms) / 1000.0),
        ),
        EngineError::Terminated => SqlError::engine("terminated", "The engine was ended."),
        // Nothing that is asked of it now is answered, until it is started again.
        EngineError::Crashed { .. } => SqlError::engine("terminated", error.to_string()),
        error => SqlError::engine("engine", error.to_string()),
    }
}
