//! A schema.

use leptos::prelude::*;

use super::field::{Place, Section, TextArea, TextField, optional};
use super::grants::GrantMatrix;
use crate::app::icons::{Icon, IconView};
use crate::app::state::use_workspace;
use crate::catalog::{Grant, Id, Privilege, Schema};
use crate::edit::Command;

/// Everything about one schema.
#[component]
pub fn SchemaInspector(
    /// The schema.
    id: Id,
) -> impl IntoView {
    let workspace = use_workspace();
    let id = StoredValue::new(id);
    let found = Memo::new(move |_| workspace.schemas.with(|all| id.with_value(|id| all.get(id).cloned())));
    let with = move |edit: &dyn Fn(&mut Schema)| {
        if let Some(mut changed) = found.get_untracked() {
            edit(&mut changed);
            workspace.run(Command::PutSchema { schema: changed });
        }
    };
    let place = move |field| Place::new(id.get_value(), field);
    let derived = Signal::derive(move || {
        workspace.derived.with(|derived| {
            id.with_value(|id| derived.lowered.catalog.schema(id)).map(|s| s.grants.clone()).unwrap_or_default()
        })
    });
    let is_public = move || found.get().is_some_and(|s| s.is_public());
    view! {
        <header class="inspector-head">
            <IconView icon=Icon::Folder/>
            <div class="inspector-title">
                <h2>{move || found.get().map(|s| s.name).unwrap_or_default()}</h2>
                <span class="dim">"schema"</span>
            </div>
        </header>
        {move || {
            if is_public() {
                view! {
                    <Section title="Schema">
                        <p class="hint">"Every new database has the schema public. It is neither made nor dropped, and roles.sql grants what the roles need on it."</p>
                    </Section>
                }
                    .into_any()
            } else {
                view! {
                    <Section title="Schema">
                        <TextField label="Name" place=place("name") mono=true
                            value=Signal::derive(move || found.get().map(|s| s.name).unwrap_or_default())
                            commit=move |name: String| with(&|s| s.name = name.trim().to_owned())/>
                        <TextArea label="Comment" place=place("comment") prose=true
                            value=Signal::derive(move || found.get().and_then(|s| s.comment).unwrap_or_default())
                            commit=move |text: String| with(&|s| s.comment = optional(text.clone()))/>
                    </Section>
                    <Section title="Grants">
                        <GrantMatrix privileges=vec![Privilege::Usage, Privilege::Create] derived
                            grants=Signal::derive(move || found.get().map(|s| s.grants).unwrap_or_default())
                            commit={move |grants: Vec<Grant>| with(&|s| s.grants.clone_from(&grants))}/>
                    </Section>
                    <Section title="Remove">
                        <button class="button quiet danger" on:click=move |_| {
                            workspace.run(Command::RemoveSchema { id: id.get_value() });
                        }><IconView icon=Icon::Trash/>"Remove schema"</button>
                    </Section>
                }
                    .into_any()
            }
        }}
    }
}
