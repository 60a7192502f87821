//! A column's name and type, typed on the card itself.

use leptos::html::Input;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{FocusEvent, HtmlInputElement, KeyboardEvent};

use super::Cell;
use crate::app::canvas::{CanvasState, take_keyboard};
use crate::app::icons::{Icon, IconView};
use crate::app::selection::Selection;
use crate::app::state::{Workspace, use_workspace};
use crate::app::types::{own_types, short_text, type_of};
use crate::catalog::{Column, DataType, Id};
use crate::design::Collapse;
use crate::edit::Command;
use crate::layout::{CARD_WIDTH, Detail, ROW_HEIGHT};
use crate::platform::ids;

/// Types that a field suggests. Whatever PostgreSQL knows can be typed.
const TYPES: [&str; 16] = [
    "text",
    "integer",
    "bigint",
    "boolean",
    "uuid",
    "timestamptz",
    "date",
    "numeric(12,2)",
    "jsonb",
    "double precision",
    "smallint",
    "varchar(255)",
    "bytea",
    "interval",
    "time",
    "text[]",
];

/// The cell that is typed in, and the row that adds a column to the selected card.
#[component]
pub(super) fn Cells() -> impl IntoView {
    let workspace = use_workspace();
    let state: CanvasState = expect_context();
    let typed_in = Memo::new(move |_| state.edit.cell.get().map(|cell| (cell.entity, cell.column)));
    let adds_to = Memo::new(move |_| {
        let whole = state.detail.get() == Detail::Full && state.edit.cell.with(Option::is_none);
        let entity = workspace.selection.with(|selection| selection.single_entity().cloned())?;
        let open = workspace.picture.with(|picture| picture.look(&entity).collapse == Collapse::None);
        state.scene.track();
        (whole && open && workspace.shows(&entity)).then_some(entity)
    });
    view! {
        {move || typed_in.get().map(|(entity, column)| view! { <Row entity column/> })}
        {move || adds_to.get().map(|entity| view! { <AddColumn entity/> })}
    }
}

/// Where a row of a card is: of a column, or the one below the last.
fn place(workspace: Workspace, state: CanvasState, entity: &Id, column: Option<&Id>) -> Option<(f64, f64)> {
    let node = workspace.node(entity)?.get();
    let scene = state.scene.get();
    let shape = scene.shapes.get(entity)?;
    let y = match column {
        Some(column) => shape.row_middle(scene.row(entity, column)?) - ROW_HEIGHT / 2.0,
        None => shape.height(),
    };
    Some((node.x, node.y + y))
}

#[component]
fn AddColumn(entity: Id) -> impl IntoView {
    let workspace = use_workspace();
    let state: CanvasState = expect_context();
    let id = entity.clone();
    let stands = move || {
        let (x, y) = place(workspace, state, &id, None).unwrap_or_default();
        format!("translate({x}px, {}px)", y + 4.0)
    };
    view! {
        <button type="button" class="card-add" data-own="" style:transform=stands style:width=format!("{CARD_WIDTH}px")
            on:click=move |_| {
                state.edit.cell.set(Some(Cell { entity: entity.clone(), column: None, of_type: false }));
            }
        >
            <IconView icon=Icon::Plus/>
            "Column"
        </button>
    }
}

