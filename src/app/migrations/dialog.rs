//! Naming the pending change.

use leptos::prelude::*;

use super::{How, add_as};
use crate::app::icons::{Icon, IconView};
use crate::app::selection::Selection;
use crate::app::state::use_workspace;
use crate::app::ui::{DockTab, use_ui};
use crate::app::widgets::{Modal, Segment, Segmented};
use crate::platform::clock;

/// A number of statements, in words.
fn statements(count: usize) -> String {
    if count == 1 { "1 statement".to_owned() } else { format!("{count} statements") }
}

/// The dialog.
#[component]
pub fn AddMigrationDialog() -> impl IntoView {
    let (workspace, ui) = (use_workspace(), use_ui());
    let name = RwSignal::new(String::new());
    let how = RwSignal::new(How::default());
    let error = RwSignal::new(None::<String>);
    let stamp = clock::migration_stamp();
    let id = move || {
        let last = workspace.with_design(|design| design.migrations.keys().next_back().cloned());
        crate::design::migration_id(&stamp, &name.get(), last.as_ref()).map(|id| id.to_string())
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        match add_as(workspace, &name.get_untracked(), how.get_untracked()) {
            Ok(ids) => {
                ui.dialog.set(None);
                let names: Vec<String> = ids.iter().map(ToString::to_string).collect();
                workspace.toasts.info(format!("Added {}", names.join(" and ")));
                if let Some(last) = ids.into_iter().next_back() {
                    workspace.selection.set(Selection::Migration(last));
                }
                ui.show_dock(DockTab::Migrations);
            }
            Err(why) => error.set(Some(why)),
        }
    };
    let draft = workspace.derived_now().draft.clone();
    let hazards: Vec<_> =
        draft.up.iter().flat_map(|s| s.hazards.iter().map(|h| (s.name.clone(), h.message.clone()))).collect();
    view! {
        <Modal title="Add a migration" on_close=move || ui.dialog.set(None)>
        <form class="dialog-body" on:submit=submit>
            <label class="field">
                <span class="field-label">"Name"</span>
                <input class="input" type="text" aria-label="Migration name" placeholder="Orders_AddStatus" autocomplete="off"
                    spellcheck="false" autofocus=true prop:value=move || name.get()
                    on:input=move |event| {
                        name.set(event_target_value(&event));
                        error.set(None);
                    }/>
                <span class="hint mono">{move || if name.with(String::is_empty) { String::new() } else { id().unwrap_or_else(|why| why) }}</span>
            </label>
            <div class="import-into">
                <span class="field-label">"Locks"</span>
                <Segmented value=how label="How it is planned" on_change=move |chosen| { how.set(chosen); error.set(None); } choices=vec![
                    Segment { value: How::AsDrafted, label: "One transaction", hint: "The shortest plan: all of it or nothing" },
                    Segment { value: How::ShortLocks, label: "Short locks", hint: "Indexes built concurrently, constraints validated apart, columns filled in batches, locks taken in short tries" },
                    Segment { value: How::TwoMigrations, label: "Two migrations", hint: "A renamed or retyped column stands beside the old one, in step with it, until the second migration drops that" },
                ]/>
            </div>
            <p class="dim">{format!("{} up, {} down. Once added they are kept as they are.", statements(draft.up.len()), draft.down.len())}</p>
            {(!hazards.is_empty()).then(|| view! {
                <ul class="hazards" aria-label="Hazards">
                    {hazards.into_iter().map(|(name, message)| view! {
                        <li><IconView icon=Icon::TriangleAlert/><span><span class="mono">{name}</span>" "{message}</span></li>
                    }).collect_view()}
                </ul>
            })}
            {move || error.get().map(|why| view! { <p class="message error" role="alert">{why}</p> })}
            <footer class="dialog-foot">
                <button type="button" class="button" on:click=move |_| ui.dialog.set(None)>"Cancel"</button>
                <button type="submit" class="button primary">"Add migration"</button>
            </footer>
        </form>
        </Modal>
    }
}
