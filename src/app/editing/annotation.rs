//! Areas and notes on the canvas: moved by their title or text, resized by their corners, typed in place.

use std::collections::BTreeMap;

use leptos::html::{Div, Textarea};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent};

use super::{MenuAt, Target};
use crate::app::canvas::{CanvasState, take_keyboard};
use crate::app::selection::Selection;
use crate::app::state::{Workspace, use_workspace};
use crate::app::ui::{Ui, use_ui};
use crate::catalog::{Id, Ordered, Sorting};
use crate::design::{Annotation, AnnotationKind, Node};
use crate::edit::Command;
use crate::layout::{GRID, Point, Rect, snap};
use crate::platform::ids;

/// How far a press moves before something is moved, in pixels.
const THRESHOLD: f64 = 4.0;

/// A corner by which something is resized: whether it moves the left edge, and the top one.
const CORNERS: [(&str, bool, bool); 4] =
    [("nw", true, true), ("ne", false, true), ("sw", true, false), ("se", false, false)];

/// A press on an area or a note that may become a move.
#[derive(Clone)]
struct Drag {
    screen: Point,
    from: Annotation,
    /// The corner, or nothing for all of it.
    corner: Option<(bool, bool)>,
    nodes: BTreeMap<Id, Node>,
    inner: BTreeMap<Id, Annotation>,
    begun: bool,
}

/// The areas, or the notes, of the open view.
#[component]
pub(super) fn Annotations(kind: AnnotationKind) -> impl IntoView {
    let workspace = use_workspace();
    let shown = Memo::new(move |_| {
        let (view, generation) = (workspace.view.get(), workspace.generation.get());
        workspace.picture.with(|picture| {
            let own = picture.annotations.iter().filter(|(_, a)| a.kind == kind && a.view == view);
            let mut own: Vec<_> =
                own.map(|(id, a)| (generation, id.clone(), a.width as i64 * a.height as i64)).collect();
            // A small area on a large one must be reached.
            own.order_by(|a, b| b.2.cmp(&a.2).then_with(|| a.1.cmp(&b.1)));
            own.into_iter().map(|(generation, id, _)| (generation, id)).collect::<Vec<_>>()
        })
    });
    view! {
        <For each=move || shown.get() key=Clone::clone let:shown>
            <Annotated id=shown.1 kind/>
        </For>
    }
}

/// Makes an area or a note at a place and lets its text be typed. An area goes around the cards that are selected, if
/// there are any.
pub(super) fn add(workspace: Workspace, ui: Ui, state: CanvasState, kind: AnnotationKind, at: Point) {
    let selected = workspace.selection.get_untracked().entity_ids();
    let scene = state.scene.get_untracked();
    let around = Rect::around(selected.iter().filter_map(|id| scene.rect(workspace, id)));
    let rect = match (kind, around) {
        (AnnotationKind::Area, Some(around)) => {
            let around = around.inflate(GRID * 3.0);
            // Room for the title.
            Rect::new(around.x, around.y - GRID * 4.0, around.width, around.height + GRID * 4.0)
        }
        (AnnotationKind::Area, None) => Rect::new(at.x, at.y, 480.0, 320.0),
        (AnnotationKind::Note, _) => Rect::new(at.x, at.y, 208.0, 120.0),
    };
    let id = ids::fresh();
    let annotation = Annotation {
        kind,
        view: workspace.view.get_untracked(),
        text: String::new(),
        colour: (kind == AnnotationKind::Note).then_some(crate::design::Colour::Yellow),
        x: snap(rect.x) as i32,
        y: snap(rect.y) as i32,
        width: rect.width as i32,
        height: rect.height as i32,
    };
    if workspace.run(Command::PutAnnotation { id: id.clone(), annotation }) {
        workspace.selection.set(Selection::Project);
        let zoom = ui.viewport.get_untracked().zoom;
        if zoom < 0.5 {
            crate::app::canvas::zoom_by(ui, 0.75 / zoom);
        }
        state.edit.typing.set(Some(id));
    }
}

