//! The dry run and its proof.

use leptos::prelude::*;

/// The panel.
#[component]
pub fn ProofPanel() -> impl IntoView {
    view! { <div class="panel-empty">"Not there yet."</div> }
}

/// Runs the open project dry and shows the proof.
pub fn start(_workspace: crate::app::state::Workspace, ui: crate::app::ui::Ui) {
    ui.show_dock(crate::app::ui::DockTab::Proof);
}
