//! The messages between page and worker. `js/worker.mjs` describes them.

use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::EngineError;
use crate::options::{Phase, Progress};

#[wasm_bindgen]
extern "C" {
    /// What the worker says: a reply, a part of one, or an event.
    pub(super) type Incoming;

    #[wasm_bindgen(method, getter)]
    pub(super) fn id(this: &Incoming) -> Option<u32>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn ok(this: &Incoming) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(super) fn answer(this: &Incoming) -> Option<Answer>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn error(this: &Incoming) -> Option<Refusal>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn event(this: &Incoming) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn kit(this: &Incoming) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn phase(this: &Incoming) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn loaded(this: &Incoming) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    fn total(this: &Incoming) -> Option<f64>;

    /// What PostgreSQL answered to one unit.
    pub(super) type Answer;

    #[wasm_bindgen(method, getter)]
    pub(super) fn bytes(this: &Answer) -> Uint8Array;
    #[wasm_bindgen(method, getter)]
    pub(super) fn ms(this: &Answer) -> f64;

    /// Why the worker could not do something.
    pub(super) type Refusal;

    #[wasm_bindgen(method, getter)]
    fn kind(this: &Refusal) -> String;
    #[wasm_bindgen(method, getter)]
    fn message(this: &Refusal) -> String;
    #[wasm_bindgen(method, getter)]
    fn what(this: &Refusal) -> Option<String>;

    /// What an engine says of itself.
    pub(super) type Stats;

    #[wasm_bindgen(method, getter, js_name = heapBytes)]
    pub(super) fn heap_bytes(this: &Stats) -> f64;

    /// A state to come back to.
    pub(super) type Archive;

    #[wasm_bindgen(method, getter)]
    pub(super) fn archive(this: &Archive) -> ArrayBuffer;
    #[wasm_bindgen(method, getter)]
    pub(super) fn extensions(this: &Archive) -> Array;

    /// What pg_dump wrote.
    pub(super) type Dump;

    #[wasm_bindgen(method, getter)]
    pub(super) fn sql(this: &Dump) -> String;
}

impl Incoming {
    pub(super) fn progress(&self) -> Option<Progress> {
        let phase = match self.phase()?.as_str() {
            "download" => Phase::Download,
            "start" => Phase::Start,
            _ => return None,
        };
        Some(Progress { phase, loaded: self.loaded()? as u64, total: self.total()? as u64 })
    }
}

impl Refusal {
    pub(super) fn to_error(&self) -> EngineError {
        let message = self.message();
        match self.kind().as_str() {
            "load" => EngineError::Load { what: self.what().unwrap_or_default(), message },
            "crashed" => EngineError::Crashed { message },
            _ => EngineError::Protocol { message },
        }
    }
}

/// A request under construction.
pub(super) struct Outgoing(Object);

impl Outgoing {
    pub(super) fn new(op: &str) -> Self {
        Self(Object::new()).with("op", op)
    }

    pub(super) fn with(self, key: &str, value: impl Into<JsValue>) -> Self {
        // Setting a property of a plain object can't fail.
        let _ = Reflect::set(&self.0, &key.into(), &value.into());
        self
    }

    pub(super) fn into_js(self, id: u32) -> JsValue {
        self.with("id", id).0.into()
    }
}
