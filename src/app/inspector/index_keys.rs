//! The keys of an index: columns and expressions, in order, each on two lines.

use leptos::prelude::*;

use super::expression::{ExpressionInput, Owner};
use super::field::{IconButton, Place, PlaceProblems, SelectInput, TextInput, optional, taken};
use super::indexes::index_signal;
use super::picker::column_options;
use crate::app::icons::{Icon, IconView};
use crate::app::state::use_workspace;
use crate::app::ui::{FieldFocus, use_ui};
use crate::catalog::{Expr, Id, Index, IndexKey, IndexTarget};
use crate::edit::Command;
use crate::expr;
use crate::expr::complete::Stance;

/// The field of a key's expression. A key has no id of its own: its place among the others stands for it.
const EXPRESSION: &str = "expression";

/// All keys of an index.
#[component]
pub fn IndexKeys(
    /// The entity.
    entity: Id,
    /// The index.
    id: Id,
) -> impl IntoView {
    let workspace = use_workspace();
    let ui = use_ui();
    let (entity, id) = (StoredValue::new(entity), StoredValue::new(id));
    let index = index_signal(workspace, entity, id);
    let with = move |edit: &dyn Fn(&mut Index)| {
        if let Some(mut changed) = index.get_untracked() {
            edit(&mut changed);
            workspace.run(Command::PutIndex { entity: entity.get_value(), index: changed });
        }
    };
    let options = Signal::derive(move || entity.with_value(|e| column_options(workspace, e)));
    // A key that becomes another kind of thing has another field.
    let kinds = Memo::new(move |_| {
        let is_column = |key: &IndexKey| matches!(key.target, IndexTarget::Column { .. });
        index.get().map(|i| i.keys.iter().map(is_column).collect::<Vec<_>>()).unwrap_or_default()
    });
    let owner = Owner { entity: Some(entity), stance: Stance::Immutable };
    let place = Place::new(id.get_value(), "keys");
    let at_key = move |at: usize| key_id(&id.get_value(), at);
    // Who is sent to the keys is sent to the first that is at fault.
    Effect::new(move || {
        if place.take_focus(ui) {
            let keys = index.get_untracked().map(|i| i.keys).unwrap_or_default();
            let at = keys.iter().position(|key| faulty_text(&key.target)).unwrap_or_default();
            ui.focus_field.set(Some(FieldFocus { object: at_key(at), field: EXPRESSION }));
        }
    });
    let add_expression = move |_| {
        let at = kinds.with_untracked(Vec::len);
        with(&|i| i.keys.push(IndexKey::expression(Expr::new(""))));
        ui.focus_field.set(Some(FieldFocus { object: at_key(at), field: EXPRESSION }));
    };
    let put = move |at: usize, key: Option<IndexKey>| {
        with(&|i| match &key {
            Some(key) => {
                if let Some(place) = i.keys.get_mut(at) {
                    place.clone_from(key);
                }
            }
            None if at < i.keys.len() => {
                i.keys.remove(at);
            }
            None => {}
        });
    };
    view! {
        <div class="field wide" role="group" aria-label="Keys">
            <span class="field-label">"Keys"</span>
            <div class="index-keys">
                <For each=move || kinds.get().into_iter().enumerate() key=|key| *key let:key>
                    <KeyRow index at=key.0 is_column=key.1 options place=Place::new(at_key(key.0), EXPRESSION) owner
                        put=Callback::new(move |changed| put(key.0, changed))
                        at_fault=Signal::derive(move || place.has_error(workspace))/>
                </For>
                <PlaceProblems place/>
                <div class="button-row">
                    <select class="input" aria-label="Add a column to the index" prop:value="" on:change=move |event| {
                        if let Some(value) = taken(&event) {
                            with(&|i| i.keys.push(IndexKey::column(Id::new(&value))));
                        }
                    }>
                        <option value="">"Add column…"</option>
                        {move || options.get().into_iter().map(|(value, title)| view! { <option value=value>{title}</option> }).collect_view()}
                    </select>
                    <button class="button quiet" on:click=add_expression><IconView icon=Icon::Plus/>"Expression"</button>
                </div>
            </div>
        </div>
    }
}

fn key_id(index: &Id, at: usize) -> Id {
    index.part(&format!("key{at}"))
}

/// Whether an expression is wrong by itself. A problem names the index, not which of its keys.
fn faulty_text(target: &IndexTarget) -> bool {
    match target {
        IndexTarget::Column { .. } => false,
        IndexTarget::Expression { expression } => {
            let text = expression.sql();
            expr::check(text).is_err() || expr::has_word(text, &|word| word.eq_ignore_ascii_case("select"))
        }
    }
}

#[component]
fn KeyRow(
    index: Signal<Option<Index>>,
    at: usize,
    is_column: bool,
    options: Signal<Vec<(String, String)>>,
    place: Place,
    owner: Owner,
    put: Callback<Option<IndexKey>>,
    at_fault: Signal<bool>,
) -> impl IntoView {
    let key = Signal::derive(move || index.get().and_then(|i| i.keys.get(at).cloned()));
    let change = move |edit: &dyn Fn(&mut IndexKey)| {
        if let Some(mut changed) = key.get_untracked() {
            edit(&mut changed);
            put.run(Some(changed));
        }
    };
    let target = if is_column {
        let value = Signal::derive(move || match key.get().map(|k| k.target) {
            Some(IndexTarget::Column { column }) => column.to_string(),
            _ => String::new(),
        });
        view! {
            <SelectInput label="Indexed column" place value options
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
        let invalid = Signal::derive(move || at_fault.get() && key.get().is_some_and(|k| faulty_text(&k.target)));
        view! {
            <ExpressionInput label="Indexed expression" place owner value placeholder="lower(email)" invalid
                commit=move |text: String| change(&|k| {
                    k.target = IndexTarget::Expression { expression: Expr::new(text.trim()) };
                })/>
        }
        .into_any()
    };
    let hint = Signal::stored("The operator class, if it is not the type's own".to_owned());
    let class_place = Place::new(Id::new(""), "operatorClass");
    view! {
        <div class="index-key" role="group" aria-label=format!("Key {}", at + 1)>
            {target}
            <div class="pair">
                <TextInput label="Operator class" place=class_place value=Signal::derive(move || {
                    key.get().and_then(|k| k.operator_class).unwrap_or_default()
                }) placeholder="opclass".to_owned() mono=true whole=hint
                    commit=move |text: String| change(&|k| k.operator_class = optional(text.clone()))/>
                <select class="input" aria-label="Order" prop:value=move || order_value(key.get().as_ref())
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
                <IconButton icon=Icon::X label="Remove this key" act=move |()| put.run(None)/>
            </div>
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
