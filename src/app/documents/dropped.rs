//! Files that are dropped anywhere on the page: projects are opened, scripts imported, rows kept for dry runs.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, FileList};

use super::disk::open_from;
use super::open_text;
use crate::app::icons::{Icon, IconView};
use crate::app::state::{Workspace, use_workspace};
use crate::app::ui::{Dialog, Dropped, Ui, use_ui};
use crate::platform::{disk, files};
use crate::save;

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Project,
    Script,
    Rows,
}

/// What a file is for, by its name and its beginning.
fn kind(name: &str, text: &str) -> Option<Kind> {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
    match extension.as_deref() {
        // A live database's answer is JSON too. What is neither is told of as a project file that it is not.
        Some("json") if !save::begins_like_one(text) && text.contains("\"schemas\"") => Some(Kind::Script),
        Some("json") => Some(Kind::Project),
        Some("sql" | "ddl" | "pgsql" | "txt") => Some(Kind::Script),
        Some("csv" | "tsv") => Some(Kind::Rows),
        _ => None,
    }
}

/// What is shown while files are held over the page, and what takes them.
#[component]
pub fn Dropping() -> impl IntoView {
    let (workspace, ui) = (use_workspace(), use_ui());
    // Entering a child is leaving its parent: the page is left when all have been.
    let depth = RwSignal::new(0i32);
    let holds_files =
        |event: &DragEvent| event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0));
    let on = |name: &'static str, what: Box<dyn Fn(DragEvent)>| {
        std::mem::forget(window_event_listener_untyped(name, move |event| {
            if let Ok(event) = event.dyn_into::<DragEvent>() {
                what(event);
            }
        }));
    };
    // Dialogs take what is dropped on their own fields, and nothing else is dropped on a dialog.
    let free = move || ui.dialog.with_untracked(Option::is_none);
    on(
        "dragenter",
        Box::new(move |event| {
            if holds_files(&event) && free() {
                depth.update(|depth| *depth += 1);
            }
        }),
    );
    on(
        "dragleave",
        Box::new(move |event| {
            if holds_files(&event) {
                depth.update(|depth| *depth = (*depth - 1).max(0));
            }
        }),
    );
    on(
        "dragover",
        Box::new(move |event| {
            if holds_files(&event) {
                // Else the browser leaves the page and shows the file.
                event.prevent_default();
            }
        }),
    );
    on(
        "drop",
        Box::new(move |event| {
            depth.set(0);
            if event.default_prevented() || !holds_files(&event) {
                return;
            }
            event.prevent_default();
            let Some(data) = event.data_transfer().filter(|_| free()) else { return };
            let handle = disk::dropped(&data);
            if let Some(list) = data.files().filter(|list| list.length() > 0) {
                take(workspace, ui, list, handle);
            }
        }),
    );
    move || {
        (depth.get() > 0).then(|| {
            view! {
                <div class="dropping" role="status">
                    <p><IconView icon=Icon::Import/>"Drop it: a project is opened, SQL is imported, CSV becomes rows for dry runs."</p>
                </div>
            }
        })
    }
}

fn take(workspace: Workspace, ui: Ui, list: FileList, handle: Option<disk::Promised>) {
    let count = list.length();
    files::read_each(list, move |read| {
        let read = match read {
            Ok(read) => read,
            Err(why) => return workspace.toasts.error(why),
        };
        let kinds: Vec<Option<Kind>> = read.iter().map(|(name, text)| kind(name, text)).collect();
        let Some(first) = kinds.first().copied().flatten() else {
            let name = read.first().map(|(name, _)| name.clone()).unwrap_or_default();
            return workspace.toasts.error(format!(
                "{name} is nothing that Bulkhead reads: a project (.json), SQL (.sql), a live database's answer (.json) or rows (.csv)."
            ));
        };
        if kinds.iter().any(|kind| *kind != Some(first)) {
            return workspace.toasts.error("These files are of several kinds. Drop those of one kind at a time.");
        }
        match first {
            Kind::Project if count > 1 => {
                workspace.toasts.error("Only one project is open at a time. Drop one of them.")
            }
            Kind::Project => leptos::task::spawn_local(async move {
                let file = match handle {
                    Some(handle) => handle.file().await,
                    None => None,
                };
                match (file, read.into_iter().next()) {
                    (Some(file), _) => open_from(workspace, ui, file).await,
                    (None, Some((name, text))) => open_text(workspace, ui, &name, &text),
                    (None, None) => {}
                }
            }),
            Kind::Script => {
                let script: Vec<String> = read.into_iter().map(|(_, text)| text).collect();
                ui.dropped.set_value(Some(Dropped::Script(script.join("\n"))));
                ui.dialog.set(Some(Dialog::Import));
            }
            Kind::Rows => {
                ui.dropped.set_value(Some(Dropped::Rows(read)));
                ui.dialog.set(Some(Dialog::Rows));
            }
        }
    });
}
