//! The foreign keys of an entity.

use leptos::prelude::*;

use super::constraints::{column_names, constraint_signal, lowered_name};
use super::field::{IconButton, Place, PlaceProblems, Section, SelectField, SelectInput, TextField, taken};
use super::object::ObjectRow;
use super::picker::{column_options, entity_options};
use super::storage::ConstraintMore;
use crate::app::icons::{Icon, IconView};
use crate::app::selection::Selection;
use crate::app::state::use_workspace;
use crate::catalog::{Constraint, ConstraintKind, Deferral, Id, ReferentialAction};
use crate::edit::Command;
use crate::platform::ids;

const ACTIONS: [(ReferentialAction, &str, &str); 5] = [
    (ReferentialAction::NoAction, "noAction", "NO ACTION"),
    (ReferentialAction::Restrict, "restrict", "RESTRICT"),
    (ReferentialAction::Cascade, "cascade", "CASCADE"),
    (ReferentialAction::SetNull, "setNull", "SET NULL"),
    (ReferentialAction::SetDefault, "setDefault", "SET DEFAULT"),
];

const DEFERRALS: [(Deferral, &str, &str); 3] = [
    (Deferral::NotDeferrable, "no", "not deferrable"),
    (Deferral::InitiallyImmediate, "immediate", "deferrable, initially immediate"),
    (Deferral::InitiallyDeferred, "deferred", "deferrable, initially deferred"),
];

/// The section.
#[component]
pub fn ForeignKeys(
    /// The entity.
    entity: Id,
) -> impl IntoView {
    let workspace = use_workspace();
    let entity = StoredValue::new(entity);
    let ids = Memo::new(move |_| {
        let found = entity.with_value(|id| workspace.read_entity(id));
        found.map_or_else(Vec::new, |e| {
            let keys = e.table.constraints.iter().filter(|c| matches!(c.kind, ConstraintKind::ForeignKey { .. }));
            keys.map(|c| c.id.clone()).collect::<Vec<_>>()
        })
    });
    view! {
        <Section title="Foreign keys" count=Signal::derive(move || ids.with(Vec::len))>
            <For each=move || ids.get() key=|id| id.clone() let:id>
                <ForeignKeyRow entity=entity.get_value() id/>
            </For>
            <select class="input" aria-label="Add a foreign key to" prop:value="" on:change=move |event| {
                let Some(target) = taken(&event) else { return };
                // The constraint, its columns and its index: more ids than a key has columns are not needed.
                let ids = ids::fresh_many(18);
                let key = ids.first().cloned();
                let from = entity.get_value();
                let link = Command::Link { from: from.clone(), to: Id::new(target), columns: Vec::new(), target_column: None, ids };
                if workspace.run(link)
                    && let Some(key) = key
                {
                    workspace.selection.set(Selection::object(from, key));
                }
            }>
                <option value="">"Add a foreign key to…"</option>
                {move || {
                    entity_options(workspace)
                        .into_iter()
                        .map(|(value, title)| view! { <option value=value>{title}</option> })
                        .collect_view()
                }}
            </select>
        </Section>
    }
}

#[component]
fn ForeignKeyRow(entity: Id, id: Id) -> impl IntoView {
    let workspace = use_workspace();
    let (owner, object) = (entity.clone(), id.clone());
    let (entity, id) = (StoredValue::new(entity), StoredValue::new(id));
    let constraint = constraint_signal(workspace, entity, id);
    let name = Signal::derive(move || {
        let explicit = constraint.get().map(|c| c.name).unwrap_or_default();
        if explicit.is_empty() {
            entity.with_value(|e| id.with_value(|id| lowered_name(workspace, e, id)))
        } else {
            explicit
        }
    });
    let summary = Signal::derive(move || match constraint.get().map(|c| c.kind) {
        Some(ConstraintKind::ForeignKey { columns, target, .. }) => {
            let to = workspace.read_entity(&target).map_or_else(|| "?".to_owned(), |e| e.table.name.clone());
            format!("{} → {to}", entity.with_value(|e| column_names(workspace, e, &columns)))
        }
        _ => String::new(),
    });
    let remove = move |()| {
        workspace.run(Command::RemoveConstraint { entity: entity.get_value(), constraint: id.get_value() });
    };
    view! {
        <ObjectRow entity=owner object icon=Icon::Link name summary remove
            editor=move || view! { <ForeignKeyEditor entity=entity.get_value() id=id.get_value()/> }/>
    }
}

