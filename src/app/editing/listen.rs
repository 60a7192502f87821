//! What a person presses on the canvas, heard before the canvas itself: menus, cells, the clipboard.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, EventTarget, KeyboardEvent, MouseEvent, PointerEvent};

use super::{Cell, MenuAt, Target, clipboard, paste};
use crate::app::canvas::{CanvasState, pointer};
use crate::app::engine::{EngineHost, use_engine};
use crate::app::selection::Selection;
use crate::app::state::Workspace;
use crate::app::ui::Ui;
use crate::catalog::Id;
use crate::layout::{GRID, Point};
use crate::platform::timer::Debounce;

/// How long a finger rests before it asks for a menu.
const LONG_PRESS_MS: u32 = 550;

/// Whom the listeners serve.
#[derive(Clone, Copy)]
struct Ears {
    workspace: Workspace,
    ui: Ui,
    state: CanvasState,
    engine: EngineHost,
}

/// Listens for as long as the page lives.
pub(super) fn listen(workspace: Workspace, ui: Ui, state: CanvasState) {
    let ears = Ears { workspace, ui, state, engine: use_engine() };
    let Some(document) = crate::platform::document() else { return };
    let Some(canvas) = document.get_element_by_id("canvas") else { return };
    let resting = StoredValue::new_local((Debounce::default(), None::<Point>));
    on(&canvas, "contextmenu", true, {
        let canvas = canvas.clone();
        move |event: MouseEvent| ears.menu(&canvas, &event)
    });
    on(&canvas, "dblclick", true, move |event: MouseEvent| ears.double(&event));
    on(&canvas, "keydown", true, move |event: KeyboardEvent| ears.key(&event));
    on(&canvas, "pointerdown", true, {
        let canvas = canvas.clone();
        move |event: PointerEvent| {
            if event.pointer_type() == "touch" && event.is_primary() {
                let at = Point::new(f64::from(event.client_x()), f64::from(event.client_y()));
                let canvas = canvas.clone();
                resting.update_value(|(wait, from)| {
                    *from = Some(at);
                    wait.after(LONG_PRESS_MS, move || ears.menu(&canvas, &event));
                });
            }
        }
    });
    on(&canvas, "pointermove", true, move |event: PointerEvent| {
        let at = Point::new(f64::from(event.client_x()), f64::from(event.client_y()));
        resting.with_value(|(wait, from)| {
            if from.is_some_and(|from| from.distance(at) > 10.0) {
                wait.cancel();
            }
        });
    });
    on(&canvas, "pointerup", true, move |_: PointerEvent| resting.with_value(|(wait, _)| wait.cancel()));
    on(&canvas, "pointercancel", true, move |_: PointerEvent| resting.with_value(|(wait, _)| wait.cancel()));
    on(&document, "copy", false, move |event: web_sys::ClipboardEvent| clipboard::copied(workspace, &event, false));
    on(&document, "cut", false, move |event: web_sys::ClipboardEvent| clipboard::copied(workspace, &event, true));
    on(&document, "paste", false, move |event: web_sys::ClipboardEvent| {
        paste::pasted(workspace, ui, ears.engine, &event);
    });
}

/// Hears an event at a place, on the way down to what it is meant for or on the way up.
fn on<E: JsCast + 'static>(target: &EventTarget, name: &str, down: bool, hear: impl Fn(E) + 'static) {
    let hear = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        if let Ok(event) = event.dyn_into::<E>() {
            hear(event);
        }
    });
    if target.add_event_listener_with_callback_and_bool(name, hear.as_ref().unchecked_ref(), down).is_ok() {
        // The canvas lives as long as the page.
        hear.forget();
    }
}

impl Ears {
    fn menu(self, canvas: &Element, event: &MouseEvent) {
        event.prevent_default();
        let Some(target) = target_of(event) else { return };
        let (screen, _) = pointer(self.ui, canvas, event);
        self.open(target, screen);
    }

    /// Opens a menu about something, which is selected then: what the menu does is done to the selection.
    fn open(self, target: Target, screen: Point) {
        let selection = self.workspace.selection;
        match &target {
            Target::Card(id)
                if !selection.with_untracked(|now| matches!(now, Selection::Entities(ids) if ids.contains(id))) =>
            {
                selection.set(Selection::entity(id.clone()));
            }
            Target::Column(entity, column) => selection.set(Selection::object(entity.clone(), column.clone())),
            Target::Edge(id) => {
                if let Some(found) = self.workspace.with_design(|design| Selection::of(design, id, None)) {
                    selection.set(found);
                }
            }
            _ => {}
        }
        self.state.edit.menu.set(Some(MenuAt { target, screen }));
    }

