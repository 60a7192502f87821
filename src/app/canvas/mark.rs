//! A mark that shows for a moment where something is: what was searched for, what a problem is about.

use leptos::prelude::*;

use super::CanvasState;
use crate::app::state::{Workspace, use_workspace};
use crate::app::ui::{Ui, use_ui};
use crate::catalog::Id;
use crate::layout::{CARD_WIDTH, Detail, ROW_HEIGHT, Rect};
use crate::platform::timer;

/// How long a mark shows.
const SHOWN_MS: u32 = 1_600;

/// What is marked.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    entity: Id,
    column: Option<Id>,
    /// Which mark it is: the same place can be marked again.
    number: u64,
}

/// Marks an entity, or a column of it.
pub fn mark(workspace: Workspace, ui: Ui, entity: &Id, object: Option<&Id>) {
    let is_column =
        |id: &&Id| workspace.peek_entity(entity).is_some_and(|e| e.table.columns.iter().any(|c| c.id == **id));
    let number = ui.mark.with_untracked(|now| now.as_ref().map_or(0, |mark| mark.number + 1));
    let next = Mark { entity: entity.clone(), column: object.filter(is_column).cloned(), number };
    ui.mark.set(Some(next.clone()));
    // Not when the animation has ended: where little motion is wanted it ends at once.
    timer::later(SHOWN_MS, move || {
        if ui.mark.try_with_untracked(|now| now.as_ref() == Some(&next)) == Some(true) {
            ui.mark.set(None);
        }
    });
}

/// The mark, which fades by itself.
#[component]
pub(super) fn Marked() -> impl IntoView {
    let (workspace, ui) = (use_workspace(), use_ui());
    let state: CanvasState = expect_context();
    move || {
        let mark = ui.mark.get()?;
        let scene = state.scene.get_untracked();
        let card = scene.rect(workspace, &mark.entity)?;
        let row = mark.column.filter(|_| state.detail.get_untracked() == Detail::Full);
        let row = row.and_then(|column| scene.row(&mark.entity, &column));
        let shape = scene.shapes.get(&mark.entity)?;
        let place = match row {
            Some(row) => Rect::new(card.x, card.y + shape.row_middle(row) - ROW_HEIGHT / 2.0, CARD_WIDTH, ROW_HEIGHT),
            None => card,
        };
        Some(view! {
            <div
                class="mark"
                style:transform=format!("translate({}px, {}px)", place.x, place.y)
                style:width=format!("{}px", place.width)
                style:height=format!("{}px", place.height)
            ></div>
        })
    }
}
