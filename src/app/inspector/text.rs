//! The fields that are typed in: a line, and several.

use leptos::html::{Input, Textarea};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::field::{Line, Place, still};
use crate::app::state::use_workspace;
use crate::app::ui::use_ui;
use crate::platform::timer;

/// Marks a field in which something is typed and not committed: undo is its own then, not the project's.
const DIRTY: &str = "data-dirty";

/// The key that ended the typing in a line of text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Enter: the value was taken.
    Enter,
    /// Escape: the typing was taken back.
    Escape,
}

/// A line of text.
#[component]
pub fn TextField(
    /// The label.
    label: &'static str,
    /// What it edits.
    place: Place,
    /// The value.
    #[prop(into)]
    value: Signal<String>,
    /// Takes the new value.
    #[prop(into)]
    commit: Callback<String>,
    /// What stands in the empty field.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// SQL or a name: set in the monospaced face.
    #[prop(optional)]
    mono: bool,
    /// The id of a list of suggestions.
    #[prop(optional)]
    list: &'static str,
    /// A longer explanation.
    #[prop(optional)]
    help: &'static str,
) -> impl IntoView {
    view! {
        <Line label place help>
            <TextInput label=label place value commit placeholder mono list/>
        </Line>
    }
}

/// The bare input of a line of text.
#[component]
pub fn TextInput(
    /// The name for a screen reader.
    #[prop(into)]
    label: String,
    /// What it edits.
    place: Place,
    /// The value.
    #[prop(into)]
    value: Signal<String>,
    /// Takes the new value.
    #[prop(into)]
    commit: Callback<String>,
    /// What stands in the empty field.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// Monospaced.
    #[prop(optional)]
    mono: bool,
    /// The id of a list of suggestions.
    #[prop(optional)]
    list: &'static str,
    /// The whole of it, shown when pointed at, where the field is too narrow for it.
    #[prop(optional, into)]
    whole: Option<Signal<String>>,
    /// Whether it is at fault, where the place alone can't tell.
    #[prop(optional, into)]
    invalid: Option<Signal<bool>>,
    /// Is told which key ended the typing.
    #[prop(optional, into)]
    ended: Option<Callback<Ended>>,
) -> impl IntoView {
    let ui = use_ui();
    let workspace = use_workspace();
    let node = NodeRef::<Input>::new();
    Effect::new(move || {
        if let Some(input) = node.get()
            && place.take_focus(ui)
        {
            take_keyboard(input, value);
        }
    });
    // A refused value must not stay in the field: what is shown is what is so.
    let take = move || {
        if let Some(input) = still(node) {
            let typed = input.value();
            if typed != value.get_untracked() {
                commit.run(typed);
                input.set_value(&value.get_untracked());
            }
            mark(&input, false);
        }
    };
    let invalid = move || invalid.map_or_else(|| place.has_error(workspace), |invalid| invalid.get());
    let end = move |how: Ended| {
        if let Some(ended) = ended {
            ended.run(how);
        }
    };
    view! {
        <input
            type="text"
            class="input"
            class:mono=mono
            aria-label=label
            aria-invalid=move || invalid().to_string()
            title=move || whole.map(|whole| whole.get())
            data-field=place.field()
            autocomplete="off"
            spellcheck="false"
            list=(!list.is_empty()).then_some(list)
            placeholder=move || placeholder.get()
            node_ref=node
            prop:value=move || value.get()
            on:input=move |_| {
                if let Some(input) = still(node) {
                    mark(&input, input.value() != value.get_untracked());
                }
            }
            on:change=move |_| take()
            on:keydown=move |event| match event.key().as_str() {
                "Enter" => {
                    take();
                    end(Ended::Enter);
                }
                "Escape" => {
                    if let Some(input) = still(node) {
                        input.set_value(&value.get_untracked());
                        mark(&input, false);
                    }
                    end(Ended::Escape);
                }
                _ => {}
            }
        />
    }
}

/// Several lines of text: an expression or a script. Ctrl+Enter commits, as leaving does.
#[component]
pub fn TextArea(
    /// The label.
    label: &'static str,
    /// What it edits.
    place: Place,
    /// The value.
    #[prop(into)]
    value: Signal<String>,
    /// Takes the new value.
    #[prop(into)]
    commit: Callback<String>,
    /// What stands in the empty field.
    #[prop(optional)]
    placeholder: &'static str,
    /// Prose instead of SQL.
    #[prop(optional)]
    prose: bool,
    /// Lines shown.
    #[prop(default = 2)]
    rows: u32,
) -> impl IntoView {
    let ui = use_ui();
    let workspace = use_workspace();
    let node = NodeRef::<Textarea>::new();
    Effect::new(move || {
        if let Some(area) = node.get()
            && place.take_focus(ui)
        {
            let _ = area.focus();
        }
    });
    let take = move || {
        if let Some(area) = still(node) {
            let typed = area.value();
            mark(&area, false);
            if typed != value.get_untracked() {
                commit.run(typed);
                area.set_value(&value.get_untracked());
            }
        }
    };
    view! {
        <Line label place>
            <textarea
                class="input"
                class:mono=!prose
                aria-label=label
                aria-invalid=move || place.has_error(workspace).to_string()
                data-field=place.field()
                spellcheck=prose.to_string()
                rows=rows
                placeholder=placeholder
                node_ref=node
                prop:value=move || value.get()
                on:input=move |_| {
                    if let Some(area) = still(node) {
                        mark(&area, area.value() != value.get_untracked());
                    }
                }
                on:change=move |_| take()
                on:keydown=move |event| match event.key().as_str() {
                    "Enter" if event.ctrl_key() || event.meta_key() => {
                        // Elsewhere the same keys start a dry run.
                        event.prevent_default();
                        take();
                    }
                    "Escape" => {
                        if let Some(area) = still(node) {
                            area.set_value(&value.get_untracked());
                            mark(&area, false);
                        }
                    }
                    _ => {}
                }
            />
        </Line>
    }
}

/// Marks a field in which something is typed and not committed, or marks it no more.
pub(super) fn mark(field: &web_sys::Element, typed: bool) {
    let _ = if typed { field.set_attribute(DIRTY, "") } else { field.remove_attribute(DIRTY) };
}

/// Gives a line of text the keyboard, its text selected so that typing replaces it.
///
/// It is selected at once, for the next key may be on its way, and again when everything of this change is painted: the
/// field that is left commits what was typed in it, and a value that arrives late takes the selection away.
fn take_keyboard(input: web_sys::HtmlInputElement, value: Signal<String>) {
    if let Some(value) = value.try_get_untracked().filter(|value| *value != input.value()) {
        input.set_value(&value);
    }
    let _ = input.focus();
    input.select();
    timer::next_frame(move || {
        let active = input.owner_document().and_then(|document| document.active_element());
        let is_here = active.is_some_and(|active| active == *input.unchecked_ref::<web_sys::Element>());
        if is_here && !input.has_attribute(DIRTY) {
            input.select();
        }
    });
}

/// Takes the keyboard away from the field that has it.
pub fn leave_field() {
    let active = crate::platform::document().and_then(|document| document.active_element());
    if let Some(active) = active.and_then(|active| active.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = active.blur();
    }
}
