//! Keys that work everywhere.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::engine::EngineHost;
use super::state::Workspace;
use super::ui::{Dialog, Ui, use_ui};
use super::widgets::Modal;
use super::{actions, canvas, documents, proof};
use crate::platform::focus;

/// The keys, as they are told to people.
const KEYS: &[(&str, &[(&str, &str)])] = &[
    (
        "Drawing",
        &[
            ("Double-click", "Add an entity there; on a name, rename it"),
            ("Drag from a row’s dot", "Reference another entity"),
            ("F2", "Rename what is selected"),
            ("Enter", "Into an entity’s columns; on one, type in it"),
            ("Right click, Shift+F10", "What can be done with what is there"),
            ("Ctrl+C, Ctrl+X, Ctrl+V", "Copy, cut, paste; SQL from anywhere, too"),
            ("Arrow keys", "Move the selection by a step of the grid (Shift: five)"),
            ("Ctrl+D", "Duplicate"),
            ("Delete", "Remove"),
            ("Ctrl+A", "Select all entities"),
            ("Shift+drag", "Select what a rectangle touches"),
        ],
    ),
    (
        "View",
        &[
            ("Drag, Space+drag, middle button", "Pan"),
            ("Wheel, Ctrl+wheel", "Pan, zoom at the pointer"),
            ("Ctrl+0", "Show everything"),
            ("Ctrl++, Ctrl+−", "Zoom"),
            ("Ctrl+B, Ctrl+J, Ctrl+I", "Outline, panels, inspector"),
            ("Ctrl+M", "Light or dark"),
            ("Ctrl+F", "Search the outline"),
        ],
    ),
    (
        "Project",
        &[
            ("Ctrl+Z", "Undo"),
            ("Ctrl+Y, Ctrl+Shift+Z", "Redo"),
            ("Ctrl+S", "Save now (it is saved by itself, too)"),
            ("Ctrl+O", "Open a project file"),
            ("Ctrl+Enter", "Dry run"),
            ("Escape", "Cancel; select nothing"),
        ],
    ),
];

/// Listens for as long as the page lives.
pub fn listen(workspace: Workspace, ui: Ui, engine: EngineHost) {
    let handle = window_event_listener(leptos::ev::keydown, move |event| {
        if !event.default_prevented() && handle_key(workspace, ui, engine, &event) {
            event.prevent_default();
        }
    });
    // The application lives as long as the page.
    std::mem::forget(handle);
}

/// True if the key meant something.
fn handle_key(workspace: Workspace, ui: Ui, engine: EngineHost, event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let place = Place::of(target.as_ref());
    if place == Place::Dialog {
        return false;
    }
    let command = event.ctrl_key() || event.meta_key();
    let key = event.key();
    let lower = key.to_lowercase();
    if command && !event.alt_key() {
        return match lower.as_str() {
            "z" | "y" if place == Place::Typing => false,
            "z" if event.shift_key() => step(|| workspace.redo()),
            "y" => step(|| workspace.redo()),
            "z" => step(|| workspace.undo()),
            "s" => {
                documents::save_now(workspace, ui);
                workspace.toasts.info("Saved in this browser. The disk button downloads the project file.");
                true
            }
            "o" => {
                actions::open_file(workspace, ui);
                true
            }
            "b" => {
                ui.toggle(ui.outline_open);
                true
            }
            "j" => {
                ui.toggle(ui.dock_open);
                true
            }
            "i" if !event.shift_key() => {
                ui.toggle(ui.inspector_open);
                true
            }
            "m" => {
                ui.toggle_theme();
                true
            }
            "f" if place != Place::Typing || !in_editor(target.as_ref()) => {
                focus_search(ui);
                true
            }
            "0" => {
                canvas::fly_to_fit(workspace, ui);
                true
            }
            "+" | "=" => {
                canvas::zoom_by(ui, 1.25);
                true
            }
            "-" => {
                canvas::zoom_by(ui, 1.0 / 1.25);
                true
            }
            "enter" => {
                proof::start(workspace, ui, engine);
                true
            }
            "a" if place == Place::Free => {
                actions::select_all(workspace);
                true
            }
            "d" if place == Place::Free => {
                actions::duplicate_selection(workspace);
                true
            }
            _ => false,
        };
    }
    if place != Place::Free {
        return false;
    }
    match key.as_str() {
        "Delete" | "Backspace" => {
            actions::delete_selection(workspace);
            true
        }
        "Escape" => {
            workspace.selection.set(Default::default());
            true
        }
        "?" => {
            ui.dialog.set(Some(Dialog::Shortcuts));
            true
        }
        _ => false,
    }
}

/// Where the keyboard is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Nowhere in particular: keys mean the selection.
    Free,
    /// In a field in which nothing uncommitted was typed. The browser's own undo would now go on with fields that were
    /// left long ago, and commit what it finds there.
    Field,
    /// In a field that has its own history now.
    Typing,
    /// In a dialog.
    Dialog,
}

impl Place {
    fn of(target: Option<&Element>) -> Self {
        let Some(element) = target else { return Self::Free };
        let within = |selector: &str| element.closest(selector).ok().flatten().is_some();
        if within("dialog") {
            Self::Dialog
        } else if within("[data-dirty], [contenteditable=true]") || in_editor(target) {
            Self::Typing
        } else if within("input, select, textarea") {
            Self::Field
        } else {
            Self::Free
        }
    }
}

fn in_editor(target: Option<&Element>) -> bool {
    // An editor that can't be typed into has no history of its own.
    target.is_some_and(|element| element.closest(".cm-content:not([aria-readonly=true])").ok().flatten().is_some())
}

/// Takes a step of the history, or learns that there is none: either way the key has done its work.
fn step(step: impl FnOnce() -> bool) -> bool {
    step();
    true
}

fn focus_search(ui: Ui) {
    if !ui.outline_open.get_untracked() {
        ui.toggle(ui.outline_open);
    }
    focus::soon("#outline-search");
}

/// What the keys do.
#[component]
pub fn ShortcutsDialog() -> impl IntoView {
    let ui = use_ui();
    let groups = KEYS.iter().map(|(title, keys)| {
        view! {
            <section>
                <h3>{*title}</h3>
                <dl class="keys">
                    {keys.iter().map(|(key, what)| view! { <div><dt><kbd>{*key}</kbd></dt><dd>{*what}</dd></div> }).collect_view()}
                </dl>
            </section>
        }
    });
    view! {
        <Modal title="Keys" on_close=move || ui.dialog.set(None) class="keys-dialog">
            <div class="keys-groups">{groups.collect_view()}</div>
        </Modal>
    }
    .into_any()
}
