//! The worker's end of the line: PostgreSQL, the dry run and the bundle.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::message::{Answer, By, Reply, Request, Told, message};
use super::stand::Stood;
use crate::bundle;
use crate::catalog::Pair;
use crate::design::Design;
use crate::engine::{Engine, SqlError};
use crate::import::Compared;
use crate::lift::lift;
use crate::lower::lower;
use crate::platform::engine::TabEngine;
use crate::prove::{self, Proof, Report, Verdict};
use crate::sql::syntax::first_syntax_errors;
use crate::update::{self, Updated};
use crate::{import, introspect, plan, save};

/// What an imported project is called until it is given a name.
const IMPORTED: &str = "Imported schema";
/// The version of the engine, which an imported project is for.
const NEWEST: u8 = 18;

/// So many places of a script that are not PostgreSQL's grammar are told before it is run.
const MOST_SYNTAX_ERRORS: usize = 10;

/// So many attacks of a proof go into one message.
const ATTACKS: usize = 200;

/// What the worker keeps between requests.
#[derive(Default)]
struct Kept {
    /// PostgreSQL, as soon as it was started.
    engine: Option<TabEngine>,
    /// The database that is prepared in it.
    stood: Option<Stood>,
}

type Shared = Rc<RefCell<Kept>>;

/// Serves the page's requests from now on.
pub fn serve() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        // After this nothing here answers any more, so the page must not wait for it.
        post(0, &Reply::Broken("The prover broke down; the console says where.".into()), None);
    }));
    let engine = Shared::default();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let parts: Array = event.data().unchecked_into();
        let (Some(id), Some(text)) = (parts.get(0).as_f64(), parts.get(1).as_string()) else { return };
        let id = id as u32;
        match serde_json::from_str(&text) {
            Ok(Request::Cancel) => engine.borrow().engine.iter().for_each(TabEngine::cancel),
            Ok(request) => {
                let engine = engine.clone();
                wasm_bindgen_futures::spawn_local(async move {
                    let (reply, bytes) = match answer(engine, id, request).await {
                        Ok((answer, bytes)) => (Reply::Done(answer), bytes),
                        Err(error) => (Reply::Failed(error), None),
                    };
                    post(id, &reply, bytes.as_deref());
                });
            }
            Err(error) => post(id, &Reply::Failed(SqlError::engine("engine", error.to_string())), None),
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    post(0, &Reply::Here, None);
}

fn post(id: u32, reply: &Reply, bytes: Option<&[u8]>) {
    if let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() {
        // A page that is gone needs no answer.
        let _ = scope.post_message(&message(id, reply, bytes));
    }
}

async fn answer(shared: Shared, id: u32, request: Request) -> Result<(Answer, Option<Vec<u8>>), SqlError> {
    let answer = match request {
        Request::Start => Answer::Started(start(&shared, id).await?),
        Request::DryRun { project, options } => {
            let mut proof = dry_run(engine(&shared).await?, id, &read(&project)?, options).await;
            let attacks = std::mem::take(&mut proof.isolation);
            for some in attacks.chunks(ATTACKS) {
                post(id, &Reply::Told(Told::Attacks(some.to_vec())), None);
            }
            Answer::Proof(Box::new(proof))
        }
        Request::Bundle { project, proof } => {
            let files = bundle::files(&read(&project)?, proof.as_deref());
            let zip = bundle::zip(&files).map_err(|why| SqlError::engine("engine", why))?;
            let list = files.into_iter().map(|file| (file.path, file.bytes.len())).collect();
            return Ok((Answer::Bundle(list), Some(zip)));
        }
        Request::Page { project, proof } => Answer::Page(page(&read(&project)?, &proof)),
        Request::LiveQuery => Answer::Page(import::live_query()),
        Request::Import { sql } => {
            let import::Imported { found, report } = import(&shared, &sql).await?;
            let design = lift(found.catalog, IMPORTED, NEWEST);
            Answer::Imported(Box::new(report), save::to_json(&design))
        }
        Request::Syntax { sql } => {
            let errors = first_syntax_errors(&sql, MOST_SYNTAX_ERRORS).into_iter();
            Answer::Syntax(errors.map(|error| (error.line, error.column, error.message)).collect())
        }
        Request::Update { project, by } => {
            let (design, updated) = update(engine(&shared).await?, &read(&project)?, by).await?;
            Answer::Updated(Box::new(updated), save::to_json(&design))
        }
        Request::Compare { old, new, options, dry_run } => {
            let scripts = Pair::new(old.as_str(), new.as_str());
            let (compared, proof) = compare(engine(&shared).await?, id, scripts, &options, dry_run).await?;
            Answer::Compared(Box::new(compared), proof.map(Box::new))
        }
        Request::Look { project, questions } => {
            let (mut engine, stood) = stand(&shared, &project).await?;
            let seen = stood.ask(&mut engine, &questions).await;
            let (stand, seen) = keep(&shared, stood, seen)?;
            Answer::Seen(stand, seen)
        }
        Request::Speed { project } => {
            let (mut engine, stood) = stand(&shared, &project).await?;
            let speeds = stood.speed(&mut engine).await;
            Answer::Speed(keep(&shared, stood, speeds)?)
        }
        Request::Audit { sql, intent } => {
            let mut engine = engine(&shared).await?;
            let mut tell = |step| post(id, &Reply::Told(Told::Auditing(step)), None);
            let audited = prove::audit(&mut engine, &sql, &intent, &mut tell).await;
            if audited.is_err() {
                // An audit that was cancelled may have left no engine behind; the next request is quicker if it needn't wait.
                let _ = engine.ready().await;
            }
            Answer::Audited(Box::new(audited?))
        }
        // It was served when it came.
        Request::Cancel => return Err(SqlError::engine("engine", "There is no answer to this.")),
    };
    Ok((answer, None))
}

