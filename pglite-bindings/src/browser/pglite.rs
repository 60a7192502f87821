//! The engine's handle.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Uint8Array, Uint32Array};
use wasm_bindgen::prelude::*;

use super::connection::{Connection, Part, Reply};
use super::message::{Answer, Archive, Dump, Incoming, Outgoing, Stats};
use crate::options::{OnError, StartOptions};
use crate::result::{StatementResult, Transaction};
use crate::{EngineError, wire};

/// A PostgreSQL with one session, in a worker of its own, all of it in memory.
///
/// Clones are handles to the same engine. Calls are served one at a time, in the order in which their futures are first
/// polled; one that was polled runs to its end even if its future is dropped. The worker ends with the last handle.
#[derive(Clone)]
pub struct Pglite {
    inner: Rc<Inner>,
    limit: Option<u32>,
}

struct Inner {
    options: StartOptions,
    connection: RefCell<Connection>,
    /// What a new worker starts from without fetching or compiling anything; `undefined` until it is known.
    kit: Rc<RefCell<JsValue>>,
    transaction: Cell<Transaction>,
}

/// A state of the database, to come back to with [`Pglite::restore`]. It lives in the page and survives its engine.
#[derive(Clone, Debug)]
pub struct Snapshot {
    archive: ArrayBuffer,
    extensions: Array,
}

impl Snapshot {
    /// How much memory it takes.
    pub fn bytes(&self) -> u32 {
        self.archive.byte_length()
    }
}

impl Pglite {
    /// Starts an engine with an empty database.
    pub async fn start(options: StartOptions) -> Result<Self, EngineError> {
        let kit = Rc::new(RefCell::new(JsValue::UNDEFINED));
        let connection = RefCell::new(connect(&options, &kit)?);
        let inner = Rc::new(Inner { options, connection, kit, transaction: Cell::default() });
        let engine = Self { inner, limit: None };
        engine.request(Outgoing::new("start")).await?;
        Ok(engine)
    }

    /// The same engine, for calls of which no statement may take longer than `ms`. One that does is ended with its
    /// worker: the call fails with [`EngineError::Timeout`], every other waiting one with [`EngineError::Terminated`], and
    /// [`reset`](Self::reset) or [`restore`](Self::restore) brings an engine back.
    ///
    /// PostgreSQL's own `statement_timeout` needs a signal, and there is nobody to send one.
    #[must_use]
    pub fn within(&self, ms: u32) -> Self {
        Self { inner: self.inner.clone(), limit: Some(ms) }
    }

    /// Runs one statement by the simple protocol: as `psql` would.
    pub async fn run(&self, sql: &str) -> Result<StatementResult, EngineError> {
        self.one(wire::query(sql)).await
    }

    /// Runs one `COPY … FROM STDIN` with its data. (Without data, as a plain statement, it fails with code 57014.)
    pub async fn copy_in(&self, sql: &str, data: &str) -> Result<StatementResult, EngineError> {
        self.one(wire::copy_in(sql, data)).await
    }

    /// Runs one statement with parameters, by the extended protocol. PostgreSQL infers the parameters' types, as in a
    /// prepared statement; their values are text.
    pub async fn query(&self, sql: &str, params: &[Option<&str>]) -> Result<StatementResult, EngineError> {
        self.one(wire::parameterised(sql, params)).await
    }

    /// Runs statements one after the other, in one round trip.
    ///
    /// There is one result for each statement that was run, in their order. With [`OnError::Stop`] the first error is
    /// the last result. When the engine is lost on the way, its error is the last result, and belongs to the statement at
    /// that index; the results before it are whole.
    pub async fn run_script<S: AsRef<str>>(
        &self,
        statements: &[S],
        on_error: OnError,
    ) -> Vec<Result<StatementResult, EngineError>> {
        let units: Result<Vec<_>, _> = statements.iter().map(|sql| wire::query(sql.as_ref())).collect();
        match units {
            Err(error) => vec![Err(error)],
            Ok(units) if units.is_empty() => Vec::new(),
            Ok(units) => self.exec(&units, on_error == OnError::Stop).await,
        }
    }

    /// Where the session stood after the last statement whose result is known.
    pub fn transaction(&self) -> Transaction {
        self.inner.transaction.get()
    }

    /// Keeps the state of the database. No transaction may be open. What belongs to the session is not part of it: settings,
    /// the current role, prepared statements, temporary tables.
    pub async fn snapshot(&self) -> Result<Snapshot, EngineError> {
        let archive: Archive = self.request(Outgoing::new("snapshot")).await?.unchecked_into();
        Ok(Snapshot { archive: archive.archive(), extensions: archive.extensions() })
    }

