//! Two tabs with the same project.

use leptos::prelude::*;

use super::adopt;
use crate::app::state::Workspace;
use crate::app::ui::{Saved, Ui};
use crate::edit::Command;
use crate::platform::{ids, storage};
use crate::save;

pub(super) fn go_on_as_copy(workspace: Workspace, ui: Ui) {
    ui.document.update_value(|document| {
        document.key = ids::fresh().to_string();
        document.seen = None;
        // The file of the disk is the other tab's now.
        document.disk = None;
    });
    let name = format!("{} (copy)", workspace.project.get_untracked().name);
    workspace.toasts.show(
        crate::problem::Level::Warning,
        format!("This project was changed in another tab. What you do here goes into a copy, “{name}”."),
    );
    workspace.run(Command::SetName { name });
}

/// Another tab saved a project. If it is this one and nothing was changed here, this tab follows.
pub(super) fn heard(workspace: Workspace, ui: Ui, key: &str, version: u32) {
    let mine =
        ui.document.with_value(|document| document.key == key && document.seen.is_some_and(|seen| seen < version));
    if mine {
        follow(workspace, ui);
    }
}

/// Takes over what another tab has saved of the open project since, unless something is being done here.
pub(super) fn follow(workspace: Workspace, ui: Ui) {
    let clean = move |key: &str| {
        ui.document.with_value(|document| {
            document.key == key && !document.saving && document.saved_revision == workspace.revision.get_untracked()
        })
    };
    let key = ui.document.with_value(|document| document.key.clone());
    if !clean(&key) {
        return;
    }
    leptos::task::spawn_local(async move {
        let Ok(Some(record)) = storage::load(&key).await else { return };
        let newer = ui.document.with_value(|document| document.seen.is_some_and(|seen| seen < record.version));
        if let (true, true, Ok(design)) = (newer, clean(&key), save::from_json(&record.text)) {
            workspace.replace(design);
            adopt(workspace, ui, &key, Some(record.version));
            ui.saved.set(Saved::At(record.saved));
            workspace.toasts.info("Brought up to date with what another tab did.");
        }
    });
}
