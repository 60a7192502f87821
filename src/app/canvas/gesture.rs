//! What a pointer does on the canvas: panning, dragging cards, drawing a foreign key, drawing a marquee.
//!
//! One gesture is under way at a time. A press becomes a gesture when it has moved a little; until then it is a click.
//! Dragging cards is one step of the history, however long it takes.

use std::collections::{BTreeMap, BTreeSet};

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, MouseEvent, PointerEvent, WheelEvent};

use super::{CanvasState, Hover, edges, pointer, touch, view};
use crate::app::actions;
use crate::app::selection::Selection;
use crate::app::state::Workspace;
use crate::app::ui::{FieldFocus, Ui};
use crate::catalog::Id;
use crate::catalog::Ordered;
use crate::design::Node;
use crate::edit::Command;
use crate::layout::{Point, Rect, Viewport, snap};
use crate::platform::{ids, timer};

/// How far a press moves before it is a gesture, in pixels.
const THRESHOLD: f64 = 4.0;

/// A foreign key that is being drawn.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Link {
    pub(crate) from: Id,
    pub(crate) column: Option<Id>,
    pub(crate) at: Point,
    pub(crate) target: Option<Id>,
    /// The column of the target that is under the pointer, if it is one that can be referenced by itself.
    pub(crate) target_column: Option<Id>,
}

/// What a pointer is over.
#[derive(Clone, Debug, Default, PartialEq)]
struct Target {
    entity: Option<Id>,
    column: Option<Id>,
    edge: Option<Id>,
    handle: bool,
    /// Something that takes the pointer for itself, such as a text field.
    own: bool,
}

#[derive(Clone, Debug, Default)]
enum Gesture {
    #[default]
    None,
    /// Pressed, and not moved yet.
    Press {
        target: Target,
        screen: Point,
        canvas: Point,
        pan: bool,
        additive: bool,
    },
    Pan {
        from: Viewport,
        screen: Point,
    },
    Drag {
        grabbed: Id,
        canvas: Point,
        starts: BTreeMap<Id, Node>,
    },
    Link,
    Marquee {
        canvas: Point,
        before: BTreeSet<Id>,
    },
    Pinch {
        from: Viewport,
        distance: f64,
        middle: Point,
    },
}

/// The gestures of the canvas.
#[derive(Clone, Copy)]
pub(super) struct Gestures {
    workspace: Workspace,
    ui: Ui,
    state: CanvasState,
    element: NodeRef<Div>,
    now: StoredValue<Gesture>,
    space: StoredValue<bool>,
    /// The number of the press that may yet ask for the menu by lasting.
    held: StoredValue<u64>,
    /// Fingers on the canvas, by pointer id.
    fingers: StoredValue<BTreeMap<i32, Point>>,
}

impl Gestures {
    pub(super) fn new(workspace: Workspace, ui: Ui, state: CanvasState, element: NodeRef<Div>) -> Self {
        Self {
            workspace,
            ui,
            state,
            element,
            now: StoredValue::new(Gesture::None),
            space: StoredValue::new(false),
            held: StoredValue::new(0),
            fingers: StoredValue::new(BTreeMap::new()),
        }
    }

    fn place(self, event: &MouseEvent) -> Option<(Point, Point)> {
        Some(pointer(self.ui, self.element.get_untracked()?.as_ref(), event))
    }

    /// What the pointer is over. A card that is only painted is found where it stands.
    fn target(self, event: &MouseEvent) -> Target {
        let mut target = target_of(event);
        if let (None, None, false, Some((_, canvas))) = (&target.entity, &target.edge, target.own, self.place(event)) {
            target.entity = self.state.index.with_untracked(|index| index.at(canvas).cloned());
        }
        target
    }

    pub(super) fn down(self, event: &PointerEvent) {
        let Some((screen, canvas)) = self.place(event) else { return };
        let target = self.target(event);
        if target.own {
            return;
        }
        if let Some(element) = self.element.get_untracked() {
            // Not the browser's own focusing, which scrolls.
            event.prevent_default();
            let _ = element.focus();
        }
        if event.pointer_type() == "touch" {
            let fingers = self.fingers.try_update_value(|fingers| {
                fingers.insert(event.pointer_id(), screen);
                fingers.values().copied().collect::<Vec<_>>()
            });
            if let Some([a, b]) = fingers.as_deref() {
                self.drop_gesture();
                self.now.set_value(Gesture::Pinch {
                    from: self.ui.viewport.get_untracked(),
                    distance: a.distance(*b).max(1.0),
                    middle: Point::new((a.x + b.x) / 2.0, (a.y + b.y) / 2.0),
                });
                return;
            }
        }
        let pan = event.button() == 1 || (event.button() == 0 && self.space.get_value());
        if event.button() > 1 {
            return;
        }
        let additive = event.shift_key() || event.ctrl_key() || event.meta_key();
        self.now.set_value(Gesture::Press { target, screen, canvas, pan, additive });
        if matches!(event.pointer_type().as_str(), "touch" | "pen") {
            self.hold(event);
        }
    }

