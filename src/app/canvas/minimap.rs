//! The whole drawing, small, in a corner: where the view is, and a way to move it.

use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, PointerEvent};

use super::{CanvasState, view};
use crate::app::icons::Icon;
use crate::app::ui::use_ui;
use crate::app::widgets::IconButton;
use crate::layout::{Point, Rect};
use crate::platform::preferences;

/// The largest size, in pixels.
const WIDTH: f64 = 176.0;
const HEIGHT: f64 = 120.0;
/// Pixels to a pixel of the style sheets: a small picture may well be sharp.
const SHARP: f64 = 2.0;

/// The button that shows the map and hides it.
#[component]
pub(super) fn Toggle() -> impl IntoView {
    let ui = use_ui();
    let label = Signal::derive(move || if ui.map_open.get() { "Hide the map" } else { "Show the map" }.to_owned());
    let press = move || {
        ui.map_open.update(|open| *open = !*open);
        preferences::set("map", &ui.map_open.get_untracked().to_string());
    };
    view! { <IconButton icon=Icon::Map label=label on_press=press/> }
}

/// Canvas units and the map's pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Scale {
    bounds: Rect,
    factor: f64,
}

impl Scale {
    fn of(bounds: Rect) -> Self {
        let bounds = bounds.inflate(bounds.width.max(bounds.height) * 0.03);
        Self { bounds, factor: (WIDTH / bounds.width.max(1.0)).min(HEIGHT / bounds.height.max(1.0)) }
    }

    fn rect(self, rect: Rect) -> Rect {
        let f = self.factor;
        Rect::new((rect.x - self.bounds.x) * f, (rect.y - self.bounds.y) * f, rect.width * f, rect.height * f)
    }

    fn point(self, at: Point) -> Point {
        Point::new(at.x / self.factor + self.bounds.x, at.y / self.factor + self.bounds.y)
    }
}

/// The map. What it shows is in the outline too, and the view is moved with the arrow keys as well: it is for the pointer.
#[component]
pub(super) fn Minimap() -> impl IntoView {
    let ui = use_ui();
    let state: CanvasState = expect_context();
    // A map of what is in view as a whole tells nothing.
    let needed = Memo::new(move |_| {
        let visible = ui.viewport.get().visible();
        state.index.read().bounds().is_some_and(|bounds| bounds.union(visible) != visible)
    });
    let shown = Memo::new(move |_| ui.map_open.get() && !ui.narrow.get() && needed.get());
    move || shown.get().then(|| view! { <Map/> })
}

#[component]
fn Map() -> impl IntoView {
    let ui = use_ui();
    let state: CanvasState = expect_context();
    let picture = NodeRef::<Canvas>::new();
    let frame = NodeRef::<Div>::new();
    let scale = Memo::new(move |_| state.index.read().bounds().map(Scale::of));
    Effect::new(move |_| {
        ui.dark.track();
        if let (Some(canvas), Some(scale)) = (picture.get(), scale.get()) {
            paint(&canvas, scale, state);
        }
    });
    let dragging = StoredValue::new(false);
    let go = move |event: &PointerEvent| {
        let (Some(frame), Some(scale)) = (frame.get_untracked(), scale.get_untracked()) else { return };
        let at = frame.get_bounding_client_rect();
        let pixels = Point::new(f64::from(event.client_x()) - at.left(), f64::from(event.client_y()) - at.top());
        let now = ui.viewport.get_untracked();
        view::jump(ui, now.centred(scale.point(pixels), now.zoom));
    };
    let seen = Memo::new(move |_| {
        let Some(scale) = scale.get() else { return Rect::default() };
        let whole = Rect::new(0.0, 0.0, scale.bounds.width * scale.factor, scale.bounds.height * scale.factor);
        let view = scale.rect(ui.viewport.get().visible());
        let (x, y) = (view.x.clamp(0.0, whole.width), view.y.clamp(0.0, whole.height));
        let (right, bottom) = (view.right().clamp(x, whole.width), view.bottom().clamp(y, whole.height));
        Rect::new(x, y, right - x, bottom - y)
    });
    let size = move |of: fn(&Rect) -> f64| scale.get().map_or(0.0, |s| of(&s.bounds) * s.factor);
    let pixels = |value: f64| format!("{value}px");
    view! {
        <div
            class="map"
            data-testid="map"
            aria-hidden="true"
            node_ref=frame
            style:width=move || pixels(size(|bounds| bounds.width))
            style:height=move || pixels(size(|bounds| bounds.height))
            on:pointerdown=move |event| {
                event.stop_propagation();
                event.prevent_default();
                if let Some(frame) = frame.get_untracked() {
                    let _ = frame.set_pointer_capture(event.pointer_id());
                }
                dragging.set_value(true);
                go(&event);
            }
            on:pointermove=move |event| {
                if dragging.get_value() {
                    event.stop_propagation();
                    go(&event);
                }
            }
            on:pointerup=move |event| {
                event.stop_propagation();
                dragging.set_value(false);
            }
            on:pointercancel=move |_| dragging.set_value(false)
            on:dblclick=move |event| event.stop_propagation()
        >
            <canvas node_ref=picture></canvas>
            <div
                class="map-view"
                style:left=move || pixels(seen.get().x)
                style:top=move || pixels(seen.get().y)
                style:width=move || pixels(seen.get().width)
                style:height=move || pixels(seen.get().height)
            ></div>
        </div>
    }
}

fn paint(canvas: &web_sys::HtmlCanvasElement, scale: Scale, state: CanvasState) {
    let (width, height) = (scale.bounds.width * scale.factor * SHARP, scale.bounds.height * scale.factor * SHARP);
    canvas.set_width(width.ceil() as u32);
    canvas.set_height(height.ceil() as u32);
    let context = canvas.get_context("2d").ok().flatten();
    let Some(context) = context.and_then(|context| context.dyn_into::<CanvasRenderingContext2d>().ok()) else { return };
    let style = web_sys::window().and_then(|window| window.get_computed_style(canvas).ok().flatten());
    let colour = style.and_then(|style| style.get_property_value("--text-3").ok()).unwrap_or_default();
    context.set_fill_style_str(&colour);
    for (_, rect) in state.index.read_untracked().cards() {
        let place = scale.rect(*rect);
        let at_least = |pixels: f64| (pixels * SHARP).max(1.0);
        context.fill_rect(place.x * SHARP, place.y * SHARP, at_least(place.width), at_least(place.height));
    }
}