/// PostgreSQL for a request, as it was started, whatever ended what was asked for before.
async fn engine(shared: &Shared) -> Result<TabEngine, SqlError> {
    let mut engine = started(shared).await?;
    let stood = shared.borrow_mut().stood.take();
    if stood.is_some() {
        engine.reset().await?;
    }
    Ok(engine)
}

async fn started(shared: &Shared) -> Result<TabEngine, SqlError> {
    let known = shared.borrow().engine.clone();
    let engine = known.ok_or_else(|| SqlError::engine("engine", "PostgreSQL was not started."))?;
    engine.ready().await?;
    Ok(engine)
}

/// PostgreSQL with a project's database in it.
async fn stand(shared: &Shared, project: &str) -> Result<(TabEngine, Stood), SqlError> {
    let mut engine = started(shared).await?;
    let there = shared.borrow_mut().stood.take();
    let stood = Stood::of(there, &mut engine, project).await?;
    Ok((engine, stood))
}

/// Keeps a prepared database for the next question, unless the engine ended with this one.
fn keep<T>(shared: &Shared, stood: Stood, answer: Result<T, SqlError>) -> Result<T, SqlError> {
    if answer.is_ok() {
        shared.borrow_mut().stood = Some(stood);
    }
    answer
}

async fn import(shared: &Shared, sql: &str) -> Result<import::Imported, SqlError> {
    if import::is_answer(sql) {
        return import::read_answer(sql).map_err(|why| SqlError::engine("parse", why));
    }
    let mut engine = engine(shared).await?;
    let imported = import::import(&mut engine, sql).await;
    // Whatever comes next needs an engine in which nothing is left of the script.
    engine.reset().await?;
    imported
}

async fn update(mut engine: TabEngine, design: &Design, by: By) -> Result<(Design, Updated), SqlError> {
    let updated = match by {
        By::Script(sql, rejected) => update::update(&mut engine, design, &sql, &rejected).await,
        By::Statements(sql) => update::execute(&mut engine, design, &sql).await,
        By::Definition(id, sql) => update::redefine(&mut engine, design, &id, &sql).await,
    };
    // Whatever comes next needs an engine in which nothing is left of this.
    engine.reset().await?;
    updated
}

async fn compare(
    mut engine: TabEngine,
    id: u32,
    scripts: Pair<&str>,
    options: &plan::Options,
    dry_run: Option<prove::Options>,
) -> Result<(Compared, Option<Proof>), SqlError> {
    let compared = import::compare(&mut engine, scripts, options).await;
    // Whatever comes next needs an engine in which nothing is left of the scripts.
    engine.reset().await?;
    let comparison = compared?;
    let mut proof = None;
    if let Some(wanted) = dry_run {
        let catalogs = comparison.imported.as_ref().map(|imported| &imported.found.catalog);
        let input = bundle::comparison_input(catalogs, &comparison.draft, options.target_version, wanted);
        proof = Some(run_dry(engine, id, &input).await);
    }
    Ok((Compared::from(&comparison), proof))
}

async fn start(shared: &Shared, id: u32) -> Result<String, SqlError> {
    let engine = TabEngine::start(move |part| post(id, &Reply::Told(Told::Loading(part)), None)).await?;
    let version = engine.version();
    post(id, &Reply::Told(Told::Ready(version.clone())), None);
    // The first look at the catalogs compiles what every later one uses; better now than in a dry run.
    let _ = introspect::introspect(&mut engine.clone()).await;
    shared.borrow_mut().engine = Some(engine);
    Ok(version)
}

async fn dry_run(engine: TabEngine, id: u32, design: &Design, options: prove::Options) -> Proof {
    let lowered = lower(design);
    let input = bundle::dry_run_input(design, &lowered, &plan::pending(design, &lowered.catalog), options);
    run_dry(engine, id, &input).await
}

async fn run_dry(mut engine: TabEngine, id: u32, input: &prove::Input) -> Proof {
    let mut tell = move |progress: &prove::Progress| post(id, &Reply::Told(Told::Progress(progress.clone())), None);
    let proof = prove::dry_run(&mut engine, input, &mut tell).await;
    // A run that failed or was cancelled may have left no engine behind; the next one is quicker if it needn't wait for it.
    if proof.verdict != Verdict::Proven {
        let _ = engine.ready().await;
    }
    proof
}

/// The page of a proof, with the statements that it measured if the project still has them.
fn page(design: &Design, proof: &Proof) -> String {
    let lowered = lower(design);
    let draft = plan::pending(design, &lowered.catalog);
    let input = prove::Input::of(design, &lowered, &draft, prove::Options::default());
    let up = if input.fingerprint() == proof.fingerprint { input.up.as_slice() } else { &[] };
    prove::html(proof, &Report { project: &design.name, up })
}

pub(super) fn read(project: &str) -> Result<Design, SqlError> {
    save::from_json(project).map_err(|error| SqlError::engine("engine", error.message))
}
