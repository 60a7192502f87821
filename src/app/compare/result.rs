//! What a comparison came to: what differs, the SQL both ways, what to look out for, and the dry run.

use std::sync::Arc;

use leptos::prelude::*;

use super::Done;
use crate::app::icons::{Icon, IconView};
use crate::app::import::Told;
use crate::app::proof::Stages;
use crate::app::state::use_workspace;
use crate::app::toast::{level_class, level_icon};
use crate::app::widgets::{Segment, Segmented, SqlView};
use crate::plan::Step;
use crate::platform::clipboard;

/// Which direction is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

/// The result.
#[component]
pub(super) fn Outcome(done: Arc<Done>) -> impl IntoView {
    let workspace = use_workspace();
    let compared = done.compared.clone();
    let way = RwSignal::new(Way::Up);
    let (up, down) = (compared.up.clone(), compared.down.clone());
    let text = Signal::derive(move || match way.get() {
        Way::Up => up.clone(),
        Way::Down => down.clone(),
    });
    let copy = move |_| {
        let text = text.get_untracked();
        leptos::task::spawn_local(async move {
            match clipboard::copy(&text).await {
                true => workspace.toasts.info("Copied the SQL"),
                false => workspace.toasts.error("The browser did not let the SQL be copied."),
            }
        });
    };
    // What only the way back does is no step of the way there.
    let steps: Vec<Step> = compared.steps.iter().filter(|step| !step.up.is_empty()).cloned().collect();
    let count = steps.len();
    let summary = match count {
        0 => "PostgreSQL sees no difference.".to_owned(),
        1 => "1 step from the old schema to the new one.".to_owned(),
        n => format!("{n} steps from the old schema to the new one."),
    };
    view! {
        <div class="compare-result" data-testid="compare-result">
            <p class="compare-summary" role="status">
                <IconView icon=if count == 0 { Icon::CircleCheck } else { Icon::ListOrdered }/>
                <strong>{summary}</strong>
            </p>
            <Told of="the old script" report=compared.old.clone()/>
            <Told of="the new script" report=compared.new.clone()/>
            {done.proof.clone().map(|proof| view! { <Stages proof/> })}
            {(count > 0).then(|| view! {
                <div class="compare-steps">
                    <ul class="compare-list" aria-label="What differs" tabindex="0">
                        {steps.into_iter().map(|step| view! { <StepRow step/> }).collect_view()}
                    </ul>
                    <div class="compare-sql">
                        <div class="panel-head">
                            <Segmented value=way label="Direction" on_change=move |chosen| way.set(chosen) choices=vec![
                                Segment { value: Way::Up, label: "Up", hint: "From the old schema to the new one" },
                                Segment { value: Way::Down, label: "Down", hint: "Back again" },
                            ]/>
                            <span class="spacer"></span>
                            <button type="button" class="button quiet" on:click=copy><IconView icon=Icon::Copy/>"Copy"</button>
                        </div>
                        <SqlView text label="SQL of the comparison"/>
                    </div>
                </div>
            })}
        </div>
    }
    .into_any()
}

/// A step in a list of what differs.
#[component]
pub fn StepRow(
    /// The step.
    step: Step,
) -> impl IntoView {
    let hazards = step.hazards;
    view! {
        <li class="compare-step">
            <span class="compare-kind">{step.kind.replace('-', " ")}</span>
            <span class="mono compare-object">{step.object}</span>
            {hazards.into_iter().map(|hazard| view! {
                <p class=format!("compare-hazard {}", level_class(hazard.level))><IconView icon=level_icon(hazard.level)/><span>{hazard.message}</span></p>
            }).collect_view()}
        </li>
    }
}
