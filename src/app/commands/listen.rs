//! Keys that work everywhere.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::Commands;
use crate::command::{KEYS, Press, Reach};

/// Listens for as long as the page lives.
pub fn listen(commands: Commands) {
    let handle = window_event_listener(leptos::ev::keydown, move |event| {
        if !event.default_prevented() && handle_key(commands, &event) {
            event.prevent_default();
        }
    });
    // The application lives as long as the page.
    std::mem::forget(handle);
}

/// True if the key meant something.
fn handle_key(commands: Commands, event: &KeyboardEvent) -> bool {
    // Letters on their way to a character of another script are the input method's. What is typed while a dialog is on its
    // way is meant for that.
    if event.is_composing() || commands.ui.dialog.with_untracked(Option::is_some) {
        return false;
    }
    let key = event.key();
    let press = Press {
        control: event.ctrl_key() || event.meta_key(),
        alt: event.alt_key(),
        shift: event.shift_key(),
        key: &key,
    };
    let Some(known) = KEYS.iter().find(|known| known.chord.is(press)) else { return false };
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let counts = place(target.as_ref()).is_some_and(|place| place <= known.reach);
    if counts {
        commands.run(known.action, known.when, press.shift);
    }
    counts
}

/// Where the keyboard is, as the narrowest reach that has it; nowhere in a dialog, which has keys of its own.
fn place(target: Option<&Element>) -> Option<Reach> {
    let Some(element) = target else { return Some(Reach::Drawing) };
    let within = |selector: &str| element.closest(selector).ok().flatten().is_some();
    if within("dialog") {
        None
    } else if within(".cm-content:not([aria-readonly=true])") {
        // An editor that can't be typed into has no history of its own.
        Some(Reach::Anywhere)
    } else if within("[data-dirty], [contenteditable=true]") {
        Some(Reach::NotEditing)
    } else if within("input, select, textarea") {
        // Nothing uncommitted was typed. The browser's own undo would now go on with fields that were left long ago, and
        // commit what it finds there.
        Some(Reach::NotTyping)
    } else if element.matches("body, #canvas, .outline-list").unwrap_or(false) {
        Some(Reach::Drawing)
    } else {
        Some(Reach::Free)
    }
}
