//! The indexes of an entity.

use leptos::prelude::*;

use super::constraints::column_names;
use super::field::{
    CheckField, IconButton, Place, PlaceProblems, Section, SelectField, TextArea, TextField, TextInput, optional, taken,
};
use super::object::ObjectRow;
use super::picker::{Picker, column_options, ids_of, values_of};
use crate::app::icons::{Icon, IconView};
use crate::app::selection::Selection;
use crate::app::state::{Workspace, use_workspace};
use crate::catalog::{Expr, Id, Index, IndexKey, IndexTarget};
use crate::edit::Command;
use crate::platform::ids;

const METHODS: [&str; 6] = ["btree", "hash", "gin", "gist", "spgist", "brin"];

/// The section.
#[component]
pub fn Indexes(
    /// The entity.
    entity: Id,
) -> impl IntoView {
    let workspace = use_workspace();
    let entity = StoredValue::new(entity);
    let ids = Memo::new(move |_| {
        let found = entity.with_value(|id| workspace.read_entity(id));
        found.map(|e| e.table.indexes.iter().map(|i| i.id.clone()).collect::<Vec<_>>()).unwrap_or_default()
    });
    let add = move |()| {
        let first = entity
            .with_value(|id| workspace.peek_entity(id))
            .and_then(|e| e.table.columns.first().map(|c| c.id.clone()));
        let index = Index::on(ids::fresh(), first);
        let id = index.id.clone();
        if workspace.run(Command::PutIndex { entity: entity.get_value(), index }) {
            workspace.selection.set(Selection::object(entity.get_value(), id));
        }
    };
    view! {
        <Section title="Indexes" count=Signal::derive(move || ids.with(Vec::len)) add=Callback::new(add) add_label="Add index">
            <For each=move || ids.get() key=|id| id.clone() let:id>
                <IndexRow entity=entity.get_value() id/>
            </For>
        </Section>
    }
}

fn index_signal(workspace: Workspace, entity: StoredValue<Id>, id: StoredValue<Id>) -> Signal<Option<Index>> {
    Signal::derive(move || {
        let found = entity.with_value(|e| workspace.read_entity(e))?;
        id.with_value(|id| found.table.indexes.iter().find(|i| i.id == *id).cloned())
    })
}

fn lowered_name(workspace: Workspace, entity: &Id, id: &Id) -> String {
    workspace.derived.with(|derived| {
        let table = derived.lowered.catalog.table(entity);
        table.and_then(|t| t.indexes.iter().find(|i| i.id == *id)).map(|i| i.name.clone()).unwrap_or_default()
    })
}

#[component]
fn IndexRow(entity: Id, id: Id) -> impl IntoView {
    let workspace = use_workspace();
    let (owner, object) = (entity.clone(), id.clone());
    let (entity, id) = (StoredValue::new(entity), StoredValue::new(id));
    let index = index_signal(workspace, entity, id);
    let name = Signal::derive(move || {
        let explicit = index.get().map(|i| i.name).unwrap_or_default();
        if explicit.is_empty() {
            entity.with_value(|e| id.with_value(|id| lowered_name(workspace, e, id)))
        } else {
            explicit
        }
    });
    let summary = Signal::derive(move || {
        let Some(index) = index.get() else { return String::new() };
        let keys = index.keys.iter().map(|key| match &key.target {
            IndexTarget::Column { column } => {
                entity.with_value(|e| column_names(workspace, e, std::slice::from_ref(column)))
            }
            IndexTarget::Expression { expression } => expression.sql().to_owned(),
        });
        let keys = keys.collect::<Vec<_>>().join(", ");
        let unique = if index.unique { "unique " } else { "" };
        let partial = if index.predicate.is_some() { " …" } else { "" };
        format!("{unique}{keys}{partial}")
    });
    let remove = move |()| {
        workspace.run(Command::RemoveIndex { entity: entity.get_value(), index: id.get_value() });
    };
    view! {
        <ObjectRow entity=owner object icon=Icon::ListOrdered name summary remove
            editor=move || view! { <IndexEditor entity=entity.get_value() id=id.get_value()/> }/>
    }
}

