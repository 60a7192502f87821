//! Looking at one thing and what it touches: everything else steps back.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use super::{Scene, view};
use crate::app::state::Workspace;
use crate::app::ui::Ui;
use crate::catalog::{Id, Ordered};

/// The entities that reference one of these or are referenced by one of them, and are none of them.
pub fn neighbours(scene: &Scene, ids: &BTreeSet<Id>) -> BTreeSet<Id> {
    let other = |edge: &super::EdgeModel| match (ids.contains(&edge.from), ids.contains(&edge.to)) {
        (true, false) => Some(edge.to.clone()),
        (false, true) => Some(edge.from.clone()),
        _ => None,
    };
    scene.edges.iter().filter_map(other).ordered_set()
}

/// Looks at the selected entities and their neighbours, or at everything again.
pub fn toggle_focus(workspace: Workspace, ui: Ui) {
    let selected = workspace.selection.get_untracked().entity_ids();
    if ui.focus.with_untracked(Option::is_some) {
        ui.focus.set(None);
        return;
    }
    if selected.is_empty() {
        workspace.toasts.info("Select an entity first: the focus is on what is selected and on what it touches.");
        return;
    }
    let scene = Scene::of(workspace);
    let mut ids = neighbours(&scene, &selected);
    ids.extend(selected);
    let rects = ids.iter().filter_map(|id| scene.rect(workspace, id)).collect();
    ui.focus.set(Some(Arc::new(ids)));
    view::fly_to(ui, rects);
}
