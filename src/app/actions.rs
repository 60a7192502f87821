//! What the top bar, the keys and the menus can do. Each is one function, whoever calls it.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;

use super::selection::Selection;
use super::state::Workspace;
use super::ui::Ui;
use super::{canvas, documents};
use crate::catalog::Ordered;
use crate::catalog::{Column, Constraint, ConstraintKind, DataType, Id, Table};
use crate::design::{Convention, Entity, Node};
use crate::edit::Command;
use crate::layout::{ArrangeBox, CARD_WIDTH, CardShape, Point, arrange, free_place};
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

/// Makes a copy of each selected entity beside it: its columns, keys and indexes, with ids of their own and with names
/// given by the convention.
pub fn duplicate_selection(workspace: Workspace) {
    let selected = workspace.selection.get_untracked().entity_ids();
    let taken: BTreeSet<String> =
        workspace.with_design(|design| design.entities.values().map(|e| e.table.name.clone()).collect());
    let mut commands = Vec::new();
    let mut copies = BTreeSet::new();
    for id in &selected {
        let (Some(entity), Some(node)) = (workspace.peek_entity(id), workspace.peek_node(id)) else { continue };
        let copy = copy_of(&entity, &taken);
        copies.insert(copy.id().clone());
        commands.push(Command::AddEntity { entity: Box::new(copy), node: Node { x: node.x + 32.0, y: node.y + 32.0 } });
    }
    if !commands.is_empty() && workspace.run(Command::Batch { commands }) {
        workspace.selection.set(Selection::entities(copies));
    }
}

fn copy_of(entity: &Entity, taken: &BTreeSet<String>) -> Entity {
    let mut copy = entity.clone();
    let old = entity.id().clone();
    let new = ids::fresh();
    let mut names: BTreeMap<Id, Id> = [(old.clone(), new.clone())].into_iter().ordered_map();
    for column in &mut copy.table.columns {
        let fresh = ids::fresh();
        names.insert(std::mem::replace(&mut column.id, fresh.clone()), fresh);
    }
    // An id of the entity itself, of a column or of a part that lowering derives from the entity.
    let renamed = |id: &Id| {
        names.get(id).cloned().unwrap_or_else(|| match id.as_str().strip_prefix(&format!("{old}/")) {
            Some(part) => new.part(part),
            None => id.clone(),
        })
    };
    copy.table.id = new.clone();
    copy.table.name = (1..)
        .map(|n| if n == 1 { format!("{} copy", entity.table.name) } else { format!("{} copy {n}", entity.table.name) })
        .find(|name| !taken.contains(name))
        .unwrap_or_default();
    copy.table_name = None;
    copy.column_names = entity.column_names.iter().map(|(id, name)| (renamed(id), name.clone())).ordered_map();
    let mut keys: BTreeMap<Id, Id> = BTreeMap::new();
    for constraint in &mut copy.table.constraints {
        let fresh = ids::fresh();
        keys.insert(std::mem::replace(&mut constraint.id, fresh.clone()), fresh);
        constraint.name.clear();
        match &mut constraint.kind {
            ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => {
                columns.iter_mut().for_each(|id| *id = renamed(id));
            }
            ConstraintKind::ForeignKey { columns, target, target_columns, .. } => {
                columns.iter_mut().for_each(|id| *id = renamed(id));
                if *target == old {
                    *target = new.clone();
                    target_columns.iter_mut().for_each(|id| *id = renamed(id));
                }
            }
            ConstraintKind::Check { .. } | ConstraintKind::Exclude { .. } => {}
        }
    }
    for index in &mut copy.table.indexes {
        let fresh = ids::fresh();
        keys.insert(std::mem::replace(&mut index.id, fresh.clone()), fresh);
        index.name.clear();
        index.include.iter_mut().for_each(|id| *id = renamed(id));
        for key in &mut index.keys {
            if let crate::catalog::IndexTarget::Column { column } = &mut key.target {
                *column = renamed(column);
            }
        }
    }
    copy.global_keys = entity.global_keys.iter().filter_map(|id| keys.get(id).cloned()).collect();
    for policy in &mut copy.table.policies {
        policy.id = ids::fresh();
    }
    if let crate::design::Tenancy::Tenant { column: Some(column) } = &mut copy.tenancy {
        *column = renamed(column);
    }
    copy
}

/// Places every card anew; one undo brings the old places back.
pub fn auto_layout(workspace: Workspace, ui: Ui) {
    let scene = canvas::scene(workspace);
    let boxes: Vec<ArrangeBox> = scene
        .shapes
        .iter()
        .map(|(id, shape)| ArrangeBox { id: id.clone(), width: CARD_WIDTH, height: shape.height() })
        .collect();
    let links: Vec<(Id, Id)> = scene.edges.iter().map(|edge| (edge.from.clone(), edge.to.clone())).collect();
    let nodes: BTreeMap<Id, Node> =
        arrange(&boxes, &links).into_iter().map(|(id, p)| (id, Node { x: p.x, y: p.y })).ordered_map();
    workspace.begin();
    workspace.run(Command::MoveNodes { nodes });
    workspace.commit();
    canvas::fit(workspace, ui);
}

/// Selects everything.
pub fn select_all(workspace: Workspace) {
    let ids: BTreeSet<Id> = workspace.entity_ids.get_untracked().iter().cloned().ordered_set();
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
