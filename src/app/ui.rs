//! How the application looks right now: what is open, how large, in which theme. Nothing of it is part of a project.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use super::canvas::Mark;
use super::documents::Document;
use crate::catalog::Id;
use crate::layout::Viewport;
use crate::platform::preferences;
use crate::platform::screen;
use crate::platform::theme::{self, Choice};

/// The tabs of the bottom dock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DockTab {
    /// Up and down of the pending change.
    #[default]
    Sql,
    /// What is wrong.
    Problems,
    /// Migrations so far.
    Migrations,
    /// Who reaches which rows.
    Access,
    /// The last dry run.
    Proof,
}

impl DockTab {
    /// Every tab, in order.
    pub const ALL: [Self; 5] = [Self::Sql, Self::Problems, Self::Migrations, Self::Access, Self::Proof];

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Sql => "SQL",
            Self::Problems => "Problems",
            Self::Migrations => "Migrations",
            Self::Access => "Access",
            Self::Proof => "Proof",
        }
    }

    /// Its name in ids of elements.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Sql => "sql",
            Self::Problems => "problems",
            Self::Migrations => "migrations",
            Self::Access => "access",
            Self::Proof => "proof",
        }
    }
}

/// A dialog that lies over everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// Templates and projects kept by this browser.
    Start,
    /// Name the pending change.
    AddMigration,
    /// Download the bundle.
    Export,
    /// Import a schema.
    Import,
    /// Compare two schemas.
    Compare,
    /// Audit a tenant wall.
    Audit,
    /// The rows of dry runs.
    Rows,
    /// What the keys do.
    Shortcuts,
    /// Whatever has a name.
    Palette,
    /// The entity that the selected one is to reference.
    Link,
    /// Earlier versions of the open project.
    History,
    /// A picture or a document.
    Picture,
}

/// What was dropped on the page for a dialog, which takes it when it opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dropped {
    /// A script to import.
    Script(String),
    /// Rows for dry runs, by the names of their files.
    Rows(Vec<(String, String)>),
}

/// A place in the inspector that should take the keyboard: a field of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFocus {
    /// The element or the object within it.
    pub object: Id,
    /// The property in the project file's words.
    pub field: &'static str,
}

/// Whether the project is kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Saved {
    /// Nothing was changed yet.
    #[default]
    Untouched,
    /// Changes wait to be saved.
    Pending,
    /// Saved by this browser at this moment, in milliseconds since 1970.
    At(f64),
    /// Could not be saved.
    Failed(String),
}

/// How the application looks right now.
#[derive(Clone, Copy)]
pub struct Ui {
    /// The view on the canvas.
    pub viewport: RwSignal<Viewport>,
    /// True in the dark theme.
    pub dark: RwSignal<bool>,
    /// True if there is no room for panels beside the canvas: they lie over it, one at a time.
    pub narrow: RwSignal<bool>,
    /// Whether the outline is shown.
    pub outline_open: RwSignal<bool>,
    /// Whether the inspector is shown.
    pub inspector_open: RwSignal<bool>,
    /// Whether the dock is shown.
    pub dock_open: RwSignal<bool>,
    /// The dock's tab.
    pub dock_tab: RwSignal<DockTab>,
    /// The outline's width.
    pub outline_width: RwSignal<f64>,
    /// The inspector's width.
    pub inspector_width: RwSignal<f64>,
    /// The dock's height.
    pub dock_height: RwSignal<f64>,
    /// The dialog that is open.
    pub dialog: RwSignal<Option<Dialog>>,
    /// A field that should take the keyboard. Whoever shows it sets it back to nothing.
    pub focus_field: RwSignal<Option<FieldFocus>>,
    /// An entity whose name is being typed on its card.
    pub renaming: RwSignal<Option<Id>>,
    /// Whether the project is kept.
    pub saved: RwSignal<Saved>,
    /// The name of the disk's file that the open project belongs to.
    pub file: RwSignal<Option<String>>,
    /// What was dropped for the dialog that opens.
    pub dropped: StoredValue<Option<Dropped>>,
    /// The record that the open project is saved to.
    pub document: StoredValue<Document, LocalStorage>,
    /// When the editor became interactive, in milliseconds since the page was opened.
    pub interactive_ms: StoredValue<f64>,
    /// The template that the open project began with, as long as its notes are of interest.
    pub template: RwSignal<Option<String>>,
    /// True as soon as what was open is there again.
    pub ready: RwSignal<bool>,
    /// True if the whole drawing should be shown as soon as the canvas knows its size.
    pub fit_when_sized: StoredValue<bool>,
    /// Whether the small map of the whole drawing is shown.
    pub map_open: RwSignal<bool>,
    /// The entities that are looked at, if everything else has stepped back.
    pub focus: RwSignal<Option<Arc<BTreeSet<Id>>>>,
    /// What is marked for a moment.
    pub mark: RwSignal<Option<Mark>>,
    /// Grows with every movement of the view, so that a flight that was overtaken ends.
    pub flight: StoredValue<u64>,
}