    /// A finger that stays where it is asks for the menu.
    fn hold(self, event: &PointerEvent) {
        let (Some(on), x, y) = (event.target(), event.client_x(), event.client_y()) else { return };
        let Some(number) = self.held.try_update_value(|held| {
            *held += 1;
            *held
        }) else {
            return;
        };
        timer::later(touch::HOLD_MS, move || {
            let waits = self.held.try_get_value() == Some(number);
            if waits && self.now.try_with_value(|now| matches!(now, Gesture::Press { .. })) == Some(true) {
                self.now.set_value(Gesture::None);
                touch::open_menu_at(&on, x, y);
            }
        });
    }

    /// The menu was asked for: a press that lasts need not ask again.
    pub(super) fn menu_came(self) {
        self.held.update_value(|held| *held += 1);
    }

    pub(super) fn moved(self, event: &PointerEvent) {
        let Some((screen, canvas)) = self.place(event) else { return };
        match self.now.get_value() {
            Gesture::None => {}
            Gesture::Press { target, screen: from, canvas: start, pan, additive } => {
                if from.distance(screen) >= THRESHOLD {
                    self.begin(event, target, from, start, pan, additive);
                    self.moved(event);
                }
            }
            Gesture::Pan { from, screen: start } => {
                view::jump(self.ui, resize(from, self.ui).panned(screen.x - start.x, screen.y - start.y));
            }
            Gesture::Drag { grabbed, canvas: start, starts } => self.drag(&grabbed, start, canvas, &starts),
            Gesture::Link => self.aim(canvas),
            Gesture::Marquee { canvas: start, before } => {
                let rect = Rect::between(start, canvas);
                self.state.marquee.set(Some(rect));
                let mut ids = before;
                self.state.index.with_untracked(|index| {
                    let within = index.within(rect).into_iter().filter_map(|at| index.cards().get(at));
                    ids.extend(within.map(|(id, _)| id.clone()));
                });
                let next = Selection::entities(ids);
                if self.workspace.selection.with_untracked(|now| *now != next) {
                    self.workspace.selection.set(next);
                }
            }
            Gesture::Pinch { from, distance, middle } => {
                let fingers = self.fingers.try_update_value(|fingers| {
                    fingers.insert(event.pointer_id(), screen);
                    fingers.values().copied().collect::<Vec<_>>()
                });
                if let Some([a, b]) = fingers.as_deref() {
                    let now = Point::new((a.x + b.x) / 2.0, (a.y + b.y) / 2.0);
                    let view = resize(from, self.ui)
                        .zoomed_at(middle, a.distance(*b) / distance)
                        .panned(now.x - middle.x, now.y - middle.y);
                    view::jump(self.ui, view);
                }
            }
        }
    }

    /// A press has moved: decides what it becomes.
    fn begin(self, event: &PointerEvent, target: Target, screen: Point, canvas: Point, pan: bool, additive: bool) {
        if let Some(element) = self.element.get_untracked() {
            let _ = element.set_pointer_capture(event.pointer_id());
        }
        self.state.hover.set(Hover::Nothing);
        let gesture = match target {
            _ if pan => self.panning(screen),
            Target { handle: true, entity: Some(from), column, .. } => {
                self.state.link.set(Some(Link { from, column, at: canvas, target: None, target_column: None }));
                Gesture::Link
            }
            Target { entity: Some(entity), .. } => {
                let selection = self.workspace.selection.get_untracked();
                let mut ids = selection.entity_ids();
                if !ids.contains(&entity) {
                    ids = if additive { ids } else { BTreeSet::new() };
                    ids.insert(entity.clone());
                }
                if !matches!(&selection, Selection::Entities(now) if *now == ids) {
                    self.workspace.selection.set(Selection::entities(ids.clone()));
                }
                let starts =
                    ids.into_iter().filter_map(|id| Some((id.clone(), self.workspace.peek_node(&id)?))).ordered_map();
                self.workspace.begin();
                self.state.grabbing.set(true);
                Gesture::Drag { grabbed: entity, canvas, starts }
            }
            _ if additive => {
                let before = self.workspace.selection.get_untracked().entity_ids();
                Gesture::Marquee { canvas, before }
            }
            _ => self.panning(screen),
        };
        self.now.set_value(gesture);
    }

