//! Which cards have elements: those near the view, as long as they are not too many for a page. What has none is painted.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use super::Scene;
use crate::app::ui::Ui;
use crate::catalog::{Id, Ordered, Sorting};
use crate::layout::{CardIndex, Detail, Rect};
use crate::platform::timer;

/// Rows of all cards that are drawn in full detail.
const MOST_ROWS: usize = 600;
/// Cards that are drawn without rows.
const MOST_CARDS: usize = 90;
/// Selected cards that have elements wherever they stand: what is dragged moves without anything being painted anew.
pub(super) const MOST_SELECTED: usize = 24;
/// Cards that come with one frame.
const AT_ONCE: usize = 6;

/// The cards that should have elements.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Wanted {
    /// Which.
    pub(crate) ids: Vec<Id>,
    /// True if there are too many near the view, so that only selected ones have elements.
    pub(crate) crowded: bool,
}

/// The cards that should have elements when this part of the canvas is near the view.
pub(super) fn wanted(scene: &Scene, index: &CardIndex, area: Rect, detail: Detail, selected: &BTreeSet<Id>) -> Wanted {
    let near = index.within(area);
    let id = |at: &usize| index.cards().get(*at).map(|(id, _)| id.clone());
    let fits = match detail {
        Detail::Full => {
            let rows = |at: &usize| id(at).and_then(|id| scene.shapes.get(&id)).map_or(0, |shape| shape.rows());
            near.iter().map(rows).sum::<usize>() <= MOST_ROWS
        }
        Detail::Header | Detail::Block => near.len() <= MOST_CARDS,
    };
    if fits {
        let mut ids: Vec<Id> = near.iter().filter_map(id).collect();
        ids.extend(
            selected
                .iter()
                .take(MOST_SELECTED)
                .filter(|id| {
                    let at = index.place(id);
                    at.is_some_and(|at| !near.contains(&at))
                })
                .cloned(),
        );
        return Wanted { ids, crowded: false };
    }
    let ids = selected.iter().take(MOST_SELECTED).filter(|id| index.place(id).is_some()).cloned().collect();
    Wanted { ids, crowded: true }
}

/// The cards that have elements: what is not wanted goes at once, what is wanted comes a few at a time, the nearest to the
/// middle of the view first.
pub(super) fn follow(wanted: Memo<Wanted>, index: Memo<Arc<CardIndex>>, ui: Ui) -> RwSignal<Vec<Id>> {
    let shown = RwSignal::new(Vec::new());
    let coming = StoredValue::new(false);
    Effect::new(move |_| {
        wanted.track();
        grow(wanted, index, ui, shown, coming);
    });
    shown
}

fn grow(
    wanted: Memo<Wanted>,
    index: Memo<Arc<CardIndex>>,
    ui: Ui,
    shown: RwSignal<Vec<Id>>,
    coming: StoredValue<bool>,
) {
    let goal = wanted.get_untracked().ids;
    let now: BTreeSet<Id> = shown.get_untracked().into_iter().ordered_set();
    let middle = ui.viewport.get_untracked().visible().centre();
    let places = index.get_untracked();
    let distance = |id: &Id| places.rect(id).map_or(f64::INFINITY, |rect| rect.centre().distance(middle));
    let mut missing: Vec<(f64, &Id)> =
        goal.iter().filter(|id| !now.contains(*id)).map(|id| (distance(id), id)).collect();
    missing.order_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(b.1)));
    let more = missing.len() > AT_ONCE;
    let next: BTreeSet<&Id> = missing.into_iter().take(AT_ONCE).map(|(_, id)| id).ordered_set();
    let cards: Vec<Id> = goal.iter().filter(|id| now.contains(*id) || next.contains(*id)).cloned().collect();
    if shown.with_untracked(|shown| *shown != cards) {
        shown.set(cards);
    }
    if more && !coming.get_value() {
        coming.set_value(true);
        timer::next_frame(move || {
            if coming.try_set_value(false).is_none() {
                grow(wanted, index, ui, shown, coming);
            }
        });
    }
}
