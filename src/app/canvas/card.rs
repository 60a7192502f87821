//! An entity's card.

use std::sync::Arc;

use leptos::html::Input;
use leptos::prelude::*;

use super::CanvasState;
use crate::app::state::{Workspace, use_workspace};
use crate::app::types::short_text;
use crate::app::ui::use_ui;
use crate::catalog::{Column, ConstraintKind, Id};
use crate::design::{Collapse, Entity};
use crate::edit::{Command, EntityProperties};
use crate::layout::Detail;

/// A row of a card.
struct Row {
    id: Id,
    name: String,
    type_name: String,
    required: bool,
    primary: bool,
    foreign: bool,
    tenant: bool,
    derived: bool,
}

/// The card of an entity.
#[component]
pub fn Card(
    /// Whose.
    id: Id,
) -> impl IntoView {
    let workspace = use_workspace();
    let ui = use_ui();
    let state: CanvasState = expect_context();
    let (Some(entity), Some(node)) = (workspace.entity(&id), workspace.node(&id)) else {
        return ().into_any();
    };
    let added = {
        let id = id.clone();
        Memo::new(move |_| workspace.derived.with(|d| d.added_columns.get(&id).cloned().unwrap_or_default()))
    };
    let problem = {
        let id = id.clone();
        Memo::new(move |_| workspace.derived.with(|d| d.counts.get(&id).and_then(|count| count.worst())))
    };
    let selected = {
        let id = id.clone();
        Memo::new(move |_| workspace.selection.with(|selection| selection.touches(&id)))
    };
    let renaming = {
        let id = id.clone();
        Memo::new(move |_| ui.renaming.with(|renaming| renaming.as_ref() == Some(&id)))
    };
    let height = {
        let id = id.clone();
        Memo::new(move |_| state.scene.with(|scene| scene.shapes.get(&id).copied().unwrap_or_default().height()))
    };
    let look = {
        let id = id.clone();
        Memo::new(move |_| workspace.picture.with(|picture| picture.look(&id)))
    };
    let body = {
        let entity = entity.clone();
        move || match (state.detail.get(), look.get().collapse) {
            (Detail::Header | Detail::Block, _) | (Detail::Full, Collapse::Name) => ().into_any(),
            (Detail::Full, collapse) => rows_view(&entity.get(), &added.get(), workspace, collapse).into_any(),
        }
    };
    let entity_class = {
        let entity = entity.clone();
        let outside = {
            let id = id.clone();
            Memo::new(move |_| ui.focus.with(|focus| focus.as_ref().is_some_and(|focus| !focus.contains(&id))))
        };
        move || {
            let mut class = "card".to_owned();
            for (on, name) in [
                (outside.get(), " dim"),
                (selected.get(), " selected"),
                (entity.read().tenancy.is_tenant(), " tenant"),
                (entity.read().is_abstract, " abstract"),
                (problem.get().is_some_and(|(level, _)| level == crate::problem::Level::Error), " broken"),
                (state.detail.get() != Detail::Full, " far"),
                (state.detail.get() == Detail::Block, " farther"),
                (look.get().collapse == Collapse::Name, " bare"),
            ] {
                if on {
                    class.push_str(name);
                }
            }
            if let Some(colour) = look.get().colour {
                class.push_str(" coloured colour-");
                class.push_str(colour.name());
            }
            class
        }
    };
    let name = {
        let entity = entity.clone();
        move || entity.read().table.name.clone()
    };
    let schema = {
        let entity = entity.clone();
        move || {
            let id = entity.read().table.schema.clone();
            workspace.schemas.with(|schemas| schemas.get(&id).filter(|s| !s.is_public()).map(|s| s.name.clone()))
        }
    };
    let title = {
        let (name, id) = (name.clone(), id.clone());
        let schema = schema.clone();
        move || {
            if renaming.get() {
                view! { <RenameInput id=id.clone()/> }.into_any()
            } else {
                let schema = schema();
                let name = name();
                let hint = name.clone();
                view! {
                    <span class="card-name" title=hint>
                        {schema.map(|schema| view! { <span class="card-schema">{schema}"."</span> })}
                        {if name.is_empty() { "(no name)".to_owned() } else { name }}
                    </span>
                }
                .into_any()
            }
        }
    };
    let badges = {
        let entity = entity.clone();
        move || {
            let entity = entity.get();
            view! {
                {entity.tenancy.is_tenant()
                    .then(|| view! { <i class="glyph glyph-shield" title="Tenant-scoped: row-level security keeps tenants apart"></i> })}
                {entity.is_abstract.then(|| view! { <span class="card-tag">"abstract"</span> })}
                {problem.get().map(|(level, count)| view! {
                    <span class=format!("card-count {}", crate::app::toast::level_class(level))
                        title=format!("{count} {}", if level == crate::problem::Level::Error { "errors" } else { "warnings" })
                    >{count}</span>
                })}
            }
        }
    };
    view! {
        <div
            class=entity_class
            data-entity=id.to_string()
            role="group"
            aria-label=name
            style:transform=move || {
                let node = node.get();
                format!("translate({}px, {}px)", node.x, node.y)
            }
            style:height=move || format!("{}px", height.get())
        >
            <div class="card-header">
                <i class="glyph glyph-table"></i>
                {title}
                {badges}
                <span class="handle" data-handle="" title="Drag to a table to reference it"></span>
            </div>
            {body}
        </div>
    }
    .into_any()
}

