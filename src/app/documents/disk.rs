//! The file of the disk that the open project belongs to: opened, saved in place, and watched for what others do to it.
//!
//! Where the browser doesn't let a page do that, opening is an upload and saving a download. Nothing is written to a file
//! unless the person says so; what is done meanwhile is kept by this browser as ever.

use leptos::prelude::*;

use super::{keep_before, open_new, open_text, project_text, save_now};
use crate::app::actions;
use crate::app::state::Workspace;
use crate::app::ui::Ui;
use crate::catalog::Pair;
use crate::edit::{ChangeSet, Command};
use crate::platform::disk::{self, DiskFile, Held, NoFile};
use crate::platform::{files, storage, timer};
use crate::problem::Level;
use crate::save;

/// How often a file is looked at that is open here.
const LOOK_MS: u32 = 2_000;

/// A file of the disk, and what is known of it.
#[derive(Clone)]
pub(super) struct Disk {
    file: DiskFile,
    /// When it was changed, as far as this page knows.
    modified: f64,
    /// The workspace's revision that it holds; nothing if another one.
    revision: Option<u64>,
    /// What it held when a difference was told, so that it is told once.
    told: Option<String>,
}

/// Lets a person choose a project file and opens it. What was open stays among the projects of this browser.
pub fn open_file(workspace: Workspace, ui: Ui) {
    if !disk::can() {
        files::pick_text(".json,application/json", move |name, text| match text {
            Ok(text) => open_text(workspace, ui, &name, &text),
            Err(error) => workspace.toasts.error(format!("{name} could not be read: {error}")),
        });
        return;
    }
    leptos::task::spawn_local(async move {
        match disk::open().await {
            Ok(file) => open_from(workspace, ui, file).await,
            Err(NoFile::Cancelled) => {}
            Err(NoFile::Refused(why)) => workspace.toasts.error(format!("No file could be opened: {why}.")),
        }
    });
}

/// Opens a project from a file of the disk, which it belongs to from now on.
pub(super) async fn open_from(workspace: Workspace, ui: Ui, file: DiskFile) {
    let name = file.name();
    let held = match file.read().await {
        Ok(held) => held,
        Err(why) => return workspace.toasts.error(format!("{name} could not be read: {why}.")),
    };
    match save::from_json(&held.text) {
        Ok(design) => {
            open_new(workspace, ui, design);
            belong(workspace, ui, file, held.modified).await;
        }
        Err(error) => workspace.toasts.error(format!("{name} was not opened: {error}. The open project is unchanged.")),
    }
}

/// Saves the open project to its file; a project without one is given one.
pub fn save_file(workspace: Workspace, ui: Ui) {
    save_now(workspace, ui);
    if !disk::can() {
        actions::save_file(workspace);
        return;
    }
    let known = ui.document.with_value(|document| document.disk.clone());
    leptos::task::spawn_local(async move {
        let file = match known {
            Some(disk) if disk.file.allowed(true).await => disk.file,
            Some(disk) => {
                workspace.toasts.error(format!("The browser was not allowed to write {}.", disk.file.name()));
                return;
            }
            None => match disk::choose(&actions::file_name(workspace)).await {
                Ok(file) => file,
                Err(NoFile::Cancelled) => return,
                Err(NoFile::Refused(why)) => {
                    return workspace.toasts.error(format!("No file could be saved: {why}."));
                }
            },
        };
        let (revision, text) = (workspace.revision.get_untracked(), project_text(workspace));
        match file.write(&text).await {
            Ok(modified) => {
                let name = file.name();
                belong(workspace, ui, file, modified).await;
                update(ui, |disk| disk.revision = Some(revision));
                workspace.toasts.info(format!("Saved to {name}."));
            }
            Err(why) => workspace
                .toasts
                .error(format!("{} was not written: {why}. The project is still kept in this browser.", file.name())),
        }
    });
}

/// The name of the file that the open project belongs to.
pub(super) fn name(ui: Ui) -> Option<String> {
    ui.document.with_value(|document| document.disk.as_ref().map(|disk| disk.file.name()))
}

fn update(ui: Ui, change: impl FnOnce(&mut Disk)) {
    ui.document.update_value(|document| {
        if let Some(disk) = &mut document.disk {
            change(disk);
        }
    });
}

