//! Things that happen a little later.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Does one thing some time after it was last asked for: asking again starts the wait anew.
#[derive(Clone, Default)]
pub struct Debounce(Rc<RefCell<Option<Timeout>>>);

impl Debounce {
    /// Does it after so many milliseconds, unless asked for again before.
    pub fn after(&self, ms: u32, what: impl FnOnce() + 'static) {
        // A timeout that is dropped is cancelled.
        *self.0.borrow_mut() = Some(Timeout::new(ms, what));
    }

    /// Forgets what was asked for.
    pub fn cancel(&self) {
        self.0.borrow_mut().take();
    }
}

/// Does something after so many milliseconds.
pub fn later(ms: u32, what: impl FnOnce() + 'static) {
    Timeout::new(ms, what).forget();
}

/// Does something before the next frame is painted.
pub fn next_frame(what: impl FnOnce() + 'static) {
    let callback = Closure::once_into_js(what);
    if let Some(window) = super::window() {
        let _ = window.request_animation_frame(callback.unchecked_ref());
    }
}