/// A foreign key taken apart.
#[derive(Clone, PartialEq)]
struct Parts {
    columns: Vec<Id>,
    target: Id,
    target_columns: Vec<Id>,
    on_delete: ReferentialAction,
    on_update: ReferentialAction,
    deferral: Deferral,
}

impl Parts {
    fn of(kind: ConstraintKind) -> Option<Self> {
        match kind {
            ConstraintKind::ForeignKey { columns, target, target_columns, on_delete, on_update, deferral } => {
                Some(Self { columns, target, target_columns, on_delete, on_update, deferral })
            }
            _ => None,
        }
    }

    fn whole(self) -> ConstraintKind {
        let Self { columns, target, target_columns, on_delete, on_update, deferral } = self;
        ConstraintKind::ForeignKey { columns, target, target_columns, on_delete, on_update, deferral }
    }
}

#[component]
fn ForeignKeyEditor(entity: Id, id: Id) -> impl IntoView {
    let workspace = use_workspace();
    let (entity, id) = (StoredValue::new(entity), StoredValue::new(id));
    let constraint = constraint_signal(workspace, entity, id);
    let parts = Memo::new(move |_| constraint.get().and_then(|c| Parts::of(c.kind)));
    let put = move |constraint: Constraint| {
        workspace.run(Command::PutConstraint { entity: entity.get_value(), constraint });
    };
    let with = move |edit: &dyn Fn(&mut Parts)| {
        if let (Some(mut changed), Some(mut key)) = (constraint.get_untracked(), parts.get_untracked()) {
            edit(&mut key);
            changed.kind = key.whole();
            put(changed);
        }
    };
    let place = move |field| Place::new(id.get_value(), field);
    let by_convention =
        Signal::derive(move || entity.with_value(|e| id.with_value(|id| lowered_name(workspace, e, id))));
    let own = Signal::derive(move || entity.with_value(|e| column_options(workspace, e)));
    let theirs = Signal::derive(move || parts.get().map(|p| column_options(workspace, &p.target)).unwrap_or_default());
    let pairs = Memo::new(move |_| parts.get().map_or(0, |p| p.columns.len().max(p.target_columns.len())));
    let action_options =
        Signal::stored(ACTIONS.iter().map(|(_, v, t)| ((*v).to_owned(), (*t).to_owned())).collect::<Vec<_>>());
    let deferral_options =
        Signal::stored(DEFERRALS.iter().map(|(_, v, t)| ((*v).to_owned(), (*t).to_owned())).collect::<Vec<_>>());
    let action_value = |action: ReferentialAction| {
        ACTIONS.iter().find(|(a, _, _)| *a == action).map_or_else(String::new, |(_, value, _)| (*value).to_owned())
    };
    let action_of = |value: &str| ACTIONS.iter().find(|(_, v, _)| *v == value).map(|(a, _, _)| *a).unwrap_or_default();
    view! {
        <TextField label="Name" place=place("name") placeholder=by_convention mono=true
            value=Signal::derive(move || constraint.get().map(|c| c.name).unwrap_or_default())
            commit=move |name: String| {
                if let Some(mut changed) = constraint.get_untracked() {
                    changed.name = name.trim().to_owned();
                    put(changed);
                }
            }/>
        <SelectField label="References" place=place("target") options=Signal::derive(move || entity_options(workspace))
            value=Signal::derive(move || parts.get().map(|p| p.target.to_string()).unwrap_or_default())
            commit=move |target: String| with(&|p| {
                p.target = Id::new(&target);
                let key = workspace.peek_entity(&p.target).and_then(|e| e.table.primary_key().map(<[Id]>::to_vec));
                p.target_columns = key.unwrap_or_default();
            })/>
        <div class="field wide" role="group" aria-label="Columns">
            <span class="field-label">"Columns"</span>
            <div class="pairs">
                {move || {
                    (0..pairs.get())
                        .map(|at| {
                            let value = Signal::derive(move || {
                                parts.get().and_then(|p| p.columns.get(at).map(ToString::to_string)).unwrap_or_default()
                            });
                            let target = Signal::derive(move || {
                                parts
                                    .get()
                                    .and_then(|p| p.target_columns.get(at).map(ToString::to_string))
                                    .unwrap_or_default()
                            });
                            view! {
                                <div class="column-pair">
                                    <SelectInput label="Column" place=place("columns") value options=with_none(own)
                                        commit=move |chosen: String| with(&|p| set_at(&mut p.columns, at, &chosen))/>
                                    <div class="pair">
                                        <span aria-hidden="true">"→"</span>
                                        <SelectInput label="Referenced column" place=place("targetColumns") value=target
                                            options=with_none(theirs)
                                            commit=move |chosen: String| with(&|p| set_at(&mut p.target_columns, at, &chosen))/>
                                        <IconButton icon=Icon::X label="Remove this pair" act=move |()| with(&|p| {
                                            remove_at(&mut p.columns, at);
                                            remove_at(&mut p.target_columns, at);
                                        })/>
                                    </div>
                                </div>
                            }
                        })
                        .collect_view()
                }}
                <div class="button-row"><button class="button quiet" on:click=move |_| with(&|p| {
                    let own = own.get_untracked().first().map(|(value, _)| Id::new(value));
                    let theirs = theirs.get_untracked().first().map(|(value, _)| Id::new(value));
                    p.columns.extend(own);
                    p.target_columns.extend(theirs);
                })><IconView icon=Icon::Plus/>"Add a pair of columns"</button></div>
            </div>
            <PlaceProblems place=place("columns")/>
            <PlaceProblems place=place("targetColumns")/>
        </div>
        <SelectField label="On delete" place=place("onDelete") options=action_options
            value=Signal::derive(move || parts.get().map(|p| action_value(p.on_delete)).unwrap_or_default())
            commit=move |value: String| with(&|p| p.on_delete = action_of(&value))/>
        <SelectField label="On update" place=place("onUpdate") options=action_options
            value=Signal::derive(move || parts.get().map(|p| action_value(p.on_update)).unwrap_or_default())
            commit=move |value: String| with(&|p| p.on_update = action_of(&value))/>
        <SelectField label="Checked" place=place("deferral") options=deferral_options
            value=Signal::derive(move || {
                let now = parts.get().map(|p| p.deferral).unwrap_or_default();
                DEFERRALS.iter().find(|(d, _, _)| *d == now).map_or_else(String::new, |(_, value, _)| (*value).to_owned())
            })
            commit=move |value: String| with(&|p| {
                p.deferral = DEFERRALS.iter().find(|(_, v, _)| *v == value).map(|(d, _, _)| *d).unwrap_or_default();
            })/>
        <ConstraintMore entity=entity.get_value() constraint=id.get_value()/>
    }
}

fn with_none(options: Signal<Vec<(String, String)>>) -> Signal<Vec<(String, String)>> {
    Signal::derive(move || {
        let mut all = vec![(String::new(), "choose…".to_owned())];
        all.extend(options.get());
        all
    })
}

fn set_at(list: &mut Vec<Id>, at: usize, value: &str) {
    match list.get_mut(at) {
        Some(place) if !value.is_empty() => *place = Id::new(value),
        None if !value.is_empty() => list.push(Id::new(value)),
        _ => {}
    }
}

fn remove_at(list: &mut Vec<Id>, at: usize) {
    if at < list.len() {
        list.remove(at);
    }
}
