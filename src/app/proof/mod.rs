//! The dry run and its proof.

mod accept;
mod evidence;
mod hazards;
mod isolation;
mod live;
mod review;
mod rows;
mod statements;
mod walls;

pub use isolation::{Attacks, Isolation};
pub use rows::{MOST, RowsDialog};
pub use walls::Walls;

use std::sync::Arc;

use leptos::prelude::*;

use super::actions;
use super::engine::{EngineHost, EngineState, NotRun, RunState, use_engine};
use super::icons::{Icon, IconView};
use super::state::{Workspace, use_workspace};
use super::ui::{Dialog, DockTab, Ui, use_ui};
use super::widgets::{LongList, in_turn};
use crate::engine::SqlError;
use crate::plan::Statement;
use crate::platform::{clipboard, files};
use crate::prove::{self, DataVerdict, Progress, Proof, STAGES, Stage, StageStatus, Verdict};

/// The statements of up that a proof measured.
type Up = Arc<Vec<Statement>>;

/// Runs the open project dry and shows the proof.
pub fn start(workspace: Workspace, ui: Ui, engine: EngineHost) {
    ui.show_dock(DockTab::Proof);
    let options = prove::Options { growth: engine.growth.get_untracked(), ..prove::Options::default() };
    leptos::task::spawn_local(async move {
        if let Err(NotRun::Busy) = engine.dry_run(workspace, options).await {
            workspace.toasts.info(NotRun::Busy.message());
        }
    });
}

/// The panel.
#[component]
pub fn ProofPanel() -> impl IntoView {
    let (workspace, ui, engine) = (use_workspace(), use_ui(), use_engine());
    let running = Memo::new(move |_| matches!(engine.run.get(), RunState::Running(_)));
    // What is shown of a run that goes on changes by itself.
    let shown = Memo::new(move |_| match engine.run.get() {
        RunState::Running(Some(progress)) => {
            RunState::Running(Some(Progress { done: 0, total: 0, stage: STAGES[0], ..progress }))
        }
        state => state,
    });
    // A proof is good for the statements that were run and no others.
    let stale = Memo::new(move |_| {
        workspace.derived.track();
        workspace.migrations.track();
        // What is accepted is a setting.
        workspace.project.track();
        engine
            .proof
            .get()
            .is_some_and(|proof| engine.input(workspace).map_or(true, |input| input.fingerprint() != proof.fingerprint))
    });
    view! {
        <div class="proof-panel" data-testid="proof">
            <header class="panel-head">
                {move || {
                    if running.get() {
                        view! {
                            <button class="button" on:click=move |_| engine.cancel()>
                                <IconView icon=Icon::X/>"Cancel"
                            </button>
                        }
                            .into_any()
                    } else {
                        view! {
                            <button class="button primary" on:click=move |_| start(workspace, ui, engine)>
                                <IconView icon=Icon::Play/>"Dry run"
                            </button>
                        }
                            .into_any()
                    }
                }}
                <button class="button quiet" on:click=move |_| ui.dialog.set(Some(Dialog::Rows))>
                    <IconView icon=Icon::Table2/>"Rows"
                </button>
                <label class="growth-choice" title="Runs up at three sizes, and tells which statements take longer with more rows">
                    <input type="checkbox" prop:checked=engine.growth
                        on:change=move |event| engine.growth.set(event_target_checked(&event))/>
                    "at three sizes"
                </label>
                <EngineLine/>
                {move || engine.proof.get().map(|proof| view! { <Downloads proof/> })}
            </header>
            <div class="proof-body">
                {move || match shown.get() {
                    RunState::Running(None) => view! {
                        <p class="running" role="status"><IconView icon=Icon::LoaderCircle/>"Starting"</p>
                    }
                        .into_any(),
                    RunState::Running(Some(_)) => view! { <live::Live/> }.into_any(),
                    RunState::Failed(why) => view! { <p class="message error" role="alert">{why}</p> <HowFar/> }.into_any(),
                    RunState::Idle => {
                        view! {
                            <p class="panel-empty">
                                "A dry run executes the migration on a real PostgreSQL in this tab: up, down and up again, on seeded rows, and attacks the wall between tenants from the application's role. Nothing leaves the page."
                            </p>
                        }
                            .into_any()
                    }
                    state @ (RunState::Done | RunState::Cancelled) => {
                        let cancelled = (state == RunState::Cancelled).then(|| view! {
                            <p class="message" role="status">"Cancelled. Nothing was proven, and PostgreSQL is ready for another run."</p>
                            <HowFar/>
                        });
                        let proof = engine.proof.get().map(|proof| view! { <ProofView proof stale/> });
                        view! { {cancelled}{proof} }.into_any()
                    }
                }}
            </div>
        </div>
    }
}

