//! A PostgreSQL that answers, whatever it is: PGlite in the tab, a native server in the tests.

mod error;

pub use error::SqlError;

/// A PostgreSQL with one connection, as a superuser, to a database that may be thrown away.
///
/// The futures need not be `Send`: in the browser they hold JavaScript values.
#[allow(async_fn_in_trait)]
pub trait Engine {
    /// Runs exactly one statement.
    ///
    /// # Errors
    /// What PostgreSQL answered, or that the engine ended.
    async fn run(&mut self, sql: &str) -> Result<Rows, SqlError>;

    /// Runs statements one at a time, stopping at the first error; what ran before it is in the result. Engines that
    /// are far away send them in one message.
    async fn run_all(&mut self, statements: &[String]) -> (Vec<Rows>, Option<SqlError>) {
        let mut done = Vec::with_capacity(statements.len());
        for sql in statements {
            match self.run(sql).await {
                Ok(rows) => done.push(rows),
                Err(error) => return (done, Some(error)),
            }
        }
        (done, None)
    }

    /// Runs statements one at a time, whatever becomes of each. An engine that ends on the way gives fewer answers: its error
    /// is the last one. Engines that are far away send them in one message.
    async fn run_each(&mut self, statements: &[String]) -> Vec<Result<Rows, SqlError>> {
        let mut done = Vec::with_capacity(statements.len());
        for sql in statements {
            done.push(self.run(sql).await);
        }
        done
    }

    /// Brings back a database as it was when the engine started: no objects, no roles but its own, no settings.
    ///
    /// # Errors
    /// That the engine could not be started again.
    async fn reset(&mut self) -> Result<(), SqlError>;

    /// Milliseconds since some moment, for measuring stages: the core itself has no clock.
    fn now_ms(&self) -> f64;
}

/// What one statement answered. Values are PostgreSQL's text output; `None` is NULL.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// Column names.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Option<String>>>,
    /// Rows affected by INSERT, UPDATE, DELETE or MERGE; rows returned by SELECT.
    pub affected: u64,
    /// How long it took, in milliseconds, as the engine's side measured it.
    pub ms: f64,
}

impl Rows {
    /// The first value of the first row, if there is one and it isn't NULL.
    pub fn value(&self) -> Option<&str> {
        self.rows.first()?.first()?.as_deref()
    }

    /// Each row's values by the columns' names.
    pub fn by_name(self) -> Vec<std::collections::BTreeMap<String, Option<String>>> {
        let columns = self.columns;
        self.rows.into_iter().map(|row| columns.iter().cloned().zip(row).collect()).collect()
    }
}
