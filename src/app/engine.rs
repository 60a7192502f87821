//! The tab's PostgreSQL: started when it is first needed or the page is idle, one dry run at a time.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use futures::FutureExt;
use futures::future::{LocalBoxFuture, Shared};
use leptos::prelude::*;

use super::documents::project_text;
use super::parts::Part;
use super::state::Workspace;
use super::ui::Ui;
use crate::catalog::Pair;
use crate::design::Design;
use crate::engine::SqlError;
use crate::import::{Compared, Report};
use crate::plan;
use crate::platform::clock;
use crate::platform::prover::{Answer, Asked, By, Done, Request, Told};
use crate::platform::timer;
use crate::prove::{self, Audit, AuditStep, Progress, Proof, Question, Seen, Stage, StageId, Stand, TableSpeed};
use crate::rls::Intent;
use crate::save;
use crate::update::Updated;

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
    /// One was cancelled. The proof before it stays.
    Cancelled,
    /// One could not be made.
    Failed(String),
}

/// PostgreSQL as it was started.
#[derive(Clone, Debug, PartialEq)]
pub struct Started {
    /// Its version.
    pub version: String,
    /// Milliseconds from asking for it to its first answer.
    pub ms: f64,
}

/// The bundle, made.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// The files with their sizes in bytes, in the order of the zip.
    pub files: Vec<(String, usize)>,
    /// The zip.
    pub zip: Vec<u8>,
}

/// Spawns a prover, or says why the browser doesn't let it.
pub type Spawn = fn() -> Result<Rc<dyn Asked>, SqlError>;

type Start = Shared<LocalBoxFuture<'static, Result<Started, SqlError>>>;

/// The engine and what was proven with it. A handle that is copied freely.
#[derive(Clone, Copy)]
pub struct EngineHost {
    /// What the engine is doing.
    pub state: RwSignal<EngineState>,
    /// What the dry run is doing.
    pub run: RwSignal<RunState>,
    /// The stages that have ended of the dry run that is under way.
    pub live: RwSignal<Vec<Stage>>,
    /// The last proof.
    pub proof: RwSignal<Option<Arc<Proof>>>,
    /// How far the last dry run came, if it came to no proof: every stage.
    pub unfinished: RwSignal<Vec<Stage>>,
    /// True if dry runs time each statement at three sizes.
    pub growth: RwSignal<bool>,
    /// How long the last dry run took, in milliseconds.
    pub last_ms: RwSignal<f64>,
    prover: StoredValue<Option<Rc<dyn Asked>>, LocalStorage>,
    spawn: Part<Spawn>,
    start: StoredValue<Option<Start>, LocalStorage>,
    busy: StoredValue<bool>,
    cancelled: StoredValue<bool>,
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
            // It was there already, and says itself what came of it.
            Self::Engine(error) if error.message.starts_with("PostgreSQL ") => error.message.clone(),
            Self::Engine(error) if error.code == "engine" => {
                format!("PostgreSQL could not be started in this tab: {}", error.message)
            }
            Self::Engine(error) => match error.line {
                Some(line) => format!("{} It begins on line {line}.", error.message),
                None => error.message.clone(),
            },
            Self::Refused(why) => why.clone(),
        }
    }
}

impl EngineHost {
    /// An engine that was not started yet. What talks to it is loaded when it is first needed.
    pub fn new(spawn: Part<Spawn>) -> Self {
        Self {
            state: RwSignal::default(),
            run: RwSignal::default(),
            live: RwSignal::default(),
            proof: RwSignal::default(),
            unfinished: RwSignal::default(),
            growth: RwSignal::default(),
            last_ms: RwSignal::default(),
            prover: StoredValue::new_local(None),
            spawn,
            start: StoredValue::new_local(None),
            busy: StoredValue::new(false),
            cancelled: StoredValue::new(false),
        }
    }

    /// The prover; the first call starts it, and so does the first one after it broke down.
    async fn prover(self) -> Result<Rc<dyn Asked>, SqlError> {
        let spawn = self.spawn.get().await.map_err(|why| SqlError::engine("engine", why.0))?;
        if let Some(prover) = self.prover.with_value(Clone::clone).filter(|prover| !prover.ended()) {
            return Ok(prover);
        }
        let prover = spawn()?;
        self.prover.set_value(Some(prover.clone()));
        // The engine went with the one before.
        self.start.set_value(None);
        Ok(prover)
    }

