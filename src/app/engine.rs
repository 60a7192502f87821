//! The tab's PostgreSQL: started when it is first needed or the page is idle, one dry run at a time.

use std::sync::Arc;

use futures::FutureExt;
use futures::future::{LocalBoxFuture, Shared};
use leptos::prelude::*;

use super::state::Workspace;
use super::ui::Ui;
use crate::bundle;
use crate::engine::{Engine, SqlError};
use crate::introspect;
use crate::platform::clock;
use crate::platform::engine::TabEngine;
use crate::platform::timer;
use crate::prove::{self, Progress, Proof};

/// How long after the editor is interactive the engine is started by itself.
const IDLE_MS: u32 = 2_000;

/// What the engine is doing.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum EngineState {
    /// Nobody asked for it yet.
    #[default]
    Off,
    /// Its files are on the way: the part that has come, from 0 to 1.
    Loading(f64),
    /// It answers.
    Ready {
        /// PostgreSQL's version.
        version: String,
        /// Milliseconds it took to start.
        ms: f64,
    },
    /// It could not be started.
    Failed(String),
}

/// What a dry run is doing.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum RunState {
    /// None was made.
    #[default]
    Idle,
    /// One is under way.
    Running(Option<Progress>),
    /// One ended.
    Done,
    /// One could not be made.
    Failed(String),
}

type Start = Shared<LocalBoxFuture<'static, Result<TabEngine, SqlError>>>;

/// The engine and what was proven with it. A handle that is copied freely.
#[derive(Clone, Copy)]
pub struct EngineHost {
    /// What the engine is doing.
    pub state: RwSignal<EngineState>,
    /// What the dry run is doing.
    pub run: RwSignal<RunState>,
    /// The last proof.
    pub proof: RwSignal<Option<Arc<Proof>>>,
    /// How long the last dry run took, in milliseconds.
    pub last_ms: RwSignal<f64>,
    start: StoredValue<Option<Start>, LocalStorage>,
    busy: StoredValue<bool>,
}

/// The engine of the surrounding application.
pub fn use_engine() -> EngineHost {
    expect_context()
}

/// Why a dry run was not made.
#[derive(Clone, Debug, PartialEq)]
pub enum NotRun {
    /// Another one is under way.
    Busy,
    /// The engine did not start.
    Engine(SqlError),
    /// The design has errors, or there is nothing to run.
    Refused(String),
}

impl NotRun {
    /// What happened and what to do, for a person.
    pub fn message(&self) -> String {
        match self {
            Self::Busy => "A dry run is under way. Wait for it, or cancel it.".to_owned(),
            Self::Engine(error) => format!("PostgreSQL could not be started in this tab: {}", error.message),
            Self::Refused(why) => why.clone(),
        }
    }
}

impl EngineHost {
    /// An engine that was not started yet.
    pub fn new() -> Self {
        Self {
            state: RwSignal::default(),
            run: RwSignal::default(),
            proof: RwSignal::default(),
            last_ms: RwSignal::default(),
            start: StoredValue::new_local(None),
            busy: StoredValue::new(false),
        }
    }

    /// The engine; the first call starts it. A start that failed is tried again by the next call.
    ///
    /// # Errors
    /// What could not be loaded.
    pub async fn get(self) -> Result<TabEngine, SqlError> {
        let known = self.start.with_value(Clone::clone);
        let start = match known {
            Some(start) => start,
            None => {
                let start = async move { self.boot().await }.boxed_local().shared();
                self.start.set_value(Some(start.clone()));
                start
            }
        };
        let engine = start.await;
        if engine.is_err() {
            self.start.set_value(None);
        }
        engine
    }