#[component]
fn EngineLine() -> impl IntoView {
    let engine = use_engine();
    view! {
        <span class="engine-line dim" data-testid="engine">
            {move || match engine.state.get() {
                EngineState::Off => "PostgreSQL starts when it is needed.".to_owned(),
                EngineState::Loading(part) => format!("PostgreSQL is starting: {:.0} %", part * 100.0),
                EngineState::Ready { version, ms } => format!("PostgreSQL {version}, started in {ms:.0} ms"),
                EngineState::Failed(why) => format!("PostgreSQL did not start: {why}"),
            }}
        </span>
    }
}

#[component]
fn Downloads(proof: Arc<Proof>) -> impl IntoView {
    let (workspace, engine) = (use_workspace(), use_engine());
    let (html, json, markdown) = (proof.clone(), proof.clone(), proof);
    let copy = move |_| {
        let text = prove::markdown(&markdown);
        leptos::task::spawn_local(async move {
            match clipboard::copy(&text).await {
                true => workspace.toasts.info("Copied the summary as Markdown, for a pull request."),
                false => workspace.toasts.error("The browser did not let the summary be copied."),
            }
        });
    };
    view! {
        <span class="button-row push">
            <button class="button quiet" title="The summary for a pull request" on:click=copy><IconView icon=Icon::Copy/>"Markdown"</button>
            <button class="button quiet" on:click=move |_| {
                let proof = html.clone();
                leptos::task::spawn_local(async move {
                    match engine.page(workspace, &proof).await {
                        Ok(page) => { let _ = files::download("proof.html", "text/html", page.as_bytes()); }
                        Err(error) => workspace.toasts.error(error.message),
                    }
                });
            }><IconView icon=Icon::Download/>"HTML"</button>
            <button class="button quiet" on:click=move |_| {
                let _ = files::download("proof.json", "application/json", prove::json(&json).as_bytes());
            }><IconView icon=Icon::Download/>"JSON"</button>
        </span>
    }
}

/// A proof's verdict and stages, of something that is not the open project.
#[component]
pub fn Stages(
    /// The proof.
    proof: Arc<Proof>,
) -> impl IntoView {
    let stages = proof.stages.clone();
    let (class, icon, word) = verdict(&proof, false);
    view! {
        <div class=class data-testid="compare-verdict">
            <IconView icon/>
            <strong>{word}</strong>
            <span>{format!("on PostgreSQL {} in {:.0} ms", proof.engine.version, proof.ms)}</span>
        </div>
        <ol class="stages">{stages.into_iter().map(|stage| view! { <StageView stage=Stage { element: None, ..stage }/> }).collect_view()}</ol>
    }
}

/// How a verdict looks.
fn verdict(proof: &Proof, stale: bool) -> (&'static str, Icon, &'static str) {
    match proof.verdict {
        // What was proven is no longer what is there: the colour of trust goes first.
        Verdict::Proven if stale => ("verdict incomplete", Icon::ShieldCheck, "Proven before"),
        Verdict::Proven => ("verdict proven", Icon::ShieldCheck, "Proven"),
        Verdict::Failed => ("verdict failed", Icon::ShieldAlert, "Failed"),
        Verdict::Incomplete => ("verdict incomplete", Icon::CircleDashed, "Incomplete"),
    }
}

#[component]
fn ProofView(proof: Arc<Proof>, stale: Memo<bool>) -> impl IntoView {
    // What a person types below stays when the proof gets old.
    let seen = {
        let proof = proof.clone();
        Memo::new(move |_| verdict(&proof, stale.get()))
    };
    let loses = proof.data.changes.iter().any(|change| change.verdict == DataVerdict::Lost);
    let subject = proof.migration.clone().unwrap_or_else(|| "the pending change".to_owned());
    let (stages, summary) = (proof.stages.clone(), proof.summary.clone());
    view! {
        <div class=move || seen.get().0 data-testid="verdict">
            {move || view! { <IconView icon=seen.get().1/> }}
            <strong>{move || seen.get().2}</strong>
            <span>{format!("{subject}, on PostgreSQL {} in {:.0} ms", proof.engine.version, proof.ms)}</span>
            {(!summary.is_empty()).then(|| view! { <span class="summary">{summary}</span> })}
            {loses.then(|| view! { <span class="badge warning">"loses data: see below"</span> })}
            {move || stale.get().then(|| view! { <span class="badge warning">"changed since: run it again"</span> })}
        </div>
        <ol class="stages">{stages.into_iter().map(|stage| view! { <StageView stage/> }).collect_view()}</ol>
        {parts(proof)}
    }
}

