//! Who reaches which rows: what roles may do, the rows as somebody sees them, and what row-level security costs.

mod cost;
mod look;

use leptos::prelude::*;

use super::widgets::{Segment, Segmented};

/// What the panel shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Show {
    Look,
    Cost,
}

/// The panel.
#[component]
pub fn AccessPanel() -> impl IntoView {
    let show = RwSignal::new(Show::Look);
    let choices = vec![
        Segment { value: Show::Look, label: "Look as", hint: "The seeded rows as a role sees them in a session" },
        Segment {
            value: Show::Cost,
            label: "Cost",
            hint: "What row-level security costs, as PostgreSQL's planner says it",
        },
    ];
    view! {
        <div class="access-panel" data-testid="access">
            <header class="panel-head">
                <Segmented label="What to show" choices value=show on_change=move |value| show.set(value)/>
            </header>
            {move || match show.get() {
                Show::Look => view! { <look::Look/> }.into_any(),
                Show::Cost => view! { <cost::Cost/> }.into_any(),
            }}
        </div>
    }
}
