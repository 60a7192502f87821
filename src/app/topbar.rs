//! The bar at the top.

use leptos::prelude::*;

use super::commands::CommandButton;
use super::engine::use_engine;
use super::icons::{Icon, IconView};
use super::state::use_workspace;
use super::ui::{Dialog, Saved, use_ui};
use super::widgets::{IconButton, TextField};
use super::{documents, proof};
use crate::command::{Action, of};
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
                <CommandButton command=const { of(Action::NewProject) } icon=Icon::FilePlus/>
                <CommandButton command=const { of(Action::OpenFile) } icon=Icon::FolderOpen/>
                <CommandButton command=const { of(Action::SaveFile) } icon=Icon::Save/>
                <CommandButton command=const { of(Action::Import) } icon=Icon::Import/>
                <CommandButton command=const { of(Action::Compare) } icon=Icon::GitCompare/>
                <CommandButton command=const { of(Action::Audit) } icon=Icon::ShieldAlert/>
                <span class="separator"></span>
                <CommandButton command=const { of(Action::Undo) } icon=Icon::Undo2/>
                <CommandButton command=const { of(Action::Redo) } icon=Icon::Redo2/>
                <CommandButton command=const { of(Action::History) } icon=Icon::Clock/>
            </div>
            <span class="spacer"></span>
            <div class="topbar-group tools" role="toolbar" aria-label="View">
                <CommandButton command=const { of(Action::ToggleOutline) } icon=Icon::PanelLeft pressed=Signal::from(ui.outline_open)/>
                <CommandButton command=const { of(Action::TogglePanels) } icon=Icon::PanelBottom pressed=Signal::from(ui.dock_open)/>
                <CommandButton command=const { of(Action::ToggleInspector) } icon=Icon::PanelRight pressed=Signal::from(ui.inspector_open)/>
                <span class="separator"></span>
                <CommandButton command=const { of(Action::Palette) } icon=Icon::Search/>
                <CommandButton command=const { of(Action::Settings) } icon=Icon::Settings/>
                <CommandButton command=const { of(Action::Help) } icon=Icon::Keyboard/>
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
        Saved::At(when) => {
            let here = format!("Saved in this browser at {}", clock::for_people(when));
            match ui.file.get() {
                Some(file) => format!("{here}. Ctrl+S writes {file}"),
                None => here,
            }
        }
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