/// What there is to read of a proof below its stages, a part to a frame: all of it at once would hold the page up.
fn parts(proof: Arc<Proof>) -> impl IntoView {
    let (workspace, engine) = (use_workspace(), use_engine());
    let up = StoredValue::new(Arc::new(Vec::new()));
    let part = |make: fn(Arc<Proof>, Up) -> AnyView| {
        let proof = proof.clone();
        Box::new(move || make(proof, up.get_value())) as Box<dyn FnOnce() -> AnyView>
    };
    let of_proof = proof.clone();
    in_turn(vec![
        part(|proof, _| view! { <review::Review proof/> }.into_any()),
        Box::new(move || {
            up.set_value(Arc::new(statements::of(workspace, engine, &of_proof)));
            ().into_any()
        }),
        part(|proof, up| view! { <evidence::Risks proof up/> }.into_any()),
        part(|proof, up| view! { <hazards::Hazards proof up/> }.into_any()),
        part(|proof, _| view! { <evidence::Data proof=proof.clone()/> <hazards::Limits proof/> }.into_any()),
        part(|proof, up| view! { <statements::Statements proof up/> }.into_any()),
        part(|proof, _| {
            let walls = proof.walls.clone();
            view! { <Isolation attacks=Attacks::Proof(proof) walls open=true/> }.into_any()
        }),
        part(|proof, _| view! { <Seeded proof/> }.into_any()),
    ])
}

/// How far a dry run came that came to no proof.
#[component]
fn HowFar() -> impl IntoView {
    let engine = use_engine();
    move || {
        let stages = engine.unfinished.get();
        (!stages.is_empty()).then(|| {
            view! {
                <ol class="stages" data-testid="how-far">
                    {stages.into_iter().map(|stage| view! { <StageView stage/> }).collect_view()}
                </ol>
            }
        })
    }
}

#[component]
fn StageView(stage: Stage) -> impl IntoView {
    let (workspace, ui) = (use_workspace(), use_ui());
    let (class, icon, word) = match stage.status {
        StageStatus::Passed => ("stage passed", Icon::CircleCheck, "passed"),
        StageStatus::Failed => ("stage failed", Icon::CircleX, "failed"),
        StageStatus::NotRun => ("stage not-run", Icon::CircleDashed, "not run"),
    };
    let element = stage.element.clone();
    view! {
        <li class=class data-stage=stage.id.name()>
            <IconView icon/>
            <span class="stage-name">{stage.id.name()}</span>
            <span class="stage-word">{word}</span>
            <span class="stage-ms num">
                {(stage.status != StageStatus::NotRun).then(|| format!("{:.0} ms", stage.ms))}
            </span>
            <span class="stage-detail">
                {stage.detail.clone()}
                {stage.error.clone().map(|error| view! { <ErrorView error/> })}
                {element.map(|id| view! {
                    <button class="link" on:click=move |_| actions::go_to(workspace, ui, &id.element(), Some(&id), None)>
                        "Show it"
                    </button>
                })}
            </span>
        </li>
    }
}

/// What PostgreSQL answered, with its place in the statement.
#[component]
pub fn ErrorView(
    /// The error.
    error: SqlError,
) -> impl IntoView {
    let place = match (error.line, error.column) {
        (Some(line), Some(column)) => format!(", line {line}, column {column}"),
        _ => String::new(),
    };
    let statement = clipped(error.statement.clone());
    view! {
        <div class="sql-error">
            <p>{format!("{} ({}{place})", error.message, error.code)}</p>
            {error.detail.clone().map(|text| view! { <p>{format!("Detail: {text}")}</p> })}
            {error.hint.clone().map(|text| view! { <p>{format!("Hint: {text}")}</p> })}
            {(!statement.is_empty()).then(|| view! { <pre class="mono">{statement}</pre> })}
        </div>
    }
}

/// A statement, or as much of it as somebody reads.
fn clipped(mut statement: String) -> String {
    const MOST: usize = 2000;
    if let Some((at, _)) = statement.char_indices().nth(MOST) {
        statement.truncate(at);
        statement.push_str(" …");
    }
    statement
}

#[component]
fn Seeded(proof: Arc<Proof>) -> impl IntoView {
    let count = proof.seeded.len();
    let rows = LongList::of(proof.seeded.clone());
    (count > 0).then(|| {
        view! {
            <details class="proof-part">
                <summary>{match count { 1 => "Seeded rows in 1 table".to_owned(), n => format!("Seeded rows in {n} tables") }}</summary>
                <table class="data">
                    <thead><tr><th>"Table"</th><th class="num">"Rows"</th><th>"Remark"</th></tr></thead>
                    <tbody>
                        {rows.shown(|row| view! {
                            <tr>
                                <td class="mono">{row.table}</td>
                                <td class="num">{row.rows}</td>
                                <td>{row.reason.unwrap_or_default()}</td>
                            </tr>
                        })}
                    </tbody>
                </table>
                {rows.more("tables")}
            </details>
        }
    })
}