    /// The engine; the first call starts it. A start that failed is tried again by the next call.
    ///
    /// # Errors
    /// What could not be loaded.
    pub async fn get(self) -> Result<Started, SqlError> {
        let prover = self.prover().await?;
        let known = self.start.with_value(Clone::clone);
        let start = match known {
            Some(start) => start,
            None => {
                let start = async move { self.boot(&*prover).await }.boxed_local().shared();
                self.start.set_value(Some(start.clone()));
                start
            }
        };
        let started = start.await;
        if let Err(error) = &started {
            self.start.set_value(None);
            self.state.set(EngineState::Failed(error.message.clone()));
        }
        started
    }

    async fn boot(self, prover: &dyn Asked) -> Result<Started, SqlError> {
        self.state.set(EngineState::Loading(0.0));
        let begun = clock::now_ms();
        let told = move |told| match told {
            Told::Loading(part) => self.state.set(EngineState::Loading(part)),
            Told::Ready(version) => self.state.set(EngineState::Ready { version, ms: clock::now_ms() - begun }),
            Told::Progress(_) | Told::Auditing(_) | Told::Attacks(_) => {}
        };
        match prover.ask(Request::Start, Box::new(told)).await?.answer {
            Answer::Started(version) => {
                let ready = self.state.get_untracked();
                let ms = if let EngineState::Ready { ms, .. } = ready { ms } else { clock::now_ms() - begun };
                Ok(Started { version, ms })
            }
            other => Err(unexpected(&other)),
        }
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
        if self.busy.get_value() {
            return Err(NotRun::Busy);
        }
        if let Err(why) = mended(workspace) {
            self.run.set(RunState::Failed(why.message()));
            return Err(why);
        }
        self.busy.set_value(true);
        self.cancelled.set_value(false);
        self.run.set(RunState::Running(None));
        self.live.set(Vec::new());
        self.unfinished.set(Vec::new());
        let generation = workspace.generation.get_untracked();
        let begun = clock::now_ms();
        let request = Request::DryRun { project: project_text(workspace), options };
        let result = self.run_dry(request).await.map_err(NotRun::Engine);
        self.busy.set_value(false);
        match &result {
            _ if generation != workspace.generation.get_untracked() => self.run.set(RunState::Idle),
            Ok(proof) if self.cancelled.get_value() && proof.verdict != prove::Verdict::Proven => {
                self.unfinished.set(proof.stages.clone());
                self.run.set(RunState::Cancelled);
            }
            Ok(proof) => {
                self.last_ms.set(clock::now_ms() - begun);
                self.proof.set(Some(proof.clone()));
                self.run.set(RunState::Done);
            }
            Err(_) if self.cancelled.get_value() => self.run.set(RunState::Cancelled),
            Err(why) => self.run.set(RunState::Failed(why.message())),
        }
        result
    }

    /// Forgets the proof as soon as another project is opened: it says nothing about that one.
    pub fn forget_with(self, workspace: Workspace) {
        Effect::watch(
            move || workspace.generation.get(),
            move |_, _, _| {
                self.proof.set(None);
                self.unfinished.set(Vec::new());
                if !self.busy.get_value() {
                    self.run.set(RunState::Idle);
                }
            },
            false,
        );
    }

    async fn run_dry(self, request: Request) -> Result<Arc<Proof>, SqlError> {
        // How far it is, for the report of a run that comes to no proof.
        let ended: StoredValue<Vec<Stage>> = StoredValue::new(Vec::new());
        let at: StoredValue<Option<StageId>> = StoredValue::new(None);
        let result = self.told_of(request, move |progress| {
            at.set_value(Some(progress.stage));
            if let Some(stage) = &progress.ended {
                ended.update_value(|ended| ended.push((**stage).clone()));
                self.live.update(|live| live.push((**stage).clone()));
            }
            self.run.set(RunState::Running(Some(progress)));
        });
        let result = result.await;
        if let Err(error) = &result {
            self.unfinished.set(ended.with_value(|ended| prove::unfinished(ended, at.get_value(), &error.message)));
        }
        ended.dispose();
        at.dispose();
        result
    }

    async fn told_of(self, request: Request, told: impl Fn(Progress) + 'static) -> Result<Arc<Proof>, SqlError> {
        self.get().await?;
        let prover = self.prover().await?;
        if self.cancelled.get_value() {
            // The prover wasn't asked yet, so it had nothing to end.
            return Err(SqlError::engine("cancelled", "It was cancelled while PostgreSQL was starting."));
        }
        let attacks = Rc::new(RefCell::new(Vec::new()));
        let come = attacks.clone();
        let told = move |message| match message {
            Told::Progress(progress) => told(progress),
            Told::Attacks(some) => come.borrow_mut().extend(some),
            Told::Loading(_) | Told::Ready(_) | Told::Auditing(_) => {}
        };
        match prover.ask(request, Box::new(told)).await?.answer {
            Answer::Proof(mut proof) => {
                proof.isolation = attacks.take();
                Ok(Arc::new(*proof))
            }
            other => Err(unexpected(&other)),
        }
    }

