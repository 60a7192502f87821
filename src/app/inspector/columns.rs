//! The columns of an entity.

use leptos::prelude::*;

use super::expression::{ExpressionField, Owner};
use super::field::{
    CheckField, Ended, IconButton, Place, PlaceProblems, Section, SelectField, TextArea, TextField, TextInput,
    leave_field, optional,
};
use super::storage::ColumnMore;
use crate::app::icons::{Icon, IconView};
use crate::app::selection::Selection;
use crate::app::state::{Workspace, use_workspace};
use crate::app::types::{own_types, short_text, type_of, type_text};
use crate::app::ui::{FieldFocus, use_ui};
use crate::catalog::{Column, ColumnValue, ConstraintKind, DataType, Expr, Id};
use crate::design::Entity;
use crate::edit::Command;
use crate::expr::complete::Stance;
use crate::layout::short_type;
use crate::platform::ids;

/// The types that are offered first; any other can be typed.
const COMMON_TYPES: &[&str] = &[
    "uuid",
    "bigint",
    "integer",
    "smallint",
    "text",
    "character varying(255)",
    "boolean",
    "timestamp with time zone",
    "date",
    "time without time zone",
    "interval",
    "numeric(18,2)",
    "double precision",
    "real",
    "jsonb",
    "bytea",
    "inet",
    "text[]",
    "tsvector",
    "int4range",
    "tstzrange",
];

/// The section.
#[component]
pub fn Columns(
    /// The entity.
    entity: Id,
) -> impl IntoView {
    let workspace = use_workspace();
    let ui = use_ui();
    let id = StoredValue::new(entity);
    let columns = Memo::new(move |_| {
        let found = id.with_value(|id| workspace.read_entity(id));
        found.map(|e| e.table.columns.iter().map(|c| c.id.clone()).collect::<Vec<_>>()).unwrap_or_default()
    });
    let derived = Memo::new(move |_| {
        let own = columns.get();
        workspace.derived.with(|derived| {
            id.with_value(|id| derived.lowered.catalog.table(id)).map_or_else(Vec::new, |table| {
                let added = table.columns.iter().filter(|c| !own.contains(&c.id));
                added.map(|c| (c.name.clone(), short_text(workspace, &c.data_type))).collect::<Vec<_>>()
            })
        })
    });
    let add = Callback::new(move |()| add_column(workspace, ui, id.get_value()));
    view! {
        <Section title="Columns" count=Signal::derive(move || columns.with(Vec::len)) add=add add_label="Add column">
            <datalist id="column-types">
                {COMMON_TYPES.iter().map(|t| view! { <option value=short_type(t)/> }).collect_view()}
                {move || own_types(workspace).into_iter().map(|(name, kind)| view! { <option value=name>{kind}</option> }).collect_view()}
            </datalist>
            <div class="columns" role="list">
                <For each=move || columns.get() key=|column| column.clone() let:column>
                    <ColumnRow entity=id.get_value() column/>
                </For>
                {move || {
                    derived
                        .get()
                        .into_iter()
                        .map(|(name, data_type)| {
                            view! {
                                <div class="column derived" role="listitem" title="Added by lowering: inherited, or the tenant's">
                                    <span class="column-icon"><IconView icon=Icon::Layers/></span>
                                    <span class="mono grow" title=name.clone()>{name.clone()}</span>
                                    <span class="mono dim">{data_type}</span>
                                </div>
                            }
                        })
                        .collect_view()
                }}
            </div>
            {move || {
                (columns.with(Vec::is_empty))
                    .then(|| view! { <p class="hint">"No columns yet. Add one, or draw a line to another entity."</p> })
            }}
        </Section>
    }
}

/// Adds a column and lets its name be typed.
pub fn add_column(workspace: Workspace, ui: crate::app::ui::Ui, entity: Id) {
    let Some(found) = workspace.peek_entity(&entity) else { return };
    let name = (1..)
        .map(|n| if n == 1 { "column".to_owned() } else { format!("column{n}") })
        .find(|name| found.table.columns.iter().all(|c| c.name != *name))
        .unwrap_or_default();
    let column = Column::new(ids::fresh(), name, DataType::builtin("text"));
    let id = column.id.clone();
    if workspace.run(Command::PutColumn { entity: entity.clone(), column, at: None }) {
        workspace.selection.set(Selection::object(entity, id.clone()));
        ui.focus_field.set(Some(FieldFocus { object: id, field: "name" }));
    }
}

