//! What is pasted onto the canvas: what Bulkhead copied, or SQL from anywhere, which PostgreSQL reads.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::ClipboardEvent;

use super::clipboard::{self, KIND};
use crate::app::by_sql::take_over;
use crate::app::canvas;
use crate::app::engine::{EngineHost, NotRun};
use crate::app::selection::Selection;
use crate::app::state::Workspace;
use crate::app::ui::Ui;
use crate::catalog::{Id, Ordered};
use crate::design::Node;
use crate::edit::{Command, Fragment};
use crate::layout::{Point, snap};
use crate::platform::prover::By;

/// Takes what the browser pastes, unless it goes into a field.
pub(super) fn pasted(workspace: Workspace, ui: Ui, engine: EngineHost, event: &ClipboardEvent) {
    if clipboard::is_text(event.target()) {
        return;
    }
    let Some(data) = event.clipboard_data() else { return };
    let own = data.get_data(KIND).unwrap_or_default();
    let text = data.get_data("text/plain").unwrap_or_default();
    event.prevent_default();
    match serde_json::from_str::<Fragment>(&own) {
        Ok(fragment) => put(workspace, ui, &fragment, None),
        Err(_) if text.trim().is_empty() => {
            workspace.toasts.info("There is nothing on the clipboard that could be pasted.")
        }
        Err(_) => by_sql(workspace, ui, engine, text, None),
    }
}

/// Pastes from a menu. The browser tells only the text then, and asks the person first.
pub(super) fn from_clipboard(workspace: Workspace, ui: Ui, engine: EngineHost, at: Option<Point>) {
    spawn_local(async move {
        let Some(text) = crate::platform::clipboard::read().await else {
            workspace.toasts.error("The browser did not let the clipboard be read. Press Ctrl+V instead.");
            return;
        };
        match clipboard::own_of(&text) {
            Some(fragment) => put(workspace, ui, &fragment, at),
            None if text.trim().is_empty() => {
                workspace.toasts.info("There is nothing on the clipboard that could be pasted.");
            }
            None => by_sql(workspace, ui, engine, text, at),
        }
    });
}

/// Puts what Bulkhead copied: columns into the selected entity, entities at a place or beside where they stood.
fn put(workspace: Workspace, ui: Ui, fragment: &Fragment, at: Option<Point>) {
    if fragment.entities.is_empty() {
        match workspace.selection.get_untracked().single_entity() {
            Some(entity) => clipboard::put_columns(workspace, fragment, entity),
            None => workspace.toasts.info("Select an entity first: columns are pasted into one."),
        }
        return;
    }
    let corner = fragment.corner();
    let visible = ui.viewport.get_untracked().visible();
    let by = match at {
        Some(at) => Node { x: snap(at.x - corner.x), y: snap(at.y - corner.y) },
        // Beside what was copied, where that can be seen; else where one looks.
        None if visible.contains(Point::new(corner.x, corner.y)) => Node { x: 32.0, y: 32.0 },
        None => {
            let middle = visible.centre();
            Node { x: snap(middle.x - corner.x - 128.0), y: snap(middle.y - corner.y - 64.0) }
        }
    };
    clipboard::put_entities(workspace, fragment, by);
}

/// Adds what SQL makes to the project. PostgreSQL runs it, and says what is wrong with it.
fn by_sql(workspace: Workspace, ui: Ui, engine: EngineHost, text: String, at: Option<Point>) {
    workspace.toasts.info("PostgreSQL reads what was pasted.");
    let revision = workspace.revision.get_untracked();
    let before: BTreeSet<Id> = workspace.entity_ids.get_untracked().iter().cloned().ordered_set();
    spawn_local(async move {
        let (updated, mut design) = match engine.update(workspace, By::Statements(text)).await {
            Ok(done) => done,
            Err(NotRun::Engine(error)) => {
                let place = error.line.map(|line| format!(" (line {line})")).unwrap_or_default();
                let hint = error.hint.map(|hint| format!(" {hint}")).unwrap_or_default();
                let message =
                    format!("What was pasted is not SQL that runs on this project{place}: {}.{hint}", error.message);
                workspace.toasts.error(message);
                return;
            }
            Err(why) => {
                workspace.toasts.error(format!("What was pasted could not be run: {}", why.message()));
                return;
            }
        };
        let new: BTreeSet<Id> = design.entities.keys().filter(|id| !before.contains(*id)).cloned().ordered_set();
        if let Some(at) = at {
            let corner = |of: fn(&Node) -> f64| {
                new.iter().filter_map(|id| design.nodes.get(id)).map(of).reduce(f64::min).unwrap_or_default()
            };
            let by = (snap(at.x - corner(|node| node.x)), snap(at.y - corner(|node| node.y)));
            for (_, node) in design.nodes.iter_mut().filter(|(id, _)| new.contains(*id)) {
                (node.x, node.y) = (node.x + by.0, node.y + by.1);
            }
        }
        let places = new.iter().filter_map(|id| Some((id.clone(), *design.nodes.get(id)?))).ordered_map();
        if let Err(why) = take_over(workspace, revision, design) {
            workspace.toasts.error(why);
            return;
        }
        if let Some(view) = workspace.view.get_untracked() {
            workspace.run(Command::PlaceInView { view, nodes: places });
        }
        updated.kept.into_iter().for_each(|kept| workspace.toasts.info(kept));
        match new.first() {
            Some(first) => {
                canvas::reveal(workspace, ui, first);
                workspace.selection.set(Selection::entities(new.clone()));
                let count = new.len();
                workspace.toasts.info(if count == 1 {
                    "Pasted 1 entity".to_owned()
                } else {
                    format!("Pasted {count} entities")
                });
            }
            None => workspace.toasts.info("What was pasted was run. It makes no new table."),
        }
    });
}
