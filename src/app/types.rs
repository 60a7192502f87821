//! Types as a person reads and types them.

use leptos::prelude::*;

use crate::app::state::Workspace;
use crate::catalog::{DataType, Id};
use crate::layout::short_type;

/// The types of the project itself, by name, with what they are.
pub fn own_types(workspace: Workspace) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> =
        workspace.enums.with(|enums| enums.values().map(|e| (e.name.clone(), "enum".to_owned())).collect());
    workspace.rest.with(|rest| {
        let types = rest.objects.iter().filter(|object| object.is_type());
        out.extend(types.map(|object| (plain(&object.identity), object.kind.clone())));
    });
    out
}

/// The name of a type of the schema that goes without saying.
fn plain(identity: &str) -> String {
    identity.strip_prefix("public.").unwrap_or(identity).to_owned()
}

/// A type as a person reads it: an enum's or a domain's name, or PostgreSQL's own.
pub fn type_text(workspace: Workspace, data_type: &DataType) -> String {
    match data_type {
        DataType::Builtin(text) => text.clone(),
        DataType::Defined { id, array } => {
            let of_enum = workspace.enums.with(|enums| enums.get(id).map(|e| e.name.clone()));
            let of_rest = || workspace.rest.with(|rest| rest.object(id).map(|object| plain(&object.identity)));
            let of_table = || workspace.peek_entity(id).map(|entity| entity.table.name.clone());
            let name = of_enum.or_else(of_rest).or_else(of_table).unwrap_or_else(|| id.to_string());
            format!("{name}{}", if *array { "[]" } else { "" })
        }
    }
}

/// The same in the short spelling that cards have: it means the same to PostgreSQL and fits the field.
pub fn short_text(workspace: Workspace, data_type: &DataType) -> String {
    match data_type {
        DataType::Builtin(text) => short_type(text),
        DataType::Defined { .. } => type_text(workspace, data_type),
    }
}

/// The type a person typed: one of the project's own, or one of PostgreSQL's.
pub fn type_of(workspace: Workspace, text: &str) -> DataType {
    let (name, array) = match text.trim().strip_suffix("[]") {
        Some(name) => (name.trim(), true),
        None => (text.trim(), false),
    };
    let of_enum = workspace.enums.with(|enums| enums.values().find(|e| e.name == name).map(|e| e.id.clone()));
    let of_rest = || -> Option<Id> {
        workspace.rest.with(|rest| {
            let mut types = rest.objects.iter().filter(|object| object.is_type());
            types
                .find(|object| object.identity == name || plain(&object.identity) == name)
                .map(|object| object.id.clone())
        })
    };
    // A table's rows are of a type too. Only a column that has it already keeps it: a name alone says nothing of it.
    match of_enum.or_else(of_rest) {
        Some(id) => DataType::Defined { id, array },
        None => DataType::builtin(text),
    }
}
