//! Giving the keyboard to an element.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};

/// True if the keyboard is somewhere within an element that matches.
pub fn is_within(selector: &str) -> bool {
    let active = super::document().and_then(|document| document.active_element());
    active.is_some_and(|element| element.closest(selector).ok().flatten().is_some())
}

/// Gives the keyboard to the first element that matches. False if there is none that takes it.
pub fn now(selector: &str) -> bool {
    let found = super::document().and_then(|document| document.query_selector(selector).ok().flatten());
    let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else { return false };
    let _ = element.focus();
    super::document().and_then(|document| document.active_element()).is_some_and(|active| active == *element.as_ref())
}

/// Gives the keyboard to the first element that matches, as soon as what was just changed is on the page. The text of a
/// field is selected.
pub fn soon(selector: &'static str) {
    super::timer::next_frame(move || {
        let found = super::document().and_then(|document| document.query_selector(selector).ok().flatten());
        let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else { return };
        let _ = element.focus();
        if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
            input.select();
        }
    });
}
