//! Why somebody accepts what a rule warns of.

use leptos::prelude::*;

use crate::app::icons::{Icon, IconView};
use crate::app::state::use_workspace;
use crate::design::Acceptance;
use crate::edit::Command;

/// Takes a reason, or shows the one that was given, with who gave it.
#[component]
pub fn Accept(
    /// The rule.
    rule: String,
    /// The object of it, by its id.
    object: String,
    /// What the field asks for.
    label: &'static str,
    /// What a good reason is like.
    hint: &'static str,
) -> impl IntoView {
    let workspace = use_workspace();
    let key = (rule, object);
    let is = move |a: &Acceptance, key: &(String, String)| a.rule == key.0 && a.object == key.1;
    let given = {
        let key = key.clone();
        Memo::new(move |_| {
            workspace.project.with(|p| p.settings.accepted.iter().find(|a| is(a, &key)).map(Acceptance::told))
        })
    };
    let write = move |reason: &str, by: &str| {
        let mut settings = workspace.project.with_untracked(|project| project.settings.clone());
        settings.accepted.retain(|a| !is(a, &key));
        if !reason.trim().is_empty() {
            let (rule, object) = key.clone();
            let by = Some(by.trim().to_owned()).filter(|by| !by.is_empty());
            settings.accepted.push(Acceptance { rule, object, reason: reason.trim().to_owned(), by });
        }
        workspace.run(Command::SetSettings { settings });
    };
    let (reason, by) = (RwSignal::new(String::new()), RwSignal::new(last_name(workspace)));
    let write = StoredValue::new(write);
    view! {
        {move || match given.get() {
            Some(reason) => view! {
                <div class="accept">
                    <p class="accepted"><IconView icon=Icon::CircleCheck/>{format!("Accepted: {reason}")}</p>
                    <button type="button" class="button quiet" on:click=move |_| write.with_value(|write| write("", ""))>"Take back"</button>
                </div>
            }
                .into_any(),
            None => view! {
                <form class="accept" on:submit=move |event| {
                    event.prevent_default();
                    write.with_value(|write| write(&reason.get_untracked(), &by.get_untracked()));
                }>
                    <input type="text" class="input" aria-label=label placeholder=hint prop:value=reason
                        on:input=move |event| reason.set(event_target_value(&event))/>
                    <input type="text" class="input accept-by" aria-label="Who accepts it" placeholder="Your name" prop:value=by
                        on:input=move |event| by.set(event_target_value(&event))/>
                    <button type="submit" class="button quiet" disabled=move || reason.with(|text| text.trim().is_empty())>"Accept"</button>
                </form>
            }
                .into_any(),
        }}
    }
}

/// Who accepted something last in this project: most likely the same again.
fn last_name(workspace: crate::app::state::Workspace) -> String {
    workspace
        .project
        .with_untracked(|project| project.settings.accepted.iter().rev().find_map(|a| a.by.clone()))
        .unwrap_or_default()
}
