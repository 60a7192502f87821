//! The Leptos application: what a person sees and touches.

/// Starts the application in the page.
pub fn start() {}
