//! Whose rows an entity holds.

use leptos::prelude::*;

use super::field::{CheckField, Place, Section, SelectField, TextField, optional};
use super::picker::column_options;
use crate::app::state::use_workspace;
use crate::catalog::{Id, RowSecurity};
use crate::design::Tenancy;
use crate::edit::{Command, EntityProperties};

/// Whose rows they may be, by a word of this page, and what that is called.
const WHOSE: [(&str, &str); 5] = [
    ("", "nothing is said"),
    ("tenant", "one tenant's each"),
    ("shared", "everyone's to read"),
    ("global", "no tenant's"),
    ("unprotected", "unprotected, for a reason"),
];

/// The section of an entity's inspector.
#[component]
pub fn WallSection(
    /// The entity.
    id: StoredValue<Id>,
    /// What is said of it.
    properties: Memo<Option<EntityProperties>>,
) -> impl IntoView {
    let workspace = use_workspace();
    let with = move |edit: &dyn Fn(&mut EntityProperties)| {
        if let Some(mut changed) = properties.get_untracked() {
            edit(&mut changed);
            workspace.run(Command::SetEntity { id: id.get_value(), properties: Box::new(changed) });
        }
    };
    let text = move |read: fn(&EntityProperties) -> String| {
        Signal::derive(move || properties.get().map(|p| read(&p)).unwrap_or_default())
    };
    let place = move |field| Place::new(id.get_value(), field);
    let whose = Memo::new(move |_| properties.with(|p| p.as_ref().map_or("", |p| word(&p.tenancy))));
    let options: Vec<_> = WHOSE.iter().map(|(value, title)| ((*value).to_owned(), (*title).to_owned())).collect();
    let tenant_columns = Signal::derive(move || {
        let mut options = vec![(String::new(), "added for me".to_owned())];
        let own = id.with_value(|id| format!("{id}/"));
        let columns = id.with_value(|id| column_options(workspace, id));
        options.extend(columns.into_iter().filter(|(value, _)| !value.starts_with(&own)));
        options
    });
    let security = [("off", "off"), ("enabled", "enabled"), ("forced", "forced on the owner too")];
    let security: Vec<_> = security.iter().map(|(value, title)| ((*value).to_owned(), (*title).to_owned())).collect();
    let about = move || match whose.get() {
        "tenant" => {
            "A tenant column with its default from the session, its index, forced row-level security and the policies."
        }
        "shared" => "Every role of the application reads them; only the service role and the owner write.",
        "global" => "The application's role has no grants on it: the service role's and the owner's alone.",
        "unprotected" => "No wall, on purpose. The reason is kept in the project.",
        _ => "No tenant column and no policies; a derived entity is what its base is.",
    };
    let more = move || match whose.get() {
        "tenant" => view! {
            <SelectField label="Column" place=place("tenantColumn") options=tenant_columns
                value=text(|p| match &p.tenancy {
                    Tenancy::Tenant { column: Some(column) } => column.to_string(),
                    _ => String::new(),
                })
                commit=move |column: String| with(&|p| {
                    p.tenancy = Tenancy::Tenant { column: optional(column.clone()).map(Id::from) };
                })/>
            <CheckField label="Rows without a tenant are everyone's to read" place=place("sharedRows")
                value=Signal::derive(move || properties.get().is_some_and(|p| p.shared_rows))
                commit=move |yes: bool| with(&|p| p.shared_rows = yes)/>
        }
        .into_any(),
        "unprotected" => view! {
            <TextField label="Reason" place=place("tenancy.reason")
                value=text(|p| match &p.tenancy {
                    Tenancy::Unprotected { reason } => reason.clone(),
                    _ => String::new(),
                })
                commit=move |reason: String| with(&|p| {
                    p.tenancy = Tenancy::Unprotected { reason: reason.trim().to_owned() };
                })/>
        }
        .into_any(),
        "shared" | "global" => ().into_any(),
        _ => view! {
            <SelectField label="Row security" place=place("rowSecurity") options=Signal::stored(security.clone())
                value=text(|p| security_value(p.row_security).to_owned())
                commit=move |value: String| with(&|p| p.row_security = security_of(&value))/>
        }
        .into_any(),
    };
    view! {
        <Section title="Tenant wall">
            <SelectField label="Rows are" place=place("tenancy") options=Signal::stored(options)
                value=Signal::derive(move || whose.get().to_owned())
                commit=move |value: String| with(&|p| {
                    // What was said of the choice that stands is kept.
                    if word(&p.tenancy) != value {
                        p.tenancy = tenancy_of(&value);
                    }
                })/>
            <p class="hint">{about}</p>
            {more}
        </Section>
    }
}

fn word(tenancy: &Tenancy) -> &'static str {
    match tenancy {
        Tenancy::None => "",
        Tenancy::Tenant { .. } => "tenant",
        Tenancy::Shared => "shared",
        Tenancy::Global => "global",
        Tenancy::Unprotected { .. } => "unprotected",
    }
}

fn tenancy_of(word: &str) -> Tenancy {
    match word {
        "tenant" => Tenancy::Tenant { column: None },
        "shared" => Tenancy::Shared,
        "global" => Tenancy::Global,
        "unprotected" => Tenancy::Unprotected { reason: String::new() },
        _ => Tenancy::None,
    }
}

fn security_value(security: RowSecurity) -> &'static str {
    match security {
        RowSecurity::Off => "off",
        RowSecurity::Enabled => "enabled",
        RowSecurity::Forced => "forced",
    }
}

fn security_of(value: &str) -> RowSecurity {
    match value {
        "enabled" => RowSecurity::Enabled,
        "forced" => RowSecurity::Forced,
        _ => RowSecurity::Off,
    }
}
