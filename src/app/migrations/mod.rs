//! Migrations: the pending change is added as one; the last one can be removed.

use leptos::prelude::*;

/// The panel.
#[component]
pub fn MigrationsPanel() -> impl IntoView {
    view! { <div class="panel-empty">"Not there yet."</div> }
}

/// Names the pending change and adds it as a migration.
#[component]
pub fn AddMigrationDialog() -> impl IntoView {}
