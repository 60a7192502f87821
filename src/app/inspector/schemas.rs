//! A schema.

use leptos::prelude::*;

use super::field::{IconButton, Place, PlaceProblems, Section, TextArea, TextField, TextInput, optional};
use super::grants::GrantMatrix;
use crate::app::icons::{Icon, IconView};
use crate::app::selection::Selection;
use crate::app::state::{Workspace, use_workspace};
use crate::app::ui::{FieldFocus, Ui, use_ui};
use crate::catalog::Sorting;
use crate::catalog::{Grant, Id, Privilege, Schema};
use crate::edit::Command;
use crate::platform::ids;

/// The option that makes a schema instead of choosing one. No id is blank.
pub const NEW_SCHEMA: &str = " ";

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
    let is_public = Memo::new(move |_| found.get().is_some_and(|s| s.is_public()));
    view! {
        <header class="inspector-head">
            <IconView icon=Icon::Folder/>
            <div class="inspector-title">
                <h2>{move || found.get().map(|s| s.name).unwrap_or_default()}</h2>
                <span class="dim">"schema"</span>
            </div>
        </header>
        {move || {
            if is_public.get() {
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

/// A schema with a name that is free.
fn fresh_schema(workspace: Workspace) -> Schema {
    let name = workspace.schemas.with_untracked(|schemas| {
        let free = |name: &String| schemas.values().all(|schema| schema.name != *name);
        (1..).map(|n| format!("schema{n}")).find(free).unwrap_or_default()
    });
    Schema::new(ids::fresh(), name)
}

/// Makes a schema for what is to be in it, in one step, shows it and lets its name be typed.
pub fn into_new_schema(workspace: Workspace, ui: Ui, put: impl FnOnce(Id) -> Command) {
    let schema = fresh_schema(workspace);
    let id = schema.id.clone();
    let commands = vec![Command::PutSchema { schema }, put(id.clone())];
    if workspace.run(Command::Batch { commands }) {
        workspace.selection.set(Selection::Schema(id.clone()));
        ui.focus_field.set(Some(FieldFocus { object: id, field: "name" }));
    }
}

/// All schemas, to be added to, renamed and removed.
#[component]
pub fn Schemas() -> impl IntoView {
    let workspace = use_workspace();
    let ui = use_ui();
    let ids = Memo::new(move |_| {
        workspace.schemas.with(|schemas| {
            let mut all: Vec<&Schema> = schemas.values().collect();
            // Whoever renames one should find it where it was: only public is told apart.
            all.order_by_key(|schema| !schema.is_public());
            all.into_iter().map(|schema| schema.id.clone()).collect::<Vec<_>>()
        })
    });
    let add = Callback::new(move |()| {
        let schema = fresh_schema(workspace);
        let object = schema.id.clone();
        if workspace.run(Command::PutSchema { schema }) {
            ui.focus_field.set(Some(FieldFocus { object, field: "name" }));
        }
    });
    view! {
        <Section title="Schemas" count=Signal::derive(move || ids.with(Vec::len)) add=add add_label="Add schema">
            <div role="list">
                <For each=move || ids.get() key=|id| id.clone() let:id>
                    <SchemaRow id/>
                </For>
            </div>
        </Section>
    }
}

#[component]
fn SchemaRow(id: Id) -> impl IntoView {
    let workspace = use_workspace();
    let id = StoredValue::new(id);
    let found = Memo::new(move |_| workspace.schemas.with(|all| id.with_value(|id| all.get(id).cloned())));
    let name = Signal::derive(move || found.get().map(|s| s.name).unwrap_or_default());
    let is_public = Memo::new(move |_| found.get().is_some_and(|s| s.is_public()));
    let place = Place::new(id.get_value(), "name");
    let rename = move |name: String| {
        if let Some(mut schema) = found.get_untracked() {
            schema.name = name.trim().to_owned();
            workspace.run(Command::PutSchema { schema });
        }
    };
    view! {
        <div role="listitem">
            <div class="pair">
                {move || if is_public.get() {
                    view! { <span class="mono grow schema-public">{name}</span> }.into_any()
                } else {
                    view! { <TextInput label="Schema name" place value=name mono=true commit=rename/> }.into_any()
                }}
                <IconButton icon=Icon::ChevronRight label=Signal::derive(move || format!("Show schema {}", name.get()))
                    act=move |()| workspace.selection.set(Selection::Schema(id.get_value()))/>
                {move || (!is_public.get()).then(|| view! {
                    <IconButton icon=Icon::Trash label=Signal::derive(move || format!("Remove schema {}", name.get()))
                        act=move |()| {
                            workspace.run(Command::RemoveSchema { id: id.get_value() });
                        }/>
                })}
            </div>
            <PlaceProblems place/>
        </div>
    }
}
