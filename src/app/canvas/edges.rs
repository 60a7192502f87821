//! The lines between cards: one SVG layer.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use super::painter::SharedRoutes;
use super::scene::{EdgeKind, EdgeModel};
use super::{CanvasState, routes};
use crate::app::selection::Selection;
use crate::app::state::{Workspace, use_workspace};
use crate::app::ui::use_ui;
use crate::catalog::{Id, Ordered};
use crate::design::Node;
use crate::layout::{CardShape, Detail, EdgeEnd, EdgePath, HEADER_HEIGHT, Point};
use crate::platform::{clock, timer};

/// Lines that have elements; the others are painted.
const MOST_LINES: usize = 180;
/// How long the search for lines may hold a frame up.
const SLICE_MS: f64 = 6.0;
/// So many lines are searched for at once: a line that was just drawn is there with its foreign key.
const AT_ONCE: usize = 3;

/// What is to be drawn, and what has to be searched for first.
#[derive(Clone, Default, PartialEq)]
struct Near {
    edges: Vec<EdgeModel>,
    missing: Vec<usize>,
}

/// Lines near the view, when the view is near enough to tell them apart, and those of selected cards.
#[component]
pub(super) fn Edges(
    /// Where lines run.
    routes: SharedRoutes,
) -> impl IntoView {
    let workspace = use_workspace();
    let state: CanvasState = expect_context();
    let found = RwSignal::new(0_u32);
    let near = Memo::new(move |before: Option<&Near>| {
        found.track();
        let (area, scene, index) = (state.culling.get(), state.scene.get(), state.index.get());
        let full = state.detail.get() == Detail::Full;
        let crowded = state.wanted.with(|wanted| wanted.crowded);
        routes.update_value(|routes| routes.renew(&index));
        let shown: BTreeSet<&Id> =
            before.into_iter().flat_map(|before| &before.edges).map(|edge| &edge.id).ordered_set();
        let selected = workspace.selection.with(Selection::entity_ids);
        let mut near = Near::default();
        for (at, edge) in scene.edges.iter().enumerate() {
            let Some((from, to)) = index.rect(&edge.from).zip(index.rect(&edge.to)) else { continue };
            let held = selected.contains(&edge.from) || selected.contains(&edge.to);
            let meets = full && from.union(to).inflate(32.0).intersects(area);
            let known = if meets { routes.with_value(|routes| routes.known(&scene, edge)) } else { None };
            if meets && known.is_none() {
                near.missing.push(at);
            }
            let drawn = meets && !crowded && known.map_or(shown.contains(&edge.id), |path| path.is_in(area));
            if (drawn || held && (crowded || !full)) && near.edges.len() < MOST_LINES {
                near.edges.push(edge.clone());
            }
        }
        near
    });
    let searching = StoredValue::new(false);
    Effect::new(move |_| {
        near.track();
        search(near, state, routes, found, searching);
    });
    Effect::new(move |_| {
        let ids: Vec<Id> = near.with(|near| near.edges.iter().map(|edge| edge.id.clone()).collect());
        if state.edges_shown.with_untracked(|shown| **shown != ids) {
            state.edges_shown.set(Arc::new(ids));
        }
    });
    view! {
        <svg class="edges" aria-hidden="true">
            <For
                each=move || near.with(|near| near.edges.clone())
                // A line whose rows or cardinality changed is another line.
                key=move |edge| {
                    let generation = workspace.generation.get_untracked();
                    (generation, edge.id.clone(), edge.from_row, edge.to_row, edge.kind_key(), edge.to.clone())
                }
                let:edge
            >
                <Edge edge=edge routes=routes found=found/>
            </For>
        </svg>
    }
}

/// Searches for lines that are missing, a slice of them now and the rest in the frames that follow.
fn search(
    near: Memo<Near>,
    state: CanvasState,
    routes: SharedRoutes,
    found: RwSignal<u32>,
    searching: StoredValue<bool>,
) {
    let missing = near.with_untracked(|near| near.missing.clone());
    if missing.is_empty() || searching.get_value() {
        return;
    }
    let slice = move |missing: Vec<usize>| {
        let scene = state.scene.get_untracked();
        let index = state.index.get_untracked();
        let until = clock::now_ms() + SLICE_MS;
        routes.update_value(|routes| {
            routes.renew(&index);
            for edge in missing.iter().filter_map(|at| scene.edges.get(*at)) {
                routes.find(&scene, edge);
                if clock::now_ms() > until {
                    break;
                }
            }
        });
        found.try_update(|n| *n = n.wrapping_add(1));
    };
    if missing.len() <= AT_ONCE {
        slice(missing);
        return;
    }
    searching.set_value(true);
    timer::next_frame(move || {
        // Nothing is left of the canvas if this is gone.
        if searching.try_set_value(false).is_none()
            && let Some(missing) = near.try_with_untracked(|near| near.missing.clone())
        {
            slice(missing);
        }
    });
}

