//! A row of the inspector that stands for an object of an entity and opens to edit it. Which one is open is the
//! selection, so the canvas, the outline and the inspector always agree.

use leptos::prelude::*;

use super::field::IconButton;
use crate::app::icons::{Icon, IconView};
use crate::app::selection::Selection;
use crate::app::state::use_workspace;
use crate::catalog::Id;
use crate::problem::Level;

/// The row, and below it the editor while the object is selected.
#[component]
pub fn ObjectRow(
    /// The entity.
    entity: Id,
    /// The object.
    object: Id,
    /// The icon.
    icon: Icon,
    /// The name in the database, or as authored.
    #[prop(into)]
    name: Signal<String>,
    /// The rest in a few words.
    #[prop(into)]
    summary: Signal<String>,
    /// Removes it.
    #[prop(into)]
    remove: Callback<()>,
    /// Makes the editor.
    #[prop(into)]
    editor: ViewFn,
) -> impl IntoView {
    let workspace = use_workspace();
    let (entity, object) = (StoredValue::new(entity), StoredValue::new(object));
    let open = Memo::new(move |_| {
        workspace
            .selection
            .with(|s| entity.with_value(|entity| object.with_value(|object| s.object_in(entity) == Some(object))))
    });
    let toggle = move |_| {
        let next = if open.get_untracked() {
            Selection::entity(entity.get_value())
        } else {
            Selection::object(entity.get_value(), object.get_value())
        };
        workspace.selection.set(next);
    };
    let worst = move || {
        workspace.derived.with(|derived| {
            object.with_value(|object| {
                derived.problems.iter().filter(|p| p.object.as_ref() == Some(object)).map(|p| p.level).min()
            })
        })
    };
    view! {
        <div class="object" class:open=move || open.get() data-object=object.get_value().to_string()>
            <div class="object-row">
                <button class="object-head" aria-expanded=move || open.get().to_string()
                    title=move || [name.get(), summary.get()].join("\n") on:click=toggle>
                    <span class="object-icon"><IconView icon/></span>
                    <span class="object-name mono">{move || name.get()}</span>
                    <span class="object-summary">{move || summary.get()}</span>
                    {move || match worst() {
                        Some(Level::Error) => Some("badge error"),
                        Some(Level::Warning) => Some("badge warning"),
                        _ => None,
                    }.map(|class| view! { <span class=class aria-label="has problems">"!"</span> })}
                </button>
                <IconButton icon=Icon::Trash label=Signal::derive(move || format!("Remove {}", name.get()))
                    act=remove/>
            </div>
            {move || open.get().then(|| view! { <div class="object-body">{editor.run()}</div> })}
        </div>
    }
}
