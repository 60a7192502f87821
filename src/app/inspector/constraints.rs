//! Primary key, unique and check constraints of an entity.

use leptos::prelude::*;

use super::expression::{ExpressionField, Owner};
use super::field::{CheckField, Place, Section, TextArea, TextField, optional};
use super::object::ObjectRow;
use super::picker::{Picker, column_options, ids_of, values_of};
use super::storage::ConstraintMore;
use crate::app::icons::{Icon, IconView};
use crate::app::selection::Selection;
use crate::app::state::{Workspace, use_workspace};
use crate::app::ui::{FieldFocus, use_ui};
use crate::catalog::{Constraint, ConstraintKind, Expr, Id};
use crate::edit::Command;
use crate::expr::complete::Stance;
use crate::platform::ids;

/// The section.
#[component]
pub fn Constraints(
    /// The entity.
    entity: Id,
) -> impl IntoView {
    let workspace = use_workspace();
    let ui = use_ui();
    let entity = StoredValue::new(entity);
    let ids = Memo::new(move |_| {
        let found = entity.with_value(|id| workspace.read_entity(id));
        found.map_or_else(Vec::new, |e| {
            let shown = e.table.constraints.iter().filter(|c| !matches!(c.kind, ConstraintKind::ForeignKey { .. }));
            shown.map(|c| c.id.clone()).collect::<Vec<_>>()
        })
    });
    // A derived entity has the key of its base.
    let takes_key = Memo::new(move |_| {
        let found = entity.with_value(|id| workspace.read_entity(id));
        found.is_some_and(|e| e.table.primary_key().is_none() && e.base.is_none())
    });
    let add = move |kind: ConstraintKind| {
        let field = if matches!(kind, ConstraintKind::Check { .. }) { "expression" } else { "name" };
        let constraint = Constraint::new(ids::fresh(), kind);
        let id = constraint.id.clone();
        if workspace.run(Command::PutConstraint { entity: entity.get_value(), constraint }) {
            workspace.selection.set(Selection::object(entity.get_value(), id.clone()));
            ui.focus_field.set(Some(FieldFocus { object: id, field }));
        }
    };
    view! {
        <Section title="Keys and checks" count=Signal::derive(move || ids.with(Vec::len))>
            <For each=move || ids.get() key=|id| id.clone() let:id>
                <ConstraintRow entity=entity.get_value() id/>
            </For>
            <div class="button-row">
                {move || takes_key.get().then(|| view! {
                    <button class="button quiet" on:click=move |_| add(ConstraintKind::PrimaryKey { columns: Vec::new() })>
                        <IconView icon=Icon::Plus/>"Primary key"
                    </button>
                })}
                <button class="button quiet" on:click=move |_| {
                    add(ConstraintKind::Unique { columns: Vec::new(), nulls_not_distinct: false });
                }>
                    <IconView icon=Icon::Plus/>"Unique"
                </button>
                <button class="button quiet" on:click=move |_| add(ConstraintKind::Check { expression: Expr::new("") })>
                    <IconView icon=Icon::Plus/>"Check"
                </button>
                <button class="button quiet" on:click=move |_| add(ConstraintKind::Exclude { definition: Expr::new("") })>
                    <IconView icon=Icon::Plus/>"Exclusion"
                </button>
            </div>
        </Section>
    }
}

/// A constraint as it is now, tracked.
pub fn constraint_signal(
    workspace: Workspace,
    entity: StoredValue<Id>,
    id: StoredValue<Id>,
) -> Signal<Option<Constraint>> {
    Signal::derive(move || {
        let found = entity.with_value(|e| workspace.read_entity(e))?;
        id.with_value(|id| found.table.constraints.iter().find(|c| c.id == *id).cloned())
    })
}

/// The name of a constraint in the database: the explicit one, or the convention's.
pub fn lowered_name(workspace: Workspace, entity: &Id, id: &Id) -> String {
    workspace.derived.with(|derived| {
        let table = derived.lowered.catalog.table(entity);
        let found = table.and_then(|t| t.constraints.iter().find(|c| c.id == *id));
        found.map(|c| c.name.clone()).unwrap_or_default()
    })
}

/// Column ids as authored or lowered names, for a summary.
pub fn column_names(workspace: Workspace, entity: &Id, columns: &[Id]) -> String {
    let options = column_options(workspace, entity);
    let name = |id: &Id| {
        options.iter().find(|(value, _)| value == id.as_str()).map_or_else(|| "?".to_owned(), |(_, name)| name.clone())
    };
    columns.iter().map(name).collect::<Vec<_>>().join(", ")
}

fn kind_text(kind: &ConstraintKind) -> &'static str {
    match kind {
        ConstraintKind::PrimaryKey { .. } => "primary key",
        ConstraintKind::Unique { .. } => "unique",
        ConstraintKind::Check { .. } => "check",
        ConstraintKind::Exclude { .. } => "exclusion",
        ConstraintKind::ForeignKey { .. } => "foreign key",
    }
}