/// An area or a note.
#[component]
fn Annotated(id: Id, kind: AnnotationKind) -> impl IntoView {
    let (workspace, ui) = (use_workspace(), use_ui());
    let state: CanvasState = expect_context();
    let id = StoredValue::new(id);
    let record = Memo::new(move |_| workspace.picture.with(|p| id.with_value(|id| p.annotations.get(id).cloned())));
    let typing = Memo::new(move |_| state.edit.typing.with(|typing| id.with_value(|id| typing.as_ref() == Some(id))));
    let of = move |read: fn(&Annotation) -> i32| record.with(|record| record.as_ref().map(read).unwrap_or_default());
    let text = Memo::new(move |_| record.with(|record| record.as_ref().map(|a| a.text.clone()).unwrap_or_default()));
    let drag: StoredValue<Option<Drag>> = StoredValue::new(None);
    let element = NodeRef::<Div>::new();

    let press = move |event: &PointerEvent, corner: Option<(bool, bool)>| {
        if event.button() != 0 {
            return;
        }
        event.stop_propagation();
        event.prevent_default();
        let Some(from) = record.get_untracked() else { return };
        if let Some(element) = element.get_untracked() {
            let _ = element.focus();
        }
        if let Some(target) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
            let _ = target.set_pointer_capture(event.pointer_id());
        }
        workspace.selection.set(Selection::Project);
        let (nodes, inner) = if kind == AnnotationKind::Area && corner.is_none() {
            carried(workspace, state, &id.get_value(), &from)
        } else {
            Default::default()
        };
        let screen = Point::new(f64::from(event.client_x()), f64::from(event.client_y()));
        drag.set_value(Some(Drag { screen, from, corner, nodes, inner, begun: false }));
    };
    let moved = move |event: &PointerEvent| {
        let Some(mut now) = drag.get_value() else { return };
        let screen = Point::new(f64::from(event.client_x()), f64::from(event.client_y()));
        if !now.begun {
            if now.screen.distance(screen) < THRESHOLD {
                return;
            }
            now.begun = true;
            drag.set_value(Some(now.clone()));
            workspace.begin();
        }
        let zoom = ui.viewport.get_untracked().zoom;
        let by = ((screen.x - now.screen.x) / zoom, (screen.y - now.screen.y) / zoom);
        workspace.run(Command::Batch { commands: commands(id.get_value(), &now, by) });
    };
    let released = move |keep: bool| match drag.try_update_value(Option::take).flatten() {
        Some(Drag { begun: true, .. }) if keep => workspace.commit(),
        Some(Drag { begun: true, .. }) => workspace.abort(),
        _ => {}
    };
    let key = move |event: &KeyboardEvent| {
        if typing.get_untracked() || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let step = if event.shift_key() { GRID * 5.0 } else { GRID };
        let known = match event.key().as_str() {
            "Enter" | "F2" => {
                state.edit.typing.set(Some(id.get_value()));
                true
            }
            "F10" if event.shift_key() => open_menu(workspace, ui, state, &id.get_value()),
            "ContextMenu" => open_menu(workspace, ui, state, &id.get_value()),
            "Delete" | "Backspace" => {
                take_keyboard();
                workspace.run(Command::RemoveAnnotation { id: id.get_value() })
            }
            "Escape" if drag.with_value(Option::is_some) => {
                released(false);
                true
            }
            "Escape" => {
                take_keyboard();
                true
            }
            "ArrowLeft" => nudge(workspace, state, &id.get_value(), (-step, 0.0)),
            "ArrowRight" => nudge(workspace, state, &id.get_value(), (step, 0.0)),
            "ArrowUp" => nudge(workspace, state, &id.get_value(), (0.0, -step)),
            "ArrowDown" => nudge(workspace, state, &id.get_value(), (0.0, step)),
            _ => false,
        };
        if known {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let class = move || {
        let kind = if kind == AnnotationKind::Area { "drawn-area" } else { "drawn-note" };
        match record.with(|record| record.as_ref().and_then(|a| a.colour)) {
            Some(colour) => format!("drawn {kind} colour-{}", colour.name()),
            None => format!("drawn {kind}"),
        }
    };
    let label = move || {
        let kind = if kind == AnnotationKind::Area { "Area" } else { "Note" };
        text.with(|text| if text.is_empty() { kind.to_owned() } else { format!("{kind}: {text}") })
    };
    let shown = move || {
        if typing.get() {
            return view! { <Text id=id.get_value() kind text=text.get_untracked()/> }.into_any();
        }
        let hint = if kind == AnnotationKind::Area { "Area" } else { "Double-click to write" };
        view! { <span class="drawn-text" class:empty=move || text.with(String::is_empty)>
            {move || text.with(|text| if text.is_empty() { hint.to_owned() } else { text.clone() })}
        </span> }
        .into_any()
    };
    let corners = CORNERS.map(|(name, left, top)| {
        view! {
            <span class=format!("drawn-corner {name}") data-own="" aria-hidden="true"
                on:pointerdown=move |event| press(&event, Some((left, top)))
                on:pointermove=move |event| moved(&event)
                on:pointerup=move |_| released(true)
                on:pointercancel=move |_| released(false)
            ></span>
        }
    });
    view! {
        <div
            class=class
            data-annotation=id.get_value().to_string()
            node_ref=element
            tabindex="0"
            role="group"
            aria-label=label
            style:transform=move || format!("translate({}px, {}px)", of(|a| a.x), of(|a| a.y))
            style:width=move || format!("{}px", of(|a| a.width))
            style:height=move || format!("{}px", of(|a| a.height))
            on:keydown=move |event| key(&event)
        >
            <div class="drawn-body" data-own=""
                on:pointerdown=move |event| if !typing.get_untracked() { press(&event, None) }
                on:pointermove=move |event| moved(&event)
                on:pointerup=move |_| released(true)
                on:pointercancel=move |_| released(false)
                on:dblclick=move |event| {
                    event.stop_propagation();
                    state.edit.typing.set(Some(id.get_value()));
                }
            >{shown}</div>
            {corners.collect_view()}
        </div>
    }
    .into_any()
}

/// The text of an area or a note while it is typed.
#[component]
fn Text(id: Id, kind: AnnotationKind, text: String) -> impl IntoView {
    let workspace = use_workspace();
    let state: CanvasState = expect_context();
    let field = NodeRef::<Textarea>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            field.set_value(&text);
            let _ = field.focus();
            field.select();
        }
    });
    let finish = move |field: &web_sys::HtmlTextAreaElement, keep: bool| {
        // The field is left, too, when it goes away; then it is no longer this one that is typed in.
        if state.edit.typing.try_get_untracked().flatten().as_ref() != Some(&id) {
            return;
        }
        state.edit.typing.set(None);
        let typed = field.value().trim_end().to_owned();
        let found = workspace.picture.with_untracked(|picture| picture.annotations.get(&id).cloned());
        if let (true, Some(annotation)) = (keep, found.filter(|annotation| annotation.text != typed)) {
            workspace
                .run(Command::PutAnnotation { id: id.clone(), annotation: Annotation { text: typed, ..annotation } });
        }
    };
    let on_blur = finish.clone();
    let label = if kind == AnnotationKind::Area { "Title of the area" } else { "Text of the note" };
    view! {
        <textarea
            class="drawn-input"
            node_ref=field
            aria-label=label
            rows=if kind == AnnotationKind::Area { "1" } else { "3" }
            spellcheck="false"
            on:blur=move |event| on_blur(&event_target(&event), true)
            on:keydown=move |event: KeyboardEvent| {
                event.stop_propagation();
                let field: web_sys::HtmlTextAreaElement = event_target(&event);
                let one_line = kind == AnnotationKind::Area;
                match event.key().as_str() {
                    "Enter" if one_line || event.ctrl_key() || event.meta_key() => {
                        event.prevent_default();
                        finish(&field, true);
                    }
                    "Escape" => finish(&field, false),
                    _ => return,
                }
                take_keyboard();
            }
        ></textarea>
    }
    .into_any()
}

