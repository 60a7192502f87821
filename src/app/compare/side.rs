//! One side of a comparison: a script, or a state of the open project as one.

use leptos::prelude::*;

use crate::app::NEWEST;
use crate::app::state::use_workspace;
use crate::app::widgets::ScriptField;
use crate::bundle;
use crate::design::Design;
use crate::plan::{Mode, Options};

/// One side.
#[component]
pub(super) fn Side(
    /// Which one.
    label: &'static str,
    /// The same in one word.
    slug: &'static str,
    /// Its script.
    text: RwSignal<String>,
    /// Called when the script is another one.
    on_change: impl Fn() + Copy + Send + 'static,
) -> impl IntoView {
    let workspace = use_workspace();
    let states: Vec<String> =
        workspace.with_design(|design| design.migrations.keys().rev().map(ToString::to_string).collect());
    let script_of = move |state: &str| {
        let options = Options { mode: Mode::Simple, target_version: NEWEST, ..Options::default() };
        match state {
            "" => None,
            "empty" => Some(String::new()),
            "drawn" => Some(bundle::creation_script(&workspace.derived_now().lowered.catalog, &options)),
            id => workspace.with_design(|design: &Design| {
                let found = design.migrations.values().find(|migration| migration.id.as_str() == id);
                found.map(|migration| bundle::creation_script(&migration.snapshot, &options))
            }),
        }
    };
    let pick = move |event: web_sys::Event| {
        if let Some(script) = script_of(&event_target_value(&event)) {
            text.set(script);
            on_change();
        }
    };
    view! {
        <ScriptField label slug nothing="an empty database" text on_change>
            <select class="input" aria-label=format!("Take the {slug} schema from") prop:value="" on:change=pick>
                <option value="">"Take from…"</option>
                <option value="empty">"An empty database"</option>
                <option value="drawn">"This project as drawn"</option>
                {states.into_iter().map(|id| view! { <option value=id.clone()>{format!("After {id}")}</option> }).collect_view()}
            </select>
        </ScriptField>
    }
}
