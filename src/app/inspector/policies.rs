//! The row-level-security policies of an entity: those a person writes, and those that tenancy adds, shown as they are.

use leptos::prelude::*;

use super::expression::{ExpressionField, Owner};
use super::field::{CheckField, Place, Section, SelectField, TextArea, TextField, optional};
use super::object::ObjectRow;
use super::picker::{Picker, grantee_of, grantee_options, grantee_value};
use super::policies_mean::PoliciesMean;
use super::policy_template::FromTemplate;
use crate::app::icons::{Icon, IconView};
use crate::app::selection::Selection;
use crate::app::state::{Workspace, use_workspace};
use crate::app::ui::{FieldFocus, use_ui};
use crate::catalog::Sorting;
use crate::catalog::{Expr, Grantee, Id, Policy, PolicyCommand};
use crate::edit::Command;
use crate::expr::complete::Stance;
use crate::platform::ids;

const COMMANDS: [(PolicyCommand, &str); 5] = [
    (PolicyCommand::All, "all"),
    (PolicyCommand::Select, "select"),
    (PolicyCommand::Insert, "insert"),
    (PolicyCommand::Update, "update"),
    (PolicyCommand::Delete, "delete"),
];

/// The section.
#[component]
pub fn Policies(
    /// The entity.
    entity: Id,
) -> impl IntoView {
    let workspace = use_workspace();
    let ui = use_ui();
    let entity = StoredValue::new(entity);
    let ids = Memo::new(move |_| {
        let found = entity.with_value(|id| workspace.read_entity(id));
        found.map(|e| e.table.policies.iter().map(|p| p.id.clone()).collect::<Vec<_>>()).unwrap_or_default()
    });
    let derived = Memo::new(move |_| {
        let own = ids.get();
        workspace.derived.with(|derived| {
            let table = entity.with_value(|id| derived.lowered.catalog.table(id).cloned());
            let policies = table.map(|t| t.policies).unwrap_or_default();
            policies.into_iter().filter(|p| !own.contains(&p.id)).collect::<Vec<_>>()
        })
    });
    let add = move |()| {
        let policy = Policy {
            id: ids::fresh(),
            name: format!("policy{}", ids.with_untracked(Vec::len) + 1),
            restrictive: false,
            command: PolicyCommand::All,
            to: workspace
                .with_design(|design| vec![design.settings.app_role.clone().map_or(Grantee::Public, Grantee::Role)]),
            using: None,
            check: None,
            comment: None,
        };
        let id = policy.id.clone();
        if workspace.run(Command::PutPolicy { entity: entity.get_value(), policy }) {
            workspace.selection.set(Selection::object(entity.get_value(), id.clone()));
            ui.focus_field.set(Some(FieldFocus { object: id, field: "name" }));
        }
    };
    view! {
        <Section title="Policies" count=Signal::derive(move || ids.with(Vec::len) + derived.with(Vec::len))
            add=Callback::new(add) add_label="Add policy">
            <PoliciesMean entity/>
            {move || derived.get().into_iter().map(|p| view! { <DerivedPolicy policy=p/> }).collect_view()}
            <For each=move || ids.get() key=|id| id.clone() let:id>
                <PolicyRow entity=entity.get_value() id/>
            </For>
            <FromTemplate entity/>
        </Section>
    }
}

/// A policy that tenancy adds: read, not edited.
#[component]
fn DerivedPolicy(policy: Policy) -> impl IntoView {
    let workspace = use_workspace();
    let (command, to) = (policy.command.sql(), policy.to.clone());
    view! {
        <details class="derived-policy">
            <summary>
                <IconView icon=Icon::ShieldCheck/>
                <span class="mono">{policy.name.clone()}</span>
                <span class="dim">{move || format!("{command} to {}", roles_text(workspace, &to))}</span>
            </summary>
            <dl>
                {policy.using.as_ref().map(|e| view! { <dt>"USING"</dt><dd class="mono">{e.sql().to_owned()}</dd> })}
                {policy.check.as_ref().map(|e| view! { <dt>"WITH CHECK"</dt><dd class="mono">{e.sql().to_owned()}</dd> })}
                {policy.comment.as_ref().map(|c| view! { <dt>"Why"</dt><dd>{c.clone()}</dd> })}
            </dl>
        </details>
    }
}

fn roles_text(workspace: Workspace, to: &[Grantee]) -> String {
    let roles = workspace.roles.get_untracked();
    let name = |grantee: &Grantee| match grantee {
        Grantee::Public => "PUBLIC".to_owned(),
        Grantee::Role(id) => roles.get(id).map_or_else(|| "?".to_owned(), |r| r.name.clone()),
    };
    to.iter().map(name).collect::<Vec<_>>().join(", ")
}