/// How the surrounding application looks.
pub fn use_ui() -> Ui {
    expect_context()
}

impl Ui {
    /// As it was left in this browser.
    pub fn remembered() -> Self {
        let flag = |name: &str, default: bool| preferences::get(name).map_or(default, |value| value == "true");
        let size =
            |name: &str, default: f64| preferences::get(name).and_then(|value| value.parse().ok()).unwrap_or(default);
        let choice = Choice::remembered();
        theme::show(choice.is_dark());
        let dark = RwSignal::new(choice.is_dark());
        theme::on_system_change(move || {
            if Choice::remembered() == Choice::System {
                dark.set(theme::system_is_dark());
                theme::show(theme::system_is_dark());
            }
        });
        let is_narrow = screen::is_narrow();
        let narrow = RwSignal::new(is_narrow);
        let outline_open = RwSignal::new(!is_narrow && flag("outline", true));
        let inspector_open = RwSignal::new(!is_narrow && flag("inspector", true));
        screen::on_change(move || {
            let is_narrow = screen::is_narrow();
            narrow.set(is_narrow);
            outline_open.set(!is_narrow && flag("outline", true));
            inspector_open.set(!is_narrow && flag("inspector", true));
        });
        Self {
            viewport: RwSignal::new(Viewport::default()),
            dark,
            narrow,
            outline_open,
            inspector_open,
            dock_open: RwSignal::new(flag("dock", true)),
            dock_tab: RwSignal::default(),
            outline_width: RwSignal::new(size("outlineWidth", 248.0)),
            inspector_width: RwSignal::new(size("inspectorWidth", 340.0)),
            dock_height: RwSignal::new(size("dockHeight", 248.0)),
            dialog: RwSignal::new(None),
            focus_field: RwSignal::new(None),
            renaming: RwSignal::new(None),
            saved: RwSignal::default(),
            file: RwSignal::default(),
            dropped: StoredValue::new(None),
            document: StoredValue::new_local(Document::default()),
            interactive_ms: StoredValue::new(0.0),
            template: RwSignal::new(None),
            ready: RwSignal::new(false),
            fit_when_sized: StoredValue::new(true),
            map_open: RwSignal::new(flag("map", true)),
            focus: RwSignal::new(None),
            mark: RwSignal::new(None),
            flight: StoredValue::new(0),
        }
    }

    /// Changes between light and dark, and remembers it.
    pub fn toggle_theme(self) {
        let dark = !self.dark.get_untracked();
        let choice = match (dark, theme::system_is_dark()) {
            (true, true) | (false, false) => Choice::System,
            (true, false) => Choice::Dark,
            (false, true) => Choice::Light,
        };
        choice.apply();
        self.dark.set(dark);
    }

    /// Shows or hides a panel, and remembers it.
    pub fn toggle(self, panel: RwSignal<bool>) {
        panel.update(|open| *open = !*open);
        if self.narrow.get_untracked() && panel.get_untracked() {
            let others = [self.outline_open, self.inspector_open].into_iter().filter(|other| *other != panel);
            if panel == self.outline_open || panel == self.inspector_open {
                others.for_each(|other| other.set(false));
            }
        }
        self.remember();
    }

    /// Opens the dock at a tab.
    pub fn show_dock(self, tab: DockTab) {
        self.dock_tab.set(tab);
        if !self.dock_open.get_untracked() {
            self.dock_open.set(true);
            self.remember();
        }
    }

    /// Remembers what is open and how large.
    pub fn remember(self) {
        if self.narrow.get_untracked() {
            // What lies over the canvas is in the way sooner or later; a wide window has its own mind.
            return;
        }
        preferences::set("outline", &self.outline_open.get_untracked().to_string());
        preferences::set("inspector", &self.inspector_open.get_untracked().to_string());
        preferences::set("dock", &self.dock_open.get_untracked().to_string());
        preferences::set("outlineWidth", &self.outline_width.get_untracked().to_string());
        preferences::set("inspectorWidth", &self.inspector_width.get_untracked().to_string());
        preferences::set("dockHeight", &self.dock_height.get_untracked().to_string());
    }
}
