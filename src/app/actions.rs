//! What the top bar, the keys and the menus can do. Each is one function, whoever calls it.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::arrange::Arrange;
use super::selection::Selection;
use super::state::Workspace;
use super::ui::Ui;
use super::{canvas, documents};
use crate::catalog::Ordered;
use crate::catalog::{Column, Constraint, ConstraintKind, DataType, Id, Table};
use crate::design::{Convention, Entity, Node};
use crate::edit::Command;
use crate::layout::{CARD_WIDTH, CardShape, Point, free_place};
use crate::platform::{files, ids};

/// Makes an entity with a key at a point of the canvas, or near it if another card stands there, and lets its name be
/// typed.
pub fn add_entity(workspace: Workspace, ui: Ui, at: Option<Point>) {
    add_entity_in(workspace, ui, at, None);
}

/// Like [`add_entity`], in a schema other than the project's default.
pub fn add_entity_in(workspace: Workspace, ui: Ui, at: Option<Point>, schema: Option<Id>) {
    let wanted = at.unwrap_or_else(|| {
        let middle = ui.viewport.get_untracked().visible().centre();
        Point::new(middle.x - CARD_WIDTH / 2.0, middle.y - 60.0)
    });
    let shape = CardShape::new(1);
    let place = match at {
        Some(_) => Point::new(crate::layout::snap(wanted.x), crate::layout::snap(wanted.y)),
        None => free_place(wanted, shape, &canvas::card_rects(workspace)),
    };
    let (default, key_name, taken) = workspace.with_design(|design| {
        let pascal = design.settings.naming.columns != Convention::AsWritten;
        let names: BTreeSet<String> = design.entities.values().map(|e| e.table.name.clone()).ordered_set();
        (design.settings.default_schema.clone(), if pascal { "Id" } else { "id" }, names)
    });
    let schema = schema.unwrap_or(default);
    let base = if key_name == "Id" { "Entity" } else { "entity" };
    let name = (1..).map(|n| format!("{base}{n}")).find(|name| !taken.contains(name)).unwrap_or_default();
    let id = ids::fresh();
    let key =
        Column::new(ids::fresh(), key_name, DataType::builtin("uuid")).required().with_default("gen_random_uuid()");
    let mut table = Table::new(id.clone(), schema, name);
    table.constraints.push(Constraint::new(ids::fresh(), ConstraintKind::PrimaryKey { columns: vec![key.id.clone()] }));
    table.columns.push(key);
    let command = Command::AddEntity { entity: Box::new(Entity::new(table)), node: Node { x: place.x, y: place.y } };
    if workspace.run(command) {
        workspace.selection.set(Selection::entity(id.clone()));
        if at.is_none() {
            canvas::reveal(workspace, ui, &id);
        }
        ui.renaming.set(Some(id));
    }
}

/// Removes what is selected, where it is something that can be removed.
pub fn delete_selection(workspace: Workspace) {
    let commands: Vec<Command> = match workspace.selection.get_untracked() {
        Selection::Entities(ids) => ids.into_iter().map(|id| Command::RemoveEntity { id }).collect(),
        Selection::Object { entity, object } => remove_object(workspace, &entity, &object).into_iter().collect(),
        Selection::Enum(id) => vec![Command::RemoveEnum { id }],
        Selection::Role(id) => vec![Command::RemoveRole { id }],
        Selection::Schema(id) => vec![Command::RemoveSchema { id }],
        Selection::Rest(id) => vec![Command::RemoveObject { id }],
        Selection::HandSql(id) => vec![Command::RemoveHandSql { id }],
        Selection::Project | Selection::NewBySql | Selection::Migration(_) => Vec::new(),
    };
    if !commands.is_empty() {
        workspace.run(Command::Batch { commands });
    }
}