    async fn boot(self) -> Result<TabEngine, SqlError> {
        self.state.set(EngineState::Loading(0.0));
        let engine = TabEngine::start(move |part| self.state.set(EngineState::Loading(part))).await;
        self.state.set(match &engine {
            Ok(engine) => EngineState::Ready { version: engine.version(), ms: engine.started_in_ms() },
            Err(error) => EngineState::Failed(error.message.clone()),
        });
        if let Ok(engine) = &engine {
            // The first look at the catalogs compiles what every later one uses; better now than in a dry run.
            let _ = introspect::introspect(&mut engine.clone()).await;
        }
        engine
    }

    /// Starts the engine when the page has had nothing to do for a while, so that the first dry run finds it ready.
    pub fn start_when_idle(self, ui: Ui) {
        Effect::new(move || {
            if ui.ready.get() {
                timer::later(IDLE_MS, move || {
                    leptos::task::spawn_local(async move {
                        let _ = self.get().await;
                    });
                });
            }
        });
    }

    /// Runs the open project dry: its pending change if there is one, else its last migration.
    ///
    /// # Errors
    /// Why no dry run was made. A dry run that failed is a proof, not an error.
    pub async fn dry_run(self, workspace: Workspace, options: prove::Options) -> Result<Arc<Proof>, NotRun> {
        let input = self.input(workspace, options).inspect_err(|why| {
            if !self.busy.get_value() {
                self.run.set(RunState::Failed(why.message()));
            }
        })?;
        self.dry_run_of(&input).await
    }

    /// Runs this input dry.
    ///
    /// # Errors
    /// Why no dry run was made.
    pub async fn dry_run_of(self, input: &prove::Input) -> Result<Arc<Proof>, NotRun> {
        if self.busy.get_value() {
            return Err(NotRun::Busy);
        }
        self.busy.set_value(true);
        self.run.set(RunState::Running(None));
        let begun = clock::now_ms();
        let result = match self.get().await {
            Ok(mut engine) => {
                let mut tell = move |progress: &Progress| self.run.set(RunState::Running(Some(progress.clone())));
                let proof = prove::dry_run(&mut engine, input, &mut tell).await;
                // A run that was cancelled has left no engine behind; the next one needs it.
                if proof.verdict == prove::Verdict::Failed {
                    let _ = engine.reset().await;
                }
                Ok(Arc::new(proof))
            }
            Err(error) => Err(NotRun::Engine(error)),
        };
        self.busy.set_value(false);
        match &result {
            Ok(proof) => {
                self.last_ms.set(clock::now_ms() - begun);
                self.proof.set(Some(proof.clone()));
                self.run.set(RunState::Done);
            }
            Err(why) => self.run.set(RunState::Failed(why.message())),
        }
        result
    }

    /// What a dry run of the open project would execute.
    ///
    /// # Errors
    /// That the design has errors.
    pub fn input(self, workspace: Workspace, options: prove::Options) -> Result<prove::Input, NotRun> {
        let derived = workspace.derived_now();
        if let Some(problem) = derived.problems.iter().find(|p| p.level == crate::problem::Level::Error) {
            return Err(NotRun::Refused(format!(
                "The design has an error that must be mended first: {}",
                problem.message
            )));
        }
        Ok(workspace.with_design(|design| bundle::dry_run_input(design, &derived.lowered, &derived.draft, options)))
    }

    /// The last proof, if it is one of exactly the migrations that the open project holds and nothing is pending.
    pub fn proof_of_bundle(self, workspace: Workspace) -> Option<Arc<Proof>> {
        let proof = self.proof.get_untracked()?;
        let derived = workspace.derived_now();
        if !derived.draft.is_empty() {
            return None;
        }
        let input = self.input(workspace, prove::Options::default()).ok()?;
        (input.fingerprint() == proof.fingerprint).then_some(proof)
    }

    /// Ends what runs at once.
    pub fn cancel(self) {
        let start = self.start.with_value(Clone::clone);
        leptos::task::spawn_local(async move {
            if let Some(start) = start
                && let Ok(engine) = start.await
            {
                engine.cancel();
            }
        });
    }
}

impl Default for EngineHost {
    fn default() -> Self {
        Self::new()
    }
}
