//! Long lists are drawn a part at a time: nobody reads six hundred lines at once, and drawing them would hold the page up.

use std::sync::Arc;

use leptos::prelude::*;

/// How many entries of a long list are there at first, and how many more come with each press.
const AT_ONCE: usize = 40;

/// A list of which a part is shown.
pub struct LongList<T: Send + Sync + 'static> {
    all: StoredValue<Arc<Vec<T>>>,
    shown: RwSignal<usize>,
}

impl<T: Send + Sync + 'static> Clone for LongList<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for LongList<T> {}

impl<T: Clone + Send + Sync + 'static> LongList<T> {
    /// A list, its first entries shown.
    pub fn of(all: Vec<T>) -> Self {
        Self { all: StoredValue::new(Arc::new(all)), shown: RwSignal::new(AT_ONCE) }
    }

    /// The entries that are shown, each drawn once.
    pub fn shown<V: IntoView + 'static>(self, each: impl Fn(T) -> V + Copy + Send + Sync + 'static) -> impl IntoView {
        let length = self.all.with_value(|all| all.len());
        let entry = move |at: usize| self.all.with_value(|all| all.get(at).cloned()).map(each);
        view! { <For each=move || 0..self.shown.get().min(length) key=|at| *at children=entry/> }
    }

    /// The button that shows more, while there are more.
    pub fn more(self, noun: &'static str) -> impl IntoView {
        let length = self.all.with_value(|all| all.len());
        move || {
            let left = length.saturating_sub(self.shown.get());
            (left > 0).then(|| {
                view! {
                    <button type="button" class="button quiet" on:click=move |_| self.shown.update(|shown| *shown += AT_ONCE)>
                        {format!("Show {} more of {left} {noun}", left.min(AT_ONCE))}
                    </button>
                }
            })
        }
    }
}
