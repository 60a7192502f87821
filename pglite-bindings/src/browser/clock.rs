//! Time, from whatever global scope this runs in: a page or a worker.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &JsValue, ms: f64) -> JsValue;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: &JsValue);
}

/// Milliseconds since some moment.
pub(super) fn now() -> f64 {
    js_sys::Date::now()
}

/// One timer with one callback. Setting it again replaces the time; dropping it cancels.
pub(super) struct Timer {
    callback: Closure<dyn FnMut()>,
    id: Option<JsValue>,
}

impl Timer {
    pub(super) fn new(callback: impl FnMut() + 'static) -> Self {
        Self { callback: Closure::new(callback), id: None }
    }

    pub(super) fn set(&mut self, ms: f64) {
        self.clear();
        self.id = Some(set_timeout(self.callback.as_ref(), ms));
    }

    pub(super) fn clear(&mut self) {
        if let Some(id) = self.id.take() {
            clear_timeout(&id);
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.clear();
    }
}