    fn double(self, event: &MouseEvent) {
        if let Some(Target::Column(entity, column)) = target_of(event)
            && self.is_authored(&entity, &column)
        {
            event.stop_propagation();
            self.workspace.selection.set(Selection::object(entity.clone(), column.clone()));
            let of_type = event
                .target()
                .and_then(|target| target.dyn_into::<Element>().ok())
                .is_some_and(|element| element.closest(".row-type").ok().flatten().is_some());
            self.state.edit.cell.set(Some(Cell { entity, column: Some(column), of_type }));
        }
    }

    fn is_authored(self, entity: &Id, column: &Id) -> bool {
        self.workspace.peek_entity(entity).is_some_and(|entity| entity.table.column(column).is_some())
    }

    fn key(self, event: &KeyboardEvent) {
        let on_canvas = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if on_canvas.is_none_or(|element| element.id() != "canvas") || event.default_prevented() {
            return;
        }
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let known = match (event.key().as_str(), event.shift_key()) {
            ("ContextMenu", _) | ("F10", true) => self.menu_by_key(),
            ("Enter", false) => self.enter(),
            ("F2", _) => self.edit(),
            ("ArrowUp", false) => self.step(false),
            ("ArrowDown", false) => self.step(true),
            _ => false,
        };
        if known {
            event.prevent_default();
            event.stop_propagation();
        }
    }

    fn menu_by_key(self) -> bool {
        let selection = self.workspace.selection.get_untracked();
        let scene = self.state.scene.get_untracked();
        let view = self.ui.viewport.get_untracked();
        let middle = Point::new(view.width / 2.0, view.height / 2.0);
        let (target, at) = match &selection {
            Selection::Object { entity, object } if scene.row(entity, object).is_some() => {
                (Target::Column(entity.clone(), object.clone()), scene.rect(self.workspace, entity))
            }
            Selection::Object { entity, object } if scene.edges.iter().any(|edge| edge.id == *object) => {
                (Target::Edge(object.clone()), scene.rect(self.workspace, entity))
            }
            other => match other.entity_ids().first() {
                Some(id) => (Target::Card(id.clone()), scene.rect(self.workspace, id)),
                None => (Target::Canvas, None),
            },
        };
        let screen = at.map_or(middle, |rect| view.to_screen(Point::new(rect.x + GRID * 3.0, rect.y + GRID * 4.0)));
        self.open(target, screen);
        true
    }

    /// The column that is selected, if it is one that has a row.
    fn column(self) -> Option<(Id, Id)> {
        match self.workspace.selection.get_untracked() {
            Selection::Object { entity, object } if self.is_authored(&entity, &object) => Some((entity, object)),
            _ => None,
        }
    }

    /// From a card into its rows; on a row, types in it.
    fn enter(self) -> bool {
        if self.column().is_some() {
            return self.edit();
        }
        let Selection::Entities(ids) = self.workspace.selection.get_untracked() else { return false };
        let Some(id) = ids.first().filter(|_| ids.len() == 1) else { return false };
        match self.workspace.peek_entity(id).and_then(|entity| entity.table.columns.first().map(|c| c.id.clone())) {
            Some(first) => self.workspace.selection.set(Selection::object(id.clone(), first)),
            None => self.state.edit.cell.set(Some(Cell { entity: id.clone(), column: None, of_type: false })),
        }
        true
    }

    fn edit(self) -> bool {
        let Some((entity, column)) = self.column() else { return false };
        self.state.edit.cell.set(Some(Cell { entity, column: Some(column), of_type: false }));
        true
    }

    /// To the next row, or the one before; beyond the last one a column can be added.
    fn step(self, down: bool) -> bool {
        let Some((entity, column)) = self.column() else { return false };
        let Some(found) = self.workspace.peek_entity(&entity) else { return false };
        let columns = &found.table.columns;
        let Some(at) = columns.iter().position(|c| c.id == column) else { return false };
        let next = if down { at.checked_add(1) } else { at.checked_sub(1) };
        match next.and_then(|next| columns.get(next)) {
            Some(next) => self.workspace.selection.set(Selection::object(entity, next.id.clone())),
            None if down => self.state.edit.cell.set(Some(Cell { entity, column: None, of_type: false })),
            None => self.workspace.selection.set(Selection::entity(entity)),
        }
        true
    }
}

/// What an event is about. Nothing in a field, which has a menu of the browser's own.
fn target_of(event: &MouseEvent) -> Option<Target> {
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok())?;
    if element.closest("input, textarea").ok().flatten().is_some() {
        return None;
    }
    let find = |name: &str| {
        let found = element.closest(&format!("[{name}]")).ok().flatten()?;
        found.get_attribute(name).map(Id::new)
    };
    Some(match (find("data-entity"), find("data-column"), find("data-edge"), find("data-annotation")) {
        (Some(entity), Some(column), ..) => Target::Column(entity, column),
        (Some(entity), None, ..) => Target::Card(entity),
        (None, _, Some(edge), _) => Target::Edge(edge),
        (None, _, None, Some(annotation)) => Target::Annotation(annotation),
        _ => Target::Canvas,
    })
}
