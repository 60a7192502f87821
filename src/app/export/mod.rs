//! The export of the bundle.

use leptos::prelude::*;

/// Downloads the bundle.
#[component]
pub fn ExportDialog() -> impl IntoView {}
