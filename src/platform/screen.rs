//! How much room there is.

use gloo::events::EventListener;

/// Too narrow for panels beside the canvas; `style/narrow.css` begins at the same width.
const NARROW: &str = "(max-width: 820px)";

/// True if there is no room for panels beside the canvas.
pub fn is_narrow() -> bool {
    super::media(NARROW).is_some_and(|list| list.matches())
}

/// The screen's pixels to a pixel of the style sheets.
pub fn sharpness() -> f64 {
    super::window().map_or(1.0, |window| window.device_pixel_ratio())
}

/// Tells whenever that changes, as long as the page lives.
pub fn on_change(what: impl Fn() + 'static) {
    if let Some(list) = super::media(NARROW) {
        EventListener::new(&list, "change", move |_| what()).forget();
    }
}

/// True if nobody sees the page now: it is in another tab, or its window is covered.
pub fn is_hidden() -> bool {
    super::document().is_some_and(|document| document.hidden())
}