fn is_key(entity: &Entity, column: &Id) -> bool {
    entity.table.primary_key().is_some_and(|columns| columns.contains(column))
}

#[component]
fn ColumnRow(entity: Id, column: Id) -> impl IntoView {
    let workspace = use_workspace();
    let ui = use_ui();
    let (entity, id) = (StoredValue::new(entity), StoredValue::new(column));
    let found = move || entity.with_value(|e| workspace.read_entity(e));
    let column = Memo::new(move |_| found().and_then(|e| id.with_value(|id| e.table.column(id).cloned())));
    let with = move |edit: &dyn Fn(&mut Column)| {
        if let Some(mut changed) = column.get_untracked() {
            edit(&mut changed);
            workspace.run(Command::PutColumn { entity: entity.get_value(), column: changed, at: None });
        }
    };
    let open = Memo::new(move |_| {
        workspace.selection.with(|s| entity.with_value(|e| id.with_value(|id| s.object_in(e) == Some(id))))
    });
    let name = Signal::derive(move || column.get().map(|c| c.name).unwrap_or_default());
    let data_type =
        Signal::derive(move || column.get().map(|c| short_text(workspace, &c.data_type)).unwrap_or_default());
    let whole_type =
        Signal::derive(move || column.get().map(|c| type_text(workspace, &c.data_type)).unwrap_or_default());
    let key = Memo::new(move |_| found().is_some_and(|e| id.with_value(|id| is_key(&e, id))));
    let identity = Memo::new(move |_| column.get().is_some_and(|c| matches!(c.value, ColumnValue::Identity { .. })));
    // PostgreSQL makes both NOT NULL, whatever is asked for.
    let always_required = move || key.get() || identity.get();
    let required = Signal::derive(move || always_required() || column.get().is_some_and(|c| c.not_null));
    let place = move |field| Place::new(id.get_value(), field);
    // From name to type to the next column, as one writes a table down.
    let name_ended = move |how: Ended| match how {
        Ended::Enter => ui.focus_field.set(Some(FieldFocus { object: id.get_value(), field: "type" })),
        Ended::Escape => leave_field(),
    };
    let type_ended = move |how: Ended| match how {
        Ended::Enter => {
            let found = entity.with_value(|e| workspace.peek_entity(e));
            let last = found.and_then(|e| e.table.columns.last().map(|c| c.id.clone()));
            if last.as_ref() == Some(&id.get_value()) {
                add_column(workspace, ui, entity.get_value());
            }
        }
        Ended::Escape => leave_field(),
    };
    let toggle = move |_| {
        workspace.selection.set(if open.get_untracked() {
            Selection::entity(entity.get_value())
        } else {
            Selection::object(entity.get_value(), id.get_value())
        });
    };
    view! {
        <div class="column" class:open=move || open.get() role="listitem" data-column=id.get_value().to_string()>
            <div class="column-line">
                <button class="column-icon icon-button small" aria-label=move || format!("Details of {}", name.get())
                    aria-expanded=move || open.get().to_string() on:click=toggle>
                    {move || {
                        let icon = if key.get() { Icon::KeyRound } else if open.get() { Icon::ChevronDown } else { Icon::ChevronRight };
                        view! { <IconView icon/> }
                    }}
                </button>
                <TextInput label="Column name" place=place("name") value=name mono=true whole=name
                    ended=name_ended commit=move |text: String| with(&|c| c.name = text.trim().to_owned())/>
                <TextInput label="Column type" place=place("type") value=data_type mono=true list="column-types" whole=whole_type
                    ended=type_ended commit=move |text: String| with(&|c| c.data_type = type_of(workspace, &text))/>
                <label class="null-toggle" title="NOT NULL">
                    <input type="checkbox" aria-label="Not null" disabled=always_required prop:checked=move || required.get()
                        on:change=move |event| {
                            let checked = event_target_checked(&event);
                            with(&|c| c.not_null = checked);
                        }/>
                    <span aria-hidden="true">"NN"</span>
                </label>
            </div>
            <PlaceProblems place=place("name")/>
            <PlaceProblems place=place("type")/>
            {move || open.get().then(|| view! { <ColumnDetails entity=entity.get_value() id=id.get_value()/> })}
        </div>
    }
}