fn rows_view(entity: &Arc<Entity>, added: &[Column], workspace: Workspace, collapse: Collapse) -> impl IntoView {
    let mut rows = rows(entity, added, workspace);
    rows.retain(|row| collapse.shows(entity, &row.id));
    let total = rows.len();
    let hidden = crate::layout::CardShape::new(total).hidden();
    view! {
        <div class="card-rows">
            {(total == 0).then(|| view! {
                <div class="row row-none">{if collapse.is_none() { "No columns yet" } else { "No keys" }}</div>
            })}
            {rows.into_iter().take(total - hidden).map(row_view).collect_view()}
        </div>
        {(hidden > 0).then(|| view! { <div class="card-footer">{format!("and {hidden} more columns")}</div> })}
    }
}

fn row_view(row: Row) -> impl IntoView {
    let glyph = match &row {
        Row { primary: true, .. } => "glyph glyph-key",
        Row { tenant: true, .. } => "glyph glyph-shield",
        Row { foreign: true, .. } => "glyph glyph-link",
        _ => "glyph",
    };
    let both = row.primary && row.foreign;
    let title = format!(
        "{} {}{}{}",
        row.name,
        row.type_name,
        if row.required { ", not null" } else { "" },
        if row.derived { ", added by Bulkhead" } else { "" }
    );
    view! {
        <div class="row" class:derived=row.derived class:primary=row.primary data-column=row.id.to_string() title=title>
            <i class=glyph></i>
            <span class="row-name">{row.name}</span>
            {both.then(|| view! { <i class="glyph glyph-link"></i> })}
            <span class="row-type" class:nullable=!row.required>{row.type_name}</span>
            <span class="handle" data-handle=""></span>
        </div>
    }
}

fn rows(entity: &Entity, added: &[Column], workspace: Workspace) -> Vec<Row> {
    let key = entity.table.primary_key().unwrap_or_default();
    let tenant = entity.tenant_column_id();
    let foreign: Vec<&Id> = entity
        .table
        .constraints
        .iter()
        .filter_map(|c| match &c.kind {
            ConstraintKind::ForeignKey { columns, .. } => Some(columns),
            _ => None,
        })
        .flatten()
        .collect();
    let row = |column: &Column, derived: bool| {
        let primary = key.contains(&column.id);
        Row {
            id: column.id.clone(),
            name: column.name.clone(),
            type_name: short_text(workspace, &column.data_type),
            required: column.not_null || primary,
            primary,
            foreign: foreign.contains(&&column.id),
            tenant: tenant.as_ref() == Some(&column.id),
            derived,
        }
    };
    let authored = entity.table.columns.iter().map(|column| row(column, false));
    authored.chain(added.iter().map(|column| row(column, true))).collect()
}

/// The name of a card, to be typed in place.
#[component]
fn RenameInput(id: Id) -> impl IntoView {
    let workspace = use_workspace();
    let ui = use_ui();
    let input = NodeRef::<Input>::new();
    let name = workspace.peek_entity(&id).map(|entity| entity.table.name.clone()).unwrap_or_default();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            // A value that is set later would take the selection away, so it is set here.
            input.set_value(&name);
            let _ = input.focus();
            input.select();
        }
    });
    // Leaving the field is heard too when it goes away, and by then nothing of this component is left: what is asked
    // is the entity that is being renamed.
    let finish = move |field: &web_sys::HtmlInputElement, keep: bool| {
        if ui.renaming.try_get_untracked().flatten().as_ref() != Some(&id) {
            return;
        }
        ui.renaming.set(None);
        let typed = field.value();
        let typed = typed.trim();
        if let (true, Some(entity)) = (keep && !typed.is_empty(), workspace.peek_entity(&id)) {
            let mut properties = EntityProperties::from(&*entity);
            if properties.name != typed {
                properties.name = typed.to_owned();
                workspace.run(Command::SetEntity { id: id.clone(), properties: Box::new(properties) });
            }
        }
    };
    let on_blur = finish.clone();
    view! {
        <input
            class="card-rename"
            node_ref=input
            aria-label="Entity name"
            spellcheck="false"
            autocomplete="off"
            on:blur=move |event| on_blur(&event_target(&event), true)
            on:keydown=move |event| {
                event.stop_propagation();
                let field: web_sys::HtmlInputElement = event_target(&event);
                match event.key().as_str() {
                    "Enter" => finish(&field, true),
                    "Escape" => finish(&field, false),
                    _ => return,
                }
                super::take_keyboard();
            }
        />
    }
}
