//! Lining cards up: a bar for several that are selected, guides for those that are dragged.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::app::canvas::CanvasState;
use crate::app::state::{Workspace, use_workspace};
use crate::app::ui::Ui;
use crate::catalog::{Id, Ordered};
use crate::design::Node;
use crate::edit::Command;
use crate::layout::{Align, Rect, align, guide};

/// How near to a line with another card a dragged one is drawn to it, in pixels of the screen.
const REACH: f64 = 6.0;

/// Draws a drag of cards to lines with others: the drag so far, from where each stood.
pub(crate) type Snap = fn(Workspace, Ui, CanvasState, &Id, &BTreeMap<Id, Node>, (f64, f64)) -> (f64, f64);

/// See [`Snap`].
pub(crate) fn snap(
    workspace: Workspace,
    ui: Ui,
    state: CanvasState,
    grabbed: &Id,
    starts: &BTreeMap<Id, Node>,
    by: (f64, f64),
) -> (f64, f64) {
    let scene = state.scene.get_untracked();
    let (Some(start), Some(shape)) = (starts.get(grabbed), scene.shapes.get(grabbed)) else { return by };
    let moving = shape.rect(crate::layout::Point::new(start.x + by.0, start.y + by.1));
    let others: Vec<Rect> = state.visible.with_untracked(|ids| {
        ids.iter().filter(|id| !starts.contains_key(id)).filter_map(|id| scene.rect(workspace, id)).collect()
    });
    let (more, guides) = guide(moving, &others, REACH / ui.viewport.get_untracked().zoom);
    if state.edit.guides.get_untracked() != guides {
        state.edit.guides.set(guides);
    }
    (by.0 + more.x, by.1 + more.y)
}

/// Puts the selected cards in line.
pub(super) fn run(workspace: Workspace, state: CanvasState, how: Align) {
    let cards = selected(workspace, state);
    let places = align(&cards, how).into_iter();
    let nodes = places.map(|(id, at)| (id, Node { x: at.x, y: at.y })).ordered_map();
    workspace.begin();
    workspace.run(Command::MoveNodes { nodes });
    workspace.commit();
}

/// Where the selected cards stand.
fn selected(workspace: Workspace, state: CanvasState) -> BTreeMap<Id, Rect> {
    let ids = workspace.selection.get_untracked().entity_ids();
    let scene = state.scene.get_untracked();
    ids.into_iter().filter_map(|id| scene.rect(workspace, &id).map(|rect| (id, rect))).ordered_map()
}

/// What a way of lining up is called, and its sign: a line and two blocks.
pub(super) fn named(how: Align) -> (&'static str, &'static str) {
    match how {
        Align::Left => ("Align left", "M4 3v18M8 6h11v4H8zM8 14h6v4H8z"),
        Align::Centre => ("Align centres", "M12 3v18M6 6h12v4H6zM9 14h6v4H9z"),
        Align::Right => ("Align right", "M20 3v18M5 6h11v4H5zM10 14h6v4h-6z"),
        Align::Top => ("Align top", "M3 4h18M6 8h4v11H6zM14 8h4v6h-4z"),
        Align::Middle => ("Align middles", "M3 12h18M6 6h4v12H6zM14 9h4v6h-4z"),
        Align::Bottom => ("Align bottom", "M3 20h18M6 5h4v11H6zM14 10h4v6h-4z"),
        Align::Across => ("Distribute across", "M4 3v18M20 3v18M9 7h6v10H9z"),
        Align::Down => ("Distribute down", "M3 4h18M3 20h18M7 9h10v6H7z"),
    }
}

/// The ways of lining up, as long as there is something to be lined up.
#[component]
pub(super) fn AlignBar() -> impl IntoView {
    let workspace = use_workspace();
    let state: CanvasState = expect_context();
    let count = Memo::new(move |_| {
        workspace.positions.track();
        workspace.selection.with(|selection| selection.entity_ids().iter().filter(|id| workspace.shows(id)).count())
    });
    let buttons = move || {
        let button = |how: Align| {
            let (label, sign) = named(how);
            view! {
                <button type="button" class="icon-button" title=label aria-label=label disabled=move || count.get() < how.least()
                    on:click=move |_| run(workspace, state, how)
                >
                    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=sign/></svg>
                </button>
            }
        };
        Align::ALL.map(button).collect_view()
    };
    let several = Memo::new(move |_| count.get() >= 2);
    move || {
        several
            .get()
            .then(|| view! { <div class="align-bar" role="toolbar" aria-label="Align the selection">{buttons()}</div> })
    }
}

/// The lines that dragged cards are in line with.
#[component]
pub(super) fn GuideLines() -> impl IntoView {
    let state: CanvasState = expect_context();
    let path = move || {
        let guides = state.edit.guides.get();
        let upright = guides.upright.map(|(x, from, to)| format!("M{x} {}V{}", from - 16.0, to + 16.0));
        let level = guides.level.map(|(y, from, to)| format!("M{} {y}H{}", from - 16.0, to + 16.0));
        let path = [upright, level].into_iter().flatten().collect::<String>();
        (!path.is_empty()).then_some(path)
    };
    move || path().map(|d| view! { <svg class="edges guides" aria-hidden="true"><path d=d/></svg> })
}
