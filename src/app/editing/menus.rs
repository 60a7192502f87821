//! What the menus of the canvas offer.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;

use super::menu::Item;
use super::{Cell, MenuAt, Target, align, annotation, clipboard, paste, switcher};
use crate::app::actions;
use crate::app::canvas::{self, CanvasState};
use crate::app::engine::EngineHost;
use crate::app::selection::Selection;
use crate::app::state::Workspace;
use crate::app::ui::{FieldFocus, Ui};
use crate::catalog::{Id, Ordered, Sorting};
use crate::design::{Annotation, AnnotationKind, Collapse, Colour, Look, Node};
use crate::edit::Command;
use crate::layout::{Align, Point};
use crate::platform::ids;

/// What a menu works on.
#[derive(Clone, Copy)]
pub(super) struct Context {
    pub(super) workspace: Workspace,
    pub(super) ui: Ui,
    pub(super) state: CanvasState,
    pub(super) engine: EngineHost,
    /// Where it was asked for, in pixels from the canvas's corner.
    pub(super) at: Point,
}

/// What a menu is called, and its items.
pub(super) fn of(context: Context, target: &Target) -> (String, Vec<Item>) {
    match target {
        Target::Canvas => ("Canvas".to_owned(), canvas_items(context)),
        Target::Card(id) => {
            let name = context.workspace.peek_entity(id).map(|e| e.table.name.clone()).unwrap_or_default();
            (format!("Entity {name}"), card(context, id))
        }
        Target::Column(entity, id) => ("Column".to_owned(), column(context, entity, id)),
        Target::Edge(id) => ("Foreign key".to_owned(), edge(context, id)),
        Target::Annotation(id) => ("Area or note".to_owned(), annotated(context, id)),
        Target::NewView => ("New view".to_owned(), new_view(context)),
        Target::View(id) => ("View".to_owned(), view(context, id)),
        Target::Members(id) => ("Entities of the view".to_owned(), members(context, id)),
    }
}

fn canvas_items(context: Context) -> Vec<Item> {
    let Context { workspace, ui, state, at, .. } = context;
    let place = move || ui.viewport.get_untracked().to_canvas(at);
    let mut out = vec![
        Item::new("New entity here", "Double-click", move || actions::add_entity(workspace, ui, Some(place()))),
        Item::new("New area", "", move || annotation::add(workspace, ui, state, AnnotationKind::Area, place())),
        Item::new("New note", "", move || annotation::add(workspace, ui, state, AnnotationKind::Note, place())),
        Item::Line,
    ];
    let engine = context.engine;
    out.push(Item::new("Paste", "Ctrl+V", move || paste::from_clipboard(workspace, ui, engine, Some(place()))));
    out.push(Item::new("Select all", "Ctrl+A", move || actions::select_all(workspace)));
    out.push(Item::Line);
    out.push(Item::new("New view…", "", move || {
        state.edit.menu.set(Some(MenuAt { target: Target::NewView, screen: at }));
    }));
    out.push(Item::new("Arrange cards", "", move || actions::auto_layout(workspace, ui)));
    out.push(Item::new("Show everything", "Ctrl+0", move || canvas::fly_to_fit(workspace, ui)));
    out
}

