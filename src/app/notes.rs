//! What a template did otherwise than the document it rebuilds, and why: shown beside the drawing until it is closed.

use leptos::prelude::*;

use super::actions;
use super::icons::{Icon, IconView};
use super::state::use_workspace;
use super::ui::use_ui;
use super::widgets::IconButton;
use crate::template::{self, Note};

/// The notes of the template that the open project began with.
#[component]
pub fn TemplateNotes() -> impl IntoView {
    let ui = use_ui();
    let open = RwSignal::new(false);
    let notes = Memo::new(move |_| {
        let found = ui.template.get().and_then(|id| template::template(&id));
        found.map(|template| template.notes).unwrap_or_default()
    });
    move || {
        let list = notes.get();
        if list.is_empty() {
            return ().into_any();
        }
        let count = list.len();
        view! {
            <section class="notes" class:open=move || open.get() aria-label="Notes on the template">
                <header class="notes-header">
                    <button type="button" class="notes-toggle" aria-expanded=move || open.get().to_string() on:click=move |_| open.update(|open| *open = !*open)>
                        <IconView icon=Icon::Info/>
                        {format!("{count} notes on this template")}
                        <IconView icon=Signal::derive(move || if open.get() { Icon::ChevronDown } else { Icon::ChevronUp })/>
                    </button>
                    <IconButton icon=Icon::X label="Close the notes" class="small" on_press=move || super::documents::forget_template(ui)/>
                </header>
                {move || open.get().then(|| view! {
                    <ul class="notes-list">{list.clone().into_iter().map(|note| view! { <Item note=note/> }).collect_view()}</ul>
                })}
            </section>
        }
        .into_any()
    }
}

#[component]
fn Item(note: Note) -> impl IntoView {
    let workspace = use_workspace();
    let ui = use_ui();
    view! {
        <li>
            <button type="button" class="note" on:click=move |_| actions::go_to(workspace, ui, &note.element, None, None)>
                <span class="note-title">{note.title}</span>
                <span class="note-why">{note.why}</span>
            </button>
        </li>
    }
}
