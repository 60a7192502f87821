//! Every call to the browser, behind one door each. Nothing outside this folder and `app` knows that there is a browser.

pub mod address;
pub mod clipboard;
pub mod clock;
pub mod codemirror;
pub mod disk;
pub mod engine;
pub mod files;
pub mod focus;
pub mod ids;
pub mod offline;
pub mod packed;
pub mod picture;
pub mod preferences;
pub mod prover;
pub mod screen;
pub mod script;
pub mod storage;
pub mod theme;
pub mod timer;

/// The window. Bulkhead is started by a page, so there always is one; a worker that started it would have none.
pub(crate) fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

/// A question to the style sheets' own judge of the screen.
fn media(query: &str) -> Option<web_sys::MediaQueryList> {
    window()?.match_media(query).ok()?
}

pub(crate) fn document() -> Option<web_sys::Document> {
    window()?.document()
}