#[component]
fn ColumnDetails(entity: Id, id: Id) -> impl IntoView {
    let workspace = use_workspace();
    let (entity, id) = (StoredValue::new(entity), StoredValue::new(id));
    let found = move || entity.with_value(|e| workspace.read_entity(e));
    let column = Memo::new(move |_| found().and_then(|e| id.with_value(|id| e.table.column(id).cloned())));
    let with = move |edit: &dyn Fn(&mut Column)| {
        if let Some(mut changed) = column.get_untracked() {
            edit(&mut changed);
            workspace.run(Command::PutColumn { entity: entity.get_value(), column: changed, at: None });
        }
    };
    let place = move |field| Place::new(id.get_value(), field);
    let kind = Signal::derive(move || column.get().map(|c| value_kind(&c.value).to_owned()).unwrap_or_default());
    let expression = Signal::derive(move || column.get().map(|c| expression_of(&c.value)).unwrap_or_default());
    let comment = Signal::derive(move || column.get().and_then(|c| c.comment).unwrap_or_default());
    let collation = Signal::derive(move || column.get().and_then(|c| c.collation).unwrap_or_default());
    let sequence = Signal::derive(move || match column.get().map(|c| c.value) {
        Some(ColumnValue::NextValue { sequence }) => sequence.to_string(),
        _ => String::new(),
    });
    let mapped = Signal::derive(move || {
        found().and_then(|e| id.with_value(|id| e.column_names.get(id).cloned())).unwrap_or_default()
    });
    let by_convention = Signal::derive(move || {
        let name = workspace.derived.with(|derived| {
            let table = entity.with_value(|e| derived.lowered.catalog.table(e));
            table.and_then(|t| id.with_value(|id| t.column(id).map(|c| c.name.clone())))
        });
        name.unwrap_or_default()
    });
    let in_key = Signal::derive(move || found().is_some_and(|e| id.with_value(|id| is_key(&e, id))));
    // A derived entity has the key of its base: what it has of its own can only be taken away.
    let takes_key = Memo::new(move |_| found().is_some_and(|e| e.base.is_none()) || in_key.get());
    let needs_expression = Memo::new(move |_| matches!(kind.get().as_str(), "default" | "stored" | "virtual"));
    let move_by = move |by: isize| {
        let Some(e) = entity.with_value(|e| workspace.peek_entity(e)) else { return };
        let Some(at) = id.with_value(|id| e.table.columns.iter().position(|c| c.id == *id)) else { return };
        let to = at.saturating_add_signed(by).min(e.table.columns.len().saturating_sub(1));
        workspace.run(Command::MoveColumn { entity: entity.get_value(), column: id.get_value(), to });
    };
    let kinds = vec![
        ("none", "nothing (NULL)"),
        ("default", "default expression"),
        ("identity", "identity, by default"),
        ("identity-always", "identity, always"),
        ("sequence", "the next of a sequence"),
        ("stored", "generated, stored"),
        ("virtual", "generated, virtual (18+)"),
    ];
    let kinds: Vec<(String, String)> = kinds.into_iter().map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
    // A column may become another kind while its field is there.
    let owner = move || Owner {
        entity: Some(entity),
        stance: if kind.get() == "default" { Stance::Default } else { Stance::Immutable },
    };
    view! {
        <div class="object-body">
            <SelectField label="Value" place=place("valueKind") value=kind options=Signal::stored(kinds)
                commit=move |kind: String| with(&|c| c.value = match kind.as_str() {
                    "sequence" => some_sequence(workspace).map_or(ColumnValue::None, |sequence| ColumnValue::NextValue { sequence }),
                    kind => value_of(kind, &expression_of(&c.value)),
                })
                help="Where the value comes from when an INSERT names none"/>
            {move || {
                // What is wrong with the value is said where it can be corrected.
                if needs_expression.get() {
                        view! {
                            <ExpressionField label="Expression" place=place("value") owner=owner() value=expression placeholder="now()"
                                commit=move |text: String| with(&|c| c.value = value_of(value_kind(&c.value), text.trim()))/>
                        }
                            .into_any()
                    } else if kind.get() == "sequence" {
                        view! {
                            <SelectField label="Sequence" place=place("value") value=sequence options=Signal::derive(move || sequences(workspace))
                                commit=move |id: String| with(&|c| c.value = ColumnValue::NextValue { sequence: Id::new(&id) })/>
                        }
                            .into_any()
                    } else {
                        view! { <div class="field"><PlaceProblems place=place("value")/></div> }.into_any()
                    }
            }}
            {move || {
                takes_key.get().then(|| view! {
                    <CheckField label="Primary key" place=place("key") value=in_key
                        commit=move |yes: bool| set_key(workspace, &entity.get_value(), &id.get_value(), yes)/>
                })
            }}
            <TextField label="In database" place=place("columnName") value=mapped placeholder=by_convention mono=true
                help="What the column is called in the database, if not by the convention"
                commit=move |text: String| {
                    workspace.run(Command::MapColumn {
                        entity: entity.get_value(),
                        column: id.get_value(),
                        name: optional(text),
                    });
                }/>
            <TextField label="Collation" place=place("collation") value=collation mono=true
                commit=move |text: String| with(&|c| c.collation = optional(text.clone()))/>
            <TextArea label="Comment" place=place("comment") value=comment prose=true
                commit=move |text: String| with(&|c| c.comment = optional(text.clone()))/>
            <ColumnMore entity=entity.get_value() column=id.get_value()/>
            <div class="button-row">
                <IconButton icon=Icon::ArrowUp label="Move column up" act=move |()| move_by(-1)/>
                <IconButton icon=Icon::ArrowDown label="Move column down" act=move |()| move_by(1)/>
                <button class="button quiet danger push" on:click=move |_| {
                    workspace.run(Command::RemoveColumn { entity: entity.get_value(), column: id.get_value() });
                }>
                    <IconView icon=Icon::Trash/>
                    "Remove column"
                </button>
            </div>
        </div>
    }
}

