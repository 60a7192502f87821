//! How tenants are told apart in the project, and what strengthens the wall between them.

use leptos::prelude::*;

use super::field::{CheckField, Section, SelectField, TextField, optional};
use super::picker::{column_options, entity_options};
use super::settings::SettingsFields;
use crate::app::state::use_workspace;
use crate::catalog::{DataType, Id};
use crate::design::{Guards, ServiceRights, Settings, Strategy};

/// The strategies by their word in the project file, and what they are called.
const STRATEGIES: [(&str, &str); 4] = [
    ("setting", "a session setting"),
    ("claim", "a claim of a token (JWT)"),
    ("membership", "a table of memberships"),
    ("schema", "a schema for each tenant"),
];

/// A guard: its field, what it is called, what it does, and how it is read and set.
type Guard = (&'static str, &'static str, &'static str, fn(&mut Guards) -> &mut bool);

const GUARDS: [Guard; 5] = [
    (
        "guards.perCommand",
        "A policy to each command",
        "SELECT, INSERT, UPDATE and DELETE have policies of their own, to the roles that may use them",
        |guards| &mut guards.per_command,
    ),
    (
        "guards.floor",
        "A restrictive floor",
        "A restrictive policy to everyone, which no permissive one added later can widen",
        |guards| &mut guards.floor,
    ),
    (
        "guards.references",
        "References keep to the tenant",
        "Foreign keys take the tenant along, so that no row can point at another tenant's",
        |guards| &mut guards.references,
    ),
    (
        "guards.unique",
        "Unique within the tenant",
        "Unique constraints hold within the tenant, so that none tells of another tenant's rows",
        |guards| &mut guards.unique,
    ),
    (
        "guards.columnGrants",
        "Updates by column",
        "The application may update columns by name: neither the tenant's nor the key's",
        |guards| &mut guards.column_grants,
    ),
];

/// The section of the project's inspector.
#[component]
pub fn TenancySection() -> impl IntoView {
    let fields = SettingsFields::new();
    let with = move |edit: &dyn Fn(&mut Settings)| fields.change(edit);
    let place = move |field| fields.place(field);
    let read = move |get: fn(&Settings) -> String| fields.read(get);
    let strategies = STRATEGIES.iter().map(|(value, title)| ((*value).to_owned(), (*title).to_owned()));
    let service = [("all", "read and write every tenant's"), ("readAll", "read every tenant's, write its session's")];
    let service: Vec<_> = service.iter().map(|(value, title)| ((*value).to_owned(), (*title).to_owned())).collect();
    let strategy = Memo::new(move |_| fields.now.with(|s| word(&s.tenancy.strategy)));
    let guard = move |(field, label, help, of): Guard| {
        let on = fields.read(move |s| *of(&mut s.tenancy.guards.clone()));
        view! { <CheckField label place=place(field) value=on help commit=move |yes: bool| with(&|s| *of(&mut s.tenancy.guards) = yes)/> }
    };
    view! {
        <Section title="Tenancy">
            <SelectField label="By" place=place("strategy") options=Signal::stored(strategies.collect::<Vec<_>>())
                value=Signal::derive(move || strategy.get().to_owned()) help="How a session says which tenant it works for"
                commit=move |value: String| with(&|s| {
                    // What was said of a strategy is kept while another one is only looked at.
                    if word(&s.tenancy.strategy) != value {
                        s.tenancy.strategy = strategy_of(&value);
                    }
                })/>
            {move || match strategy.get() {
                "claim" => view! { <Claim fields/> }.into_any(),
                "membership" => view! { <Memberships fields/> }.into_any(),
                "schema" => ().into_any(),
                _ => view! {
                    <TextField label="Setting" place=place("tenancy.setting") value=read(|s| s.tenancy.setting.clone()) mono=true
                        help="The session setting that holds the tenant"
                        commit=move |text: String| with(&|s| s.tenancy.setting = text.trim().to_owned())/>
                }
                .into_any(),
            }}
            <TextField label="Column" place=place("tenancy.column") value=read(|s| s.tenancy.column.clone()) mono=true
                commit=move |text: String| with(&|s| s.tenancy.column = text.trim().to_owned())/>
            <TextField label="Type" place=place("tenancy.type") mono=true list="tenant-types"
                value=read(|s| match &s.tenancy.data_type {
                    DataType::Builtin(text) => text.clone(),
                    DataType::Defined { id, .. } => id.to_string(),
                })
                commit=move |text: String| with(&|s| s.tenancy.data_type = DataType::builtin(&text))/>
            <datalist id="tenant-types">
                <option value="uuid"/><option value="bigint"/><option value="integer"/><option value="text"/>
            </datalist>
            <SelectField label="Service may" place=place("tenancy.service") options=Signal::stored(service)
                value=read(|s| if s.tenancy.service == ServiceRights::ReadAll { "readAll".to_owned() } else { "all".to_owned() })
                help="What the service role may do with the rows of tenants"
                commit=move |value: String| with(&|s| {
                    s.tenancy.service = if value == "readAll" { ServiceRights::ReadAll } else { ServiceRights::All };
                })/>
            {GUARDS.into_iter().map(guard).collect_view()}
        </Section>
    }
}

/// Where the tenant stands in a token.
#[component]
fn Claim(fields: SettingsFields) -> impl IntoView {
    let read = move || match fields.now.with(|s| s.tenancy.strategy.clone()) {
        Strategy::Claim { claims, path } => (claims, path),
        _ => Default::default(),
    };
    let set = move |claims: String, path: String| {
        fields.change(&|s| s.tenancy.strategy = Strategy::Claim { claims: claims.clone(), path: path.clone() });
    };
    let place = move |field| fields.place(field);
    view! {
        <TextField label="Claims" place=place("tenancy.strategy.claims") mono=true value=Signal::derive(move || read().0)
            help="The session setting that holds the token's claims as JSON"
            commit=move |text: String| set(text.trim().to_owned(), read().1)/>
        <TextField label="Path" place=place("tenancy.strategy.path") mono=true value=Signal::derive(move || read().1)
            help="The keys that lead to the tenant, joined by dots; never a claim that users may edit themselves"
            commit=move |text: String| set(read().0, text.trim().to_owned())/>
    }
}

/// Which table says who is a member of which tenant.
#[component]
fn Memberships(fields: SettingsFields) -> impl IntoView {
    type Said = (Option<Id>, Option<Id>, Option<Id>, String);
    let workspace = use_workspace();
    let read = move || -> Said {
        match fields.now.with(|s| s.tenancy.strategy.clone()) {
            Strategy::Membership { entity, user_column, tenant_column, user_setting } => {
                (entity, user_column, tenant_column, user_setting)
            }
            _ => Default::default(),
        }
    };
    let with = move |edit: &dyn Fn(&mut Said)| {
        let mut said = read();
        edit(&mut said);
        let (entity, user_column, tenant_column, user_setting) = said;
        let strategy = Strategy::Membership { entity, user_column, tenant_column, user_setting };
        fields.change(&|s| s.tenancy.strategy.clone_from(&strategy));
    };
    let text = |id: &Option<Id>| id.as_ref().map(ToString::to_string).unwrap_or_default();
    let place = move |field| fields.place(field);
    let entities = Signal::derive(move || {
        let mut options = vec![(String::new(), "choose one".to_owned())];
        options.extend(entity_options(workspace));
        options
    });
    let columns = Signal::derive(move || {
        let mut options = vec![(String::new(), "choose one".to_owned())];
        options.extend(read().0.map(|entity| column_options(workspace, &entity)).unwrap_or_default());
        options
    });
    view! {
        <SelectField label="Memberships" place=place("tenancy.strategy.entity") options=entities
            value=Signal::derive(move || text(&read().0)) help="The entity whose rows say who is a member of which tenant"
            commit=move |value: String| with(&|said| {
                *said = (optional(value.clone()).map(Id::from), None, None, std::mem::take(&mut said.3));
            })/>
        <SelectField label="User" place=place("tenancy.strategy.userColumn") options=columns
            value=Signal::derive(move || text(&read().1)) help="Its column with the user"
            commit=move |value: String| with(&|said| said.1 = optional(value.clone()).map(Id::from))/>
        <SelectField label="Tenant" place=place("tenancy.strategy.tenantColumn") options=columns
            value=Signal::derive(move || text(&read().2)) help="Its column with the tenant"
            commit=move |value: String| with(&|said| said.2 = optional(value.clone()).map(Id::from))/>
        <TextField label="User setting" place=place("tenancy.strategy.userSetting") mono=true
            value=Signal::derive(move || read().3) help="The session setting that holds the user"
            commit=move |text: String| with(&|said| said.3 = text.trim().to_owned())/>
    }
}

fn word(strategy: &Strategy) -> &'static str {
    match strategy {
        Strategy::Setting => "setting",
        Strategy::Claim { .. } => "claim",
        Strategy::Membership { .. } => "membership",
        Strategy::Schema => "schema",
    }
}

fn strategy_of(word: &str) -> Strategy {
    match word {
        "claim" => Strategy::claim(),
        "membership" => Strategy::membership(),
        "schema" => Strategy::Schema,
        _ => Strategy::Setting,
    }
}
