//! The line between two panels, which can be dragged.

use leptos::html::Div;
use leptos::prelude::*;
use web_sys::PointerEvent;

/// Which way a panel grows when its splitter is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The panel is to the left: it grows when the line moves right.
    Right,
    /// The panel is to the right: it grows when the line moves left.
    Left,
    /// The panel is below: it grows when the line moves up.
    Up,
}

/// The line between two panels. Arrow keys move it too.
#[component]
pub fn Splitter(
    /// The panel's size.
    size: RwSignal<f64>,
    /// Which way it grows.
    direction: Direction,
    /// The smallest size.
    min: f64,
    /// The largest size.
    max: f64,
    /// What it changes, for those who can't see it.
    label: &'static str,
    /// Called when a movement has ended.
    on_end: impl Fn() + Copy + 'static,
) -> impl IntoView {
    let element = NodeRef::<Div>::new();
    let start = StoredValue::new(None::<(f64, f64)>);
    let along = move |event: &PointerEvent| {
        f64::from(match direction {
            Direction::Left | Direction::Right => event.client_x(),
            Direction::Up => event.client_y(),
        })
    };
    let sign = if direction == Direction::Right { 1.0 } else { -1.0 };
    let end = move || {
        if start.try_update_value(Option::take).flatten().is_some() {
            on_end();
        }
    };
    view! {
        <div
            class="splitter"
            class:horizontal=direction == Direction::Up
            node_ref=element
            role="separator"
            tabindex="0"
            aria-label=label
            aria-orientation=if direction == Direction::Up { "horizontal" } else { "vertical" }
            aria-valuemin=min.to_string()
            aria-valuemax=max.to_string()
            aria-valuenow=move || (size.get().round() as i64).to_string()
            on:pointerdown=move |event| {
                event.prevent_default();
                if let Some(element) = element.get_untracked() {
                    let _ = element.set_pointer_capture(event.pointer_id());
                }
                start.set_value(Some((along(&event), size.get_untracked())));
            }
            on:pointermove=move |event| {
                if let Some((from, was)) = start.get_value() {
                    size.set((was + sign * (along(&event) - from)).clamp(min, max));
                }
            }
            on:pointerup=move |_| end()
            on:pointercancel=move |_| end()
            on:keydown=move |event| {
                let step = match (direction, event.key().as_str()) {
                    (Direction::Up, "ArrowUp") | (Direction::Right, "ArrowRight") | (Direction::Left, "ArrowLeft") => 24.0,
                    (Direction::Up, "ArrowDown") | (Direction::Right, "ArrowLeft") | (Direction::Left, "ArrowRight") => -24.0,
                    _ => return,
                };
                event.prevent_default();
                size.update(|size| *size = (*size + step).clamp(min, max));
                on_end();
            }
        ></div>
    }
}