fn policy_signal(workspace: Workspace, entity: StoredValue<Id>, id: StoredValue<Id>) -> Signal<Option<Policy>> {
    Signal::derive(move || {
        let found = entity.with_value(|e| workspace.read_entity(e))?;
        id.with_value(|id| found.table.policies.iter().find(|p| p.id == *id).cloned())
    })
}

#[component]
fn PolicyRow(entity: Id, id: Id) -> impl IntoView {
    let workspace = use_workspace();
    let (owner, object) = (entity.clone(), id.clone());
    let (entity, id) = (StoredValue::new(entity), StoredValue::new(id));
    let policy = policy_signal(workspace, entity, id);
    let name = Signal::derive(move || policy.get().map(|p| p.name).unwrap_or_default());
    let summary = Signal::derive(move || {
        policy.get().map_or_else(String::new, |p| {
            let kind = if p.restrictive { "restrictive " } else { "" };
            format!("{kind}{} to {}", p.command.sql(), roles_text(workspace, &p.to))
        })
    });
    let remove = move |()| {
        workspace.run(Command::RemovePolicy { entity: entity.get_value(), policy: id.get_value() });
    };
    view! {
        <ObjectRow entity=owner object icon=Icon::Shield name summary remove
            editor=move || view! { <PolicyEditor entity=entity.get_value() id=id.get_value()/> }/>
    }
}

#[component]
fn PolicyEditor(entity: Id, id: Id) -> impl IntoView {
    let workspace = use_workspace();
    let (entity, id) = (StoredValue::new(entity), StoredValue::new(id));
    let policy = policy_signal(workspace, entity, id);
    let with = move |edit: &dyn Fn(&mut Policy)| {
        if let Some(mut changed) = policy.get_untracked() {
            edit(&mut changed);
            workspace.run(Command::PutPolicy { entity: entity.get_value(), policy: changed });
        }
    };
    let place = move |field| Place::new(id.get_value(), field);
    let owner = Owner { entity: Some(entity), stance: Stance::Policy };
    let commands: Vec<(String, String)> =
        COMMANDS.iter().map(|(c, value)| ((*value).to_owned(), c.sql().to_owned())).collect();
    let expression = move |read: fn(&Policy) -> Option<&Expr>| {
        Signal::derive(move || policy.get().and_then(|p| read(&p).map(|e| e.sql().to_owned())).unwrap_or_default())
    };
    view! {
        <TextField label="Name" place=place("name") mono=true
            value=Signal::derive(move || policy.get().map(|p| p.name).unwrap_or_default())
            commit=move |name: String| with(&|p| p.name = name.trim().to_owned())/>
        <SelectField label="For" place=place("command") options=Signal::stored(commands)
            value=Signal::derive(move || {
                let now = policy.get().map(|p| p.command).unwrap_or_default();
                COMMANDS.iter().find(|(c, _)| *c == now).map_or_else(String::new, |(_, value)| (*value).to_owned())
            })
            commit=move |value: String| with(&|p| {
                p.command = COMMANDS.iter().find(|(_, v)| *v == value).map(|(c, _)| *c).unwrap_or_default();
            })/>
        <CheckField label="Restrictive: narrows what the permissive policies allow" place=place("restrictive")
            value=Signal::derive(move || policy.get().is_some_and(|p| p.restrictive))
            commit=move |yes: bool| with(&|p| p.restrictive = yes)/>
        <Picker label="To" place=place("to") options=Signal::derive(move || grantee_options(workspace))
            chosen=Signal::derive(move || {
                policy.get().map(|p| p.to.iter().map(grantee_value).collect::<Vec<_>>()).unwrap_or_default()
            })
            commit={move |chosen: Vec<String>| with(&|p| {
                p.to = chosen.iter().map(|value| grantee_of(value)).collect();
                p.to.order();
            })}/>
        <ExpressionField label="Using" place=place("using") owner rows=3 value=expression(|p| p.using.as_ref())
            placeholder="which existing rows the command sees"
            commit=move |text: String| with(&|p| p.using = optional(text.clone()).map(Expr::new))/>
        <ExpressionField label="With check" place=place("check") owner rows=3 value=expression(|p| p.check.as_ref())
            placeholder="which new rows it may write; as Using if empty"
            commit=move |text: String| with(&|p| p.check = optional(text.clone()).map(Expr::new))/>
        <TextArea label="Comment" place=place("comment") prose=true
            value=Signal::derive(move || policy.get().and_then(|p| p.comment).unwrap_or_default())
            commit=move |text: String| with(&|p| p.comment = optional(text.clone()))/>
    }
}
