//! What tabs with the same projects tell each other.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

/// Tells other tabs that a project was saved, and hears from them. Clones share the channel.
#[derive(Clone)]
pub struct Tabs {
    channel: Option<web_sys::BroadcastChannel>,
}

impl Tabs {
    /// Opens the channel. `heard` is called with the key and the version of what another tab saved.
    pub fn open(heard: impl Fn(String, u32) + 'static) -> Self {
        let channel = web_sys::BroadcastChannel::new("bulkhead").ok();
        if let Some(channel) = &channel {
            gloo::events::EventListener::new(channel, "message", move |event| {
                let data = Reflect::get(event, &"data".into()).unwrap_or(JsValue::UNDEFINED);
                let key = Reflect::get(&data, &"key".into()).ok().and_then(|value| value.as_string());
                let version = Reflect::get(&data, &"version".into()).ok().and_then(|value| value.as_f64());
                if let (Some(key), Some(version)) = (key, version) {
                    heard(key, version as u32);
                }
            })
            .forget();
        }
        Self { channel }
    }

    /// Tells that a project was saved.
    pub fn tell(&self, key: &str, version: u32) {
        let message = Object::new();
        let _ = Reflect::set(&message, &"key".into(), &key.into());
        let _ = Reflect::set(&message, &"version".into(), &version.into());
        if let Some(channel) = &self.channel {
            let _ = channel.post_message(&message);
        }
    }
}
