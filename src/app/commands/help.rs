//! What the keys do.

use leptos::prelude::*;

use crate::app::ui::use_ui;
use crate::app::widgets::Modal;
use crate::command::{Group, TABLE};

/// What the pointer does.
const POINTER: &[(&str, &str)] = &[
    ("Double-click", "Add an entity there; on a name or a column, type in it"),
    ("Right click, long press, Shift+F10", "What can be done with what is there"),
    ("Enter", "Into the columns of the selected entity; on a column, type in it"),
    ("Ctrl+C, Ctrl+X, Ctrl+V", "Copy, cut, paste; SQL from anywhere, too"),
    ("Drag from a row’s dot", "Reference another entity"),
    ("Shift+drag", "Select what a rectangle touches"),
    ("Drag, Space+drag, middle button", "Pan"),
    ("Wheel, Ctrl+wheel", "Pan, zoom at the pointer"),
];

fn line(keys: String, what: &'static str) -> impl IntoView {
    view! { <div><dt><kbd>{keys}</kbd></dt><dd>{what}</dd></div> }
}

/// The dialog.
#[component]
pub fn HelpDialog() -> impl IntoView {
    let ui = use_ui();
    let groups = Group::ALL.into_iter().map(|group| {
        let commands = TABLE.iter().filter(|command| command.group == group && !command.keys.is_empty());
        view! {
            <section>
                <h3>{group.title()}</h3>
                <dl class="keys">{commands.map(|command| line(command.keys_told(), command.title)).collect_view()}</dl>
            </section>
        }
    });
    view! {
        <Modal title="Keys" on_close=move || ui.dialog.set(None) class="keys-dialog">
            <p class="dim">
                "Letters and arrow keys by themselves count while the keyboard is on the canvas or in the outline; F6 leads there. "
                "On a Mac, Ctrl is Command. Whatever has no key is found with Ctrl+K."
            </p>
            <div class="keys-groups">
                {groups.collect_view()}
                <section>
                    <h3>"Pointer"</h3>
                    <dl class="keys">{POINTER.iter().map(|(keys, what)| line((*keys).to_owned(), what)).collect_view()}</dl>
                </section>
            </div>
        </Modal>
    }
    .into_any()
}
