//! The open project as a document of this browser: opened, saved by itself, and kept apart from other tabs.
//!
//! A change is saved a moment after it was made. A page that is about to go keeps what is not saved yet where the next
//! start finds it. When another tab has saved the same project meanwhile, what was done here goes on as a copy.

use leptos::prelude::*;

use super::canvas;
use super::state::Workspace;
use super::ui::{Saved, Ui};
use crate::design::Design;
use crate::edit::Command;
use crate::platform::storage::{self, NotSaved, Stored, Tabs};
use crate::platform::timer::Debounce;
use crate::platform::{clock, ids, preferences};
use crate::{save, template};

const SAVE_AFTER_MS: u32 = 300;
/// The tab's own project, which survives a reload.
const IN_TAB: &str = "project";
/// The project that was opened last, for a new tab.
const LAST: &str = "lastProject";

/// The record in this browser that the open project is saved to.
#[derive(Clone)]
pub struct Document {
    key: String,
    seen: Option<u32>,
    /// The revision of the workspace that the record holds.
    saved_revision: u64,
    saving: bool,
    /// The name under which this page keeps what is not saved when it has to go.
    page: String,
    later: Debounce,
    tabs: Option<Tabs>,
}

impl Default for Document {
    fn default() -> Self {
        Self {
            key: ids::fresh().to_string(),
            seen: None,
            saved_revision: 0,
            saving: false,
            page: ids::fresh().to_string(),
            later: Debounce::default(),
            tabs: None,
        }
    }
}

/// What a project is called until it is given a name.
pub const UNTITLED: &str = "Untitled project";

/// The project file's text of the open project.
pub fn project_text(workspace: Workspace) -> String {
    workspace.with_design(save::to_json)
}

/// Brings back what this tab, or this browser, had open, and saves from now on.
pub fn start(workspace: Workspace, ui: Ui) {
    let tabs = Tabs::open(move |key, version| heard(workspace, ui, &key, version));
    ui.document.update_value(|document| document.tabs = Some(tabs));
    leptos::task::spawn_local(async move {
        ui.document.update_value(|document| document.saved_revision = workspace.revision.get_untracked());
        let key = preferences::get_in_tab(IN_TAB).or_else(|| preferences::get(LAST));
        if let Some(key) = key {
            restore(workspace, ui, &key).await;
        }
        watch(workspace, ui);
        ui.ready.set(true);
        canvas::fit(workspace, ui);
    });
}

async fn restore(workspace: Workspace, ui: Ui, key: &str) {
    let record = match storage::load(key).await {
        Ok(record) => record,
        Err(error) => {
            workspace.toasts.error(format!("This browser does not give back saved projects: {error}"));
            return;
        }
    };
    let (newer, mut passed): (Vec<_>, Vec<_>) =
        storage::take_kept(key).into_iter().partition(|kept| record.as_ref().map(|r| r.version) == kept.seen);
    let mut newer = newer.into_iter();
    let first = newer.next();
    // Of two pages that kept something over the same version one goes on; nothing of the other one is lost.
    passed.extend(newer);
    let mut copies = passed.into_iter().filter_map(|kept| save::from_json(&kept.text).ok());
    if first.is_none()
        && let Some(design) = copies.next()
    {
        // Another tab saved the project after this one had to go.
        workspace.replace(design);
        adopt(workspace, ui, key, None);
        go_on_as_copy(workspace, ui);
        save_now(workspace, ui);
        for design in copies {
            save_copy(workspace, design).await;
        }
        return;
    }
    for design in copies {
        save_copy(workspace, design).await;
    }
    let newer = first.map(|kept| kept.text);
    let text = match (&newer, &record) {
        (Some(text), _) => text.clone(),
        (None, Some(record)) => record.text.clone(),
        (None, None) => return,
    };
    match save::from_json(&text) {
        Ok(design) => {
            workspace.replace(design);
            adopt(workspace, ui, key, record.as_ref().map(|record| record.version));
            ui.template.set(record.as_ref().and_then(|record| record.template.clone()));
            if let Some(record) = &record {
                ui.saved.set(Saved::At(record.saved));
            }
            if newer.is_some() {
                // Until it is saved it is not: the page may have to go once more.
                ui.document.update_value(|document| document.saved_revision = document.saved_revision.wrapping_sub(1));
                save_now(workspace, ui);
            }
        }
        Err(error) => workspace.toasts.error(format!(
            "The project that was open can't be read ({}). It is still kept in this browser.",
            error.message
        )),
    }
}

