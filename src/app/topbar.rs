//! The bar at the top.

use leptos::prelude::*;

use super::engine::use_engine;
use super::icons::{Icon, IconView};
use super::state::use_workspace;
use super::ui::{Dialog, Saved, use_ui};
use super::widgets::{IconButton, TextField};
use super::{actions, documents, proof};
use crate::edit::Command;
use crate::platform::clock;

/// The bar at the top.
#[component]
pub fn TopBar() -> impl IntoView {
    let workspace = use_workspace();
    let ui = use_ui();
    let engine = use_engine();
    let name = Signal::derive(move || workspace.project.get().name.clone());
    view! {
        <header class="topbar">
            <div class="topbar-group brand">
                <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
                    <path class="logo-hull" d="M4 3h24v15c0 6-5 10-12 12C9 28 4 24 4 18z"/>
                    <path class="logo-wall" d="M12 3v25.6M20 3v25.6M4 12.5h24"/>
                </svg>
                <h1 class="visually-hidden">"Bulkhead"</h1>
                <TextField value=name label="Project name" class="project-name" id="project-name"
                    on_commit=move |name| workspace.run(Command::SetName { name })/>
                <SaveState/>
            </div>
            <div class="topbar-group tools" role="toolbar" aria-label="Project">
                <IconButton icon=Icon::FilePlus label="New project or template" on_press=move || ui.dialog.set(Some(Dialog::Start))/>
                <IconButton icon=Icon::FolderOpen label="Open a project file (Ctrl+O)" on_press=move || actions::open_file(workspace, ui)/>
                <IconButton icon=Icon::Save label="Download the project file" on_press=move || actions::save_file(workspace)/>
                <IconButton icon=Icon::Import label="Import a schema from SQL" on_press=move || ui.dialog.set(Some(Dialog::Import))/>
                <IconButton icon=Icon::GitCompare label="Compare two schemas" on_press=move || ui.dialog.set(Some(Dialog::Compare))/>
                <IconButton icon=Icon::ShieldAlert label="Audit a tenant wall" on_press=move || ui.dialog.set(Some(Dialog::Audit))/>
                <span class="separator"></span>
                <IconButton icon=Icon::Undo2 label="Undo (Ctrl+Z)" on_press=move || { workspace.undo(); }
                    disabled=Signal::derive(move || !workspace.can_undo.get())/>
                <IconButton icon=Icon::Redo2 label="Redo (Ctrl+Shift+Z)" on_press=move || { workspace.redo(); }
                    disabled=Signal::derive(move || !workspace.can_redo.get())/>
            </div>
            <span class="spacer"></span>
            <div class="topbar-group tools" role="toolbar" aria-label="View">
                <IconButton icon=Icon::PanelLeft label="Outline (Ctrl+B)" pressed=Signal::from(ui.outline_open)
                    on_press=move || ui.toggle(ui.outline_open)/>
                <IconButton icon=Icon::PanelBottom label="Panels (Ctrl+J)" pressed=Signal::from(ui.dock_open)
                    on_press=move || ui.toggle(ui.dock_open)/>
                <IconButton icon=Icon::PanelRight label="Inspector (Ctrl+I)" pressed=Signal::from(ui.inspector_open)
                    on_press=move || ui.toggle(ui.inspector_open)/>
                <span class="separator"></span>
                <IconButton icon=Icon::Settings label="Project settings" on_press=move || actions::show_settings(workspace, ui)/>
                <IconButton icon=Icon::Keyboard label="Keys (?)" on_press=move || ui.dialog.set(Some(Dialog::Shortcuts))/>
                <IconButton
                    icon=Signal::derive(move || if ui.dark.get() { Icon::Sun } else { Icon::Moon })
                    label=Signal::derive(move || format!("{} theme (Ctrl+M)", if ui.dark.get() { "Light" } else { "Dark" }))
                    on_press=move || ui.toggle_theme()
                />
            </div>
            <div class="topbar-group run">
                <button type="button" class="button" data-testid="dry-run" title="Run the pending change, or the last migration, on a real PostgreSQL in this tab"
                    on:click=move |_| proof::start(workspace, ui, engine)
                >
                    <IconView icon=Icon::Play/>
                    <span class="label">"Dry run"</span>
                </button>
                <button type="button" class="button primary" data-testid="export" title="Download the migrations, scripts and the proof as a zip"
                    on:click=move |_| ui.dialog.set(Some(Dialog::Export))
                >
                    <IconView icon=Icon::Download/>
                    <span class="label">"Export"</span>
                </button>
            </div>
        </header>
    }
    .into_any()
}

/// Whether the project is kept. Pressing it saves at once.
#[component]
fn SaveState() -> impl IntoView {
    let workspace = use_workspace();
    let ui = use_ui();
    let text = move || match ui.saved.get() {
        Saved::Untouched => String::new(),
        Saved::Pending => "Saving…".to_owned(),
        Saved::At(_) => "Saved".to_owned(),
        Saved::Failed(_) => "Not saved".to_owned(),
    };
    let title = move || match ui.saved.get() {
        Saved::Untouched => String::new(),
        Saved::Pending => "Changes are being saved in this browser".to_owned(),
        Saved::At(when) => format!("Saved in this browser at {}", clock::for_people(when)),
        Saved::Failed(why) => {
            format!("This browser did not keep the project: {why}. Download the project file instead.")
        }
    };
    view! {
        <button
            type="button"
            class="save-state"
            class:failed=move || matches!(ui.saved.get(), Saved::Failed(_))
            class:hidden=move || ui.saved.get() == Saved::Untouched
            data-testid="save-state"
            title=title
            aria-live="polite"
            on:click=move |_| documents::save_now(workspace, ui)
        >
            {text}
        </button>
    }
}
