//! A foreign key without a pointer.

use leptos::prelude::*;

use crate::app::selection::Selection;
use crate::app::state::Workspace;
use crate::catalog::Id;
use crate::edit::Command;
use crate::platform::ids;

/// Makes the selected entity reference another. If a column of it is selected that is no part of its key, and the other
/// has a key of one column, that column references; else columns are added.
pub(super) fn link_to(workspace: Workspace, to: &Id) {
    let selection = workspace.selection.get_untracked();
    let Some(from) = selection.single_entity().cloned() else { return };
    let key = workspace.peek_entity(to).and_then(|e| e.table.primary_key().map(<[Id]>::len)).unwrap_or(1);
    let column = selection.object_in(&from).filter(|object| {
        key == 1
            && workspace.peek_entity(&from).is_some_and(|entity| {
                let in_key = entity.table.primary_key().is_some_and(|columns| columns.contains(object));
                entity.table.column(object).is_some() && !in_key
            })
    });
    let ids = ids::fresh_many(1 + key);
    let constraint = ids.first().cloned();
    let columns = column.cloned().into_iter().collect();
    let command = Command::Link { from: from.clone(), to: to.clone(), columns, target_column: None, ids };
    if let (true, Some(constraint)) = (workspace.run(command), constraint) {
        workspace.selection.set(Selection::object(from, constraint));
    }
}
