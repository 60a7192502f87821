//! The list of what can stand at the caret of an expression.

use std::ops::Range;

use leptos::html::Ul;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::expr::complete::{Completion, Completions};

/// What is offered, and which of it is chosen.
#[derive(Clone, Copy)]
pub(super) struct Choices {
    found: RwSignal<Option<Completions>>,
    at: RwSignal<usize>,
    moved: StoredValue<bool>,
}

impl Choices {
    pub(super) fn new() -> Self {
        Self { found: RwSignal::new(None), at: RwSignal::new(0), moved: StoredValue::new(false) }
    }

    pub(super) fn open(self, found: Completions) {
        self.at.set(0);
        self.moved.set_value(false);
        self.found.set(Some(found).filter(|found| !found.items.is_empty()));
    }

    pub(super) fn close(self) {
        if self.is_open() {
            self.found.set(None);
        }
    }

    pub(super) fn is_open(self) -> bool {
        // A field that goes away is left, and by then nothing of it is there.
        self.found.try_with_untracked(Option::is_some) == Some(true)
    }

    pub(super) fn is_shown(self) -> bool {
        self.found.with(Option::is_some)
    }

    pub(super) fn chosen(self) -> usize {
        self.at.get_untracked()
    }

    /// Chooses the next one or the one before, round and round.
    pub(super) fn step(self, by: isize) {
        let count = self.found.with_untracked(|found| found.as_ref().map_or(0, |found| found.items.len()));
        if count > 0 {
            self.moved.set_value(true);
            self.at.update(|at| *at = (*at as isize + by).rem_euclid(count as isize) as usize);
        }
    }

    /// True if taking what is chosen does anything: whoever has typed all of it means to go on.
    pub(super) fn changes(self, text: &str) -> bool {
        let at = self.at.get_untracked();
        let same = self.found.with_untracked(|found| {
            let found = found.as_ref()?;
            Some(text.get(found.range.clone())? == found.items.get(at)?.insert)
        });
        self.moved.get_value() || same != Some(true)
    }

    pub(super) fn taken(self, at: usize) -> Option<(Range<usize>, Completion)> {
        self.found
            .with_untracked(|found| found.as_ref().and_then(|f| Some((f.range.clone(), f.items.get(at)?.clone()))))
    }

    /// The id of the entry that is chosen, for those who can't see it.
    pub(super) fn active(self, list: &str) -> Option<String> {
        self.is_shown().then(|| format!("{list}-{}", self.at.get()))
    }
}

/// The list.
#[component]
pub(super) fn List(
    /// Its id.
    id: String,
    /// What is offered.
    choices: Choices,
    /// Takes one, by its place.
    put: impl Fn(usize) + Copy + Send + 'static,
) -> impl IntoView {
    let node = NodeRef::<Ul>::new();
    // What is chosen is in sight, and so is the list itself where a panel ends above it.
    Effect::new(move |_| {
        let (Some(list), at) = (node.get(), choices.at.get()) else { return };
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        let list: &web_sys::Element = list.unchecked_ref();
        if at == 0 {
            list.scroll_into_view_with_scroll_into_view_options(&options);
        }
        if let Some(entry) = list.children().item(at as u32) {
            entry.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    let ids = StoredValue::new(id.clone());
    let entry = move |(at, item): (usize, Completion)| {
        let chosen = move || choices.at.get() == at;
        let word = item.kind.word();
        let title = item.detail.clone();
        view! {
            <li id=format!("{}-{at}", ids.get_value()) role="option" aria-selected=move || chosen().to_string() data-kind=word
                title=title
                on:mousedown=move |event| {
                    // The field keeps the keyboard.
                    event.prevent_default();
                    put(at);
                }>
                <span class="mono">{item.label}</span>
                <span class="completion-detail">{if item.detail.is_empty() { word.to_owned() } else { item.detail }}</span>
            </li>
        }
    };
    move || {
        choices.found.get().map(|found| view! {
            <ul class="completions" id=ids.get_value() role="listbox" aria-label="What can stand here" node_ref=node>
                {found.items.into_iter().enumerate().map(entry).collect_view()}
            </ul>
        })
    }
}
