//! What moves with the view: cards, lines, and what lies over them.

use leptos::prelude::*;

use super::{CanvasState, Drawn, card, edges, mark, minimap, overlay, painter};
use crate::app::editing::Layer as Over;
use crate::app::state::use_workspace;
use crate::app::ui::use_ui;
use crate::platform::timer::Debounce;

/// The view is at rest when it has not moved for so long.
const REST_MS: u32 = 160;

/// The view of everything that is drawn on the canvas.
pub fn layer() -> AnyView {
    view! { <Layer/> }.into_any()
}

#[component]
fn Layer() -> impl IntoView {
    let workspace = use_workspace();
    let ui = use_ui();
    let state: CanvasState = expect_context();
    let transform = move || {
        let view = ui.viewport.get();
        format!("translate({}px, {}px) scale({})", view.x, view.y, view.zoom)
    };
    // A picture that is moved costs nothing; one that is scaled for long would stay blurred.
    let moving = RwSignal::new(false);
    let rest = StoredValue::new_local(Debounce::default());
    Effect::new(move |zoom: Option<f64>| {
        let now = ui.viewport.get().zoom;
        if zoom == Some(now) {
            if !moving.get_untracked() {
                moving.set(true);
            }
            rest.with_value(|rest| {
                rest.after(REST_MS, move || {
                    moving.try_set(false);
                });
            });
        }
        now
    });
    // Another project may have the same ids, and other records behind them: its cards are other cards.
    let cards = move || {
        let generation = workspace.generation.get();
        state.visible.get().into_iter().map(|id| (generation, id)).collect::<Vec<_>>()
    };
    let routes = painter::routes();
    view! {
        <painter::Painter routes=routes/>
        <div class="layer" class:moving=move || moving.get() style:transform=transform>
            <Drawn layer=Over::Under/>
            <edges::Edges routes=routes/>
            <For each=cards key=Clone::clone let:card>
                <card::Card id=card.1/>
            </For>
            <overlay::Highlights/>
            <overlay::LinkPreview/>
            <overlay::Marquee/>
            <mark::Marked/>
            <Drawn layer=Over::Over/>
        </div>
        <minimap::Minimap/>
    }
}
