//! Buttons.

use leptos::prelude::*;

use crate::app::icons::{Icon, IconView};

/// A button that shows an icon and is named by a label.
#[component]
pub fn IconButton(
    /// The icon.
    #[prop(into)]
    icon: Signal<Icon>,
    /// Its name, shown as a tooltip.
    #[prop(into)]
    label: Signal<String>,
    /// What it does.
    on_press: impl Fn() + 'static,
    /// True if it can't be pressed now.
    #[prop(into, optional)]
    disabled: Signal<bool>,
    /// For a button that stays pressed: whether it is.
    #[prop(into, optional)]
    pressed: Option<Signal<bool>>,
    /// More CSS classes.
    #[prop(into, optional)]
    class: String,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=format!("icon-button {class}")
            title=move || label.get()
            aria-label=move || label.get()
            aria-pressed=move || pressed.map(|pressed| pressed.get().to_string())
            disabled=move || disabled.get()
            on:click=move |_| on_press()
        >
            <IconView icon=icon/>
        </button>
    }
}

/// A choice of [`Segmented`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment<T> {
    /// What is chosen.
    pub value: T,
    /// What it is called.
    pub label: &'static str,
    /// What it means, as a tooltip.
    pub hint: &'static str,
}

/// A few choices, one of which holds.
#[component]
pub fn Segmented<T>(
    /// What is chosen between, for those who can't see it.
    label: &'static str,
    /// The choices.
    choices: Vec<Segment<T>>,
    /// The one that holds.
    #[prop(into)]
    value: Signal<T>,
    /// Called with the one that is pressed.
    on_change: impl Fn(T) + Copy + 'static,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let buttons = choices.into_iter().map(|choice| {
        view! {
            <button
                type="button"
                class="segment"
                role="radio"
                title=choice.hint
                aria-checked=move || (value.get() == choice.value).to_string()
                on:click=move |_| on_change(choice.value)
            >
                {choice.label}
            </button>
        }
    });
    view! { <div class="segmented" role="radiogroup" aria-label=label>{buttons.collect_view()}</div> }
}
