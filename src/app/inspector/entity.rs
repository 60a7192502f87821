//! An entity, and several at once.

use leptos::prelude::*;

use super::base::set_base;
use super::columns::Columns;
use super::constraints::Constraints;
use super::field::{CheckField, Place, Section, SelectField, TextArea, TextField, optional};
use super::foreign_key::ForeignKeys;
use super::grants::EntityGrants;
use super::indexes::Indexes;
use super::look::LookSection;
use super::picker::{entity_options, schema_or_new};
use super::policies::Policies;
use super::schemas::{NEW_SCHEMA, into_new_schema};
use super::storage::Storage;
use super::wall::WallSection;
use crate::app::icons::{Icon, IconView};
use crate::app::state::use_workspace;
use crate::app::ui::use_ui;
use crate::catalog::Id;
use crate::design::{Inheritance, Tenancy};
use crate::edit::{Command, EntityProperties};

/// Everything about one entity.
#[component]
pub fn EntityInspector(
    /// The entity.
    id: Id,
) -> impl IntoView {
    let workspace = use_workspace();
    let stored = StoredValue::new(id.clone());
    let found = move || stored.with_value(|id| workspace.read_entity(id));
    let physical = move || {
        workspace.derived.with(|derived| {
            stored.with_value(|id| {
                let catalog = &derived.lowered.catalog;
                catalog.table(id).map(|t| {
                    let schema = catalog.schema(&t.schema).map(|s| s.name.clone()).unwrap_or_default();
                    format!("{schema}.{}", t.name)
                })
            })
        })
    };
    let tenant = move || found().is_some_and(|e| e.tenancy.is_tenant());
    view! {
        <header class="inspector-head">
            <IconView icon=Icon::Table2/>
            <div class="inspector-title">
                <h2>{move || found().map(|e| e.table.name.clone()).unwrap_or_default()}</h2>
                <span class="mono dim">{physical}</span>
            </div>
            {move || tenant().then(|| view! {
                <span class="tag tenant" title="Each row belongs to one tenant"><IconView icon=Icon::ShieldCheck/>"tenant"</span>
            })}
        </header>
        <Properties id=id.clone()/>
        <Columns entity=id.clone()/>
        <ForeignKeys entity=id.clone()/>
        <Constraints entity=id.clone()/>
        <Indexes entity=id.clone()/>
        <Policies entity=id.clone()/>
        <EntityGrants entity=id.clone()/>
        <LookSection ids=vec![id.clone()]/>
        <Storage entity=id/>
    }
}

