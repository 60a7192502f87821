//! Importing a schema: a script is run on the tab's PostgreSQL, and what PostgreSQL made of it is a new project.

mod told;

use std::sync::Arc;

use leptos::prelude::*;

use super::by_sql::{Kept, take_over};
use super::compare::StepRow;
use super::documents;
use super::engine::{EngineState, NotRun, use_engine};
use super::icons::{Icon, IconView};
use super::state::use_workspace;
use super::ui::{Dropped, use_ui};
use super::widgets::{Modal, ScriptField, Segment, Segmented};
use crate::design::Design;
use crate::import::Report;
use crate::plan::Step;
use crate::platform::clipboard;
use crate::platform::prover::By;
use crate::save;
use crate::update::{Likeness, Updated};

pub(super) use told::Told;

/// What a script becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Into {
    New,
    Open,
}

/// A script that was run, and nothing done with it yet.
enum Ready {
    /// What is told of it, and the project it would be.
    New(Report, String),
    /// What it would make of the open project, as that was at this revision.
    Open(Box<Updated>, Box<Design>, u64),
}

/// The dialog.
#[component]
pub fn ImportDialog() -> impl IntoView {
    let (workspace, ui, engine) = (use_workspace(), use_ui(), use_engine());
    let script = RwSignal::new(match ui.dropped.try_update_value(Option::take).flatten() {
        Some(Dropped::Script(script)) => script,
        _ => String::new(),
    });
    let into = RwSignal::new(Into::New);
    let rejected: RwSignal<Vec<Likeness>> = RwSignal::default();
    let running = RwSignal::new(false);
    let done: RwSignal<Option<Result<Arc<Ready>, String>>> = RwSignal::new(None);
    let run = move || {
        running.set(true);
        done.set(None);
        let revision = workspace.revision.get_untracked();
        let (sql, into) = (script.get_untracked(), into.get_untracked());
        leptos::task::spawn_local(async move {
            let answer = match into {
                Into::New => engine.import(sql).await.map(|(report, project)| Ready::New(report, project)),
                Into::Open => {
                    let by = By::Script(sql, rejected.get_untracked());
                    let answer = engine.update(workspace, by).await;
                    answer.map(|(updated, design)| Ready::Open(Box::new(updated), Box::new(design), revision))
                }
            };
            // The dialog may be gone meanwhile.
            if running.try_set(false).is_some() {
                return;
            }
            done.set(Some(match answer {
                Ok(ready) => Ok(Arc::new(ready)),
                Err(NotRun::Engine(error)) if error.code == "terminated" => Err("Cancelled.".to_owned()),
                Err(why) => Err(why.message()),
            }));
        });
    };
    let read = move |_| {
        rejected.set(Vec::new());
        run();
    };
    let take = move |ready: &Ready| match ready {
        Ready::New(_, project) => match save::from_json(project) {
            Ok(design) => documents::open_new(workspace, ui, design),
            Err(error) => workspace.toasts.error(format!("The imported project was not opened: {error}")),
        },
        Ready::Open(updated, design, revision) => {
            documents::keep_before(ui);
            match take_over(workspace, *revision, (**design).clone()) {
                Ok(()) => {
                    let changes = changes(updated);
                    workspace.toasts.info(format!("The project is what the script makes: {changes} taken over."));
                    ui.dialog.set(None);
                }
                Err(why) => workspace.toasts.error(why),
            }
        }
    };
    let copy_query = move |_| {
        leptos::task::spawn_local(async move {
            match engine.live_query().await {
                Ok(query) if clipboard::copy(&query).await => {
                    workspace.toasts.info("Copied the query. It says at its top how to run it.");
                }
                Ok(_) => workspace.toasts.error("The browser did not let the query be copied."),
                Err(error) => workspace.toasts.error(error.message),
            }
        });
    };
    let starting = move || match engine.state.get() {
        EngineState::Loading(part) => format!("PostgreSQL is starting: {:.0} %", part * 100.0),
        _ => "Running the script".to_owned(),
    };
    let empty = move || script.with(|text| text.trim().is_empty());
    view! {
        <Modal title="Import a schema" on_close=move || ui.dialog.set(None) class="import-dialog">
            <p class="dim compare-lead">
                "Paste or drop a dump, a script, or the files of a folder of migrations. It is run on the PostgreSQL in this tab, and what PostgreSQL understood becomes a project."
            </p>
            <p class="import-live">
                "A live database? "
                <button type="button" class="link" on:click=copy_query>"Copy a query"</button>
                " that only reads, run it there with psql, and paste or drop the JSON that it answers."
            </p>
            <div class="import-into">
                <span class="field-label">"Becomes"</span>
                <Segmented value=into label="What the script becomes" on_change=move |chosen| { into.set(chosen); done.set(None); } choices=vec![
                    Segment { value: Into::New, label: "A new project", hint: "The open project stays in this browser" },
                    Segment { value: Into::Open, label: "This project's new state", hint: "What differs is taken over, with ids, places and names recognised; it can be undone" },
                ]/>
            </div>
            <ScriptField label="Script" slug="import" nothing="nothing yet" text=script on_change=move || done.set(None)/>
            {move || done.get().map(|result| match result {
                Err(why) => view! { <p class="message error" role="alert">{why}</p> }.into_any(),
                Ok(ready) => match &*ready {
                    Ready::New(report, _) => view! { <Found report=report.clone()/> }.into_any(),
                    Ready::Open(updated, ..) => view! { <Changes updated=(**updated).clone() reject=Callback::new(move |list| {
                        rejected.set(list);
                        run();
                    })/> }.into_any(),
                },
            })}
            <footer class="dialog-foot">
                {move || if running.get() {
                    view! {
                        <span class="running" role="status"><IconView icon=Icon::LoaderCircle/>{starting}</span>
                        <button type="button" class="button" on:click=move |_| engine.cancel()><IconView icon=Icon::X/>"Cancel"</button>
                    }.into_any()
                } else if let Some(Ok(ready)) = done.get() {
                    view! {
                        <button type="button" class="button" on:click=read>"Run again"</button>
                        <button type="button" class="button primary" data-testid="open-import" on:click=move |_| take(&ready)>
                            {if into.get_untracked() == Into::New { "Open as a new project" } else { "Update this project" }}
                        </button>
                    }.into_any()
                } else {
                    view! {
                        <button type="button" class="button" on:click=move |_| ui.dialog.set(None)>"Close"</button>
                        <button type="button" class="button primary" data-testid="run-import" disabled=empty on:click=read>"Read the script"</button>
                    }.into_any()
                }}
            </footer>
        </Modal>
    }
    .into_any()
}