fn card(context: Context, id: &Id) -> Vec<Item> {
    let Context { workspace, ui, state, .. } = context;
    let selected = workspace.selection.get_untracked().entity_ids();
    let chosen: BTreeSet<Id> = if selected.contains(id) { selected } else { [id.clone()].into_iter().ordered_set() };
    let look = workspace.picture.with_untracked(|picture| picture.look(id));
    let (one, many) = (chosen.len() == 1, chosen.len());
    let mut out = Vec::new();
    if one {
        let (rename, add, show) = (id.clone(), id.clone(), id.clone());
        out.push(Item::new("Rename", "F2", move || {
            canvas::reveal(workspace, ui, &rename);
            ui.renaming.set(Some(rename.clone()));
        }));
        out.push(Item::new("Add a column", "", move || {
            state.edit.cell.set(Some(Cell { entity: add.clone(), column: None, of_type: false }));
        }));
        out.push(Item::new("Show in the inspector", "", move || actions::go_to(workspace, ui, &show, None, None)));
        out.push(Item::Line);
    }
    out.extend(clipboard_items(workspace));
    out.push(Item::new("Duplicate", "Ctrl+D", move || actions::duplicate_selection(workspace)));
    out.push(Item::Line);
    out.push(Item::Colours {
        chosen: look.colour,
        act: {
            let chosen = chosen.clone();
            std::sync::Arc::new(move |colour| set_looks(workspace, &chosen, |look| Look { colour, ..look }))
        },
    });
    for collapse in Collapse::ALL {
        let label = match collapse {
            Collapse::None => "All columns",
            Collapse::Keys => "Keys only",
            Collapse::Name => "Name only",
        };
        let chosen = chosen.clone();
        out.push(Item::check(label, look.collapse == collapse, move || {
            set_looks(workspace, &chosen, |look| Look { collapse, ..look });
        }));
    }
    out.push(Item::Line);
    if many > 1 {
        for how in Align::ALL.into_iter().filter(|how| many >= how.least()) {
            out.push(Item::new(align::named(how).0, "", move || align::run(workspace, state, how)));
        }
        out.push(Item::Line);
    }
    out.push(Item::new("Area around it", "", move || {
        annotation::add(workspace, ui, state, AnnotationKind::Area, Point::default());
    }));
    out.extend(view_items(workspace, &chosen));
    out.push(Item::Line);
    let label = if one { "Remove".to_owned() } else { format!("Remove {many} entities") };
    out.push(Item::new(label, "Delete", move || actions::delete_selection(workspace)));
    out
}

/// Copying and cutting what is selected.
fn clipboard_items(workspace: Workspace) -> [Item; 2] {
    [
        Item::new("Copy", "Ctrl+C", move || clipboard::copy(workspace, false)),
        Item::new("Cut", "Ctrl+X", move || clipboard::copy(workspace, true)),
    ]
}

/// The views that entities are shown in, to be shown in or taken out of each.
fn view_items(workspace: Workspace, chosen: &BTreeSet<Id>) -> Vec<Item> {
    let views = switcher::by_name(workspace);
    let item = |(id, name): (Id, String)| {
        let shown = workspace.picture.with_untracked(|picture| {
            let view = picture.views.get(&id);
            chosen.iter().all(|entity| view.is_some_and(|view| view.nodes.contains_key(entity)))
        });
        let chosen = chosen.clone();
        Item::check(format!("In the view “{name}”"), shown, move || show_in(workspace, &id, &chosen, !shown))
    };
    views.into_iter().map(item).collect()
}

/// Shows entities in a view where they stand now, or takes them out of it.
fn show_in(workspace: Workspace, view: &Id, entities: &BTreeSet<Id>, shown: bool) {
    let view = view.clone();
    if !shown {
        workspace.run(Command::TakeOutOfView { view, entities: entities.clone() });
        return;
    }
    let nodes = workspace.with_design(|design| {
        let known = design.picture.views.get(&view);
        let new = entities.iter().filter(|id| known.is_some_and(|known| !known.nodes.contains_key(*id)));
        new.filter_map(|id| Some((id.clone(), *design.nodes.get(id)?))).ordered_map()
    });
    workspace.run(Command::PlaceInView { view, nodes });
}

pub(super) fn set_looks(workspace: Workspace, chosen: &BTreeSet<Id>, change: impl Fn(Look) -> Look) {
    let looks: BTreeMap<Id, Look> = workspace
        .picture
        .with_untracked(|picture| chosen.iter().map(|id| (id.clone(), change(picture.look(id)))).ordered_map());
    workspace.run(Command::SetLooks { looks });
}

