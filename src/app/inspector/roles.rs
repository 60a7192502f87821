//! A role.

use leptos::prelude::*;

use super::field::{CheckField, Place, Section, TextArea, TextField, optional};
use super::picker::{Picker, ids_of, role_options, values_of};
use crate::app::icons::{Icon, IconView};
use crate::app::state::use_workspace;
use crate::catalog::{Id, Role};
use crate::edit::Command;

/// Everything about one role.
#[component]
pub fn RoleInspector(
    /// The role.
    id: Id,
) -> impl IntoView {
    let workspace = use_workspace();
    let id = StoredValue::new(id);
    let found = Memo::new(move |_| workspace.roles.with(|roles| id.with_value(|id| roles.get(id).cloned())));
    let with = move |edit: &dyn Fn(&mut Role)| {
        if let Some(mut changed) = found.get_untracked() {
            edit(&mut changed);
            workspace.run(Command::PutRole { role: changed });
        }
    };
    let place = move |field| Place::new(id.get_value(), field);
    let others = Signal::derive(move || {
        let own = id.get_value().to_string();
        role_options(workspace).into_iter().filter(|(value, _)| *value != own).collect::<Vec<_>>()
    });
    view! {
        <header class="inspector-head">
            <IconView icon=Icon::User/>
            <div class="inspector-title">
                <h2>{move || found.get().map(|r| r.name).unwrap_or_default()}</h2>
                <span class="dim">"role of the cluster"</span>
            </div>
        </header>
        <Section title="Role">
            <TextField label="Name" place=place("name") mono=true
                value=Signal::derive(move || found.get().map(|r| r.name).unwrap_or_default())
                commit=move |name: String| with(&|r| r.name = name.trim().to_owned())/>
            <CheckField label="Can log in" place=place("login")
                value=Signal::derive(move || found.get().is_some_and(|r| r.login))
                commit=move |yes: bool| with(&|r| r.login = yes)/>
            <CheckField label="BYPASSRLS: no policy binds it" place=place("bypassRls")
                value=Signal::derive(move || found.get().is_some_and(|r| r.bypass_rls))
                commit=move |yes: bool| with(&|r| r.bypass_rls = yes)/>
            <Picker label="Member of" place=place("memberOf") options=others
                chosen=Signal::derive(move || found.get().map(|r| values_of(&r.member_of)).unwrap_or_default())
                commit={move |chosen: Vec<String>| with(&|r| r.member_of = ids_of(&chosen))}/>
            <TextArea label="Comment" place=place("comment") prose=true
                value=Signal::derive(move || found.get().and_then(|r| r.comment).unwrap_or_default())
                commit=move |text: String| with(&|r| r.comment = optional(text.clone()))/>
            <p class="hint">"Roles belong to the cluster: roles.sql makes them, an administrator runs it. Passwords are never part of it."</p>
        </Section>
        <Section title="Remove">
            <button class="button quiet danger" on:click=move |_| {
                workspace.run(Command::RemoveRole { id: id.get_value() });
            }><IconView icon=Icon::Trash/>"Remove role"</button>
        </Section>
    }
}
