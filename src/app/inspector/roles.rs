//! A role.

use leptos::prelude::*;

use super::field::{CheckField, Place, Section, TextArea, TextField, optional};
use super::options::{Choice, Input, More, lines, number, set_number, yes};
use super::picker::{Picker, ids_of, role_options, values_of};
use crate::app::icons::{Icon, IconView};
use crate::app::state::use_workspace;
use crate::catalog::{Id, Role};
use crate::edit::Command;

const ATTRIBUTES: &[Choice<Role>] = &[
    Choice {
        label: "Superuser",
        field: "superuser",
        help: "No privilege and no policy binds it",
        input: Input::Check,
        get: |r| yes(r.attributes.superuser),
        set: |r, text| r.attributes.superuser = !text.is_empty(),
    },
    Choice {
        label: "Creates databases",
        field: "createDb",
        help: "CREATEDB",
        input: Input::Check,
        get: |r| yes(r.attributes.create_db),
        set: |r, text| r.attributes.create_db = !text.is_empty(),
    },
    Choice {
        label: "Creates roles",
        field: "createRole",
        help: "CREATEROLE",
        input: Input::Check,
        get: |r| yes(r.attributes.create_role),
        set: |r, text| r.attributes.create_role = !text.is_empty(),
    },
    Choice {
        label: "Must SET ROLE to use its memberships",
        field: "noInherit",
        help: "NOINHERIT",
        input: Input::Check,
        get: |r| yes(r.attributes.no_inherit),
        set: |r, text| r.attributes.no_inherit = !text.is_empty(),
    },
    Choice {
        label: "Replicates",
        field: "replication",
        help: "REPLICATION",
        input: Input::Check,
        get: |r| yes(r.attributes.replication),
        set: |r, text| r.attributes.replication = !text.is_empty(),
    },
    Choice {
        label: "Connections",
        field: "connectionLimit",
        help: "CONNECTION LIMIT; none without a number",
        input: Input::Text,
        get: |r| number(r.attributes.connection_limit),
        set: |r, text| set_number(&mut r.attributes.connection_limit, text),
    },
    Choice {
        label: "Valid until",
        field: "validUntil",
        help: "Until when its password may be used: 2027-01-01",
        input: Input::Text,
        get: |r| r.attributes.valid_until.clone().unwrap_or_default(),
        set: |r, text| r.attributes.valid_until = optional(text.to_owned()),
    },
];

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
            <More title="More of what it may do" open=found.with_untracked(|r| r.as_ref().is_some_and(|r| !r.attributes.is_default()))>
                {lines(ATTRIBUTES, found.into(), place, move |role| { workspace.run(Command::PutRole { role }); })}
            </More>
            <p class="hint">"Roles belong to the cluster: roles.sql makes them, an administrator runs it. Passwords are never part of it."</p>
        </Section>
        <Section title="Remove">
            <button class="button quiet danger" on:click=move |_| {
                workspace.run(Command::RemoveRole { id: id.get_value() });
            }><IconView icon=Icon::Trash/>"Remove role"</button>
        </Section>
    }
}
