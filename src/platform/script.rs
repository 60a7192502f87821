//! Functions, objects and failures in JavaScript's shape, for people's scripts.

use std::future::Future;
use std::pin::Pin;

use js_sys::{Function, Promise, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// A call that failed: becomes an `Error` named `BulkheadError` with a stable code.
#[derive(Clone, Debug)]
pub struct Failure {
    code: &'static str,
    message: String,
    details: JsValue,
}

impl Failure {
    /// A failure with its stable code and a message a person can act on.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), details: JsValue::NULL }
    }

    /// The same failure with details.
    pub fn with(mut self, details: &impl Serialize) -> Self {
        self.details = json(details);
        self
    }

    /// What does not exist yet.
    pub fn unsupported(what: &str) -> Self {
        Self::new("unsupported", format!("{what} is not part of this version of Bulkhead."))
    }

    fn into_error(self) -> JsValue {
        let error = js_sys::Error::new(&self.message);
        error.set_name("BulkheadError");
        let _ = Reflect::set(&error, &"code".into(), &self.code.into());
        let _ = Reflect::set(&error, &"details".into(), &self.details);
        error.into()
    }
}

/// What a call answers with.
pub type Answer = Pin<Box<dyn Future<Output = Result<JsValue, Failure>>>>;

/// An object that is on its way.
pub type Coming = Pin<Box<dyn Future<Output = Result<Object, Failure>>>>;

/// The arguments of a call; those that were not given are undefined.
pub struct Args([JsValue; 3]);

impl Args {
    /// A text, if one was given.
    pub fn text(&self, at: usize) -> Option<String> {
        self.0.get(at).and_then(JsValue::as_string)
    }

    /// A text that must be given.
    pub fn required(&self, at: usize, name: &str) -> Result<String, Failure> {
        self.text(at).ok_or_else(|| Failure::new("parse", format!("Give {name} as a string.")))
    }

    /// An object read into a type; its default if none was given.
    pub fn options<T: serde::de::DeserializeOwned + Default>(&self, at: usize) -> Result<T, Failure> {
        let Some(value) = self.0.get(at).filter(|value| !value.is_undefined() && !value.is_null()) else {
            return Ok(T::default());
        };
        self::read(value)
    }

    /// An object read into a type, which must be given.
    pub fn value<T: serde::de::DeserializeOwned>(&self, at: usize) -> Result<T, Failure> {
        self.0.get(at).ok_or_else(|| Failure::new("parse", "An argument is missing.")).and_then(read)
    }
}

fn read<T: serde::de::DeserializeOwned>(value: &JsValue) -> Result<T, Failure> {
    let text = js_sys::JSON::stringify(value).map(String::from).unwrap_or_default();
    let value: serde_json::Result<serde_json::Value> = serde_json::from_str(&text);
    value
        .and_then(serde_json::from_value)
        .map_err(|error| Failure::new("parse", format!("The argument can't be read: {error}")))
}

/// Plain JSON of a value.
pub fn json(value: &impl Serialize) -> JsValue {
    let text = serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned());
    js_sys::JSON::parse(&text).unwrap_or(JsValue::NULL)
}

/// An object that scripts see.
#[derive(Clone, Default)]
pub struct Object(js_sys::Object);

impl Object {
    /// An empty one.
    pub fn new() -> Self {
        Self(js_sys::Object::new())
    }

    /// Sets a property.
    pub fn set(&self, name: &str, value: impl Into<JsValue>) {
        let _ = Reflect::set(&self.0, &name.into(), &value.into());
    }

    /// Sets a property to bytes.
    pub fn set_bytes(&self, name: &str, bytes: &[u8]) {
        self.set(name, Uint8Array::from(bytes));
    }

    /// Adds a function that returns a promise. It lives as long as the page.
    pub fn method(&self, name: &str, call: impl Fn(Args) -> Answer + 'static) {
        let function = Closure::<dyn Fn(JsValue, JsValue, JsValue) -> Promise>::new(move |a, b, c| {
            let answer = call(Args([a, b, c]));
            future_to_promise(async move { answer.await.map_err(Failure::into_error) })
        });
        self.set(name, function.into_js_value());
    }

    /// Adds a function whose answer is there at once; it still returns a promise.
    pub fn direct(&self, name: &str, call: impl Fn(Args) -> Result<JsValue, Failure> + 'static) {
        self.method(name, move |args| {
            let result = call(args);
            Box::pin(async move { result })
        });
    }

    /// Adds a function that is the function of this name of another object. Until that is `here` it has to `come` first.
    pub fn forward(
        &self,
        name: &'static str,
        here: impl Fn() -> Option<Self> + 'static,
        come: impl Fn() -> Coming + 'static,
    ) {
        let function = Closure::<dyn Fn(JsValue, JsValue, JsValue) -> Promise>::new(move |a, b, c| {
            if let Some(object) = here() {
                return object.call(name, &a, &b, &c);
            }
            let object = come();
            future_to_promise(async move {
                let object = object.await.map_err(Failure::into_error)?;
                JsFuture::from(object.call(name, &a, &b, &c)).await
            })
        });
        self.set(name, function.into_js_value());
    }

    /// The object that is this property, or this one if there is no name.
    pub fn within(&self, name: &str) -> Self {
        if name.is_empty() {
            return self.clone();
        }
        let property = Reflect::get(&self.0, &name.into()).and_then(JsCast::dyn_into);
        Self(property.unwrap_or_default())
    }

    fn call(&self, name: &str, a: &JsValue, b: &JsValue, c: &JsValue) -> Promise {
        let function = Reflect::get(&self.0, &name.into()).and_then(JsCast::dyn_into::<Function>);
        let promise = function.and_then(|function| function.call3(&self.0, a, b, c));
        promise.and_then(JsCast::dyn_into).unwrap_or_else(|error| Promise::reject(&error))
    }

    /// Makes it a property of the window.
    pub fn publish(&self, name: &str) {
        if let Some(window) = super::window() {
            let _ = Reflect::set(&window, &name.into(), &self.0);
        }
    }
}

impl From<Object> for JsValue {
    fn from(object: Object) -> Self {
        object.0.into()
    }
}

/// A promise, and what resolves it.
pub fn promise() -> (JsValue, impl FnOnce() + 'static) {
    let mut resolver = None;
    let promise = Promise::new(&mut |resolve, _| resolver = Some(resolve));
    (promise.into(), move || {
        if let Some(resolve) = resolver {
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    })
}

/// The bytes of JavaScript's heap that are in use, where the browser tells; WebAssembly's memory comes on top.
pub fn heap_bytes() -> f64 {
    let memory = super::window()
        .and_then(|window| Reflect::get(&window, &"performance".into()).ok())
        .and_then(|performance| Reflect::get(&performance, &"memory".into()).ok());
    let used = memory.and_then(|memory| Reflect::get(&memory, &"usedJSHeapSize".into()).ok());
    let own = wasm_bindgen::memory().dyn_into::<js_sys::WebAssembly::Memory>().ok();
    let own = own.and_then(|memory| Reflect::get(&memory.buffer(), &"byteLength".into()).ok());
    used.and_then(|v| v.as_f64()).unwrap_or(0.0) + own.and_then(|v| v.as_f64()).unwrap_or(0.0)
}
