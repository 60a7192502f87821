//! The open project as a document of this browser: opened, saved by itself, and kept apart from other tabs.
//!
//! A change is saved a moment after it was made. A page that is about to go keeps what is not saved yet where the next
//! start finds it. When another tab has saved the same project meanwhile, what was done here goes on as a copy. What a save
//! replaces is kept as an earlier version now and then; a project may belong to a file of the disk beside that.

mod disk;
mod dropped;
mod link;
mod saving;
mod tabs;

use leptos::prelude::*;

pub use disk::{open_file, save_file};
pub use dropped::Dropping;
pub use link::copy_link;
pub use saving::{keep_before, save_now};

use super::canvas;
use super::state::Workspace;
use super::ui::{Saved, Ui};
use crate::design::Design;
use crate::platform::storage::{self, Tabs};
use crate::platform::timer::Debounce;
use crate::platform::{clock, ids, preferences};
use crate::{save, template};
use saving::{flush, save_copy, watch};
use tabs::{go_on_as_copy, heard};

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
    /// Since when a change waits to be saved, by the page's clock.
    waiting_since: Option<f64>,
    /// When the record was saved, in milliseconds since 1970.
    recorded: f64,
    /// When an earlier version of the record was last kept.
    kept: f64,
    /// True if what the next save replaces is to be kept whatever the time.
    keep_next: bool,
    /// The message that the browser does not keep the project.
    refusal: Option<u64>,
    /// The file of the disk that the project belongs to.
    disk: Option<disk::Disk>,
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
            waiting_since: None,
            recorded: 0.0,
            kept: clock::epoch_ms(),
            keep_next: false,
            refusal: None,
            disk: None,
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
        link::open(workspace, ui).await;
        watch(workspace, ui);
        disk::watch(workspace, ui);
        link::listen(workspace, ui);
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
                ui.document.update_value(|document| document.recorded = record.saved);
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
        document.waiting_since = None;
        // The first minute of work begins now.
        document.kept = clock::epoch_ms();
        document.disk = None;
    });
    disk::find(workspace, ui);
    preferences::set_in_tab(IN_TAB, key);
    preferences::set(LAST, key);
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

impl Document {
    /// The key of the record.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// True if this is the record with that key.
    pub fn is(&self, key: &str) -> bool {
        self.key == key
    }
}