#[component]
fn Properties(id: Id) -> impl IntoView {
    let workspace = use_workspace();
    let ui = use_ui();
    let id = StoredValue::new(id);
    let properties =
        Memo::new(move |_| id.with_value(|id| workspace.read_entity(id)).map(|e| EntityProperties::from(&*e)));
    let with = move |edit: &dyn Fn(&mut EntityProperties)| {
        if let Some(mut changed) = properties.get_untracked() {
            edit(&mut changed);
            workspace.run(Command::SetEntity { id: id.get_value(), properties: Box::new(changed) });
        }
    };
    let set_schema = move |schema: String| {
        if schema == NEW_SCHEMA
            && let Some(mut properties) = properties.get_untracked()
        {
            into_new_schema(workspace, ui, |schema| {
                properties.schema = schema;
                Command::SetEntity { id: id.get_value(), properties: Box::new(properties) }
            });
        } else {
            with(&|p| p.schema = Id::new(&schema));
        }
    };
    let text = move |read: fn(&EntityProperties) -> String| {
        Signal::derive(move || properties.get().map(|p| read(&p)).unwrap_or_default())
    };
    let place = move |field| Place::new(id.get_value(), field);
    let by_convention = Signal::derive(move || {
        let name = workspace
            .derived
            .with(|derived| id.with_value(|id| derived.lowered.catalog.table(id).map(|t| t.name.clone())));
        name.unwrap_or_default()
    });
    let bases = Signal::derive(move || {
        let mut options = vec![(String::new(), "none".to_owned())];
        let own = id.get_value().to_string();
        options.extend(entity_options(workspace).into_iter().filter(|(value, _)| *value != own));
        options
    });
    let is_root = Signal::derive(move || {
        let derives = properties.get().is_some_and(|p| p.base.is_some());
        workspace.structure.track();
        let has_derived = workspace
            .with_design(|design| id.with_value(|id| design.entities.values().any(|e| e.base.as_ref() == Some(id))));
        !derives && has_derived
    });
    view! {
        <Section title="Entity">
            <TextField label="Name" place=place("name") value=text(|p| p.name.clone())
                commit=move |name: String| with(&|p| p.name = name.trim().to_owned())/>
            <TextField label="Table" place=place("tableName") value=text(|p| p.table_name.clone().unwrap_or_default())
                placeholder=by_convention mono=true help="The table's name in the database, if not by the convention"
                commit=move |name: String| with(&|p| p.table_name = optional(name.clone()))/>
            <SelectField label="Schema" place=place("schema") value=text(|p| p.schema.to_string())
                options=Signal::derive(move || schema_or_new(workspace)) commit=set_schema/>
            <SelectField label="Base" place=place("base") options=bases
                value=text(|p| p.base.as_ref().map(ToString::to_string).unwrap_or_default())
                help="The entity this one derives from"
                commit=move |base: String| set_base(workspace, &id.get_value(), optional(base).map(Id::from))/>
            {move || {
                is_root
                    .get()
                    .then(|| {
                        let options = vec![
                            ("tph".to_owned(), "one table per hierarchy".to_owned()),
                            ("tpt".to_owned(), "one table per type".to_owned()),
                            ("tpc".to_owned(), "one table per concrete type".to_owned()),
                        ];
                        view! {
                            <SelectField label="Inheritance" place=place("inheritance") options=Signal::stored(options)
                                value=text(|p| inheritance_value(p.inheritance).to_owned())
                                commit=move |value: String| with(&|p| p.inheritance = inheritance_of(&value))/>
                        }
                    })
            }}
            <CheckField label="Abstract: no rows of its own" place=place("abstract")
                value=Signal::derive(move || properties.get().is_some_and(|p| p.is_abstract))
                commit=move |yes: bool| with(&|p| p.is_abstract = yes)/>
            <TextArea label="Comment" place=place("comment") prose=true
                value=text(|p| p.comment.clone().unwrap_or_default())
                commit=move |comment: String| with(&|p| p.comment = optional(comment.clone()))/>
        </Section>
        <WallSection id properties/>
    }
}

fn inheritance_value(inheritance: Inheritance) -> &'static str {
    match inheritance {
        Inheritance::TablePerHierarchy => "tph",
        Inheritance::TablePerType => "tpt",
        Inheritance::TablePerConcreteType => "tpc",
    }
}

fn inheritance_of(value: &str) -> Inheritance {
    match value {
        "tpt" => Inheritance::TablePerType,
        "tpc" => Inheritance::TablePerConcreteType,
        _ => Inheritance::TablePerHierarchy,
    }
}

/// What can be done with several entities at once.
#[component]
pub fn SeveralInspector(
    /// The entities.
    ids: Vec<Id>,
) -> impl IntoView {
    let workspace = use_workspace();
    let count = ids.len();
    let ids = StoredValue::new(ids);
    let set = move |tenancy: Tenancy| {
        let commands = ids.get_value().into_iter().filter_map(|id| {
            let mut properties = EntityProperties::from(&*workspace.peek_entity(&id)?);
            properties.tenancy = tenancy.clone();
            Some(Command::SetEntity { id, properties: Box::new(properties) })
        });
        workspace.run(Command::Batch { commands: commands.collect() });
    };
    view! {
        <header class="inspector-head">
            <IconView icon=Icon::Layers/>
            <div class="inspector-title"><h2>{format!("{count} entities")}</h2></div>
        </header>
        <Section title="Together">
            <div class="button-column">
                <button class="button" on:click=move |_| set(Tenancy::Tenant { column: None })>
                    <IconView icon=Icon::ShieldCheck/>"Make all tenant-scoped"
                </button>
                <button class="button" on:click=move |_| set(Tenancy::None)>
                    <IconView icon=Icon::Shield/>"Make none tenant-scoped"
                </button>
                <button class="button danger" on:click=move |_| crate::app::actions::delete_selection(workspace)>
                    <IconView icon=Icon::Trash/>"Remove all"
                </button>
            </div>
        </Section>
        <LookSection ids=ids.get_value()/>
    }
}