    /// Goes back to a snapshot, with a new session, whatever happened to the engine since.
    pub async fn restore(&self, snapshot: &Snapshot) -> Result<(), EngineError> {
        let Snapshot { archive, extensions } = snapshot;
        self.begin_again(|request| request.with("archive", archive).with("extensions", extensions)).await
    }

    /// Goes back to the empty database, with a new session, whatever happened to the engine since.
    pub async fn reset(&self) -> Result<(), EngineError> {
        self.begin_again(|request| request).await
    }

    /// Runs `pg_dump` with these arguments, such as `--schema-only`. No transaction may be open; settings of the session are
    /// reset. The first use fetches it.
    pub async fn pg_dump<S: AsRef<str>>(&self, args: &[S]) -> Result<String, EngineError> {
        let args: Array = args.iter().map(|arg| JsValue::from_str(arg.as_ref())).collect();
        let dump: Dump = self.request(Outgoing::new("dump").with("args", args)).await?.unchecked_into();
        Ok(dump.sql())
    }

    /// Ends the engine at once, whatever it is doing. Every waiting call fails with [`EngineError::Terminated`], and so do later
    /// ones until [`reset`](Self::reset) or [`restore`](Self::restore).
    pub fn terminate(&self) {
        self.inner.connection.borrow().end();
    }

    /// Whether there is no worker: it was terminated, or ran into a time limit.
    pub fn is_terminated(&self) -> bool {
        self.inner.connection.borrow().ended()
    }

    /// The memory that PostgreSQL takes, in bytes; its files come on top.
    pub async fn heap_bytes(&self) -> Result<u64, EngineError> {
        let stats: Stats = self.request(Outgoing::new("stats")).await?.unchecked_into();
        Ok(stats.heap_bytes() as u64)
    }

    async fn one(&self, unit: Result<Vec<u8>, EngineError>) -> Result<StatementResult, EngineError> {
        self.exec(&[unit?], true).await.pop().unwrap_or(Err(EngineError::Terminated))
    }

    async fn exec(&self, units: &[Vec<u8>], stop: bool) -> Vec<Result<StatementResult, EngineError>> {
        let messages = Uint8Array::from(units.concat().as_slice());
        let lengths: Vec<u32> = units.iter().map(|unit| unit.len() as u32).collect();
        let transfer = Array::of1(&messages.buffer());
        let request = Outgoing::new("exec")
            .with("messages", messages)
            .with("lengths", Uint32Array::from(lengths.as_slice()))
            .with("stop", stop);
        let reply = self.inner.connection.borrow().send(request, self.limit, &transfer);
        let Reply { parts, outcome } = reply.await;
        let mut results: Vec<_> = parts.iter().map(|part| self.read(part)).collect();
        results.push(outcome.and_then(|last| {
            let last: Answer = last.unchecked_into();
            self.read(&Part { bytes: last.bytes().to_vec(), ms: last.ms() })
        }));
        results
    }

    fn read(&self, part: &Part) -> Result<StatementResult, EngineError> {
        let (result, transaction) = wire::answer(&part.bytes, part.ms);
        self.inner.transaction.set(transaction);
        result
    }

    async fn request(&self, request: Outgoing) -> Result<JsValue, EngineError> {
        let reply = self.inner.connection.borrow().send(request, self.limit, &Array::new());
        reply.await.outcome
    }

    /// A new instance: in the worker if there is one, else in a new worker that is spared the download.
    async fn begin_again(&self, of: impl FnOnce(Outgoing) -> Outgoing) -> Result<(), EngineError> {
        let mut request = of(Outgoing::new("start"));
        if self.is_terminated() {
            let connection = connect(&self.inner.options, &self.inner.kit)?;
            self.inner.connection.replace(connection);
            request = request.with("kit", self.inner.kit.borrow().clone());
        }
        self.request(request).await?;
        self.inner.transaction.set(Transaction::Idle);
        Ok(())
    }
}

impl fmt::Debug for Pglite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pglite").field("limit", &self.limit).finish_non_exhaustive()
    }
}

fn connect(options: &StartOptions, kit: &Rc<RefCell<JsValue>>) -> Result<Connection, EngineError> {
    let report = options.on_progress.clone();
    let kit = kit.clone();
    Connection::open(&options.worker_url(), move |message: &Incoming| match message.event().as_deref() {
        Some("progress") => {
            if let (Some(report), Some(progress)) = (&report, message.progress()) {
                report(progress);
            }
        }
        Some("kit") => {
            kit.replace(message.kit());
        }
        _ => {}
    })
}
