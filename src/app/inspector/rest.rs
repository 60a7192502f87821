//! What is not drawn: a view, a function, a type, or a sequence.

use leptos::prelude::*;

use super::field::{Place, Section, TextArea, optional};
use super::sequence::SequenceFields;
use crate::app::actions;
use crate::app::by_sql::SqlForm;
use crate::app::icons::{Icon, IconView};
use crate::app::outline::rest_icon;
use crate::app::state::use_workspace;
use crate::app::ui::use_ui;
use crate::catalog::{Id, Object};
use crate::edit::{Command, rest};
use crate::platform::prover::By;
use crate::update::Updated;

/// Everything about one of them.
#[component]
pub fn RestInspector(
    /// Which one.
    id: Id,
) -> impl IntoView {
    let workspace = use_workspace();
    let is_sequence = workspace.rest.with_untracked(|rest| rest.sequence(&id).is_some());
    let stored = StoredValue::new(id.clone());
    view! {
        {if is_sequence {
            view! { <SequenceFields id=id.clone()/> }.into_any()
        } else {
            view! { <Definition id=id.clone()/> }.into_any()
        }}
        <Section title="Stands on"><Names of=Signal::derive(move || {
            workspace.rest.track();
            workspace.with_design(|design| stored.with_value(|id| rest::uses(design, id)).into_iter().filter_map(|id| {
                Some((Some(id.clone()), rest::words(design, &id)?))
            }).collect())
        }) nothing="Nothing that PostgreSQL knows of."/></Section>
        <Section title="Used by"><Names of=Signal::derive(move || {
            workspace.rest.track();
            workspace.structure.track();
            workspace.with_design(|design| stored.with_value(|id| rest::users(design, id)))
                .into_iter().map(|(id, name)| (Some(id), name)).collect()
        }) nothing="Nothing."/></Section>
        <Section title="Remove">
            <button class="button quiet danger" data-testid="remove-rest" on:click=move |_| {
                workspace.run(Command::RemoveObject { id: stored.get_value() });
            }><IconView icon=Icon::Trash/>"Remove from the project"</button>
        </Section>
    }
}

/// Names that lead to what they name.
#[component]
fn Names(of: Signal<Vec<(Option<Id>, String)>>, nothing: &'static str) -> impl IntoView {
    let (workspace, ui) = (use_workspace(), use_ui());
    move || {
        let names = of.get();
        if names.is_empty() {
            return view! { <p class="hint">{nothing}</p> }.into_any();
        }
        let line = |(id, name): (Option<Id>, String)| {
            let go = move |_| {
                if let Some(id) = &id {
                    actions::go_to(workspace, ui, id, None, None);
                }
            };
            view! { <li><button type="button" class="link" on:click=go>{name}</button></li> }
        };
        view! { <ul class="names">{names.into_iter().map(line).collect_view()}</ul> }.into_any()
    }
}

#[component]
fn Definition(id: Id) -> impl IntoView {
    let workspace = use_workspace();
    let id = StoredValue::new(id);
    let found = Memo::new(move |_| workspace.rest.with(|rest| id.with_value(|id| rest.object(id).cloned())));
    let text = move |read: fn(&Object) -> String| {
        Signal::derive(move || found.with(|found| found.as_ref().map(read).unwrap_or_default()))
    };
    let kind = text(|object| object.kind.clone());
    let icon = move || found.with(|found| found.as_ref().map_or(Icon::FileCode, |object| rest_icon(&object.kind)));
    let done = move |updated: Updated| {
        let more = updated.steps.len().saturating_sub(1);
        let also = match more {
            0 => String::new(),
            1 => " 1 more statement makes again what stands on it.".to_owned(),
            more => format!(" {more} more statements make again what stands on it."),
        };
        workspace.toasts.info(format!("PostgreSQL took the new definition.{also}"));
    };
    view! {
        <header class="inspector-head">
            {move || view! { <IconView icon=icon()/> }}
            <div class="inspector-title"><h2 title=text(|object| object.identity.clone())>{text(|object| object.identity.clone())}</h2><span class="dim">{kind}</span></div>
        </header>
        <Section title="Definition">
            <SqlForm text=text(|object| format!("{};\n", object.definition)) label="The statement that creates it" button="Take over"
                by=Callback::new(move |sql| By::Definition(id.get_value(), sql)) done=Callback::new(done)/>
            <TextArea label="Comment" place=Place::new(id.get_value(), "comment") prose=true
                value=text(|object| object.comment.clone().unwrap_or_default())
                commit=move |text: String| {
                    if let Some(object) = found.get_untracked() {
                        let object = Box::new(Object { comment: optional(text), ..object });
                        workspace.run(Command::PutObject { object });
                    }
                }/>
            <Settings of=Signal::derive(move || found.with(|found| {
                found.iter().flat_map(|object| object.settings.iter().map(|setting| setting.set.clone())).collect()
            }))/>
        </Section>
    }
}

/// What is set after it was created, as SQL.
#[component]
fn Settings(of: Signal<Vec<String>>) -> impl IntoView {
    move || {
        let lines = of.get();
        (!lines.is_empty()).then(|| view! { <pre class="mono hint">{lines.join(";\n")}</pre> })
    }
}