    fn panning(self, screen: Point) -> Gesture {
        self.state.grabbing.set(true);
        Gesture::Pan { from: self.ui.viewport.get_untracked(), screen }
    }

    /// The grabbed card snaps to the grid, or to a line with another one; the others keep their distance to it.
    fn drag(self, grabbed: &Id, start: Point, canvas: Point, starts: &BTreeMap<Id, Node>) {
        let Some(origin) = starts.get(grabbed) else { return };
        let dx = snap(origin.x + canvas.x - start.x) - origin.x;
        let dy = snap(origin.y + canvas.y - start.y) - origin.y;
        let (dx, dy) = match self.workspace.editing.peek() {
            Some(editing) => (editing.snap)(self.workspace, self.ui, self.state, grabbed, starts, (dx, dy)),
            None => (dx, dy),
        };
        let nodes: BTreeMap<Id, Node> =
            starts.iter().map(|(id, node)| (id.clone(), Node { x: node.x + dx, y: node.y + dy })).ordered_map();
        if self.workspace.peek_node(grabbed) != nodes.get(grabbed).copied() {
            let many = nodes.len() > super::drawn::MOST_SELECTED;
            self.workspace.run(Command::MoveNodes { nodes });
            // So many have no elements that move: what is painted is.
            if many {
                self.workspace.positions.update(|n| *n += 1);
            }
        }
    }

    fn aim(self, canvas: Point) {
        let scene = self.state.scene.get_untracked();
        let under = self.state.index.with_untracked(|index| index.at(canvas).cloned());
        self.state.link.update(|link| {
            if let Some(link) = link {
                link.at = canvas;
                link.target_column = under.as_ref().and_then(|id| self.key_under(&scene, id, canvas));
                link.target = under;
            }
        });
    }

    pub(super) fn up(self, event: &PointerEvent) {
        self.fingers.update_value(|fingers| {
            fingers.remove(&event.pointer_id());
        });
        let gesture = self.now.try_update_value(std::mem::take).unwrap_or_default();
        self.state.grabbing.set(false);
        self.state.marquee.set(None);
        self.state.edit.guides.set(Default::default());
        match gesture {
            Gesture::Press { target, additive, pan, .. } if !pan => self.click(target, additive),
            Gesture::Drag { .. } => self.workspace.commit(),
            Gesture::Link => {
                let link = self.state.link.get_untracked();
                self.state.link.set(None);
                if let Some(Link { from, column, target: Some(to), target_column, .. }) = link {
                    self.link(from, column, to, target_column);
                }
            }
            _ => {}
        }
    }

    /// The column whose row is under a point, if it can be referenced by itself.
    fn key_under(self, scene: &super::Scene, entity: &Id, canvas: Point) -> Option<Id> {
        let node = self.workspace.peek_node(entity)?;
        let row = scene.shapes.get(entity)?.row_at(canvas.y - node.y)?;
        let column = scene.rows.get(entity)?.get(row)?;
        self.workspace.peek_entity(entity)?.table.is_unique(column).then(|| column.clone())
    }

    fn link(self, from: Id, column: Option<Id>, to: Id, target_column: Option<Id>) {
        let key = self.workspace.peek_entity(&to).and_then(|e| e.table.primary_key().map(<[Id]>::len)).unwrap_or(1);
        let ids = ids::fresh_many(1 + key);
        let constraint = ids.first().cloned();
        let command =
            Command::Link { from: from.clone(), to, columns: column.into_iter().collect(), target_column, ids };
        if let (true, Some(constraint)) = (self.workspace.run(command), constraint) {
            self.workspace.selection.set(Selection::object(from, constraint));
        }
    }

    fn click(self, target: Target, additive: bool) {
        let selection = self.workspace.selection;
        match target {
            Target { entity: Some(id), .. } if additive => selection.update(|now| *now = now.toggled(&id)),
            Target { entity: Some(entity), column: Some(column), .. } => {
                selection.set(Selection::object(entity, column));
            }
            Target { entity: Some(entity), .. } => selection.set(Selection::entity(entity)),
            Target { edge: Some(edge), .. } => {
                if let Some(found) = edges::selection_of(self.workspace, &edge) {
                    selection.set(found);
                }
            }
            _ => {
                if selection.with_untracked(|now| *now != Selection::Project) {
                    selection.set(Selection::Project);
                }
            }
        }
    }

