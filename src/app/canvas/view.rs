//! Moving the view: fitting, flying, zooming.

use leptos::prelude::*;

use super::scene::Scene;
use crate::app::state::Workspace;
use crate::app::ui::Ui;
use crate::catalog::Id;
use crate::layout::{Point, Rect, Viewport};
use crate::platform::{clock, theme, timer};

/// The margin around a drawing that is shown whole, in pixels.
const MARGIN: f64 = 48.0;
/// How long a flight takes.
const FLIGHT_MS: f64 = 220.0;

/// The rectangles of all cards.
pub fn card_rects(workspace: Workspace) -> Vec<Rect> {
    let scene = Scene::of(workspace);
    scene.shapes.keys().filter_map(|id| scene.rect(workspace, id)).collect()
}

/// Shows everything. A canvas that does not know its size yet does it when it does.
pub fn fit(workspace: Workspace, ui: Ui) {
    let view = ui.viewport.get_untracked();
    let target = Rect::around(card_rects(workspace)).map_or_else(
        || Viewport { x: view.width / 2.0, y: view.height / 2.0, zoom: 1.0, ..view },
        |content| view.fitted(content, MARGIN),
    );
    jump(ui, target);
}

/// Like [`fit`], as a flight.
pub fn fly_to_fit(workspace: Workspace, ui: Ui) {
    if let Some(content) = Rect::around(card_rects(workspace)) {
        fly(ui, ui.viewport.get_untracked().fitted(content, MARGIN));
    }
}

/// Brings an entity's card into view. One that the open view does not show is shown among all.
pub fn reveal(workspace: Workspace, ui: Ui, id: &Id) {
    if !workspace.shows(id) {
        workspace.open_view(None);
    }
    if let Some(rect) = Scene::of(workspace).rect(workspace, id) {
        let view = ui.viewport.get_untracked();
        let target = view.revealing(rect, MARGIN);
        if target != view {
            fly(ui, target);
        }
    }
}

/// Shows these rectangles, none too large.
pub fn fly_to(ui: Ui, rects: Vec<Rect>) {
    if let Some(content) = Rect::around(rects) {
        fly(ui, ui.viewport.get_untracked().fitted(content, MARGIN));
    }
}

/// Shows what is selected; everything, if nothing is.
pub fn fly_to_selection(workspace: Workspace, ui: Ui) {
    let ids = workspace.selection.get_untracked().entity_ids();
    let scene = Scene::of(workspace);
    let rects: Vec<Rect> = ids.iter().filter_map(|id| scene.rect(workspace, id)).collect();
    if rects.is_empty() { fly_to_fit(workspace, ui) } else { fly_to(ui, rects) }
}

/// Zooms by a factor around the middle of the canvas.
pub fn zoom_by(ui: Ui, factor: f64) {
    let view = ui.viewport.get_untracked();
    fly(ui, view.zoomed_at(Point::new(view.width / 2.0, view.height / 2.0), factor));
}

/// Zooms to 100 %.
pub fn zoom_to_one(ui: Ui) {
    zoom_by(ui, 1.0 / ui.viewport.get_untracked().zoom);
}

/// Shows a view at once.
pub fn jump(ui: Ui, view: Viewport) {
    ui.flight.update_value(|n| *n += 1);
    ui.viewport.set(view);
}

/// Glides to a view, unless the system asks for little motion. Whatever moves the view meanwhile wins.
pub fn fly(ui: Ui, to: Viewport) {
    if theme::reduced_motion() {
        jump(ui, to);
        return;
    }
    let number = ui.flight.try_update_value(|n| {
        *n += 1;
        *n
    });
    if let Some(number) = number {
        step(ui, number, ui.viewport.get_untracked(), to, clock::now_ms());
    }
}

fn step(ui: Ui, number: u64, from: Viewport, to: Viewport, begun: f64) {
    timer::next_frame(move || {
        if ui.flight.try_get_value() != Some(number) {
            return;
        }
        let t = ((clock::now_ms() - begun) / FLIGHT_MS).clamp(0.0, 1.0);
        let now = ui.viewport.get_untracked();
        let to = Viewport { width: now.width, height: now.height, ..to };
        if t >= 1.0 {
            ui.viewport.set(to);
            return;
        }
        let eased = 1.0 - (1.0 - t).powi(3);
        let mix = |a: f64, b: f64| a + (b - a) * eased;
        let (a, b) = (from.visible().centre(), to.visible().centre());
        let zoom = (mix(from.zoom.ln(), to.zoom.ln())).exp();
        ui.viewport.set(now.centred(Point::new(mix(a.x, b.x), mix(a.y, b.y)), zoom));
        step(ui, number, from, to, begun);
    });
}
