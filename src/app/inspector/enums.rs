//! An enum type.

use leptos::prelude::*;

use super::field::{IconButton, Place, PlaceProblems, Section, SelectField, TextArea, TextField, TextInput, optional};
use super::picker::schema_or_new;
use super::schemas::{NEW_SCHEMA, into_new_schema};
use crate::app::icons::{Icon, IconView};
use crate::app::state::use_workspace;
use crate::app::ui::{FieldFocus, use_ui};
use crate::catalog::{EnumLabel, EnumType, Id};
use crate::edit::Command;
use crate::platform::ids;

/// Everything about one enum.
#[component]
pub fn EnumInspector(
    /// The enum.
    id: Id,
) -> impl IntoView {
    let workspace = use_workspace();
    let ui = use_ui();
    let id = StoredValue::new(id);
    let found = Memo::new(move |_| workspace.enums.with(|enums| id.with_value(|id| enums.get(id).cloned())));
    let with = move |edit: &dyn Fn(&mut EnumType)| {
        if let Some(mut changed) = found.get_untracked() {
            edit(&mut changed);
            workspace.run(Command::PutEnum { enum_type: changed });
        }
    };
    let set_schema = move |schema: String| {
        if schema == NEW_SCHEMA
            && let Some(mut enum_type) = found.get_untracked()
        {
            into_new_schema(workspace, ui, |schema| {
                enum_type.schema = schema;
                Command::PutEnum { enum_type }
            });
        } else {
            with(&|e| e.schema = Id::new(&schema));
        }
    };
    let place = move |field| Place::new(id.get_value(), field);
    let labels = Memo::new(move |_| {
        found.get().map(|e| e.labels.iter().map(|l| l.id.clone()).collect::<Vec<_>>()).unwrap_or_default()
    });
    let add = move |()| {
        let label = ids::fresh();
        with(&|e| {
            let free = (e.labels.len() + 1..).map(|n| format!("label{n}"));
            let name = free.into_iter().find(|name| e.labels.iter().all(|l| l.name != *name)).unwrap_or_default();
            e.labels.push(EnumLabel { id: label.clone(), name });
        });
        ui.focus_field.set(Some(FieldFocus { object: label, field: "name" }));
    };
    view! {
        <header class="inspector-head">
            <IconView icon=Icon::Tag/>
            <div class="inspector-title">
                <h2>{move || found.get().map(|e| e.name).unwrap_or_default()}</h2>
                <span class="dim">"enum"</span>
            </div>
        </header>
        <Section title="Enum">
            <TextField label="Name" place=place("name") mono=true
                value=Signal::derive(move || found.get().map(|e| e.name).unwrap_or_default())
                commit=move |name: String| with(&|e| e.name = name.trim().to_owned())/>
            <SelectField label="Schema" place=place("schema") options=Signal::derive(move || schema_or_new(workspace))
                value=Signal::derive(move || found.get().map(|e| e.schema.to_string()).unwrap_or_default())
                commit=set_schema/>
            <TextArea label="Comment" place=place("comment") prose=true
                value=Signal::derive(move || found.get().and_then(|e| e.comment).unwrap_or_default())
                commit=move |text: String| with(&|e| e.comment = optional(text.clone()))/>
        </Section>
        <Section title="Labels" count=Signal::derive(move || labels.with(Vec::len)) add=Callback::new(add) add_label="Add label">
            <PlaceProblems place=place("labels")/>
            <For each=move || labels.get() key=|label| label.clone() let:label>
                {
                    let label = StoredValue::new(label);
                    let value = Signal::derive(move || {
                        let found = found.get().and_then(|e| {
                            label.with_value(|id| e.labels.into_iter().find(|l| l.id == *id))
                        });
                        found.map(|l| l.name).unwrap_or_default()
                    });
                    let at = move |e: &EnumType| label.with_value(|id| e.labels.iter().position(|l| l.id == *id));
                    view! {
                        <div class="pair">
                            <TextInput label="Label" place=Place::new(label.get_value(), "name") value mono=true
                                commit=move |name: String| with(&|e| {
                                    if let Some(at) = at(e) {
                                        e.labels[at].name.clone_from(&name);
                                    }
                                })/>
                            <IconButton icon=Icon::ArrowUp label="Move label up" act=move |()| with(&|e| {
                                if let Some(at) = at(e).filter(|at| *at > 0) {
                                    e.labels.swap(at, at - 1);
                                }
                            })/>
                            <IconButton icon=Icon::Trash label="Remove label" act=move |()| with(&|e| {
                                label.with_value(|id| e.labels.retain(|l| l.id != *id));
                            })/>
                        </div>
                    }
                }
            </For>
        </Section>
        <Section title="Remove">
            <button class="button quiet danger" on:click=move |_| {
                workspace.run(Command::RemoveEnum { id: id.get_value() });
            }><IconView icon=Icon::Trash/>"Remove enum"</button>
        </Section>
    }
}