fn column(context: Context, entity: &Id, id: &Id) -> Vec<Item> {
    let Context { workspace, ui, state, .. } = context;
    let columns =
        workspace.peek_entity(entity).map(|e| e.table.columns.iter().map(|c| c.id.clone()).collect::<Vec<_>>());
    let Some(at) = columns.as_ref().and_then(|columns| columns.iter().position(|c| c == id)) else {
        // A column that lowering adds: what it is like is said elsewhere.
        return card(context, entity);
    };
    let last = columns.map_or(0, |columns| columns.len()) == at + 1;
    let cell = |of_type: bool| {
        let cell = Cell { entity: entity.clone(), column: Some(id.clone()), of_type };
        move || state.edit.cell.set(Some(cell.clone()))
    };
    let moved = |to: usize| {
        let (entity, column) = (entity.clone(), id.clone());
        move || {
            workspace.run(Command::MoveColumn { entity: entity.clone(), column: column.clone(), to });
        }
    };
    let mut out = vec![Item::new("Rename", "F2", cell(false)), Item::new("Change the type", "", cell(true))];
    let shown = (entity.clone(), id.clone());
    out.push(Item::new("Show in the inspector", "", move || {
        actions::go_to(workspace, ui, &shown.0, Some(&shown.1), None);
        ui.focus_field.set(Some(FieldFocus { object: shown.1.clone(), field: "name" }));
    }));
    out.push(Item::Line);
    if at > 0 {
        out.push(Item::new("Move up", "", moved(at - 1)));
    }
    if !last {
        out.push(Item::new("Move down", "", moved(at + 1)));
    }
    out.extend(clipboard_items(workspace));
    out.push(Item::new("Duplicate", "Ctrl+D", move || actions::duplicate_selection(workspace)));
    out.push(Item::Line);
    out.push(Item::new("Remove", "Delete", move || actions::delete_selection(workspace)));
    out
}

fn edge(context: Context, id: &Id) -> Vec<Item> {
    let Context { workspace, ui, state, .. } = context;
    let found = state.scene.with_untracked(|scene| scene.edges.iter().find(|edge| edge.id == *id).cloned());
    let Some(edge) = found else { return Vec::new() };
    let inherits = edge.kind == canvas::EdgeKind::Inheritance;
    let go = |label: &str, entity: Id| {
        Item::new(label.to_owned(), "", move || {
            canvas::reveal(workspace, ui, &entity);
            workspace.selection.set(Selection::entity(entity.clone()));
        })
    };
    let (from, key) = (edge.from.clone(), edge.id.clone());
    let mut out = vec![
        Item::new("Show in the inspector", "", move || {
            actions::go_to(workspace, ui, &from, (!inherits).then_some(&key), None);
        }),
        go(if inherits { "Go to what derives" } else { "Go to what references" }, edge.from.clone()),
        go(if inherits { "Go to the base" } else { "Go to what is referenced" }, edge.to.clone()),
    ];
    if !inherits {
        let (entity, constraint) = (edge.from.clone(), edge.id.clone());
        out.push(Item::Line);
        out.push(Item::new("Remove the foreign key", "Delete", move || {
            let (entity, constraint) = (entity.clone(), constraint.clone());
            workspace.run(Command::RemoveConstraint { entity, constraint });
        }));
    }
    out
}

