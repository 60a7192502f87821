//! Importing a schema: a script is run on the tab's PostgreSQL, and what PostgreSQL made of it is a new project.

mod told;

use std::sync::Arc;

use leptos::prelude::*;

use super::documents;
use super::engine::{EngineState, NotRun, use_engine};
use super::icons::{Icon, IconView};
use super::state::use_workspace;
use super::ui::use_ui;
use super::widgets::{Modal, ScriptField};
use crate::import::Report;
use crate::platform::clipboard;
use crate::save;

pub(super) use told::Told;

/// A script that was run and not opened yet.
struct Ready {
    report: Report,
    project: String,
}

/// The dialog.
#[component]
pub fn ImportDialog() -> impl IntoView {
    let (workspace, ui, engine) = (use_workspace(), use_ui(), use_engine());
    let script = RwSignal::new(String::new());
    let running = RwSignal::new(false);
    let done: RwSignal<Option<Result<Arc<Ready>, String>>> = RwSignal::new(None);
    let run = move |_| {
        running.set(true);
        done.set(None);
        leptos::task::spawn_local(async move {
            let answer = engine.import(script.get_untracked()).await;
            // The dialog may be gone meanwhile.
            if running.try_set(false).is_some() {
                return;
            }
            done.set(Some(match answer {
                Ok((report, project)) => Ok(Arc::new(Ready { report, project })),
                Err(NotRun::Engine(error)) if error.code == "terminated" => Err("Cancelled.".to_owned()),
                Err(why) => Err(why.message()),
            }));
        });
    };
    let open = move |ready: &Ready| match save::from_json(&ready.project) {
        Ok(design) => documents::open_new(workspace, ui, design),
        Err(error) => workspace.toasts.error(format!("The imported project was not opened: {error}")),
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
                "Paste or drop a dump, a script, or the files of a folder of migrations. It is run on the PostgreSQL in this tab, and what PostgreSQL understood becomes a new project. The open project stays in this browser."
            </p>
            <p class="import-live">
                "A live database? "
                <button type="button" class="link" on:click=copy_query>"Copy a query"</button>
                " that only reads, run it there with psql, and paste or drop the JSON that it answers."
            </p>
            <ScriptField label="Script" slug="import" nothing="nothing yet" text=script on_change=move || done.set(None)/>
            {move || done.get().map(|result| match result {
                Err(why) => view! { <p class="message error" role="alert">{why}</p> }.into_any(),
                Ok(ready) => view! { <Found report=ready.report.clone()/> }.into_any(),
            })}
            <footer class="dialog-foot">
                {move || if running.get() {
                    view! {
                        <span class="running" role="status"><IconView icon=Icon::LoaderCircle/>{starting}</span>
                        <button type="button" class="button" on:click=move |_| engine.cancel()><IconView icon=Icon::X/>"Cancel"</button>
                    }.into_any()
                } else if let Some(Ok(ready)) = done.get() {
                    view! {
                        <button type="button" class="button" on:click=run>"Run again"</button>
                        <button type="button" class="button primary" data-testid="open-import" on:click=move |_| open(&ready)>"Open as a new project"</button>
                    }.into_any()
                } else {
                    view! {
                        <button type="button" class="button" on:click=move |_| ui.dialog.set(None)>"Close"</button>
                        <button type="button" class="button primary" data-testid="run-import" disabled=empty on:click=run>"Read the script"</button>
                    }.into_any()
                }}
            </footer>
        </Modal>
    }
    .into_any()
}

/// What was found, in numbers, and what went wrong.
#[component]
fn Found(report: Report) -> impl IntoView {
    let counts: Vec<(String, usize)> = report.objects.iter().map(|(kind, count)| (words(kind), *count)).collect();
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

/// A key of the report as words: `materialized views`.
fn words(key: &str) -> String {
    let mut text = String::new();
    for c in key.chars() {
        if c.is_ascii_uppercase() {
            text.push(' ');
        }
        text.push(c.to_ascii_lowercase());
    }
    text
}