    /// Runs two scripts and plans what turns the first one's database into the second one's; runs that plan dry if
    /// `dry_run` says how.
    ///
    /// # Errors
    /// Why there is no comparison. What statements of the scripts failed with is in it.
    pub async fn compare(
        self,
        scripts: Pair<String>,
        options: plan::Options,
        dry_run: Option<prove::Options>,
    ) -> Result<(Compared, Option<Proof>), NotRun> {
        match self.alone(Request::Compare { old: scripts.previous, new: scripts.next, options, dry_run }).await? {
            Answer::Compared(compared, proof) => Ok((*compared, proof.map(|proof| *proof))),
            other => Err(NotRun::Engine(unexpected(&other))),
        }
    }

    /// Runs a script and attacks the tenant wall of what it makes. The open project has no part in it.
    ///
    /// # Errors
    /// Why nothing was audited. What statements of the script failed with is in the outcome.
    pub async fn audit(self, sql: String, intent: Intent, told: impl Fn(AuditStep) + 'static) -> Result<Audit, NotRun> {
        let told = move |message| {
            if let Told::Auditing(step) = message {
                told(step);
            }
        };
        match self.alone_told(Request::Audit { sql, intent: Box::new(intent) }, Box::new(told)).await? {
            Answer::Audited(audit) => Ok(*audit),
            other => Err(NotRun::Engine(unexpected(&other))),
        }
    }

    /// Runs a script: what is told of it, and the project file's text of what it made.
    ///
    /// # Errors
    /// Why nothing was imported. What statements of the script failed with is in the report.
    pub async fn import(self, sql: String) -> Result<(Report, String), NotRun> {
        match self.alone(Request::Import { sql }).await? {
            Answer::Imported(report, project) => Ok((*report, project)),
            other => Err(NotRun::Engine(unexpected(&other))),
        }
    }

    /// Places of a script that are not PostgreSQL's grammar, whether or not PostgreSQL is there yet: line and column from
    /// 1, and what is wrong. Nothing where that can't be told.
    pub async fn syntax(self, sql: String) -> Vec<(usize, usize, String)> {
        let Ok(prover) = self.prover().await else { return Vec::new() };
        match prover.ask(Request::Syntax { sql }, Box::new(|_| ())).await {
            Ok(Done { answer: Answer::Syntax(errors), .. }) => errors,
            _ => Vec::new(),
        }
    }

    /// What SQL makes of the open project: what is told of it, and the design it came to. [`take_over`](super::by_sql::take_over) makes
    /// that the project.
    ///
    /// # Errors
    /// Why nothing came of it. What statements of a script failed with is in the report.
    pub async fn update(self, workspace: Workspace, by: By) -> Result<(Updated, Design), NotRun> {
        match self.alone(Request::Update { project: project_text(workspace), by }).await? {
            Answer::Updated(updated, project) => {
                let design = save::from_json(&project).map_err(|error| NotRun::Refused(error.message))?;
                Ok((*updated, design))
            }
            other => Err(NotRun::Engine(unexpected(&other))),
        }
    }

    /// What to run on a live database; its answer can be imported.
    ///
    /// # Errors
    /// That the prover can't be loaded.
    pub async fn live_query(self) -> Result<String, SqlError> {
        match self.prover().await?.ask(Request::LiveQuery, Box::new(|_| ())).await?.answer {
            Answer::Page(query) => Ok(query),
            other => Err(unexpected(&other)),
        }
    }

    /// Makes the open project's database with rows in it, unless it is there, and asks it something as somebody.
    ///
    /// # Errors
    /// Why it can't be asked. What PostgreSQL says to a question is an answer.
    pub async fn look(self, workspace: Workspace, questions: Vec<Question>) -> Result<(Stand, Vec<Seen>), NotRun> {
        mended(workspace)?;
        match self.alone(Request::Look { project: project_text(workspace), questions }).await? {
            Answer::Seen(stand, seen) => Ok((stand, seen)),
            other => Err(NotRun::Engine(unexpected(&other))),
        }
    }

