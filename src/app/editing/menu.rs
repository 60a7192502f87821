//! A menu on the canvas, as the pattern of ARIA has it: arrows move in it, letters find, Escape closes.

use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::{MenuAt, menus};
use crate::app::canvas::{CanvasState, take_keyboard};
use crate::app::engine::use_engine;
use crate::app::state::use_workspace;
use crate::app::ui::use_ui;
use crate::design::Colour;

/// What an item does. It is done when the menu is closed already.
pub(super) type Act = Arc<dyn Fn() + Send + Sync>;

/// A line of a menu.
pub(super) enum Item {
    /// Something to do.
    Do {
        label: String,
        /// The key that does the same.
        key: &'static str,
        act: Act,
    },
    /// Something that is so or not.
    Check { label: String, on: bool, act: Act },
    /// The colours, of which one may be chosen.
    Colours { chosen: Option<Colour>, act: Arc<dyn Fn(Option<Colour>) + Send + Sync> },
    /// A line between groups of items.
    Line,
}

impl Item {
    pub(super) fn new(label: impl Into<String>, key: &'static str, act: impl Fn() + Send + Sync + 'static) -> Self {
        Self::Do { label: label.into(), key, act: Arc::new(act) }
    }

    pub(super) fn check(label: impl Into<String>, on: bool, act: impl Fn() + Send + Sync + 'static) -> Self {
        Self::Check { label: label.into(), on, act: Arc::new(act) }
    }
}

/// The menu that is open.
#[component]
pub(super) fn Menu() -> impl IntoView {
    let state: CanvasState = expect_context();
    move || state.edit.menu.get().map(|at| view! { <Open at/> })
}

#[component]
fn Open(at: MenuAt) -> impl IntoView {
    let (workspace, ui, engine) = (use_workspace(), use_ui(), use_engine());
    let state: CanvasState = expect_context();
    let element = NodeRef::<Div>::new();
    let context = menus::Context { workspace, ui, state, engine, at: at.screen };
    let (title, items) = menus::of(context, &at.target);
    let close = move || {
        state.edit.menu.set(None);
        take_keyboard();
    };
    let done = move |act: Act| {
        close();
        act();
    };
    Effect::new(move |_| {
        if element.get().is_some() {
            // Only when it is on the page can it take the keyboard.
            crate::platform::timer::next_frame(move || go(element, |_, _| Some(0)));
        }
    });
    let key = move |event: &KeyboardEvent| {
        event.stop_propagation();
        let key = event.key();
        match key.as_str() {
            "ArrowDown" => go(element, |at, count| Some(at.map_or(0, |at| (at + 1) % count))),
            "ArrowUp" => go(element, |at, count| Some(at.map_or(count - 1, |at| (at + count - 1) % count))),
            "ArrowRight" => go(element, |at, count| at.filter(|at| at + 1 < count).map(|at| at + 1)),
            "ArrowLeft" => go(element, |at, _| at.and_then(|at| at.checked_sub(1))),
            "Home" => go(element, |_, _| Some(0)),
            "End" => go(element, |_, count| Some(count - 1)),
            "Escape" | "Tab" => close(),
            letter if letter.chars().count() == 1 && letter != " " => find(element, letter),
            _ => return,
        }
        event.prevent_default();
    };
    let height = items.iter().map(|item| if matches!(item, Item::Line) { 13 } else { 28 }).sum::<i32>() + 12;
    let left = format!("max(8px, min({}px, calc(100% - 248px)))", at.screen.x.round());
    let top = format!("max(8px, min({}px, calc(100% - {height}px)))", at.screen.y.round());
    let line = move |item: Item| {
        match item {
        Item::Do { label, key, act } => view! {
            <button type="button" class="menu-item" role="menuitem" tabindex="-1" on:click=move |_| done(act.clone())>
                <span>{label}</span>
                {(!key.is_empty()).then(|| view! { <kbd aria-hidden="true">{key}</kbd> })}
            </button>
        }
        .into_any(),
        Item::Check { label, on, act } => view! {
            <button type="button" class="menu-item" class:on=on role="menuitemcheckbox" aria-checked=on.to_string() tabindex="-1"
                on:click=move |_| done(act.clone())>
                <span>{label}</span>
            </button>
        }
        .into_any(),
        Item::Colours { chosen, act } => {
            let swatch = move |colour: Option<Colour>| {
                let act = act.clone();
                let name = colour.map_or("none", Colour::name);
                view! {
                    <button type="button" class=format!("swatch colour-{name}") role="menuitemradio" tabindex="-1"
                        aria-label=format!("Colour: {name}") title=name aria-checked=(chosen == colour).to_string()
                        on:click=move |_| {
                            let act = act.clone();
                            done(Arc::new(move || act(colour)));
                        }
                    ></button>
                }
            };
            let all = std::iter::once(None).chain(Colour::ALL.map(Some)).map(swatch).collect_view();
            view! { <div class="swatches" role="group" aria-label="Colour">{all}</div> }.into_any()
        }
        Item::Line => view! { <div class="menu-line" role="separator"></div> }.into_any(),
    }
    };
    view! {
        <div class="menu-back" on:pointerdown=move |_| close() on:contextmenu=move |event| {
            event.prevent_default();
            close();
        }></div>
        <div class="menu" role="menu" aria-label=title style:left=left style:top=top node_ref=element on:keydown=move |event| key(&event)>
            {items.into_iter().map(line).collect_view()}
        </div>
    }
    .into_any()
}

/// The items of a menu that can be chosen, in order.
fn choices(element: NodeRef<Div>) -> Vec<HtmlElement> {
    let Some(list) = element.get_untracked().and_then(|menu| menu.query_selector_all("[role^=menuitem]").ok()) else {
        return Vec::new();
    };
    (0..list.length()).filter_map(|at| list.item(at)?.dyn_into().ok()).collect()
}

/// Gives the keyboard to another item, chosen by the number of the one that has it and how many there are.
fn go(element: NodeRef<Div>, to: impl FnOnce(Option<usize>, usize) -> Option<usize>) {
    let all = choices(element);
    let active = crate::platform::document().and_then(|document| document.active_element());
    let at = all.iter().position(|item| active.as_ref() == Some(item.as_ref()));
    if let Some(item) = (!all.is_empty()).then(|| to(at, all.len())).flatten().and_then(|at| all.get(at)) {
        let _ = item.focus();
    }
}

/// Gives the keyboard to the next item that begins with a letter.
fn find(element: NodeRef<Div>, letter: &str) {
    let letter = letter.to_lowercase();
    let begins: Vec<bool> = choices(element)
        .iter()
        .map(|item| item.text_content().unwrap_or_default().to_lowercase().starts_with(&letter))
        .collect();
    go(element, |at, count| {
        let from = at.map_or(0, |at| at + 1);
        (0..count).map(|step| (from + step) % count).find(|at| begins.get(*at) == Some(&true))
    });
}
