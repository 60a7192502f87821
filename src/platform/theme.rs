//! Light and dark.

use gloo::events::EventListener;

use super::preferences;

/// What a person chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// As the system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Choice {
    /// The remembered choice.
    pub fn remembered() -> Self {
        match preferences::get("theme").as_deref() {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::System,
        }
    }

    /// True if this means dark now.
    pub fn is_dark(self) -> bool {
        match self {
            Self::System => system_is_dark(),
            Self::Light => false,
            Self::Dark => true,
        }
    }

    /// Remembers the choice and shows it.
    pub fn apply(self) {
        match self {
            Self::System => preferences::remove("theme"),
            Self::Light => preferences::set("theme", "light"),
            Self::Dark => preferences::set("theme", "dark"),
        }
        show(self.is_dark());
    }
}

/// Shows a theme: the style sheets look at `data-theme` of the root element.
pub fn show(dark: bool) {
    if let Some(root) = super::document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute("data-theme", if dark { "dark" } else { "light" });
    }
}

/// True if the system prefers dark.
pub fn system_is_dark() -> bool {
    super::media("(prefers-color-scheme: dark)").is_some_and(|list| list.matches())
}

/// True if the system asks for little motion.
pub fn reduced_motion() -> bool {
    super::media("(prefers-reduced-motion: reduce)").is_some_and(|list| list.matches())
}

/// Tells whenever the system's preference changes, as long as the page lives.
pub fn on_system_change(what: impl Fn() + 'static) {
    if let Some(list) = super::media("(prefers-color-scheme: dark)") {
        EventListener::new(&list, "change", move |_| what()).forget();
    }
}