fn remove_object(workspace: Workspace, entity: &Id, object: &Id) -> Option<Command> {
    let found = workspace.peek_entity(entity)?;
    let (table, entity, id) = (&found.table, entity.clone(), object.clone());
    if table.columns.iter().any(|c| c.id == id) {
        Some(Command::RemoveColumn { entity, column: id })
    } else if table.constraints.iter().any(|c| c.id == id) {
        Some(Command::RemoveConstraint { entity, constraint: id })
    } else if table.indexes.iter().any(|i| i.id == id) {
        Some(Command::RemoveIndex { entity, index: id })
    } else if table.policies.iter().any(|p| p.id == id) {
        Some(Command::RemovePolicy { entity, policy: id })
    } else {
        None
    }
}

/// Makes a copy of what is selected beside it, with ids and names of its own.
pub fn duplicate_selection(workspace: Workspace) {
    leptos::task::spawn_local(async move {
        match workspace.editing.get().await {
            Ok(editing) => (editing.duplicate)(workspace),
            Err(why) => workspace.toasts.error(why.0),
        }
    });
}

/// Places every card anew, or those that are selected if they are several; one undo brings the old places back.
pub fn auto_layout(workspace: Workspace, ui: Ui) {
    let what = match workspace.selection.get_untracked() {
        Selection::Entities(ids) if ids.len() > 1 => Arrange::These(ids),
        _ => Arrange::All,
    };
    arrange_cards(workspace, ui, what);
}

/// Gives cards places by rule; one undo brings the old places back.
pub fn arrange_cards(workspace: Workspace, ui: Ui, what: Arrange) {
    leptos::task::spawn_local(async move {
        match workspace.drawing.get().await {
            Ok(drawing) => (drawing.arrange)(workspace, ui, what),
            Err(why) => workspace.toasts.error(why.0),
        }
    });
}

/// Selects everything that is shown.
pub fn select_all(workspace: Workspace) {
    let ids = workspace.entity_ids.get_untracked();
    let ids: BTreeSet<Id> = ids.iter().filter(|id| workspace.shows(id)).cloned().ordered_set();
    workspace.selection.set(Selection::entities(ids));
}

/// What the project file is called.
pub fn file_name(workspace: Workspace) -> String {
    let name = workspace.project.get_untracked().name.clone();
    let file: String = name.chars().map(|c| if c.is_alphanumeric() || "-_. ".contains(c) { c } else { '_' }).collect();
    format!("{}.bulkhead.json", if file.trim().is_empty() { "project" } else { file.trim() })
}

/// Downloads the project file.
pub fn save_file(workspace: Workspace) {
    let (file, text) = (file_name(workspace), documents::project_text(workspace));
    match files::download(&file, "application/json", text.as_bytes()) {
        Ok(()) => workspace.toasts.info(format!("Downloaded {file}")),
        Err(_) => workspace.toasts.error("The browser did not let the file be downloaded."),
    }
}

/// Shows a place of the design: selects it, brings its card into view, and asks for a field of it if one is named.
pub fn go_to(workspace: Workspace, ui: Ui, element: &Id, object: Option<&Id>, field: Option<&'static str>) {
    let Some(selection) = workspace.with_design(|design| Selection::of(design, element, object)) else { return };
    if let Some(entity) = selection.single_entity() {
        canvas::reveal(workspace, ui, entity);
        canvas::mark(workspace, ui, entity, Some(object.unwrap_or(element)));
    }
    workspace.selection.set(selection);
    if !ui.inspector_open.get_untracked() {
        ui.toggle(ui.inspector_open);
    }
    if let Some(field) = field {
        let object = object.unwrap_or(element).clone();
        ui.focus_field.set(Some(super::ui::FieldFocus { object, field }));
    }
}

/// Shows the project's settings: what the inspector has when nothing is selected.
pub fn show_settings(workspace: Workspace, ui: Ui) {
    workspace.selection.set(Selection::default());
    if !ui.inspector_open.get_untracked() {
        ui.toggle(ui.inspector_open);
    }
}