/// What an area carries along: the cards whose middle is on it, and what else of the view lies on it whole.
fn carried(
    workspace: Workspace,
    state: CanvasState,
    id: &Id,
    area: &Annotation,
) -> (BTreeMap<Id, Node>, BTreeMap<Id, Annotation>) {
    let rect = rect_of(area);
    let scene = state.scene.get_untracked();
    let on_it = |card: &&Id| scene.rect(workspace, card).is_some_and(|card| rect.contains(card.centre()));
    let nodes = scene.shapes.keys().filter(on_it).filter_map(|id| Some((id.clone(), workspace.peek_node(id)?)));
    let inner = workspace.picture.with_untracked(|picture| {
        let whole = |other: &Annotation| {
            let other = rect_of(other);
            rect.union(other) == rect
        };
        let inner =
            picture.annotations.iter().filter(|(key, other)| *key != id && other.view == area.view && whole(other));
        inner.map(|(id, other)| (id.clone(), other.clone())).ordered_map()
    });
    (nodes.ordered_map(), inner)
}

fn rect_of(annotation: &Annotation) -> Rect {
    let [x, y, width, height] = [annotation.x, annotation.y, annotation.width, annotation.height].map(f64::from);
    Rect::new(x, y, width, height)
}

/// What a drag comes to so far.
fn commands(id: Id, drag: &Drag, by: (f64, f64)) -> Vec<Command> {
    let from = &drag.from;
    let mut annotation = from.clone();
    if let Some((left, top)) = drag.corner {
        let grown = |start: i32, size: i32, by: f64, before: bool| {
            let (low, high) = (f64::from(start), f64::from(start) + f64::from(size));
            let least = f64::from(Annotation::SMALLEST);
            let (low, high) = match before {
                true => (snap(low + by).min(high - least), high),
                false => (low, snap(high + by).max(low + least)),
            };
            (low as i32, (high - low) as i32)
        };
        (annotation.x, annotation.width) = grown(from.x, from.width, by.0, left);
        (annotation.y, annotation.height) = grown(from.y, from.height, by.1, top);
        return vec![Command::PutAnnotation { id, annotation }];
    }
    (annotation.x, annotation.y) = (snap(f64::from(from.x) + by.0) as i32, snap(f64::from(from.y) + by.1) as i32);
    let (dx, dy) = (annotation.x - from.x, annotation.y - from.y);
    let nodes =
        drag.nodes.iter().map(|(id, node)| (id.clone(), Node { x: node.x + f64::from(dx), y: node.y + f64::from(dy) }));
    let nodes = nodes.ordered_map();
    let mut out = vec![Command::PutAnnotation { id, annotation }];
    out.extend(drag.inner.iter().map(|(id, inner)| {
        let annotation = Annotation { x: inner.x + dx, y: inner.y + dy, ..inner.clone() };
        Command::PutAnnotation { id: id.clone(), annotation }
    }));
    if !nodes.is_empty() {
        out.push(Command::MoveNodes { nodes });
    }
    out
}

/// Moves an area or a note by the keyboard, with what it carries.
fn nudge(workspace: Workspace, state: CanvasState, id: &Id, by: (f64, f64)) -> bool {
    let Some(from) = workspace.picture.with_untracked(|picture| picture.annotations.get(id).cloned()) else {
        return false;
    };
    let (nodes, inner) =
        if from.kind == AnnotationKind::Area { carried(workspace, state, id, &from) } else { Default::default() };
    let drag = Drag { screen: Point::default(), from, corner: None, nodes, inner, begun: true };
    workspace.begin();
    let done = workspace.run(Command::Batch { commands: commands(id.clone(), &drag, by) });
    workspace.commit();
    done
}

fn open_menu(workspace: Workspace, ui: Ui, state: CanvasState, id: &Id) -> bool {
    let found = workspace.picture.with_untracked(|picture| picture.annotations.get(id).map(rect_of));
    let Some(rect) = found else { return false };
    let screen = ui.viewport.get_untracked().to_screen(Point::new(rect.x + GRID * 2.0, rect.y + GRID * 3.0));
    state.edit.menu.set(Some(MenuAt { target: Target::Annotation(id.clone()), screen }));
    true
}
