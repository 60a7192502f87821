//! Going around with the keyboard: from card to card, and from one part of the window to the next.

use leptos::prelude::*;

use crate::app::canvas;
use crate::app::selection::Selection;
use crate::app::state::Workspace;
use crate::app::ui::Ui;
use crate::catalog::{Id, Ordered};
use crate::design::Node;
use crate::edit::Command;
use crate::layout::{GRID, Rect, Side, nearest_to, walk};
use crate::platform::focus;

/// The direction of a side, of length 1.
fn direction(side: Side) -> (f64, f64) {
    match side {
        Side::Left => (-1.0, 0.0),
        Side::Right => (1.0, 0.0),
        Side::Top => (0.0, -1.0),
        Side::Bottom => (0.0, 1.0),
    }
}

/// Moves what is selected by a step of the grid, or five, or pans if nothing is.
pub(super) fn nudge(workspace: Workspace, ui: Ui, side: Side, far: bool) {
    let (dx, dy) = direction(side);
    let ids = workspace.selection.get_untracked().entity_ids();
    if ids.is_empty() {
        let now = ui.viewport.get_untracked();
        ui.flight.update_value(|n| *n += 1);
        ui.viewport.set(now.panned(-dx * 80.0, -dy * 80.0));
        return;
    }
    let step = GRID * if far { 5.0 } else { 1.0 };
    let nodes = ids.into_iter().filter_map(|id| {
        let node = workspace.peek_node(&id)?;
        Some((id, Node { x: node.x + dx * step, y: node.y + dy * step }))
    });
    let nodes = nodes.ordered_map();
    workspace.begin();
    workspace.run(Command::MoveNodes { nodes });
    workspace.commit();
}

/// Selects the next entity in a direction; the one in the middle of the view if none is selected.
pub(super) fn walk_to(workspace: Workspace, ui: Ui, side: Side) {
    let scene = canvas::scene(workspace);
    let selected = workspace.selection.get_untracked().entity_ids();
    let here = selected.first().and_then(|id| Some((id.clone(), scene.rect(workspace, id)?)));
    let all: Vec<(Id, Rect)> = scene
        .shapes
        .keys()
        .filter(|id| here.as_ref().is_none_or(|(here, _)| here != *id))
        .filter_map(|id| Some((id.clone(), scene.rect(workspace, id)?)))
        .collect();
    let next = match &here {
        Some((here, rect)) => {
            let joined = |id: &Id| {
                scene
                    .edges
                    .iter()
                    .any(|edge| (edge.from == *here && edge.to == *id) || (edge.to == *here && edge.from == *id))
            };
            let others: Vec<(Rect, bool)> = all.iter().map(|(id, rect)| (*rect, joined(id))).collect();
            walk(*rect, side, &others)
        }
        None => {
            let rects: Vec<Rect> = all.iter().map(|(_, rect)| *rect).collect();
            nearest_to(ui.viewport.get_untracked().visible().centre(), &rects)
        }
    };
    if let Some((id, _)) = next.and_then(|at| all.get(at)) {
        workspace.selection.set(Selection::entity(id.clone()));
        canvas::reveal(workspace, ui, id);
    }
}

/// The parts of the window in their order, and what in each takes the keyboard.
const REGIONS: &[(&str, &str)] = &[
    (".panel.outline", ".panel.outline .outline-list"),
    (".canvas-panel", "#canvas"),
    (
        ".panel.inspector",
        ".panel.inspector :is(input, select, textarea, button:not([tabindex='-1']), [tabindex='0']):not(:disabled)",
    ),
    (".dock", ".dock [role=tab][aria-selected=true], .dock [role=tab]"),
];

/// Gives the keyboard to the next part of the window that is shown, or the one before.
pub(super) fn region(step: isize) {
    let count = REGIONS.len() as isize;
    let here = REGIONS.iter().position(|(region, _)| focus::is_within(region)).map(|at| at as isize);
    // From nowhere the first step leads to the canvas.
    let begin = here.unwrap_or(1 - step);
    for distance in 1..=count {
        let at = (begin + step * distance).rem_euclid(count) as usize;
        if REGIONS.get(at).is_some_and(|(_, target)| focus::now(target)) {
            return;
        }
    }
}