/// From now on the open project is saved to this record.
fn adopt(workspace: Workspace, ui: Ui, key: &str, seen: Option<u32>) {
    ui.document.update_value(|document| {
        document.later.cancel();
        document.key = key.to_owned();
        document.seen = seen;
        document.saved_revision = workspace.revision.get_untracked();
    });
    preferences::set_in_tab(IN_TAB, key);
    preferences::set(LAST, key);
}

fn watch(workspace: Workspace, ui: Ui) {
    Effect::watch(
        move || workspace.revision.get(),
        move |revision, _, _| {
            if *revision == ui.document.with_value(|document| document.saved_revision) {
                return;
            }
            ui.saved.set(Saved::Pending);
            ui.document.with_value(|document| document.later.after(SAVE_AFTER_MS, move || save_now(workspace, ui)));
        },
        false,
    );
    let keep = move || {
        let Document { key, seen, saved_revision, page, .. } = ui.document.get_value();
        if saved_revision != workspace.revision.get_untracked() {
            storage::keep_for_next_start(&key, &page, seen, &project_text(workspace));
            preferences::set_in_tab(IN_TAB, &key);
            preferences::set(LAST, &key);
        }
    };
    window_event_listener_untyped("pagehide", move |_| keep());
    window_event_listener_untyped("visibilitychange", move |_| {
        if ui.document.with_value(|d| d.saved_revision) != workspace.revision.get_untracked() {
            save_now(workspace, ui);
        } else {
            // A tab that slept may have missed what another one told.
            follow(workspace, ui);
        }
    });
}

/// Saves the open project now.
pub fn save_now(workspace: Workspace, ui: Ui) {
    let busy = ui.document.try_update_value(|document| {
        document.later.cancel();
        std::mem::replace(&mut document.saving, true)
    });
    if busy != Some(false) {
        // The save that is under way looks again when it is done.
        return;
    }
    leptos::task::spawn_local(async move {
        loop {
            let (revision, stored, seen) = snapshot(workspace, ui);
            let result = storage::save(&stored, seen).await;
            // Another project may have been opened while this one was written.
            let same = ui.document.with_value(|document| document.key == stored.key);
            match result {
                Ok(version) if same => {
                    ui.document.update_value(|document| {
                        document.seen = Some(version);
                        document.saved_revision = revision;
                        if let Some(tabs) = &document.tabs {
                            tabs.tell(&stored.key, version);
                        }
                    });
                    storage::forget_kept(&stored.key, &ui.document.with_value(|document| document.page.clone()));
                    preferences::set_in_tab(IN_TAB, &stored.key);
                    preferences::set(LAST, &stored.key);
                    ui.saved.set(Saved::At(stored.saved));
                }
                Ok(_) => {}
                Err(NotSaved::Conflict(_)) if same => go_on_as_copy(workspace, ui),
                Err(NotSaved::Conflict(_)) => {}
                Err(NotSaved::Refused(why)) => {
                    ui.saved.set(Saved::Failed(why));
                    break;
                }
            }
            if ui.document.with_value(|document| document.saved_revision) == workspace.revision.get_untracked() {
                break;
            }
        }
        ui.document.update_value(|document| document.saving = false);
    });
}

fn snapshot(workspace: Workspace, ui: Ui) -> (u64, Stored, Option<u32>) {
    let (key, seen) = ui.document.with_value(|document| (document.key.clone(), document.seen));
    let stored = Stored {
        key,
        name: workspace.project.get_untracked().name.clone(),
        text: project_text(workspace),
        version: 0,
        saved: clock::epoch_ms(),
        entities: workspace.entity_ids.get_untracked().len() as u32,
        template: ui.template.get_untracked(),
    };
    (workspace.revision.get_untracked(), stored, seen)
}