    pub(super) fn double(self, event: &MouseEvent) {
        let target = self.target(event);
        match target {
            Target { own: true, .. } => {}
            Target { entity: Some(entity), column: Some(column), .. } => {
                self.workspace.selection.set(Selection::object(entity, column.clone()));
                if !self.ui.inspector_open.get_untracked() {
                    self.ui.toggle(self.ui.inspector_open);
                }
                self.ui.focus_field.set(Some(FieldFocus { object: column, field: "name" }));
            }
            Target { entity: Some(entity), .. } => {
                // From far away a name can't be typed: come near first.
                view::reveal(self.workspace, self.ui, &entity);
                self.ui.renaming.set(Some(entity));
            }
            Target { edge: Some(edge), .. } => {
                self.click(Target { edge: Some(edge), ..Target::default() }, false);
                if !self.ui.inspector_open.get_untracked() {
                    self.ui.toggle(self.ui.inspector_open);
                }
            }
            _ => {
                if let Some((_, canvas)) = self.place(event) {
                    actions::add_entity(self.workspace, self.ui, Some(canvas));
                }
            }
        }
    }

    pub(super) fn cancelled(self, event: &PointerEvent) {
        self.fingers.update_value(|fingers| {
            fingers.remove(&event.pointer_id());
        });
        self.drop_gesture();
    }

    /// Ends the gesture as if it had not begun. True if there was one.
    fn drop_gesture(self) -> bool {
        let gesture = self.now.try_update_value(std::mem::take).unwrap_or_default();
        self.state.grabbing.set(false);
        self.state.marquee.set(None);
        self.state.link.set(None);
        self.state.edit.guides.set(Default::default());
        match gesture {
            Gesture::None | Gesture::Press { .. } => false,
            Gesture::Drag { .. } => {
                self.workspace.abort();
                true
            }
            _ => true,
        }
    }

    pub(super) fn over(self, event: &PointerEvent) {
        if !matches!(self.now.get_value(), Gesture::None) {
            return;
        }
        let hover = match self.target(event) {
            Target { edge: Some(edge), .. } => Hover::Edge(edge),
            Target { entity: Some(entity), column: Some(column), .. } => Hover::Column(entity, column),
            _ => Hover::Nothing,
        };
        if self.state.hover.with_untracked(|now| *now != hover) {
            self.state.hover.set(hover);
        }
    }

    pub(super) fn left(self) {
        if self.state.hover.with_untracked(|now| *now != Hover::Nothing) {
            self.state.hover.set(Hover::Nothing);
        }
    }

    pub(super) fn wheel(self, event: &WheelEvent) {
        let Some((screen, _)) = self.place(event) else { return };
        event.prevent_default();
        // Lines and pages as pixels: Firefox reports a mouse's wheel in lines.
        let unit = match event.delta_mode() {
            1 => 16.0,
            2 => 400.0,
            _ => 1.0,
        };
        let (dx, dy) = (event.delta_x() * unit, event.delta_y() * unit);
        let now = self.ui.viewport.get_untracked();
        let next = if event.ctrl_key() || event.meta_key() {
            // A trackpad's pinch comes in many small steps, a wheel's notch in one large one.
            now.zoomed_at(screen, (-dy.clamp(-60.0, 60.0) * 0.006).exp())
        } else if event.shift_key() && dx == 0.0 {
            now.panned(-dy, 0.0)
        } else {
            now.panned(-dx, -dy)
        };
        view::jump(self.ui, next);
    }

    pub(super) fn key_down(self, event: &KeyboardEvent) {
        if event.default_prevented() {
            return;
        }
        match event.key().as_str() {
            " " => {
                self.space.set_value(true);
                event.prevent_default();
            }
            "Escape" if self.drop_gesture() => {
                event.prevent_default();
                event.stop_propagation();
            }
            _ => {}
        }
    }

    pub(super) fn key_up(self, event: &KeyboardEvent) {
        if event.key() == " " {
            self.space.set_value(false);
        }
    }
}

/// A view that was kept when a gesture began, at the size the canvas has now.
fn resize(view: Viewport, ui: Ui) -> Viewport {
    let now = ui.viewport.get_untracked();
    Viewport { width: now.width, height: now.height, ..view }
}

fn target_of(event: &MouseEvent) -> Target {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return Target::default();
    };
    let find = |name: &str| {
        let found = element.closest(&format!("[{name}]")).ok().flatten()?;
        found.get_attribute(name).map(Id::new)
    };
    Target {
        entity: find("data-entity"),
        column: find("data-column"),
        edge: find("data-edge"),
        handle: find("data-handle").is_some(),
        own: element.closest("input, button, textarea, [data-own]").ok().flatten().is_some(),
    }
}
