//! What lies over the cards: lit rows, the line that is being drawn, the marquee.

use leptos::prelude::*;

use super::CanvasState;
use crate::app::state::use_workspace;
use crate::layout::{CARD_WIDTH, Detail, HEADER_HEIGHT, ROW_HEIGHT};

/// Lit rows. They are drawn over the cards, so that no row has to listen for being lit.
#[component]
pub(super) fn Highlights() -> impl IntoView {
    let workspace = use_workspace();
    let state: CanvasState = expect_context();
    let rows = move || {
        if state.detail.get() == Detail::Full {
            state.lit.with(|lit| lit.rows.iter().cloned().collect::<Vec<_>>())
        } else {
            Vec::new()
        }
    };
    view! {
        <For each=rows key=Clone::clone let:place>
            {
                let (entity, row) = place;
                let node = workspace.node(&entity);
                let middle = state.scene.with_untracked(|scene| {
                    scene.shapes.get(&entity).map_or(0.0, |shape| shape.row_middle(row))
                });
                node.map(|node| view! {
                    <div
                        class="row-light"
                        style:transform=move || {
                            let node = node.get();
                            format!("translate({}px, {}px)", node.x, node.y + middle - ROW_HEIGHT / 2.0)
                        }
                    ></div>
                })
            }
        </For>
    }
}

/// The foreign key that is being drawn.
#[component]
pub(super) fn LinkPreview() -> impl IntoView {
    let workspace = use_workspace();
    let state: CanvasState = expect_context();
    let line = move || {
        let link = state.link.get()?;
        let node = workspace.peek_node(&link.from)?;
        let shape = state.scene.with_untracked(|scene| scene.shapes.get(&link.from).copied())?;
        let row = link.column.as_ref().and_then(|column| state.scene.with_untracked(|s| s.row(&link.from, column)));
        let y = node.y + row.map_or(HEADER_HEIGHT / 2.0, |row| shape.row_middle(row));
        let to = link.at;
        let x = if to.x < node.x + CARD_WIDTH / 2.0 { node.x } else { node.x + CARD_WIDTH };
        let bend = ((to.x - x).abs() / 2.0).max(40.0) * if to.x < node.x + CARD_WIDTH / 2.0 { -1.0 } else { 1.0 };
        Some(format!("M{x} {y}C{} {y} {} {} {} {}", x + bend, to.x - bend, to.y, to.x, to.y))
    };
    let target = move || {
        let id = state.link.get()?.target?;
        let node = workspace.peek_node(&id)?;
        let shape = state.scene.with_untracked(|scene| scene.shapes.get(&id).copied())?;
        Some((node, shape.height()))
    };
    view! {
        {move || target().map(|(node, height)| view! {
            <div class="link-target" style:transform=format!("translate({}px, {}px)", node.x, node.y) style:height=format!("{height}px")></div>
        })}
        {move || line().map(|d| view! { <svg class="edges link-preview" aria-hidden="true"><path class="edge-line" d=d/></svg> })}
    }
}

/// The rectangle of a selection that is being drawn.
#[component]
pub(super) fn Marquee() -> impl IntoView {
    let state: CanvasState = expect_context();
    move || {
        state.marquee.get().map(|rect| {
            view! {
                <div
                    class="marquee"
                    style:transform=format!("translate({}px, {}px)", rect.x, rect.y)
                    style:width=format!("{}px", rect.width)
                    style:height=format!("{}px", rect.height)
                ></div>
            }
        })
    }
}
