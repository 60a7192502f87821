//! A dialog over everything else. The browser keeps the keyboard inside it and gives it back afterwards.

use leptos::html::Dialog;
use leptos::prelude::*;

use super::IconButton;
use crate::app::icons::Icon;

/// A dialog. It is open as long as it exists.
#[component]
pub fn Modal(
    /// Its title.
    #[prop(into)]
    title: String,
    /// Called when it should go: Escape, the close button, a click beside it.
    on_close: impl Fn() + Copy + 'static,
    /// More CSS classes.
    #[prop(into, optional)]
    class: String,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    let element = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = element.get()
            && !dialog.open()
        {
            let _ = dialog.show_modal();
            // The browser takes the first button, which is the one that closes it.
            if dialog.query_selector("[autofocus]").ok().flatten().is_none() {
                let _ = dialog.focus();
            }
        }
    });
    view! {
        <dialog
            class=format!("modal {class}")
            node_ref=element
            tabindex="-1"
            aria-label=title.clone()
            on:cancel=move |event: leptos::ev::Event| {
                event.prevent_default();
                on_close();
            }
            on:pointerdown=move |event| {
                // The dialog itself is only hit beside its content.
                if element.get_untracked().is_some_and(|dialog| event.target().as_ref() == Some(dialog.as_ref())) {
                    on_close();
                }
            }
        >
            <div class="modal-body">
                <header class="modal-header">
                    <h2>{title.clone()}</h2>
                    <IconButton icon=Icon::X label="Close" on_press=on_close/>
                </header>
                {children()}
            </div>
        </dialog>
    }
}
