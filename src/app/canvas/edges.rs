//! The lines between cards: one SVG layer.

use std::sync::Arc;

use leptos::prelude::*;

use super::CanvasState;
use super::scene::{EdgeKind, EdgeModel};
use crate::app::selection::Selection;
use crate::app::state::{Workspace, use_workspace};
use crate::catalog::Id;
use crate::design::Node;
use crate::layout::{CardShape, Detail, EdgeEnd, EdgePath, HEADER_HEIGHT, Point, Rect, route, route_inheritance};

/// Lines near the view, when the view is near enough to tell them apart; else all of them as one path.
#[component]
pub fn Edges() -> impl IntoView {
    let workspace = use_workspace();
    let state: CanvasState = expect_context();
    let near = Memo::new(move |_| {
        if state.detail.get() != Detail::Full {
            return Vec::new();
        }
        workspace.positions.track();
        let area = state.culling.get();
        let scene = state.scene.get();
        scene
            .edges
            .iter()
            .filter(|edge| {
                let ends = scene.rect(workspace, &edge.from).zip(scene.rect(workspace, &edge.to));
                ends.is_some_and(|(from, to)| from.union(to).inflate(32.0).intersects(area))
            })
            .cloned()
            .collect::<Vec<_>>()
    });
    let far = move || {
        (state.detail.get() != Detail::Full)
            .then(|| view! { <path class="edge-line" d=move || far_path(workspace, state)/> })
    };
    view! {
        <svg class="edges" aria-hidden="true">
            <For
                each=move || near.get()
                // A line whose rows or cardinality changed is another line.
                key=move |edge| {
                    let generation = workspace.generation.get_untracked();
                    (generation, edge.id.clone(), edge.from_row, edge.to_row, edge.kind_key(), edge.to.clone())
                }
                let:edge
            >
                <Edge edge=edge/>
            </For>
            {far}
        </svg>
    }
}

impl EdgeModel {
    fn kind_key(&self) -> u8 {
        match self.kind {
            EdgeKind::ForeignKey { unique, optional } => 1 + u8::from(unique) + 2 * u8::from(optional),
            EdgeKind::Inheritance => 0,
        }
    }
}

/// From far away: straight lines between the middles, which the cards then cover.
fn far_path(workspace: Workspace, state: CanvasState) -> String {
    workspace.positions.track();
    let scene = state.scene.get();
    let mut path = String::new();
    for edge in &scene.edges {
        if let Some((from, to)) = scene.rect(workspace, &edge.from).zip(scene.rect(workspace, &edge.to)) {
            let (a, b) = (from.centre(), to.centre());
            path.push_str(&format!("M{:.0} {:.0}L{:.0} {:.0}", a.x, a.y, b.x, b.y));
        }
    }
    path
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
fn Edge(edge: EdgeModel) -> impl IntoView {
    let workspace = use_workspace();
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
    let edge = Arc::new(edge);
    let drawn = Memo::new(move |_| {
        workspace.positions.track();
        let (from, to) = (from.get(), to.get());
        let scene = state.scene.get();
        let from = end(scene.shapes.get(&edge.from), from, edge.from_row);
        let to = end(scene.shapes.get(&edge.to), to, edge.to_row);
        let obstacles: Vec<Rect> = state.visible.with_untracked(|ids| {
            ids.iter()
                .filter(|id| **id != edge.from && **id != edge.to)
                .filter_map(|id| scene.rect(workspace, id))
                .collect()
        });
        let path = match edge.kind {
            EdgeKind::Inheritance => route_inheritance(from, to, &obstacles),
            EdgeKind::ForeignKey { .. } => route(from, to, &obstacles),
        };
        draw(&path, edge.kind)
    });
    view! {
        <g class="edge" class:lit=move || lit.get() class:selected=move || selected.get() class:inheritance=inheritance data-edge=id.to_string()>
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
