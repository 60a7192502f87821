//! Long lists are drawn a part at a time: nobody reads six hundred lines at once, and drawing them would hold the page up.
//! What is shown comes a few lines to a frame.

use std::sync::Arc;

use leptos::prelude::*;

use super::in_turn::grow;

/// How many entries of a long list are there at first, and how many more come with each press.
const AT_ONCE: usize = 40;
/// How many cells are drawn in one frame.
const CELLS: usize = 120;

/// A list of which a part is shown.
pub struct LongList<T: Send + Sync + 'static> {
    all: StoredValue<Arc<Vec<T>>>,
    /// How many are asked for.
    asked: RwSignal<usize>,
    /// How many are drawn by now.
    drawn: RwSignal<usize>,
    step: usize,
}

impl<T: Send + Sync + 'static> Clone for LongList<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for LongList<T> {}

impl<T: Clone + Send + Sync + 'static> LongList<T> {
    /// A list, its first entries shown.
    pub fn of(all: impl Into<Arc<Vec<T>>>) -> Self {
        Self::wide(all, 8)
    }

    /// The same, of entries that are so many cells wide: the wider they are, the fewer are drawn in one frame.
    pub fn wide(all: impl Into<Arc<Vec<T>>>, cells: usize) -> Self {
        let step = (CELLS / cells.max(1)).clamp(1, AT_ONCE);
        let all = StoredValue::new(all.into());
        let list = Self { all, asked: RwSignal::new(AT_ONCE), drawn: RwSignal::new(step), step };
        list.draw();
        list
    }

    /// Draws what is asked for and not there yet.
    fn draw(self) {
        let wanted = move || {
            let length = self.all.try_with_value(|all| all.len())?;
            Some(self.asked.try_get_untracked()?.min(length))
        };
        grow(self.drawn, self.step, wanted);
    }

    /// The entries that are shown, each drawn once.
    pub fn shown<V: IntoView + 'static>(self, each: impl Fn(T) -> V + Copy + Send + Sync + 'static) -> impl IntoView {
        let length = self.all.with_value(|all| all.len());
        let entry = move |at: usize| self.all.with_value(|all| all.get(at).cloned()).map(each);
        view! { <For each=move || 0..self.drawn.get().min(length) key=|at| *at children=entry/> }
    }

    /// The button that shows more, while there are more.
    pub fn more(self, noun: &'static str) -> impl IntoView {
        let length = self.all.with_value(|all| all.len());
        let press = move |_| {
            self.asked.update(|asked| *asked += AT_ONCE);
            self.draw();
        };
        move || {
            let left = length.saturating_sub(self.asked.get());
            (left > 0).then(|| {
                view! {
                    <button type="button" class="button quiet" on:click=press>
                        {format!("Show {} more of {left} {noun}", left.min(AT_ONCE))}
                    </button>
                }
            })
        }
    }
}