impl EdgeModel {
    fn kind_key(&self) -> u8 {
        match self.kind {
            EdgeKind::ForeignKey { unique, optional } => 1 + u8::from(unique) + 2 * u8::from(optional),
            EdgeKind::Inheritance => 0,
        }
    }
}

#[derive(Clone, Default, PartialEq)]
struct Drawn {
    line: String,
    signs: String,
}

fn end(shape: Option<&CardShape>, node: Node, row: Option<usize>) -> EdgeEnd {
    let shape = shape.copied().unwrap_or_default();
    EdgeEnd {
        card: shape.rect(Point::new(node.x, node.y)),
        y: node.y + row.map_or(HEADER_HEIGHT / 2.0, |row| shape.row_middle(row)),
    }
}

#[component]
fn Edge(edge: EdgeModel, routes: SharedRoutes, found: RwSignal<u32>) -> impl IntoView {
    let workspace = use_workspace();
    let ui = use_ui();
    let state: CanvasState = expect_context();
    let (Some(from), Some(to)) = (workspace.node(&edge.from), workspace.node(&edge.to)) else {
        return ().into_any();
    };
    let id = edge.id.clone();
    let lit = {
        let id = id.clone();
        Memo::new(move |_| state.lit.with(|lit| lit.edges.contains(&id)))
    };
    let selected = {
        let (id, from) = (id.clone(), edge.from.clone());
        Memo::new(move |_| workspace.selection.with(|s| s.object_in(&from) == Some(&id)))
    };
    let inheritance = edge.kind == EdgeKind::Inheritance;
    let outside = {
        let (from, to) = (edge.from.clone(), edge.to.clone());
        let is_out = move |focus: &Arc<BTreeSet<Id>>| !focus.contains(&from) || !focus.contains(&to);
        Memo::new(move |_| ui.focus.with(|focus| focus.as_ref().is_some_and(&is_out)))
    };
    let edge = Arc::new(edge);
    let drawn = Memo::new(move |_| {
        found.track();
        let (from, to) = (from.get(), to.get());
        let (scene, index) = (state.scene.get(), state.index.get());
        let from = end(scene.shapes.get(&edge.from), from, edge.from_row);
        let to = end(scene.shapes.get(&edge.to), to, edge.to_row);
        if state.detail.get() != Detail::Full {
            let (a, b) = (from.card.centre(), to.card.centre());
            return Drawn { line: format!("M{:.1} {:.1}L{:.1} {:.1}", a.x, a.y, b.x, b.y), signs: String::new() };
        }
        // A card that is being moved has left its place; its lines run freely until it has come to rest.
        let rests = index.rect(&edge.from) == Some(from.card) && index.rect(&edge.to) == Some(to.card);
        let known = routes.try_update_value(|routes| {
            routes.renew(&index);
            routes.known(&scene, &edge)
        });
        match known.flatten().filter(|_| rests) {
            Some(path) => draw(&path, edge.kind),
            None => draw(&routes::loose(from, to, edge.kind), edge.kind),
        }
    });
    view! {
        <g class="edge" class:lit=move || lit.get() class:selected=move || selected.get() class:inheritance=inheritance class:dim=move || outside.get() data-edge=id.to_string()>
            <path class="edge-hit" d=move || drawn.with(|drawn| drawn.line.clone())/>
            <path class="edge-line" d=move || drawn.with(|drawn| drawn.line.clone())/>
            <path class="edge-sign" d=move || drawn.with(|drawn| drawn.signs.clone())/>
        </g>
    }
    .into_any()
}

fn draw(path: &EdgePath, kind: EdgeKind) -> Drawn {
    match kind {
        EdgeKind::Inheritance => Drawn { line: path.data(0.0, 12.0), signs: path.triangle_sign() },
        EdgeKind::ForeignKey { unique, optional } => {
            let from = if unique { path.one_sign() } else { path.many_sign() };
            Drawn {
                line: path.data(EdgePath::SIGN, EdgePath::SIGN),
                signs: format!("{from}{}", path.target_sign(optional)),
            }
        }
    }
}

/// The selection that a click on a line makes.
pub(super) fn selection_of(workspace: Workspace, id: &Id) -> Option<Selection> {
    let element = id.element();
    if *id == element.part("base") {
        return Some(Selection::entity(element));
    }
    workspace.with_design(|design| Selection::of(design, id, None))
}