#[component]
fn ConstraintRow(entity: Id, id: Id) -> impl IntoView {
    let workspace = use_workspace();
    let object = id.clone();
    let owner = entity.clone();
    let (entity, id) = (StoredValue::new(entity), StoredValue::new(id));
    let constraint = constraint_signal(workspace, entity, id);
    let icon = match constraint.get_untracked().map(|c| c.kind) {
        Some(ConstraintKind::PrimaryKey { .. }) => Icon::KeyRound,
        Some(ConstraintKind::Unique { .. }) => Icon::Snowflake,
        _ => Icon::CircleCheck,
    };
    let name = Signal::derive(move || {
        let found = constraint.get();
        let explicit = found.as_ref().map(|c| c.name.clone()).unwrap_or_default();
        let shown = if explicit.is_empty() {
            entity.with_value(|e| id.with_value(|id| lowered_name(workspace, e, id)))
        } else {
            explicit
        };
        // The convention has no name for what has no columns yet.
        if shown.is_empty() { found.map(|c| kind_text(&c.kind).to_owned()).unwrap_or_default() } else { shown }
    });
    let summary = Signal::derive(move || match constraint.get().map(|c| c.kind) {
        Some(ConstraintKind::Check { expression }) => expression.sql().to_owned(),
        Some(kind) => entity.with_value(|e| column_names(workspace, e, kind.columns())),
        None => String::new(),
    });
    let remove = move |()| {
        workspace.run(Command::RemoveConstraint { entity: entity.get_value(), constraint: id.get_value() });
    };
    view! {
        <ObjectRow entity=owner object icon name summary remove
            editor=move || view! { <ConstraintEditor entity=entity.get_value() id=id.get_value()/> }/>
    }
}

#[component]
fn ConstraintEditor(entity: Id, id: Id) -> impl IntoView {
    let workspace = use_workspace();
    let (entity, id) = (StoredValue::new(entity), StoredValue::new(id));
    let constraint = constraint_signal(workspace, entity, id);
    let with = move |edit: &dyn Fn(&mut Constraint)| {
        if let Some(mut changed) = constraint.get_untracked() {
            edit(&mut changed);
            workspace.run(Command::PutConstraint { entity: entity.get_value(), constraint: changed });
        }
    };
    let place = move |field| Place::new(id.get_value(), field);
    let by_convention =
        Signal::derive(move || entity.with_value(|e| id.with_value(|id| lowered_name(workspace, e, id))));
    let options = Signal::derive(move || entity.with_value(|e| column_options(workspace, e)));
    let columns = Signal::derive(move || constraint.get().map(|c| values_of(c.kind.columns())).unwrap_or_default());
    let owner = Owner { entity: Some(entity), stance: Stance::Check };
    let is_check = matches!(constraint.get_untracked().map(|c| c.kind), Some(ConstraintKind::Check { .. }));
    let is_exclusion = matches!(constraint.get_untracked().map(|c| c.kind), Some(ConstraintKind::Exclude { .. }));
    let is_unique = matches!(constraint.get_untracked().map(|c| c.kind), Some(ConstraintKind::Unique { .. }));
    view! {
        <TextField label="Name" place=place("name") placeholder=by_convention mono=true
            value=Signal::derive(move || constraint.get().map(|c| c.name).unwrap_or_default())
            commit=move |name: String| with(&|c| c.name = name.trim().to_owned())/>
        {if is_exclusion {
            view! {
                <TextArea label="Definition" place=place("definition") placeholder="EXCLUDE USING gist (room WITH =, during WITH &&)"
                    value=Signal::derive(move || match constraint.get().map(|c| c.kind) {
                        Some(ConstraintKind::Exclude { definition }) => definition.sql().to_owned(),
                        _ => String::new(),
                    })
                    commit=move |text: String| with(&|c| {
                        c.kind = ConstraintKind::Exclude { definition: Expr::new(text.trim()) };
                    })/>
            }
                .into_any()
        } else if is_check {
            view! {
                <ExpressionField label="Expression" place=place("expression") owner placeholder="quantity > 0"
                    value=Signal::derive(move || match constraint.get().map(|c| c.kind) {
                        Some(ConstraintKind::Check { expression }) => expression.sql().to_owned(),
                        _ => String::new(),
                    })
                    commit=move |text: String| with(&|c| {
                        c.kind = ConstraintKind::Check { expression: Expr::new(text.trim()) };
                    })/>
            }
                .into_any()
        } else {
            view! {
                <Picker label="Columns" place=place("columns") chosen=columns options
                    commit={move |chosen: Vec<String>| with(&|c| match &mut c.kind {
                        ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => {
                            *columns = ids_of(&chosen);
                        }
                        _ => {}
                    })}/>
            }
                .into_any()
        }}
        {is_unique
            .then(|| {
                view! {
                    <CheckField label="NULLS NOT DISTINCT (15+)" place=place("nullsNotDistinct")
                        value=Signal::derive(move || {
                            matches!(
                                constraint.get().map(|c| c.kind),
                                Some(ConstraintKind::Unique { nulls_not_distinct: true, .. })
                            )
                        })
                        commit=move |yes: bool| with(&|c| {
                            if let ConstraintKind::Unique { nulls_not_distinct, .. } = &mut c.kind {
                                *nulls_not_distinct = yes;
                            }
                        })/>
                }
            })}
        <TextArea label="Comment" place=place("comment") prose=true
            value=Signal::derive(move || constraint.get().and_then(|c| c.comment).unwrap_or_default())
            commit=move |text: String| with(&|c| c.comment = optional(text.clone()))/>
        <ConstraintMore entity=entity.get_value() constraint=id.get_value()/>
    }
}