/// The sequences that a column can take its values from.
fn sequences(workspace: Workspace) -> Vec<(String, String)> {
    workspace.rest.with(|rest| rest.sequences.iter().map(|s| (s.id.to_string(), s.name.clone())).collect())
}

fn some_sequence(workspace: Workspace) -> Option<Id> {
    let first = workspace.rest.with_untracked(|rest| rest.sequences.first().map(|sequence| sequence.id.clone()));
    if first.is_none() {
        workspace
            .toasts
            .info("The project has no sequence yet: add one by SQL, in the outline under “Views, functions …”.");
    }
    first
}

fn value_kind(value: &ColumnValue) -> &'static str {
    match value {
        ColumnValue::None => "none",
        ColumnValue::Default { .. } => "default",
        ColumnValue::NextValue { .. } => "sequence",
        ColumnValue::Identity { always: false } => "identity",
        ColumnValue::Identity { always: true } => "identity-always",
        ColumnValue::Generated { stored: true, .. } => "stored",
        ColumnValue::Generated { stored: false, .. } => "virtual",
    }
}

fn expression_of(value: &ColumnValue) -> String {
    match value {
        ColumnValue::Default { expression } | ColumnValue::Generated { expression, .. } => expression.sql().to_owned(),
        ColumnValue::None | ColumnValue::NextValue { .. } | ColumnValue::Identity { .. } => String::new(),
    }
}

fn value_of(kind: &str, expression: &str) -> ColumnValue {
    let expression = Expr::new(expression);
    match kind {
        "default" => ColumnValue::Default { expression },
        "identity" => ColumnValue::Identity { always: false },
        "identity-always" => ColumnValue::Identity { always: true },
        "stored" => ColumnValue::Generated { expression, stored: true },
        "virtual" => ColumnValue::Generated { expression, stored: false },
        _ => ColumnValue::None,
    }
}

/// Takes a column into the primary key, or out of it; a key that loses its last column goes.
fn set_key(workspace: Workspace, entity: &Id, column: &Id, yes: bool) {
    let Some(found) = workspace.peek_entity(entity) else { return };
    let current = found.table.constraints.iter().find(|c| matches!(c.kind, ConstraintKind::PrimaryKey { .. }));
    let mut columns = current.map(|c| c.kind.columns().to_vec()).unwrap_or_default();
    columns.retain(|c| c != column);
    if yes {
        columns.push(column.clone());
    }
    let entity = entity.clone();
    let command = match current {
        Some(key) if columns.is_empty() => Command::RemoveConstraint { entity, constraint: key.id.clone() },
        Some(key) => {
            let mut constraint = key.clone();
            constraint.kind = ConstraintKind::PrimaryKey { columns };
            Command::PutConstraint { entity, constraint }
        }
        None => Command::PutConstraint {
            entity,
            constraint: crate::catalog::Constraint::new(ids::fresh(), ConstraintKind::PrimaryKey { columns }),
        },
    };
    workspace.run(command);
}
