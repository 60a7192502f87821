//! Commands: what buttons, keys and the palette ask for. The table of them is `crate::command`; here is what each does.
//!
//! The page itself has the listening and the few commands that have to answer at once. The rest is a part that is loaded
//! when it is first asked for, see `parts`.

mod go;
mod help;
mod link;
mod listen;
mod palette;
mod perform;

pub use help::HelpDialog;
pub use listen::listen;
pub use palette::{LinkDialog, Palette};
pub use perform::perform;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::engine::EngineHost;
use super::icons::Icon;
use super::parts::Parts;
use super::state::Workspace;
use super::ui::{Dialog, Ui};
use super::widgets::IconButton;
use super::{actions, canvas, documents};
use crate::command::{Action, Command, When};

/// Everything a command may need. A handle that is copied freely.
#[derive(Clone, Copy)]
pub struct Commands {
    /// The open project.
    pub workspace: Workspace,
    /// How the application looks.
    pub ui: Ui,
    /// PostgreSQL.
    pub engine: EngineHost,
    /// The parts of the page.
    pub parts: Parts,
}

/// The commands of the surrounding application.
pub fn use_commands() -> Commands {
    expect_context()
}

impl Commands {
    /// True if a command can be used now. Whoever asks hears when that changes.
    pub fn can(self, when: When) -> bool {
        let workspace = self.workspace;
        match when {
            When::Always => true,
            When::CanUndo => workspace.can_undo.get(),
            When::CanRedo => workspace.can_redo.get(),
            When::Selected => workspace.selection.with(|selection| *selection != Default::default()),
            When::OneEntity => workspace.selection.with(|selection| selection.single_entity().is_some()),
            When::Entities => workspace.selection.with(|selection| !selection.entity_ids().is_empty()),
            When::Drawn => workspace.entity_ids.with(|ids| !ids.is_empty()),
        }
    }

    /// Does what a command is for. Who asks in vain for something that needs another selection is told of it.
    pub fn run(self, action: Action, when: When, far: bool) {
        if !untrack(|| self.can(when)) {
            if matches!(when, When::OneEntity | When::Entities) {
                self.workspace.toasts.info(when.told());
            }
            return;
        }
        if self.at_once(action) {
            return;
        }
        match self.parts.commands.peek() {
            Some(perform) => perform(self, action, far),
            None => spawn_local(async move {
                match self.parts.commands.get().await {
                    Ok(perform) => perform(self, action, far),
                    Err(why) => self.workspace.toasts.error(why.0),
                }
            }),
        }
    }

    /// What has to work without a part being loaded; false if it is not one of these.
    fn at_once(self, action: Action) -> bool {
        let Self { workspace, ui, .. } = self;
        match action {
            Action::Undo => {
                workspace.undo();
            }
            Action::Redo => {
                workspace.redo();
            }
            Action::Delete => actions::delete_selection(workspace),
            // What has stepped back comes forward first.
            Action::SelectNothing if ui.focus.with_untracked(Option::is_some) => ui.focus.set(None),
            Action::SelectNothing => workspace.selection.set(Default::default()),
            Action::AddEntity => actions::add_entity(workspace, ui, None),
            Action::FitAll => canvas::fly_to_fit(workspace, ui),
            Action::ZoomIn => canvas::zoom_by(ui, 1.25),
            Action::ZoomOut => canvas::zoom_by(ui, 1.0 / 1.25),
            Action::ToggleOutline => ui.toggle(ui.outline_open),
            Action::TogglePanels => ui.toggle(ui.dock_open),
            Action::ToggleInspector => ui.toggle(ui.inspector_open),
            Action::ToggleTheme => ui.toggle_theme(),
            Action::OpenFile => documents::open_file(workspace, ui),
            Action::SaveFile => documents::save_file(workspace, ui),
            Action::Download => actions::save_file(workspace),
            Action::Settings => actions::show_settings(workspace, ui),
            Action::Palette => ui.dialog.set(Some(Dialog::Palette)),
            Action::Help => ui.dialog.set(Some(Dialog::Shortcuts)),
            Action::NewProject => ui.dialog.set(Some(Dialog::Start)),
            Action::Import => ui.dialog.set(Some(Dialog::Import)),
            Action::Compare => ui.dialog.set(Some(Dialog::Compare)),
            Action::Audit => ui.dialog.set(Some(Dialog::Audit)),
            Action::History => ui.dialog.set(Some(Dialog::History)),
            _ => return false,
        }
        true
    }
}

/// A button of a command: its title, its keys and when it can be pressed are the table's. Give it in a `const` block, so
/// that the rest of the table need not be in the page.
#[component]
pub fn CommandButton(
    /// The command.
    command: Command,
    /// Its icon.
    icon: Icon,
    /// For a button that stays pressed: whether it is.
    #[prop(into, optional)]
    pressed: Option<Signal<bool>>,
) -> impl IntoView {
    let commands = use_commands();
    let disabled = Signal::derive(move || !commands.can(command.when));
    let press = move || commands.run(command.action, command.when, false);
    match pressed {
        Some(pressed) => view! { <IconButton icon label=command.label() pressed disabled on_press=press/> }.into_any(),
        None => view! { <IconButton icon label=command.label() disabled on_press=press/> }.into_any(),
    }
}
