//! One side of a comparison: a script that is pasted, dropped, opened, or made of a state of the open project.

use leptos::prelude::*;
use web_sys::DragEvent;

use crate::app::NEWEST;
use crate::app::icons::{Icon, IconView};
use crate::app::state::Workspace;
use crate::bundle;
use crate::plan::{Mode, Options};
use crate::platform::files;

/// Files that hold SQL.
const ACCEPT: &str = ".sql,.ddl,.txt,text/plain,application/sql";

/// One side.
#[component]
pub(super) fn Side(
    /// Which one.
    label: &'static str,
    /// Its script.
    text: RwSignal<String>,
    /// The open project, whose states can be compared.
    workspace: Workspace,
    /// Called when the script is another one.
    on_change: impl Fn() + Copy + Send + 'static,
) -> impl IntoView {
    let over = RwSignal::new(false);
    let take = move |script: String| {
        text.set(script);
        on_change();
    };
    let read = move |file| {
        files::read(file, move |name, read| match read {
            Ok(script) => take(script),
            Err(why) => workspace.toasts.error(format!("{name} could not be read: {why}")),
        });
    };
    let drop = move |event: DragEvent| {
        over.set(false);
        let file = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0));
        if let Some(file) = file {
            event.prevent_default();
            event.stop_propagation();
            read(file);
        }
    };
    let states: Vec<String> =
        workspace.with_design(|design| design.migrations.keys().rev().map(ToString::to_string).collect());
    let pick = move |event: web_sys::Event| {
        let value = event_target_value(&event);
        let options = Options { mode: Mode::Simple, target_version: NEWEST };
        match value.as_str() {
            "" => return,
            "empty" => take(String::new()),
            "drawn" => take(bundle::creation_script(&workspace.derived_now().lowered.catalog, &options)),
            id => {
                let find = |design: &crate::design::Design| {
                    let found = design.migrations.values().find(|migration| migration.id.as_str() == id);
                    found.map(|migration| bundle::creation_script(&migration.snapshot, &options))
                };
                if let Some(script) = workspace.with_design(find) {
                    take(script);
                }
            }
        }
    };
    let lines = move || text.with(|text| if text.is_empty() { 0 } else { text.lines().count() });
    let slug = label.to_ascii_lowercase();
    view! {
        <section class="compare-side" class:over=move || over.get() aria-label=format!("{label} schema")
            on:dragover=move |event: DragEvent| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=drop
        >
            <header class="compare-side-head">
                <h3>{label}</h3>
                <span class="dim num">{move || match lines() { 0 => "empty database".to_owned(), 1 => "1 line".to_owned(), n => format!("{n} lines") }}</span>
                <span class="spacer"></span>
                <select class="input" aria-label=format!("Take the {slug} schema from") prop:value="" on:change=pick>
                    <option value="">"Take from…"</option>
                    <option value="empty">"An empty database"</option>
                    <option value="drawn">"This project as drawn"</option>
                    {states.into_iter().map(|id| view! { <option value=id.clone()>{format!("After {id}")}</option> }).collect_view()}
                </select>
                <button type="button" class="button quiet" on:click=move |_| {
                    files::pick_text(ACCEPT, move |name, read| match read {
                        Ok(script) => take(script),
                        Err(why) => workspace.toasts.error(format!("{name} could not be read: {why}")),
                    });
                }><IconView icon=Icon::FolderOpen/>"Open file"</button>
            </header>
            <textarea class="input mono compare-text" data-testid=format!("compare-{slug}") aria-label=format!("{label} schema as SQL")
                spellcheck="false" autocomplete="off" placeholder="Paste SQL, or drop a file here"
                prop:value=move || text.get()
                on:input=move |event| take(event_target_value(&event))
            ></textarea>
        </section>
    }
}
