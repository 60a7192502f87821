//! How the open project is saved by itself.
//!
//! A change is saved when nothing was changed for a moment, and at the latest after [`AT_LATEST_MS`], so that a tab that is
//! killed loses less than a second of work however long somebody goes on typing.

use leptos::prelude::*;

use super::tabs::{follow, go_on_as_copy};
use super::{Document, IN_TAB, LAST, project_text};
use crate::app::actions;
use crate::app::state::Workspace;
use crate::app::ui::{Saved, Ui};
use crate::design::Design;
use crate::platform::storage::{self, NotSaved, Stored, Version};
use crate::platform::{clock, ids, packed, preferences};
use crate::save;

/// A change is saved when nothing was changed for so long.
const QUIET_MS: f64 = 300.0;
/// And at the latest after so long.
const AT_LATEST_MS: f64 = 600.0;
/// What stood for so long is kept as a version when it is replaced.
const STOOD_MS: f64 = 10_000.0;
/// And at the latest so long after the version before.
const VERSION_MS: f64 = 60_000.0;

/// Saves the open project whenever it changes, from now on.
pub(super) fn watch(workspace: Workspace, ui: Ui) {
    Effect::watch(
        move || workspace.revision.get(),
        move |revision, _, _| {
            if *revision == ui.document.with_value(|document| document.saved_revision) {
                return;
            }
            ui.saved.set(Saved::Pending);
            let now = clock::now_ms();
            let since = ui.document.try_update_value(|document| *document.waiting_since.get_or_insert(now));
            let wait = QUIET_MS.min(since.unwrap_or(now) + AT_LATEST_MS - now).max(0.0);
            ui.document.with_value(|document| document.later.after(wait as u32, move || save_now(workspace, ui)));
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
        document.waiting_since = None;
        std::mem::replace(&mut document.saving, true)
    });
    if busy != Some(false) {
        // The save that is under way looks again when it is done.
        return;
    }
    leptos::task::spawn_local(async move {
        loop {
            let (revision, stored, seen) = snapshot(workspace, ui);
            let earlier = earlier(ui, &stored).await;
            let mut result = storage::save(&stored, seen, earlier.as_ref()).await;
            if let (Err(NotSaved::Refused(_)), true) = (&result, earlier.is_some()) {
                // What is open comes before what it was.
                result = storage::save(&stored, seen, None).await;
            }
            // Another project may have been opened while this one was written.
            let same = ui.document.with_value(|document| document.key == stored.key);
            match result {
                Ok(version) if same => {
                    ui.document.update_value(|document| {
                        document.seen = Some(version);
                        document.saved_revision = revision;
                        document.recorded = stored.saved;
                        if earlier.is_some() {
                            document.kept = stored.saved;
                            document.keep_next = false;
                        }
                        if let Some(tabs) = &document.tabs {
                            tabs.tell(&stored.key, version);
                        }
                    });
                    storage::forget_kept(&stored.key, &ui.document.with_value(|document| document.page.clone()));
                    preferences::set_in_tab(IN_TAB, &stored.key);
                    preferences::set(LAST, &stored.key);
                    ui.saved.set(Saved::At(stored.saved));
                    if let Some(told) = ui.document.try_update_value(|document| document.refusal.take()).flatten() {
                        workspace.toasts.close(told);
                    }
                }
                Ok(_) => {}
                Err(NotSaved::Conflict(_)) if same => go_on_as_copy(workspace, ui),
                Err(NotSaved::Conflict(_)) => {}
                Err(NotSaved::Refused(why)) => {
                    tell_refusal(workspace, ui, why);
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

/// Says at once that the browser does not keep the project, and offers what keeps it all the same.
fn tell_refusal(workspace: Workspace, ui: Ui, why: String) {
    let why = if why.contains("Quota") { "there is no room left for it".to_owned() } else { why };
    ui.saved.set(Saved::Failed(why.clone()));
    if ui.document.with_value(|document| document.refusal.is_none()) {
        let text = format!("This browser does not keep the project: {why}. What you do is lost when this tab goes.");
        let offer = move || actions::save_file(workspace);
        let told = workspace.toasts.offer(crate::problem::Level::Error, text, "Download the project", offer);
        ui.document.update_value(|document| document.refusal = told);
    }
}

/// What the next save replaces is kept as a version: something large follows.
pub fn keep_before(ui: Ui) {
    ui.document.update_value(|document| document.keep_next = true);
}

/// What a save is about to replace, if it is worth keeping: it stood for a while, or nothing was kept for a while.
async fn earlier(ui: Ui, stored: &Stored) -> Option<Version> {
    let due = ui.document.with_value(|document| {
        let stood = stored.saved - document.recorded;
        let since = stored.saved - document.kept;
        document.seen.is_some() && (document.keep_next || stood >= STOOD_MS || since >= VERSION_MS)
    });
    if !due {
        return None;
    }
    let replaced = storage::load(&stored.key).await.ok().flatten()?;
    if replaced.text == stored.text {
        return None;
    }
    let packed = packed::pack(&replaced.text).await.ok()?;
    let Stored { version: number, name, saved, entities, .. } = replaced;
    Some(Version { number, name, saved, entities, packed })
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

/// Writes what is not saved yet before another project takes its place.
pub(super) fn flush(workspace: Workspace, ui: Ui) {
    if ui.document.with_value(|d| d.saved_revision) == workspace.revision.get_untracked() {
        return;
    }
    let (_, stored, seen) = snapshot(workspace, ui);
    let design = workspace.with_design(Design::clone);
    leptos::task::spawn_local(async move {
        if storage::save(&stored, seen, None).await.is_err() {
            save_copy(workspace, design).await;
        }
    });
}

/// Saves a design beside the open project, under a name that says where it comes from.
pub(super) async fn save_copy(workspace: Workspace, mut design: Design) {
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
    match storage::save(&stored, None, None).await {
        Ok(_) => workspace.toasts.info(format!("What another tab had not saved is kept as “{}”.", stored.name)),
        Err(error) => workspace.toasts.error(format!("“{}” could not be kept: {error:?}", stored.name)),
    }
}
