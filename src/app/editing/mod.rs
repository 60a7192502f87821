//! What is done on the canvas beyond looking, moving and linking. It is loaded when there is something to edit.
//!
//! Each idea has a file: areas and notes, cells of cards, menus, views, lining up, the clipboard. What a person presses on
//! the canvas comes in through `listen`, before the canvas itself hears of it.

mod align;
mod annotation;
mod cell;
mod clipboard;
mod listen;
mod menu;
mod menus;
mod paste;
mod switcher;

use leptos::prelude::*;

pub(crate) use align::{Snap, snap};
pub use clipboard::duplicate;

use super::canvas::CanvasState;
use super::state::use_workspace;
use super::ui::use_ui;
use crate::catalog::Id;
use crate::design::AnnotationKind;
use crate::layout::{Guides, Point};

/// Where something is put on the canvas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// Behind the cards, moving with them.
    Under,
    /// Before the cards, moving with them.
    Over,
    /// Beside the drawing, standing still.
    Beside,
}

/// What a menu is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// The canvas itself.
    Canvas,
    /// An entity's card.
    Card(Id),
    /// A column of an entity.
    Column(Id, Id),
    /// A line.
    Edge(Id),
    /// An area or a note.
    Annotation(Id),
    /// A new view.
    NewView,
    /// The open view.
    View(Id),
    /// The entities that a view shows.
    Members(Id),
}

/// A menu that is open.
#[derive(Clone, Debug, PartialEq)]
pub struct MenuAt {
    /// What it is about.
    pub target: Target,
    /// Where, in pixels from the canvas's corner.
    pub screen: Point,
}

/// A cell of a card that is being typed in.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The entity.
    pub entity: Id,
    /// The column; nothing for a new one.
    pub column: Option<Id>,
    /// True for the column's type, false for its name.
    pub of_type: bool,
}

/// What of the canvas is being edited.
#[derive(Clone, Copy)]
pub struct State {
    /// The menu that is open.
    pub menu: RwSignal<Option<MenuAt>>,
    /// The cell that is being typed in.
    pub cell: RwSignal<Option<Cell>>,
    /// The area, the note or the view whose text is being typed.
    pub typing: RwSignal<Option<Id>>,
    /// Lines that dragged cards are in line with.
    pub guides: RwSignal<Guides>,
}

impl State {
    /// Nothing.
    #[expect(clippy::new_without_default, reason = "signals belong to whoever makes them")]
    pub fn new() -> Self {
        Self {
            menu: RwSignal::new(None),
            cell: RwSignal::new(None),
            typing: RwSignal::new(None),
            guides: RwSignal::default(),
        }
    }
}

/// What is edited on a layer of the canvas.
pub fn layer(layer: Layer) -> AnyView {
    match layer {
        Layer::Under => view! { <annotation::Annotations kind=AnnotationKind::Area/> }.into_any(),
        Layer::Over => view! {
            <annotation::Annotations kind=AnnotationKind::Note/>
            <cell::Cells/>
            <align::GuideLines/>
        }
        .into_any(),
        Layer::Beside => {
            listen::listen(use_workspace(), use_ui(), expect_context::<CanvasState>());
            view! {
                <switcher::Views/>
                <align::AlignBar/>
                <menu::Menu/>
            }
            .into_any()
        }
    }
}
