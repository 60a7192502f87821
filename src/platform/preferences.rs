//! What this browser remembers about how a person likes the application: sizes of panels, the theme. Never a project.

use crate::catalog::Sorting;

const PREFIX: &str = "bulkhead.";

/// A remembered value.
pub fn get(name: &str) -> Option<String> {
    super::window()?.local_storage().ok()??.get_item(&format!("{PREFIX}{name}")).ok()?
}

/// Remembers a value. A browser that forbids it forgets; nothing depends on it.
pub fn set(name: &str, value: &str) {
    if let Some(Ok(Some(storage))) = super::window().map(|window| window.local_storage()) {
        let _ = storage.set_item(&format!("{PREFIX}{name}"), value);
    }
}

/// Forgets a value.
pub fn remove(name: &str) {
    if let Some(Ok(Some(storage))) = super::window().map(|window| window.local_storage()) {
        let _ = storage.remove_item(&format!("{PREFIX}{name}"));
    }
}

/// The names of the remembered values that begin like this, sorted.
pub fn names(prefix: &str) -> Vec<String> {
    let Some(storage) = super::window().and_then(|window| window.local_storage().ok().flatten()) else {
        return Vec::new();
    };
    let all = (0..storage.length().unwrap_or(0)).filter_map(|n| storage.key(n).ok().flatten());
    let mut names: Vec<String> = all
        .filter_map(|name| name.strip_prefix(PREFIX).map(str::to_owned))
        .filter(|name| name.starts_with(prefix))
        .collect();
    names.order();
    names
}

/// A value remembered by this tab alone.
pub fn get_in_tab(name: &str) -> Option<String> {
    super::window()?.session_storage().ok()??.get_item(&format!("{PREFIX}{name}")).ok()?
}

/// Remembers a value for this tab alone.
pub fn set_in_tab(name: &str, value: &str) {
    if let Some(Ok(Some(storage))) = super::window().map(|window| window.session_storage()) {
        let _ = storage.set_item(&format!("{PREFIX}{name}"), value);
    }
}