    /// What row-level security costs on each table of tenants.
    ///
    /// # Errors
    /// Why it can't be told.
    pub async fn speed(self, workspace: Workspace) -> Result<Vec<TableSpeed>, NotRun> {
        mended(workspace)?;
        match self.alone(Request::Speed { project: project_text(workspace) }).await? {
            Answer::Speed(speeds) => Ok(speeds),
            other => Err(NotRun::Engine(unexpected(&other))),
        }
    }

    /// Asks the prover for something that needs all of PostgreSQL: one request at a time.
    async fn alone(self, request: Request) -> Result<Answer, NotRun> {
        self.alone_told(request, Box::new(|_| ())).await
    }

    /// The same, and hears how far it is.
    async fn alone_told(self, request: Request, told: Box<dyn Fn(Told)>) -> Result<Answer, NotRun> {
        if self.busy.get_value() {
            return Err(NotRun::Busy);
        }
        self.busy.set_value(true);
        self.cancelled.set_value(false);
        let answer = self.ask(request, told).await;
        self.busy.set_value(false);
        answer.map_err(NotRun::Engine)
    }

    /// Asks the prover for something that needs PostgreSQL.
    async fn ask(self, request: Request, told: Box<dyn Fn(Told)>) -> Result<Answer, SqlError> {
        self.get().await?;
        if self.cancelled.get_value() {
            // The prover wasn't asked yet, so it had nothing to end.
            return Err(SqlError::engine("cancelled", "It was cancelled while PostgreSQL was starting."));
        }
        Ok(self.prover().await?.ask(request, told).await?.answer)
    }

    /// The bundle of the open project, with the proof if it is one of exactly its migrations.
    ///
    /// # Errors
    /// That the prover can't be loaded.
    pub async fn bundle(self, workspace: Workspace) -> Result<Bundle, SqlError> {
        // Whether the proof belongs to it depends on the pending change.
        workspace.planned_now().await.map_err(|why| SqlError::engine("engine", why.0))?;
        let proof = self.proof_of_bundle(workspace).map(|proof| Box::new((*proof).clone()));
        let request = Request::Bundle { project: project_text(workspace), proof };
        match self.prover().await?.ask(request, Box::new(|_| ())).await? {
            Done { answer: Answer::Bundle(files), bytes } => Ok(Bundle { files, zip: bytes }),
            other => Err(unexpected(&other.answer)),
        }
    }

    /// A proof as a page of HTML.
    ///
    /// # Errors
    /// That the prover can't be loaded.
    pub async fn page(self, workspace: Workspace, proof: &Proof) -> Result<String, SqlError> {
        let request = Request::Page { project: project_text(workspace), proof: Box::new(proof.clone()) };
        match self.prover().await?.ask(request, Box::new(|_| ())).await?.answer {
            Answer::Page(page) => Ok(page),
            other => Err(unexpected(&other)),
        }
    }

    /// What a dry run of the open project would execute, but for the idempotent scripts.
    ///
    /// # Errors
    /// That the design has errors.
    pub fn input(self, workspace: Workspace) -> Result<prove::Input, NotRun> {
        mended(workspace)?;
        let derived = workspace.derived_now();
        let options = prove::Options::default();
        Ok(workspace.with_design(|design| prove::Input::of(design, &derived.lowered, &derived.draft, options)))
    }

    /// The last proof, if it is one of exactly the migrations that the open project holds and nothing is pending.
    pub fn proof_of_bundle(self, workspace: Workspace) -> Option<Arc<Proof>> {
        let proof = self.proof.get_untracked()?;
        let derived = workspace.derived_now();
        if !derived.draft.is_empty() {
            return None;
        }
        let input = self.input(workspace).ok()?;
        (input.fingerprint() == proof.fingerprint).then_some(proof)
    }

    /// Ends what runs at once.
    pub fn cancel(self) {
        self.cancelled.set_value(true);
        self.prover.with_value(|prover| prover.iter().for_each(|prover| prover.cancel()));
    }
}

/// Refuses a design that has errors: what it lowers to is not what was meant.
fn mended(workspace: Workspace) -> Result<(), NotRun> {
    let derived = workspace.derived_now();
    match derived.problems.iter().find(|p| p.blocks()) {
        None => Ok(()),
        Some(problem) => {
            Err(NotRun::Refused(format!("The design has an error that must be mended first: {}", problem.message)))
        }
    }
}

fn unexpected(answer: &Answer) -> SqlError {
    SqlError::engine("engine", format!("The prover answered something else: {answer:?}"))
}