#[component]
fn IndexEditor(entity: Id, id: Id) -> impl IntoView {
    let workspace = use_workspace();
    let (entity, id) = (StoredValue::new(entity), StoredValue::new(id));
    let index = index_signal(workspace, entity, id);
    let with = move |edit: &dyn Fn(&mut Index)| {
        if let Some(mut changed) = index.get_untracked() {
            edit(&mut changed);
            workspace.run(Command::PutIndex { entity: entity.get_value(), index: changed });
        }
    };
    let place = move |field| Place::new(id.get_value(), field);
    let by_convention =
        Signal::derive(move || entity.with_value(|e| id.with_value(|id| lowered_name(workspace, e, id))));
    let options = Signal::derive(move || entity.with_value(|e| column_options(workspace, e)));
    let methods = METHODS.iter().map(|m| ((*m).to_owned(), (*m).to_owned())).collect::<Vec<_>>();
    let keys = Memo::new(move |_| index.get().map(|i| i.keys.len()).unwrap_or_default());
    view! {
        <TextField label="Name" place=place("name") placeholder=by_convention mono=true
            value=Signal::derive(move || index.get().map(|i| i.name).unwrap_or_default())
            commit=move |name: String| with(&|i| i.name = name.trim().to_owned())/>
        <SelectField label="Method" place=place("method") options=Signal::stored(methods)
            value=Signal::derive(move || index.get().map(|i| i.method).unwrap_or_default())
            commit=move |method: String| with(&|i| i.method.clone_from(&method))/>
        <CheckField label="Unique" place=place("unique")
            value=Signal::derive(move || index.get().is_some_and(|i| i.unique))
            commit=move |yes: bool| with(&|i| i.unique = yes)/>
        <div class="field" role="group" aria-label="Keys">
            <span class="field-label">"Keys"</span>
            <div class="keys">
                {move || (0..keys.get()).map(|at| view! { <KeyRow index at options with=Callback::new(move |key: Option<IndexKey>| with(&|i| {
                    match &key {
                        Some(key) => if let Some(place) = i.keys.get_mut(at) { place.clone_from(key) },
                        None if at < i.keys.len() => { i.keys.remove(at); }
                        None => {}
                    }
                })) place=place("keys")/> }).collect_view()}
                <div class="button-row">
                    <select class="input" aria-label="Add a column to the index" prop:value="" on:change=move |event| {
                        if let Some(value) = taken(&event) {
                            with(&|i| i.keys.push(IndexKey::column(Id::new(&value))));
                        }
                    }>
                        <option value="">"Add column…"</option>
                        {move || options.get().into_iter().map(|(value, title)| view! { <option value=value>{title}</option> }).collect_view()}
                    </select>
                    <button class="button quiet" on:click=move |_| with(&|i| {
                        i.keys.push(IndexKey::expression(Expr::new("lower(column)")));
                    })><IconView icon=Icon::Plus/>"Expression"</button>
                </div>
            </div>
            <PlaceProblems place=place("keys")/>
        </div>
        <Picker label="Include" place=place("include") options
            chosen=Signal::derive(move || index.get().map(|i| values_of(&i.include)).unwrap_or_default())
            commit={move |chosen: Vec<String>| with(&|i| i.include = ids_of(&chosen))}/>
        <TextArea label="Where" place=place("predicate") placeholder="deleted_at IS NULL"
            value=Signal::derive(move || {
                index.get().and_then(|i| i.predicate).map(|p| p.sql().to_owned()).unwrap_or_default()
            })
            commit=move |text: String| with(&|i| i.predicate = optional(text.clone()).map(Expr::new))/>
        <TextArea label="Comment" place=place("comment") prose=true
            value=Signal::derive(move || index.get().and_then(|i| i.comment).unwrap_or_default())
            commit=move |text: String| with(&|i| i.comment = optional(text.clone()))/>
    }
}

#[component]
fn KeyRow(
    index: Signal<Option<Index>>,
    at: usize,
    options: Signal<Vec<(String, String)>>,
    with: Callback<Option<IndexKey>>,
    place: Place,
) -> impl IntoView {
    let key = Signal::derive(move || index.get().and_then(|i| i.keys.get(at).cloned()));
    let change = move |edit: &dyn Fn(&mut IndexKey)| {
        if let Some(mut changed) = key.get_untracked() {
            edit(&mut changed);
            with.run(Some(changed));
        }
    };
    let is_column = matches!(key.get_untracked().map(|k| k.target), Some(IndexTarget::Column { .. }));
    view! {
        <div class="pair">
            {if is_column {
                let value = Signal::derive(move || match key.get().map(|k| k.target) {
                    Some(IndexTarget::Column { column }) => column.to_string(),
                    _ => String::new(),
                });
                view! {
                    <super::field::SelectInput label="Indexed column" place value options
                        commit=move |chosen: String| change(&|k| {
                            k.target = IndexTarget::Column { column: Id::new(&chosen) };
                        })/>
                }
                    .into_any()
            } else {
                let value = Signal::derive(move || match key.get().map(|k| k.target) {
                    Some(IndexTarget::Expression { expression }) => expression.sql().to_owned(),
                    _ => String::new(),
                });
                view! {
                    <TextInput label="Indexed expression" place value mono=true
                        commit=move |text: String| change(&|k| {
                            k.target = IndexTarget::Expression { expression: Expr::new(text.trim()) };
                        })/>
                }
                    .into_any()
            }}
            <select class="input narrow" aria-label="Order" prop:value=move || order_value(key.get().as_ref())
                on:change=move |event| {
                    let value = event_target_value(&event);
                    change(&|k| {
                        k.descending = value.starts_with("desc");
                        k.nulls_first = match value.as_str() {
                            "asc-first" => Some(true),
                            "desc-last" => Some(false),
                            _ => None,
                        };
                    });
                }>
                <option value="asc">"ASC"</option>
                <option value="desc">"DESC"</option>
                <option value="asc-first">"ASC NULLS FIRST"</option>
                <option value="desc-last">"DESC NULLS LAST"</option>
            </select>
            <TextInput label="Operator class" place value=Signal::derive(move || {
                key.get().and_then(|k| k.operator_class).unwrap_or_default()
            }) placeholder="opclass".to_owned() mono=true
                commit=move |text: String| change(&|k| k.operator_class = optional(text.clone()))/>
            <IconButton icon=Icon::X label="Remove this key" act=move |()| with.run(None)/>
        </div>
    }
}

fn order_value(key: Option<&IndexKey>) -> &'static str {
    match key.map(|k| (k.descending, k.nulls_first)) {
        Some((false, Some(true))) => "asc-first",
        Some((true, Some(false))) => "desc-last",
        Some((true, _)) => "desc",
        _ => "asc",
    }
}
