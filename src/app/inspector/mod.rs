//! The inspector: everything about what is selected, to be edited. A kind of thing is a file.

mod base;
mod by_sql;
mod checks;
mod columns;
mod completions;
mod constraints;
mod entity;
mod enums;
mod expression;
mod field;
mod foreign_key;
mod grants;
mod hand_sql;
mod index_keys;
mod indexes;
mod look;
mod object;
mod options;
mod picker;
mod policies;
mod policies_mean;
mod policy_template;
mod project;
mod rest;
mod roles;
mod schemas;
mod sequence;
mod settings;
mod storage;
mod tenancy;
mod text;
mod wall;

pub use columns::add_column;
pub use field::{CheckField, Place, SelectField, TextArea, TextField};

use leptos::prelude::*;

use crate::app::parts::use_parts;
use crate::app::selection::Selection;
use crate::app::state::use_workspace;
use crate::catalog::Id;

/// What the panel shows: it is built anew when this changes, and only then.
#[derive(Clone, PartialEq)]
pub enum Subject {
    /// The project's own settings.
    Project,
    /// An entity.
    Entity(Id),
    /// Several entities.
    Several(Vec<Id>),
    /// An enum type.
    Enum(Id),
    /// A role.
    Role(Id),
    /// A schema.
    Schema(Id),
    /// A view, a function, a sequence or whatever else is not drawn.
    Rest(Id),
    /// SQL that adds such things.
    NewBySql,
    /// A piece of hand-written SQL.
    HandSql(Id),
}

impl From<&Selection> for Subject {
    fn from(selection: &Selection) -> Self {
        match selection {
            Selection::Project | Selection::Migration(_) => Self::Project,
            Selection::Entities(ids) if ids.len() > 1 => Self::Several(ids.iter().cloned().collect()),
            Selection::Entities(ids) => ids.first().cloned().map_or(Self::Project, Self::Entity),
            Selection::Object { entity, .. } => Self::Entity(entity.clone()),
            Selection::Enum(id) => Self::Enum(id.clone()),
            Selection::Role(id) => Self::Role(id.clone()),
            Selection::Schema(id) => Self::Schema(id.clone()),
            Selection::Rest(id) => Self::Rest(id.clone()),
            Selection::NewBySql => Self::NewBySql,
            Selection::HandSql(id) => Self::HandSql(id.clone()),
        }
    }
}

/// The panel.
#[component]
pub fn Inspector() -> impl IntoView {
    let (workspace, parts) = (use_workspace(), use_parts());
    let subject = Memo::new(move |_| {
        (workspace.generation.get(), workspace.selection.with(|selection| Subject::from(selection)))
    });
    view! {
        <div class="inspector-body" data-testid="inspector">
            {move || match subject.get().1 {
                Subject::Project => view! { <project::ProjectInspector/> }.into_any(),
                other => parts.details.show(workspace.toasts, move |show| show(other.clone())),
            }}
        </div>
    }
}

/// Everything about a subject that is not the project: a part that is loaded when something is first selected.
#[component]
pub fn Details(
    /// What is selected.
    subject: Subject,
) -> impl IntoView {
    match subject {
        Subject::Project => ().into_any(),
        Subject::Entity(id) => view! { <entity::EntityInspector id/> }.into_any(),
        Subject::Several(ids) => view! { <entity::SeveralInspector ids/> }.into_any(),
        Subject::Enum(id) => view! { <enums::EnumInspector id/> }.into_any(),
        Subject::Role(id) => view! { <roles::RoleInspector id/> }.into_any(),
        Subject::Schema(id) => view! { <schemas::SchemaInspector id/> }.into_any(),
        Subject::Rest(id) => view! { <rest::RestInspector id/> }.into_any(),
        Subject::NewBySql => view! { <by_sql::NewBySql/> }.into_any(),
        Subject::HandSql(id) => view! { <hand_sql::HandSqlInspector id/> }.into_any(),
    }
}
