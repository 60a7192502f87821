//! Earlier versions of the open project, as this browser keeps them: looked at, taken back, opened beside it.

use leptos::prelude::*;

use super::documents;
use super::icons::{Icon, IconView};
use super::shell::Empty;
use super::state::use_workspace;
use super::ui::use_ui;
use super::widgets::Modal;
use crate::catalog::Pair;
use crate::design::Design;
use crate::edit::{ChangeSet, Command, told};
use crate::platform::storage::{Version, versions};
use crate::platform::{clock, packed};
use crate::save;

/// A version as it is looked at.
#[derive(Clone)]
struct Looked {
    version: Version,
    /// The design, or why it can't be read.
    design: Result<Design, String>,
}

/// The dialog.
#[component]
pub fn HistoryDialog() -> impl IntoView {
    let (workspace, ui) = (use_workspace(), use_ui());
    let list: RwSignal<Option<Result<Vec<Version>, String>>> = RwSignal::new(None);
    let looked: RwSignal<Option<Looked>> = RwSignal::new(None);
    let look = move |version: Version| {
        leptos::task::spawn_local(async move {
            let text = packed::unpack(&version.packed).await;
            let design = text.and_then(|text| save::from_json(&text).map_err(|error| error.to_string()));
            looked.try_set(Some(Looked { version, design }));
        });
    };
    let key = ui.document.with_value(|document| document.key().to_owned());
    leptos::task::spawn_local(async move {
        let found = versions::list(&key).await;
        if let Some(newest) = found.as_ref().ok().and_then(|list| list.first().cloned()) {
            look(newest);
        }
        list.try_set(Some(found));
    });
    let restore = move |looked: Looked| {
        let Ok(design) = looked.design else { return };
        documents::keep_before(ui);
        if workspace.run(Command::Restore { design: Box::new(design) }) {
            let when = clock::for_people(looked.version.saved);
            workspace.toasts.info(format!("The project is what it was at {when}. Undo brings back what was here."));
            ui.dialog.set(None);
        }
    };
    let beside = move |looked: Looked| {
        let Ok(mut design) = looked.design else { return };
        design.name = format!("{} ({})", design.name, clock::for_people(looked.version.saved));
        documents::open_new(workspace, ui, design);
    };
    let row = move |version: Version| {
        let number = version.number;
        let chosen =
            Memo::new(move |_| looked.with(|looked| looked.as_ref().is_some_and(|l| l.version.number == number)));
        let (when, entities) = (clock::for_people(version.saved), super::start::entities(version.entities));
        view! {
            <li>
                <button type="button" class="version" aria-pressed=move || chosen.get().to_string() data-version=number.to_string()
                    on:click=move |_| look(version.clone())
                >
                    <span class="version-when">{when}</span>
                    <span class="version-detail">{entities}</span>
                </button>
            </li>
        }
    };
    let shown = move || {
        let Some(looked) = looked.get() else { return ().into_any() };
        let design = match &looked.design {
            Ok(design) => design,
            Err(why) => {
                return view! { <p class="message error" role="alert">{format!("This version can't be read: {why}.")}</p> }.into_any();
            }
        };
        let lines = workspace.with_design(|now| told(&ChangeSet::between(Pair::new(now, design))));
        let same = lines.is_empty();
        let name = design.name.clone();
        let (taken, opened) = (looked.clone(), looked.clone());
        view! {
            <h3>{name}</h3>
            <p class="dim">{if same { "It is what is open now." } else { "Taking it back would mean:" }}</p>
            <ul class="told version-told">{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
            <footer class="dialog-foot">
                <button type="button" class="button" on:click=move |_| beside(opened.clone())>"Open beside it"</button>
                <button type="button" class="button primary" data-testid="restore" disabled=same on:click=move |_| restore(taken.clone())>
                    <IconView icon=Icon::RotateCcw/>"Take it back"
                </button>
            </footer>
        }
        .into_any()
    };
    view! {
        <Modal title="Earlier versions" on_close=move || ui.dialog.set(None) class="history-dialog">
            <p class="dim">
                {format!("This browser keeps the last {} versions of each project: what stood for a while before it was changed, and one for each minute of work.", versions::KEPT)}
            </p>
            {move || match list.get() {
                None => view! { <p class="running" role="status"><IconView icon=Icon::LoaderCircle/>"Reading"</p> }.into_any(),
                Some(Err(why)) => view! { <p class="message error" role="alert">{format!("This browser does not give them back: {why}")}</p> }.into_any(),
                Some(Ok(list)) if list.is_empty() => view! {
                    <Empty icon=Icon::Clock title="No earlier version yet" text="One is kept as soon as something is changed that stood for ten seconds."/>
                }
                .into_any(),
                Some(Ok(list)) => view! {
                    <div class="versions">
                        <ul class="version-list" aria-label="Versions, the newest first">{list.into_iter().map(row).collect_view()}</ul>
                        <section class="version-shown" aria-label="What this version is" aria-live="polite">{shown}</section>
                    </div>
                }
                .into_any(),
            }}
        </Modal>
    }
    .into_any()
}
