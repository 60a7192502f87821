//! Policies from a template: what it is, what it wants to know, and the statements that it comes to.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::picker::column_options;
use crate::app::by_sql::SqlForm;
use crate::app::state::{Workspace, use_workspace};
use crate::catalog::Id;
use crate::platform::prover::By;
use crate::rls::template::{Need, NeedKind, PolicyTemplate, apply, templates};
use crate::update::Updated;

/// The choice of a template, and its form once one is chosen.
#[component]
pub fn FromTemplate(
    /// The entity that gets the policies.
    entity: StoredValue<Id>,
) -> impl IntoView {
    let chosen = RwSignal::new(String::new());
    let options = templates().into_iter().map(|template| view! { <option value=template.id>{template.title}</option> });
    view! {
        <select class="input template-choice" aria-label="Policies from a template" prop:value=chosen
            on:change=move |event| chosen.set(event_target_value(&event))>
            <option value="">"Policies from a template…"</option>
            {options.collect_view()}
        </select>
        {move || {
            let id = chosen.get();
            let template = templates().into_iter().find(|template| template.id == id)?;
            Some(view! { <Form entity template chosen/> })
        }}
    }
}

#[component]
fn Form(entity: StoredValue<Id>, template: PolicyTemplate, chosen: RwSignal<String>) -> impl IntoView {
    let workspace = use_workspace();
    let said: RwSignal<BTreeMap<String, String>> = RwSignal::new(beginnings(workspace, entity, &template));
    let written = Memo::new(move |_| {
        let derived = workspace.derived.get();
        entity.with_value(|entity| said.with(|said| apply(template.id, &derived.lowered.catalog, entity, said)))
    });
    let field = move |need: Need| {
        let value = move || said.with(|said| said.get(need.name).cloned().unwrap_or_default());
        let suggestions = suggestions(workspace, entity, need.kind);
        let list = format!("template-{}-{}", template.id, need.name);
        view! {
            <label class="field" title=need.what>
                <span class="field-label">{need.what}</span>
                <input class="input mono" prop:value=value list=list.clone() placeholder=need.default
                    on:input=move |event| said.update(|said| drop(said.insert(need.name.to_owned(), event_target_value(&event))))/>
                <datalist id=list>{suggestions.into_iter().map(|text| view! { <option value=text/> }).collect_view()}</datalist>
            </label>
        }
    };
    let done = move |updated: Updated| {
        let policies =
            if updated.steps.len() == 1 { "1 change".to_owned() } else { format!("{} changes", updated.steps.len()) };
        workspace.toasts.info(format!("{}: {policies} taken over.", template.title));
        if updated.kept.is_empty() {
            chosen.set(String::new());
        }
    };
    view! {
        <div class="policy-template" data-testid="policy-template">
            <p class="hint">{template.what}</p>
            <p class="hint">{if template.additive { "It goes on top of the policies that the table has." } else { "It is the whole wall of the table." }}</p>
            {template.needs.iter().copied().map(field).collect_view()}
            {move || match written.get() {
                Err(why) => view! { <p class="field-problem" role="status">{why}</p> }.into_any(),
                Ok(_) => view! {
                    <SqlForm text=Signal::derive(move || written.get().unwrap_or_default()) label="What the template writes" button="Apply"
                        fresh=true by=Callback::new(By::Statements) done=Callback::new(done)/>
                }
                .into_any(),
            }}
        </div>
    }
}

/// What is taken unless something else is said: what the project says of its tenants goes before the template's own words.
fn beginnings(workspace: Workspace, entity: StoredValue<Id>, template: &PolicyTemplate) -> BTreeMap<String, String> {
    let tenancy = workspace.with_design(|design| design.settings.tenancy.clone());
    let role = workspace.with_design(|design| {
        let role = design.settings.app_role.as_ref().and_then(|id| design.roles.get(id));
        role.map(|role| role.name.clone())
    });
    let columns = suggestions(workspace, entity, NeedKind::Column);
    let of = |need: &Need| -> Option<String> {
        match need.name {
            "appRole" => role.clone(),
            "setting" => Some(tenancy.setting.clone()),
            "tenantColumn" if columns.contains(&tenancy.column) => Some(tenancy.column.clone()),
            _ => Some(need.default.to_owned()).filter(|text| !text.is_empty()),
        }
    };
    template.needs.iter().filter_map(|need| Some((need.name.to_owned(), of(need)?))).collect()
}

/// What may be meant by a kind of thing.
fn suggestions(workspace: Workspace, entity: StoredValue<Id>, kind: NeedKind) -> Vec<String> {
    let catalog = workspace.derived.with_untracked(|derived| derived.lowered.clone());
    let catalog = &catalog.catalog;
    match kind {
        NeedKind::Column => {
            let table = entity.with_value(|entity| catalog.table(entity));
            let own = table.map(|table| table.columns.iter().map(|column| column.name.clone()).collect());
            own.unwrap_or_else(|| {
                entity
                    .with_value(|entity| column_options(workspace, entity))
                    .into_iter()
                    .map(|(_, name)| name)
                    .collect()
            })
        }
        NeedKind::Table => catalog.tables.iter().map(|table| table.name.clone()).collect(),
        NeedKind::Role => catalog.roles.iter().map(|role| role.name.clone()).collect(),
        NeedKind::OtherColumn | NeedKind::Setting | NeedKind::Text => Vec::new(),
    }
}