/// From now on the open project belongs to this file, which holds what is open.
async fn belong(workspace: Workspace, ui: Ui, file: DiskFile, modified: f64) {
    let key = ui.document.with_value(|document| document.key.clone());
    let handle = file.handle().clone();
    let revision = Some(workspace.revision.get_untracked());
    ui.document.update_value(|document| document.disk = Some(Disk { file, modified, revision, told: None }));
    ui.file.set(name(ui));
    // A browser that can't keep the way to the file asks for it again the next time.
    let _ = storage::attach(&key, &handle).await;
}

/// Finds out whether the project that was just opened belongs to a file.
pub(super) fn find(workspace: Workspace, ui: Ui) {
    ui.file.set(None);
    let key = ui.document.with_value(|document| document.key.clone());
    leptos::task::spawn_local(async move {
        let Some(file) = storage::attached(&key).await.and_then(DiskFile::of) else { return };
        if !ui.document.with_value(|document| document.key == key && document.disk.is_none()) {
            return;
        }
        // What it holds is compared at the first look.
        let disk = Disk { file, modified: 0.0, revision: None, told: None };
        ui.document.update_value(|document| document.disk = Some(disk));
        ui.file.set(name(ui));
        look(workspace, ui).await;
    });
}

/// Looks after the file from now on, whenever the page is seen.
pub(super) fn watch(workspace: Workspace, ui: Ui) {
    window_event_listener_untyped("focus", move |_| leptos::task::spawn_local(look(workspace, ui)));
    again(workspace, ui);
}

fn again(workspace: Workspace, ui: Ui) {
    timer::later(LOOK_MS, move || {
        leptos::task::spawn_local(async move {
            if ui.document.with_value(|document| document.disk.is_some()) && !crate::platform::screen::is_hidden() {
                look(workspace, ui).await;
            }
            again(workspace, ui);
        });
    });
}

/// Takes over what the file has become, if nothing was changed here since both were the same; else asks.
async fn look(workspace: Workspace, ui: Ui) {
    let Some(disk) = ui.document.with_value(|document| document.disk.clone()) else { return };
    // The browser asks at the next save, when somebody presses a key.
    if !disk.file.allowed(false).await || disk.file.modified().await.is_ok_and(|at| at == disk.modified) {
        return;
    }
    let Ok(Held { modified, text }) = disk.file.read().await else { return };
    let same = ui.document.with_value(|d| d.disk.as_ref().is_some_and(|now| now.file == disk.file));
    if !same {
        return;
    }
    let now = workspace.revision.get_untracked();
    let differs = |text: &str| match save::from_json(text) {
        Ok(design) => workspace.with_design(|now| !ChangeSet::between(Pair::new(now, &design)).is_empty()),
        Err(_) => true,
    };
    if text == project_text(workspace) || !differs(&text) {
        update(ui, |disk| {
            (disk.modified, disk.revision) = (modified, Some(now));
        });
        return;
    }
    if disk.told.as_ref() == Some(&text) {
        update(ui, |disk| disk.modified = modified);
        return;
    }
    let name = disk.file.name();
    let unchanged = disk.revision == Some(now);
    update(ui, |disk| {
        (disk.modified, disk.told) = (modified, Some(text.clone()));
    });
    if unchanged {
        take(workspace, ui, &name, &text);
    } else {
        let question = format!("{name} is not what is open here. Taking it can be undone.");
        let taken = name.clone();
        workspace.toasts.offer(Level::Warning, question, "Take the file", move || take(workspace, ui, &taken, &text));
    }
}

/// Makes the open project what a file holds, as one step that can be undone.
fn take(workspace: Workspace, ui: Ui, name: &str, text: &str) {
    let design = match save::from_json(text) {
        Ok(design) => design,
        Err(error) => {
            return workspace.toasts.error(format!(
                "{name} was changed outside and can't be read now: {error}. The open project is unchanged."
            ));
        }
    };
    keep_before(ui);
    if workspace.run(Command::Restore { design: Box::new(design) }) {
        let now = workspace.revision.get_untracked();
        update(ui, |disk| (disk.revision, disk.told) = (Some(now), None));
        workspace
            .toasts
            .info(format!("{name} was changed outside, and is taken over. Undo brings back what was here."));
    }
}