/// A row whose name and type are typed.
#[component]
fn Row(entity: Id, column: Option<Id>) -> impl IntoView {
    let workspace = use_workspace();
    let state: CanvasState = expect_context();
    let (name, data_type) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let this = StoredValue::new((entity.clone(), column.clone()));
    let found = column.as_ref().and_then(|id| workspace.peek_entity(&entity)?.table.column(id).cloned());
    let type_text = found.as_ref().map(|column| short_text(workspace, &column.data_type));
    let (old_name, old_type) = (found.map(|c| c.name).unwrap_or_default(), type_text.unwrap_or_default());
    let of_type = state.edit.cell.with_untracked(|cell| cell.as_ref().is_some_and(|cell| cell.of_type));
    Effect::new(move |_| {
        let (Some(name), Some(data_type)) = (name.get(), data_type.get()) else { return };
        name.set_value(&old_name);
        data_type.set_value(&old_type);
        let field = if of_type { data_type } else { name };
        let _ = field.focus();
        field.select();
    });
    let stands = {
        let (entity, column) = (entity.clone(), column.clone());
        move || {
            let (x, y) = place(workspace, state, &entity, column.as_ref()).unwrap_or_default();
            format!("translate({x}px, {y}px)")
        }
    };
    // What was typed is taken over once, and only while it is this row that is typed in.
    let take = move || -> bool {
        let (entity, column) = this.get_value();
        let is_this =
            |cell: &Option<Cell>| cell.as_ref().is_some_and(|cell| cell.entity == entity && cell.column == column);
        if !state.edit.cell.try_with_untracked(is_this).unwrap_or(false) {
            return false;
        }
        let text =
            |field: NodeRef<Input>| field.get_untracked().map(|f| f.value().trim().to_owned()).unwrap_or_default();
        write(workspace, &entity, column.as_ref(), &text(name), &text(data_type))
    };
    let go = move |to: Option<Cell>| {
        let (entity, column) = this.get_value();
        let wrote = take();
        // An empty new row is the end of adding.
        let to = to.filter(|to| to.column.is_some() || column.is_some() || wrote);
        if to.is_none() {
            state.edit.cell.set(None);
            let selected =
                column.map_or_else(|| Selection::entity(entity.clone()), |c| Selection::object(entity.clone(), c));
            workspace.selection.set(selected);
            take_keyboard();
            return;
        }
        if to.as_ref().is_some_and(|to| to.column.is_none()) && column.is_none() {
            // Another new row after a new one is the same row, emptied.
            for field in [data_type, name].into_iter().filter_map(|field| field.get_untracked()) {
                field.set_value("");
                let _ = field.focus();
            }
            return;
        }
        state.edit.cell.set(to);
    };
    let neighbour = move |forward: bool, of_type: bool| {
        let (entity, column) = this.get_value();
        let columns =
            workspace.peek_entity(&entity).map(|e| e.table.columns.iter().map(|c| c.id.clone()).collect::<Vec<_>>());
        let columns = columns.unwrap_or_default();
        let at = column.as_ref().and_then(|id| columns.iter().position(|c| c == id));
        let to = match (at, forward) {
            (Some(at), true) => columns.get(at + 1).cloned(),
            (Some(at), false) => Some(columns.get(at.checked_sub(1)?)?.clone()),
            (None, true) => None,
            (None, false) => columns.last().cloned(),
        };
        Some(Cell { entity, column: to, of_type })
    };
    let key = move |event: &KeyboardEvent, of_type: bool| {
        event.stop_propagation();
        match (event.key().as_str(), event.shift_key()) {
            ("Enter", back) => go(neighbour(!back, false)),
            ("Tab", false) if of_type => go(neighbour(true, false)),
            ("Tab", true) if !of_type => go(neighbour(false, true)),
            ("ArrowDown", _) if !of_type => go(neighbour(true, false)),
            ("ArrowUp", _) if !of_type => go(neighbour(false, false)),
            ("Escape", _) => {
                let (entity, column) = this.get_value();
                state.edit.cell.set(None);
                let selected =
                    column.map_or_else(|| Selection::entity(entity.clone()), |c| Selection::object(entity.clone(), c));
                workspace.selection.set(selected);
                take_keyboard();
            }
            _ => return,
        }
        event.prevent_default();
    };
    let left = move |event: &FocusEvent| {
        let inside = |field: NodeRef<Input>| {
            let to = event.related_target().and_then(|to| to.dyn_into::<HtmlInputElement>().ok());
            to.is_some() && to == field.get_untracked()
        };
        if !inside(name) && !inside(data_type) {
            let (entity, column) = this.get_value();
            take();
            state.edit.cell.update(|cell| {
                if cell.as_ref().is_some_and(|cell| cell.entity == entity && cell.column == column) {
                    *cell = None;
                }
            });
        }
    };
    view! {
        <div class="card-cells" class:new=column.is_none() data-own="" style:transform=stands style:width=format!("{CARD_WIDTH}px") on:focusout=move |event| left(&event)>
            <input class="cell-name" node_ref=name aria-label="Column name" spellcheck="false" autocomplete="off" placeholder="name"
                on:keydown=move |event| key(&event, false)/>
            <input class="cell-type" node_ref=data_type aria-label="Column type" spellcheck="false" autocomplete="off"
                placeholder="text" list="card-types" on:keydown=move |event| key(&event, true)/>
            <datalist id="card-types">
                {own_types(workspace).into_iter().map(|(name, kind)| view! { <option value=name>{kind}</option> }).collect_view()}
                {TYPES.map(|name| view! { <option value=name/> }).collect_view()}
            </datalist>
        </div>
    }
    .into_any()
}

/// Takes over what was typed. True if a column was made or changed.
fn write(workspace: Workspace, entity: &Id, column: Option<&Id>, name: &str, data_type: &str) -> bool {
    let Some(found) = workspace.peek_entity(entity) else { return false };
    let old = column.and_then(|id| found.table.column(id));
    let mut next = match (old, column) {
        (Some(old), _) => old.clone(),
        (None, Some(_)) => return false,
        (None, None) if name.is_empty() => return false,
        (None, None) => Column::new(ids::fresh(), name, DataType::builtin("text")),
    };
    if !name.is_empty() {
        next.name = name.to_owned();
    }
    // The short spelling that is shown means the type as it is.
    if !data_type.is_empty() && old.is_none_or(|old| short_text(workspace, &old.data_type) != data_type) {
        next.data_type = type_of(workspace, data_type);
    }
    old != Some(&next) && workspace.run(Command::PutColumn { entity: entity.clone(), column: next, at: None })
}