fn go_on_as_copy(workspace: Workspace, ui: Ui) {
    ui.document.update_value(|document| {
        document.key = ids::fresh().to_string();
        document.seen = None;
    });
    let name = format!("{} (copy)", workspace.project.get_untracked().name);
    workspace.toasts.show(
        crate::problem::Level::Warning,
        format!("This project was changed in another tab. What you do here goes into a copy, “{name}”."),
    );
    workspace.run(Command::SetName { name });
}

/// Another tab saved a project. If it is this one and nothing was changed here, this tab follows.
fn heard(workspace: Workspace, ui: Ui, key: &str, version: u32) {
    let mine =
        ui.document.with_value(|document| document.key == key && document.seen.is_some_and(|seen| seen < version));
    if mine {
        follow(workspace, ui);
    }
}

/// Takes over what another tab has saved of the open project since, unless something is being done here.
fn follow(workspace: Workspace, ui: Ui) {
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

/// Opens a design as a new document. What was open stays among the projects of this browser.
pub fn open_new(workspace: Workspace, ui: Ui, design: Design) {
    flush(workspace, ui);
    let blank = design.entities.is_empty();
    workspace.replace(design);
    ui.template.set(None);
    let key = ids::fresh().to_string();
    adopt(workspace, ui, &key, None);
    ui.dialog.set(None);
    canvas::fit(workspace, ui);
    if blank {
        // Nothing worth keeping yet; the first change saves it.
        ui.saved.set(Saved::Untouched);
    } else {
        save_now(workspace, ui);
    }
}

/// Opens a project file's text as a new document.
pub fn open_text(workspace: Workspace, ui: Ui, name: &str, text: &str) {
    match save::from_json(text) {
        Ok(design) => open_new(workspace, ui, design),
        Err(error) => workspace.toasts.error(format!("{name} was not opened: {error}. The open project is unchanged.")),
    }
}

/// Opens a blank project, or a template.
pub fn open_template(workspace: Workspace, ui: Ui, template: Option<&str>) {
    match template {
        None => open_new(workspace, ui, Design::begin(UNTITLED)),
        Some(id) => match template::template(id) {
            Some(template) => {
                open_new(workspace, ui, template.design);
                ui.template.set(Some(id.to_owned()));
            }
            None => workspace.toasts.error(format!("There is no template “{id}”.")),
        },
    }
}

/// Shows the notes of the project's template no more.
pub fn forget_template(ui: Ui) {
    // The next save tells the record; a note that comes back once is no harm.
    ui.template.set(None);
}

/// Opens a project that this browser keeps.
pub fn open_stored(workspace: Workspace, ui: Ui, key: String) {
    flush(workspace, ui);
    leptos::task::spawn_local(async move {
        restore(workspace, ui, &key).await;
        ui.dialog.set(None);
        canvas::fit(workspace, ui);
    });
}

/// Writes what is not saved yet before another project takes its place.
fn flush(workspace: Workspace, ui: Ui) {
    if ui.document.with_value(|d| d.saved_revision) == workspace.revision.get_untracked() {
        return;
    }
    let (_, stored, seen) = snapshot(workspace, ui);
    let design = workspace.with_design(Design::clone);
    leptos::task::spawn_local(async move {
        if storage::save(&stored, seen).await.is_err() {
            save_copy(workspace, design).await;
        }
    });
}

/// Saves a design beside the open project, under a name that says where it comes from.
async fn save_copy(workspace: Workspace, mut design: Design) {
    design.name = format!("{} (copy)", design.name);
    let stored = Stored {
        key: ids::fresh().to_string(),
        name: design.name.clone(),
        text: save::to_json(&design),
        version: 0,
        saved: clock::epoch_ms(),
        entities: design.entities.len() as u32,
        template: None,
    };
    match storage::save(&stored, None).await {
        Ok(_) => workspace.toasts.info(format!("What another tab had not saved is kept as “{}”.", stored.name)),
        Err(error) => workspace.toasts.error(format!("“{}” could not be kept: {error:?}", stored.name)),
    }
}

impl Document {
    /// True if this is the record with that key.
    pub fn is(&self, key: &str) -> bool {
        self.key == key
    }
}
