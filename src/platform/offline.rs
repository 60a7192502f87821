//! The site kept by the browser, so that it works without a connection once it has been loaded.
//!
//! A release has a service worker, which its page names in a `meta` element; a development build has none, for it would
//! show yesterday's build.

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlMetaElement, ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration};

/// Has the browser keep the site. `newer` is called when another version of it has been fetched beside the one that is
/// open; [`take_over`] makes that the page's.
pub async fn keep(newer: impl Fn() + Clone + 'static) {
    let Some(script) = named() else { return };
    let Some(container) = container() else { return };
    // A browser that forbids it, as in a private window, goes without.
    let Ok(registration) = JsFuture::from(container.register(&script)).await else { return };
    let Ok(registration) = registration.dyn_into::<ServiceWorkerRegistration>() else { return };
    if waiting(&registration).is_some() {
        newer();
    }
    let found = registration.clone();
    EventListener::new(&registration, "updatefound", move |_| {
        let Some(coming) = found.installing() else { return };
        let (found, newer) = (found.clone(), newer.clone());
        EventListener::new(&coming, "statechange", move |_| {
            if waiting(&found).is_some() {
                newer();
            }
        })
        .forget();
    })
    .forget();
}

/// Loads the page anew, in the version that was fetched beside it.
pub async fn take_over() {
    let Some(container) = container() else { return };
    let Ok(registration) = JsFuture::from(container.get_registration()).await else { return };
    let Ok(registration) = registration.dyn_into::<ServiceWorkerRegistration>() else { return };
    let Some(waiting) = waiting(&registration) else { return };
    EventListener::once(&container, "controllerchange", move |_| {
        if let Some(window) = super::window() {
            let _ = window.location().reload();
        }
    })
    .forget();
    let _ = waiting.post_message(&"take over".into());
}

/// A version that waits beside the page's own.
fn waiting(registration: &ServiceWorkerRegistration) -> Option<ServiceWorker> {
    // Without an active one it is the first, which waits for nobody.
    registration.active()?;
    registration.waiting()
}

fn container() -> Option<ServiceWorkerContainer> {
    let navigator = super::window()?.navigator();
    // Where the page was not loaded safely there is none.
    js_sys::Reflect::get(&navigator, &"serviceWorker".into()).ok()?.dyn_into().ok()
}

fn named() -> Option<String> {
    let found = super::document()?.query_selector("meta[name=bulkhead-offline]").ok()??;
    Some(found.dyn_into::<HtmlMetaElement>().ok()?.content())
}