fn annotated(context: Context, id: &Id) -> Vec<Item> {
    let Context { workspace, state, .. } = context;
    let Some(found) = workspace.picture.with_untracked(|picture| picture.annotations.get(id).cloned()) else {
        return Vec::new();
    };
    let rename = id.clone();
    let label = if found.kind == AnnotationKind::Area { "Rename" } else { "Write" };
    let mut out = vec![Item::new(label, "Enter", move || state.edit.typing.set(Some(rename.clone())))];
    let (colour_of, was) = (id.clone(), found.clone());
    out.push(Item::Colours {
        chosen: found.colour,
        act: std::sync::Arc::new(move |colour: Option<Colour>| {
            let annotation = Annotation { colour, ..was.clone() };
            workspace.run(Command::PutAnnotation { id: colour_of.clone(), annotation });
        }),
    });
    let copied = found.clone();
    out.push(Item::new("Duplicate", "", move || {
        let annotation = Annotation { x: copied.x + 32, y: copied.y + 32, ..copied.clone() };
        workspace.run(Command::PutAnnotation { id: ids::fresh(), annotation });
    }));
    if found.kind == AnnotationKind::Area {
        let rect = crate::layout::Rect::new(
            f64::from(found.x),
            f64::from(found.y),
            f64::from(found.width),
            f64::from(found.height),
        );
        out.push(Item::new("Select what is on it", "", move || {
            let scene = state.scene.get_untracked();
            let on_it = |id: &&Id| scene.rect(workspace, id).is_some_and(|card| rect.contains(card.centre()));
            let chosen = scene.shapes.keys().filter(on_it).cloned().ordered_set();
            workspace.selection.set(Selection::entities(chosen));
        }));
    }
    let gone = id.clone();
    out.push(Item::Line);
    out.push(Item::new("Remove", "Delete", move || {
        workspace.run(Command::RemoveAnnotation { id: gone.clone() });
    }));
    out
}

fn new_view(context: Context) -> Vec<Item> {
    let Context { workspace, state, at, .. } = context;
    let selected = workspace.selection.get_untracked().entity_ids();
    let places = move |ids: BTreeSet<Id>| -> BTreeMap<Id, Node> {
        ids.into_iter().filter_map(|id| Some((id.clone(), workspace.peek_node(&id)?))).ordered_map()
    };
    let mut out = Vec::new();
    if !selected.is_empty() {
        let label = match selected.len() {
            1 => "With the selected entity".to_owned(),
            many => format!("With the {many} selected entities"),
        };
        out.push(Item::new(label, "", move || {
            switcher::add(workspace, state, places(selected.clone()));
        }));
    }
    out.push(Item::new("With everything shown now", "", move || {
        let all = workspace.entity_ids.get_untracked();
        switcher::add(workspace, state, places(all.iter().cloned().ordered_set()));
    }));
    out.push(Item::new("Empty", "", move || {
        if let Some(id) = switcher::add(workspace, state, BTreeMap::new()) {
            state.edit.typing.set(None);
            state.edit.menu.set(Some(MenuAt { target: Target::Members(id), screen: at }));
        }
    }));
    out
}

fn view(context: Context, id: &Id) -> Vec<Item> {
    let Context { workspace, state, at, .. } = context;
    let (rename, copy, members, gone) = (id.clone(), id.clone(), id.clone(), id.clone());
    vec![
        Item::new("Add or take out entities…", "", move || {
            state.edit.menu.set(Some(MenuAt { target: Target::Members(members.clone()), screen: at }));
        }),
        Item::Line,
        Item::new("Rename", "", move || state.edit.typing.set(Some(rename.clone()))),
        Item::new("Duplicate", "", move || switcher::duplicate(workspace, state, &copy)),
        Item::new("Remove the view", "", move || {
            workspace.run(Command::RemoveView { id: gone.clone() });
        }),
    ]
}

fn members(context: Context, id: &Id) -> Vec<Item> {
    let Context { workspace, state, at, .. } = context;
    let mut names: Vec<(String, Id, bool)> = workspace.with_design(|design| {
        let view = design.picture.views.get(id);
        let shown = |entity: &Id| view.is_some_and(|view| view.nodes.contains_key(entity));
        design.entities.iter().map(|(id, e)| (e.table.name.clone(), id.clone(), shown(id))).collect()
    });
    names.order();
    let item = |(name, entity, shown): (String, Id, bool)| {
        let view = id.clone();
        Item::check(name, shown, move || {
            show_in(workspace, &view, &[entity.clone()].into_iter().ordered_set(), !shown);
            // There is often more than one to be chosen.
            state.edit.menu.set(Some(MenuAt { target: Target::Members(view.clone()), screen: at }));
        })
    };
    names.into_iter().map(item).collect()
}
