//! The project's settings as fields read and change them.

use leptos::prelude::*;

use super::field::Place;
use crate::app::state::{Workspace, use_workspace};
use crate::catalog::Id;
use crate::design::Settings;
use crate::edit::Command;

/// The settings of the open project. A handle that is copied freely.
#[derive(Clone, Copy)]
pub struct SettingsFields {
    workspace: Workspace,
    /// The settings as they are.
    pub now: Memo<Settings>,
}

impl SettingsFields {
    /// Those of the surrounding application.
    pub fn new() -> Self {
        let workspace = use_workspace();
        Self { workspace, now: Memo::new(move |_| workspace.project.get().settings.clone()) }
    }

    /// One of them, for a field to show.
    pub fn read<T: Send + Sync + 'static>(self, get: impl Fn(&Settings) -> T + Send + Sync + 'static) -> Signal<T> {
        Signal::derive(move || self.now.with(&get))
    }

    /// Changes them, as one step of undo.
    pub fn change(self, edit: &dyn Fn(&mut Settings)) {
        let mut changed = self.now.get_untracked();
        edit(&mut changed);
        self.workspace.run(Command::SetSettings { settings: changed });
    }

    /// Where one of them is edited.
    pub fn place(self, field: &'static str) -> Place {
        Place::new(Id::new("project"), field)
    }
}