/// The steps of an update, without what only the way back would do.
fn there(updated: &Updated) -> impl Iterator<Item = &Step> {
    updated.steps.iter().filter(|step| !step.up.is_empty())
}

/// How many changes an update makes, in words.
fn changes(updated: &Updated) -> String {
    match there(updated).count() {
        1 => "1 change".to_owned(),
        count => format!("{count} changes"),
    }
}

/// What an update would change, and which names it takes for one thing.
#[component]
fn Changes(
    updated: Updated,
    /// Takes the renames that the person does not believe in.
    reject: Callback<Vec<Likeness>>,
) -> impl IntoView {
    let steps: Vec<Step> = there(&updated).cloned().collect();
    let nothing = steps.is_empty();
    let summary =
        if nothing { "The project makes this already.".to_owned() } else { format!("{}:", changes(&updated)) };
    let renames = StoredValue::new(updated.renames.clone());
    let toggle = move |at: usize, accepted: bool| {
        let mut list = renames.get_value();
        if let Some(rename) = list.get_mut(at) {
            rename.accepted = accepted;
        }
        list.retain(|rename| !rename.accepted);
        reject.run(list);
    };
    view! {
        <div class="import-found" data-testid="import-found">
            <p class="compare-summary" role="status">
                <IconView icon=if nothing { Icon::CircleCheck } else { Icon::ListOrdered }/><strong>{summary}</strong>
            </p>
            <Told of="the script" report=updated.report/>
            {(!updated.renames.is_empty()).then(|| view! {
                <fieldset class="import-renames">
                    <legend>"Taken for one thing under another name"</legend>
                    {updated.renames.into_iter().enumerate().map(|(at, rename)| view! {
                        <label class="check">
                            <input type="checkbox" prop:checked=rename.accepted on:change=move |event| toggle(at, event_target_checked(&event))/>
                            <span><span class="dim">{rename.kind}</span>" "<span class="mono">{rename.from}</span>" is now "<span class="mono">{rename.to}</span></span>
                        </label>
                    }).collect_view()}
                </fieldset>
            })}
            <ul class="compare-list import-steps" aria-label="What changes" tabindex="0">
                {steps.into_iter().map(|step| view! { <StepRow step/> }).collect_view()}
            </ul>
            <Kept kept=updated.kept/>
        </div>
    }
    .into_any()
}

/// What was found, in numbers, and what went wrong.
#[component]
fn Found(report: Report) -> impl IntoView {
    let counts: Vec<(String, usize)> =
        report.objects.iter().map(|(kind, count)| (words(kind, *count), *count)).collect();
    let nothing = counts.is_empty();
    view! {
        <div class="import-found" data-testid="import-found">
            <p class="compare-summary" role="status">
                <IconView icon=if nothing { Icon::Info } else { Icon::CircleCheck }/>
                <strong>{if nothing { "PostgreSQL found nothing in it." } else { "What PostgreSQL understood:" }}</strong>
            </p>
            <ul class="import-counts">
                {counts.into_iter().map(|(kind, count)| view! { <li><span class="num">{count}</span>" "{kind}</li> }).collect_view()}
            </ul>
            <Told of="the script" report/>
        </div>
    }
    .into_any()
}

/// A key of the report as words: `materialized views`, of one `materialized view`.
fn words(key: &str, count: usize) -> String {
    let mut text = String::new();
    for c in key.chars() {
        if c.is_ascii_uppercase() {
            text.push(' ');
        }
        text.push(c.to_ascii_lowercase());
    }
    if count != 1 || text.ends_with("ics") {
        return text;
    }
    let ending =
        [("ies", "y"), ("xes", "x"), ("sses", "ss"), ("s", "")].into_iter().find(|(many, _)| text.ends_with(many));
    ending.map_or(text.clone(), |(many, one)| format!("{}{one}", text.strip_suffix(many).unwrap_or(&text)))
}
