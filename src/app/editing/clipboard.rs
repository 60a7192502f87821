//! What is selected, taken to the clipboard: as SQL for everybody, and whole for Bulkhead itself.

use std::cell::RefCell;
use std::collections::BTreeSet;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Element};

use crate::app::actions;
use crate::app::selection::Selection;
use crate::app::state::Workspace;
use crate::catalog::{Id, Ordered};
use crate::design::Node;
use crate::edit::Fragment;
use crate::plan::Options;
use crate::platform::ids;

/// The kind of what Bulkhead puts on the clipboard for itself.
pub(super) const KIND: &str = "application/x-bulkhead+json";

thread_local! {
    /// What was copied last, with its text: who reads the clipboard for a menu is told the text alone.
    static LAST: RefCell<Option<(String, Fragment)>> = const { RefCell::new(None) };
}

/// What this page copied, if it has this text.
pub(super) fn own_of(text: &str) -> Option<Fragment> {
    LAST.with_borrow(|last| last.as_ref().filter(|(own, _)| own == text).map(|(_, fragment)| fragment.clone()))
}

/// What is selected, if it is something that can be copied.
pub(super) fn selected(workspace: Workspace) -> Option<Fragment> {
    let entities = |ids: &BTreeSet<Id>| {
        workspace.with_design(|design| {
            let place = |id: &Id| workspace.peek_node(id).or_else(|| design.nodes.get(id).copied());
            Fragment::of_entities(design, ids, &place)
        })
    };
    let fragment = match workspace.selection.get_untracked() {
        Selection::Entities(ids) => entities(&ids),
        Selection::Object { entity, object } => {
            let chosen = [object].into_iter().ordered_set();
            let columns = workspace.with_design(|design| Fragment::of_columns(design, &entity, &chosen));
            // A key or a policy stands for the entity that it belongs to.
            if columns.is_empty() { entities(&[entity].into_iter().ordered_set()) } else { columns }
        }
        _ => return None,
    };
    (!fragment.is_empty()).then_some(fragment)
}

/// The SQL that makes what is copied: `CREATE TABLE` as Bulkhead writes it, or a column as it stands in one.
fn sql(workspace: Workspace, fragment: &Fragment) -> String {
    if !fragment.columns.is_empty() {
        let line = |column: &crate::catalog::Column| {
            let name = crate::sql::quote::ident(&column.name);
            let data_type = crate::app::types::type_text(workspace, &column.data_type);
            format!("{name} {data_type}{}", if column.not_null { " NOT NULL" } else { "" })
        };
        return fragment.columns.iter().map(line).collect::<Vec<_>>().join(",\n");
    }
    let derived = workspace.derived_now();
    let script = workspace
        .planner()
        .map(|planner| (planner.creation_script)(&fragment.catalog(&derived.lowered.catalog), &Options::default()));
    script.unwrap_or_default().trim_start().to_owned()
}

/// Answers the browser that asks what is to be copied, unless it is the text of a field.
pub(super) fn copied(workspace: Workspace, event: &ClipboardEvent, cut: bool) {
    if is_text(event.target()) || has_selected_text() {
        return;
    }
    let (Some(fragment), Some(data)) = (selected(workspace), event.clipboard_data()) else { return };
    let Ok(whole) = serde_json::to_string(&fragment) else { return };
    let text = sql(workspace, &fragment);
    let set = data.set_data("text/plain", &text).and_then(|()| data.set_data(KIND, &whole));
    if set.is_err() {
        workspace.toasts.error("The browser did not let it be copied.");
        return;
    }
    event.prevent_default();
    // What stands for its entity is copied with it, and stays: nobody meant to cut all of that.
    let part = matches!(workspace.selection.get_untracked(), Selection::Object { .. });
    let cut = cut && !(part && fragment.columns.is_empty());
    if cut {
        actions::delete_selection(workspace);
    }
    workspace.toasts.info(told(&fragment, cut));
    // A browser may write line ends in its own way.
    LAST.set(Some((text.replace("\r\n", "\n"), fragment)));
}

fn told(fragment: &Fragment, cut: bool) -> String {
    let (count, one, many) = match fragment.entities.len() {
        0 => (fragment.columns.len(), "column", "columns"),
        count => (count, "entity", "entities"),
    };
    format!("{} {count} {}", if cut { "Cut" } else { "Copied" }, if count == 1 { one } else { many })
}

/// Copies what is selected, as from a menu: the browser is asked to, and asks what.
pub(super) fn copy(workspace: Workspace, cut: bool) {
    let Some(document) = crate::platform::document() else { return };
    let Ok(document) = document.dyn_into::<web_sys::HtmlDocument>() else { return };
    if !document.exec_command(if cut { "cut" } else { "copy" }).unwrap_or(false) {
        workspace.toasts.error("The browser did not let it be copied. Press Ctrl+C instead.");
    }
}

/// Makes a copy of what is selected beside it.
pub fn duplicate(workspace: Workspace) {
    let Some(fragment) = selected(workspace) else { return };
    if let (true, Selection::Object { entity, .. }) =
        (fragment.entities.is_empty(), workspace.selection.get_untracked())
    {
        put_columns(workspace, &fragment, &entity);
    } else {
        put_entities(workspace, &fragment, Node { x: 32.0, y: 32.0 });
    }
}

/// Puts entities into the project, moved by so much, and selects them.
pub(super) fn put_entities(workspace: Workspace, fragment: &Fragment, by: Node) {
    let pasted = workspace.with_design(|design| fragment.paste(design, by, &mut ids::fresh));
    if workspace.run(pasted.command) {
        workspace.selection.set(Selection::entities(pasted.ids));
        pasted.told.into_iter().for_each(|told| workspace.toasts.info(told));
    }
}

/// Puts columns at the end of an entity, and selects the last.
pub(super) fn put_columns(workspace: Workspace, fragment: &Fragment, into: &Id) {
    let Some(entity) = workspace.peek_entity(into) else { return };
    let pasted = workspace.with_design(|design| fragment.paste_columns(design, &entity, &mut ids::fresh));
    if workspace.run(pasted.command) {
        if let Some(last) = pasted.ids.into_iter().next_back() {
            workspace.selection.set(Selection::object(into.clone(), last));
        }
        pasted.told.into_iter().for_each(|told| workspace.toasts.info(told));
    }
}

/// True if an event is about text that is typed or shown: the browser knows better what is meant.
pub(super) fn is_text(target: Option<web_sys::EventTarget>) -> bool {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|e| {
        e.closest("input, textarea, select, dialog, .cm-editor, [contenteditable]").ok().flatten().is_some()
    })
}

/// True if text of the page is selected.
fn has_selected_text() -> bool {
    let selection = crate::platform::window().and_then(|window| window.get_selection().ok().flatten());
    selection.is_some_and(|selection| !String::from(selection.to_string()).is_empty())
}
