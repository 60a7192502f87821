//! The Leptos application: what a person sees and touches.

pub mod actions;
pub mod arrange;
pub mod audit;
pub mod by_sql;
pub mod canvas;
pub mod commands;
pub mod compare;
pub mod derived;
pub mod documents;
pub mod editing;
pub mod engine;
pub mod export;
pub mod history;
pub mod icons;
pub mod import;
pub mod inspector;
pub mod migrations;
pub mod notes;
pub mod outline;
pub mod parts;
pub mod picture;
pub mod problems;
pub mod proof;
pub mod scripting;
pub mod selection;
pub mod shell;
pub mod sql_panel;
pub mod start;
pub mod state;
pub mod toast;
pub mod topbar;
pub mod types;
pub mod ui;
mod views;
pub mod wall;
pub mod widgets;

/// The newest version of PostgreSQL that Bulkhead writes for, which is that of the engine in the tab.
pub(crate) const NEWEST: u8 = 18;

/// Starts the application in the page. Its parts are loaded like this.
pub fn start(loads: parts::Loads) {
    console_error_panic_hook::set_once();
    if let Some(loading) = crate::platform::document().and_then(|document| document.get_element_by_id("loading")) {
        loading.remove();
    }
    leptos::mount::mount_to_body(move || shell::App(shell::AppProps { loads }));
}
