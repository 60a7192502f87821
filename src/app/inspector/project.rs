//! The project's own settings, shown while nothing is selected.

use leptos::prelude::*;

use super::checks::Checks;
use super::field::{CheckField, Section, SelectField, TextField, optional};
use super::picker::{role_or_none, schema_options};
use super::schemas::Schemas;
use super::settings::SettingsFields;
use super::tenancy::TenancySection;
use crate::app::icons::{Icon, IconView};
use crate::app::state::use_workspace;
use crate::catalog::Id;
use crate::design::{Convention, Settings};
use crate::edit::Command;

const CONVENTIONS: [(Convention, &str, &str); 3] = [
    (Convention::AsWritten, "asWritten", "as written"),
    (Convention::Ef, "ef", "EF Core's"),
    (Convention::SnakeCase, "snakeCase", "snake_case"),
];

/// The project.
#[component]
pub fn ProjectInspector() -> impl IntoView {
    let workspace = use_workspace();
    let fields = SettingsFields::new();
    let with = move |edit: &dyn Fn(&mut Settings)| fields.change(edit);
    let place = move |field| fields.place(field);
    let read = move |get: fn(&Settings) -> String| fields.read(get);
    let role = |id: &Option<Id>| id.as_ref().map(ToString::to_string).unwrap_or_default();
    let roles = Signal::derive(move || role_or_none(workspace));
    let conventions =
        Signal::stored(CONVENTIONS.iter().map(|(_, v, t)| ((*v).to_owned(), (*t).to_owned())).collect::<Vec<_>>());
    let versions = (14..=18).rev().map(|v: u8| (v.to_string(), format!("PostgreSQL {v}"))).collect::<Vec<_>>();
    view! {
        <header class="inspector-head">
            <IconView icon=Icon::Database/>
            <div class="inspector-title">
                <h2>{move || workspace.project.get().name.clone()}</h2>
                <span class="dim">"project settings"</span>
            </div>
        </header>
        <Section title="Project">
            <TextField label="Name" place=place("projectName")
                value=Signal::derive(move || workspace.project.get().name.clone())
                commit=move |name: String| {
                    workspace.run(Command::SetName { name: name.trim().to_owned() });
                }/>
            <SelectField label="Schema" place=place("defaultSchema") options=Signal::derive(move || schema_options(workspace))
                value=read(|s| s.default_schema.to_string()) help="The schema that new entities go to"
                commit=move |schema: String| with(&|s| s.default_schema = Id::new(&schema))/>
            <SelectField label="Oldest target" place=place("targetVersion") options=Signal::stored(versions)
                value=read(|s| s.target_version.to_string()) help="The oldest PostgreSQL that the bundle must run on"
                commit=move |version: String| with(&|s| s.target_version = version.parse().unwrap_or(s.target_version))/>
        </Section>
        <Schemas/>
        <Section title="Naming">
            <SelectField label="Tables" place=place("naming.tables") options=conventions
                value=read(|s| convention_value(s.naming.tables))
                commit=move |value: String| with(&|s| s.naming.tables = convention_of(&value))/>
            <SelectField label="Columns" place=place("naming.columns") options=conventions
                value=read(|s| convention_value(s.naming.columns))
                commit=move |value: String| with(&|s| s.naming.columns = convention_of(&value))/>
            <SelectField label="Keys" place=place("naming.keys") options=conventions
                value=read(|s| convention_value(s.naming.keys))
                commit=move |value: String| with(&|s| s.naming.keys = convention_of(&value))/>
            <SelectField label="Indexes" place=place("naming.indexes") options=conventions
                value=read(|s| convention_value(s.naming.indexes))
                commit=move |value: String| with(&|s| s.naming.indexes = convention_of(&value))/>
        </Section>
        <Section title="Roles">
            <SelectField label="Owner" place=place("ownerRole") options=roles value=fields.read(move |s| role(&s.owner_role))
                help="Owns the objects and runs migrations"
                commit=move |value: String| with(&|s| s.owner_role = optional(value.clone()).map(Id::from))/>
            <SelectField label="Application" place=place("appRole") options=roles value=fields.read(move |s| role(&s.app_role))
                help="What the application connects as: bound by every policy"
                commit=move |value: String| with(&|s| s.app_role = optional(value.clone()).map(Id::from))/>
            <SelectField label="Service" place=place("serviceRole") options=roles value=fields.read(move |s| role(&s.service_role))
                help="Background workers: a policy of their own shows them every tenant's rows"
                commit=move |value: String| with(&|s| s.service_role = optional(value.clone()).map(Id::from))/>
            <SelectField label="Read-only" place=place("readOnlyRole") options=roles value=fields.read(move |s| role(&s.read_only_role))
                help="Reads what the application reads, and writes nothing"
                commit=move |value: String| with(&|s| s.read_only_role = optional(value.clone()).map(Id::from))/>
        </Section>
        <TenancySection/>
        <Checks/>
        <Section title="Migration history">
            <TextField label="Table" place=place("history.table") value=read(|s| s.history.table.clone()) mono=true
                commit=move |text: String| with(&|s| s.history.table = text.trim().to_owned())/>
            <TextField label="Schema" place=place("history.schema") mono=true
                value=read(|s| s.history.schema.clone().unwrap_or_default())
                commit=move |text: String| with(&|s| s.history.schema = optional(text.clone()))/>
            <TextField label="Version" place=place("history.productVersion") mono=true
                value=read(|s| s.history.product_version.clone()) help="Written into the column ProductVersion"
                commit=move |text: String| with(&|s| s.history.product_version = text.trim().to_owned())/>
        </Section>
        <Section title="Short locks">
            <TextField label="Wait (ms)" place=place("lockWait.timeoutMs") mono=true
                value=read(|s| s.lock_wait.timeout_ms.to_string())
                help="How long a try waits for a lock before it lets others go first; 0 waits for as long as it takes"
                commit=move |text: String| with(&|s| s.lock_wait.timeout_ms = number(&text, s.lock_wait.timeout_ms))/>
            <TextField label="Tries" place=place("lockWait.tries") mono=true value=read(|s| s.lock_wait.tries.to_string())
                help="How often it tries before the migration fails with nothing done"
                commit=move |text: String| with(&|s| s.lock_wait.tries = number(&text, s.lock_wait.tries).max(1))/>
        </Section>
        <Section title="Advice">
            <CheckField label="Advise on what could be better" place=place("advice")
                value=fields.read(|s| s.advice)
                help="Migrations tell of the order of columns, enums, wide indexes and domains, too"
                commit=move |on: bool| with(&|s| s.advice = on)/>
        </Section>
    }
}

fn convention_value(convention: Convention) -> String {
    CONVENTIONS.iter().find(|(c, _, _)| *c == convention).map_or_else(String::new, |(_, value, _)| (*value).to_owned())
}

fn convention_of(value: &str) -> Convention {
    CONVENTIONS.iter().find(|(_, v, _)| *v == value).map(|(c, _, _)| *c).unwrap_or_default()
}

/// A number that was typed; what was there, if it is none.
fn number(text: &str, before: u32) -> u32 {
    text.trim().parse().unwrap_or(before)
}
