//! What is long is drawn a little to a frame, so that the page answers whoever uses it meanwhile.

use leptos::prelude::*;

use crate::platform::timer;

/// Lets a count grow by a step with each frame, until it has come to what is wanted by then, or is gone with its view.
pub(super) fn grow(count: RwSignal<usize>, step: usize, wanted: impl Fn() -> Option<usize> + 'static) {
    timer::next_frame(move || {
        let Some((now, wanted_now)) = count.try_get_untracked().zip(wanted()) else { return };
        if now < wanted_now {
            count.set((now + step).min(wanted_now));
            grow(count, step, wanted);
        }
    });
}

/// A part of a view that is made when its turn comes.
pub type Part = Box<dyn FnOnce() -> AnyView>;

/// Parts of a view, one to a frame, in their order.
pub fn in_turn(parts: Vec<Part>) -> impl IntoView {
    let count = parts.len();
    let parts = StoredValue::new_local(parts.into_iter().map(Some).collect::<Vec<_>>());
    let drawn = RwSignal::new(1);
    grow(drawn, 1, move || Some(count));
    let part = move |at: usize| {
        let part = parts.try_update_value(|parts| parts.get_mut(at).and_then(Option::take)).flatten();
        part.map(|make| make())
    };
    view! { <For each=move || 0..drawn.get().min(count) key=|at| *at children=part/> }
}
