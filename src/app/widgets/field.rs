//! Text fields that change the design when a person is done typing.

use leptos::html::Input;
use leptos::prelude::*;

/// A label above a field, and what is wrong with what was entered below it.
#[component]
pub fn Field(
    /// The label.
    #[prop(into)]
    label: String,
    /// What is wrong.
    #[prop(into, optional)]
    error: Signal<Option<String>>,
    /// A word of explanation.
    #[prop(into, optional)]
    hint: Option<String>,
    /// The field itself.
    children: Children,
) -> impl IntoView {
    view! {
        <label class="field" class:invalid=move || error.with(Option::is_some)>
            <span class="field-label">{label}</span>
            {children()}
            {hint.map(|hint| view! { <span class="field-hint">{hint}</span> })}
            {move || error.get().map(|error| view! { <span class="field-error" role="alert">{error}</span> })}
        </label>
    }
}

/// A line of text. Enter and leaving the field commit what was typed, Escape takes it back. While something is typed
/// and not committed, undo is the field's own; otherwise it is the project's.
#[component]
pub fn TextField(
    /// The committed value.
    #[prop(into)]
    value: Signal<String>,
    /// Called with what was typed, if it differs. False puts the old value back.
    on_commit: impl Fn(String) -> bool + 'static,
    /// The field's name for those who can't see its label.
    #[prop(into, optional)]
    label: Option<String>,
    /// Shown while there is no text.
    #[prop(into, optional)]
    placeholder: Signal<String>,
    /// More CSS classes.
    #[prop(into, optional)]
    class: String,
    /// True if it can't be changed.
    #[prop(into, optional)]
    disabled: Signal<bool>,
    /// For tests and labels: the element's id.
    #[prop(into, optional)]
    id: Option<String>,
    /// True for SQL and names of the database.
    #[prop(optional)]
    code: bool,
    /// The element, for whoever wants to give it the keyboard.
    #[prop(optional)]
    node_ref: NodeRef<Input>,
) -> impl IntoView {
    let commit = move |input: &web_sys::HtmlInputElement| {
        let typed = input.value();
        let _ = input.remove_attribute("data-dirty");
        if typed != value.get_untracked() && !on_commit(typed) {
            input.set_value(&value.get_untracked());
        }
    };
    let commit = StoredValue::new_local(commit);
    view! {
        <input
            type="text"
            class=format!("input {}{class}", if code { "code " } else { "" })
            id=id
            node_ref=node_ref
            aria-label=label
            placeholder=move || placeholder.get()
            disabled=move || disabled.get()
            spellcheck="false"
            autocomplete="off"
            prop:value=move || value.get()
            on:input=move |event| {
                let input: web_sys::HtmlInputElement = event_target(&event);
                let _ = if input.value() == value.get_untracked() {
                    input.remove_attribute("data-dirty")
                } else {
                    input.set_attribute("data-dirty", "")
                };
            }
            on:change=move |event| commit.with_value(|commit| commit(&event_target(&event)))
            on:keydown=move |event| {
                let input: web_sys::HtmlInputElement = event_target(&event);
                match event.key().as_str() {
                    "Enter" => commit.with_value(|commit| commit(&input)),
                    "Escape" if input.has_attribute("data-dirty") => {
                        input.set_value(&value.get_untracked());
                        let _ = input.remove_attribute("data-dirty");
                        event.stop_propagation();
                    }
                    _ => {}
                }
            }
        />
    }
}
