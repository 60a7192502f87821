//! The indexes of an entity.

use leptos::prelude::*;

use super::constraints::column_names;
use super::expression::{ExpressionField, Owner};
use super::field::{CheckField, Place, Section, SelectField, TextArea, TextField, optional};
use super::index_keys::IndexKeys;
use super::object::ObjectRow;
use super::picker::{Picker, column_options, ids_of, values_of};
use super::storage::IndexMore;
use crate::app::icons::Icon;
use crate::app::selection::Selection;
use crate::app::state::{Workspace, use_workspace};
use crate::app::ui::{FieldFocus, use_ui};
use crate::catalog::{ConstraintKind, Expr, Id, Index, IndexTarget, Table};
use crate::edit::Command;
use crate::expr::complete::Stance;
use crate::platform::ids;

const METHODS: [&str; 6] = ["btree", "hash", "gin", "gist", "spgist", "brin"];

/// The section.
#[component]
pub fn Indexes(
    /// The entity.
    entity: Id,
) -> impl IntoView {
    let workspace = use_workspace();
    let ui = use_ui();
    let entity = StoredValue::new(entity);
    let ids = Memo::new(move |_| {
        let found = entity.with_value(|id| workspace.read_entity(id));
        found.map(|e| e.table.indexes.iter().map(|i| i.id.clone()).collect::<Vec<_>>()).unwrap_or_default()
    });
    let add = move |()| {
        let column = entity.with_value(|id| workspace.peek_entity(id)).and_then(|e| worth_indexing(&e.table));
        let index = Index::on(ids::fresh(), column);
        let id = index.id.clone();
        if workspace.run(Command::PutIndex { entity: entity.get_value(), index }) {
            workspace.selection.set(Selection::object(entity.get_value(), id.clone()));
            ui.focus_field.set(Some(FieldFocus { object: id, field: "name" }));
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

/// The first column that nothing finds rows by yet: not alone in the primary key, a unique constraint or an index. Where
/// there is none, the first of all.
fn worth_indexing(table: &Table) -> Option<Id> {
    let in_key = |column: &Id| {
        table.constraints.iter().any(|c| match &c.kind {
            ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => {
                matches!(columns.as_slice(), [only] if only == column)
            }
            _ => false,
        })
    };
    let indexed = |wanted: &Id| {
        let mut keys = table.indexes.iter().map(|index| index.keys.as_slice());
        keys.any(
            |keys| matches!(keys, [key] if matches!(&key.target, IndexTarget::Column { column } if column == wanted)),
        )
    };
    let free = table.columns.iter().find(|c| !in_key(&c.id) && !indexed(&c.id));
    free.or(table.columns.first()).map(|c| c.id.clone())
}

/// An index as it is now, tracked.
pub fn index_signal(workspace: Workspace, entity: StoredValue<Id>, id: StoredValue<Id>) -> Signal<Option<Index>> {
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
    let owner = Owner { entity: Some(entity), stance: Stance::Immutable };
    let methods = METHODS.iter().map(|m| ((*m).to_owned(), (*m).to_owned())).collect::<Vec<_>>();
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
        <IndexKeys entity=entity.get_value() id=id.get_value()/>
        <Picker label="Include" place=place("include") options
            chosen=Signal::derive(move || index.get().map(|i| values_of(&i.include)).unwrap_or_default())
            commit={move |chosen: Vec<String>| with(&|i| i.include = ids_of(&chosen))}/>
        <ExpressionField label="Where" place=place("predicate") owner placeholder="deleted_at IS NULL"
            value=Signal::derive(move || {
                index.get().and_then(|i| i.predicate).map(|p| p.sql().to_owned()).unwrap_or_default()
            })
            commit=move |text: String| with(&|i| i.predicate = optional(text.clone()).map(Expr::new))/>
        <TextArea label="Comment" place=place("comment") prose=true
            value=Signal::derive(move || index.get().and_then(|i| i.comment).unwrap_or_default())
            commit=move |text: String| with(&|i| i.comment = optional(text.clone()))/>
        <IndexMore entity=entity.get_value() index=id.get_value()/>
    }
}
