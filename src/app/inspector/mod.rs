//! The inspector: everything about what is selected, to be edited.

use leptos::prelude::*;

/// The panel.
#[component]
pub fn Inspector() -> impl IntoView {
    view! { <div class="panel-empty">"Not there yet."</div> }
}
