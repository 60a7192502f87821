//! What a comparison came to: what differs, the SQL both ways, what to look out for, and the dry run.

use std::sync::Arc;

use leptos::prelude::*;

use super::Done;
use crate::app::icons::{Icon, IconView};
use crate::app::proof::{ErrorView, Stages};
use crate::app::state::use_workspace;
use crate::app::toast::{level_class, level_icon};
use crate::app::widgets::{Segment, Segmented, SqlView};
use crate::import::Report;
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
    let count = compared.steps.len();
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
            <Told side="old" report=compared.old.clone()/>
            <Told side="new" report=compared.new.clone()/>
            {done.proof.clone().map(|proof| view! { <Stages proof/> })}
            {(count > 0).then(|| view! {
                <div class="compare-steps">
                    <ul class="compare-list" aria-label="What differs" tabindex="0">
                        {compared.steps.iter().cloned().map(|step| view! { <StepRow step/> }).collect_view()}
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

#[component]
fn StepRow(step: Step) -> impl IntoView {
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

/// What is told of one of the scripts, if anything is.
#[component]
fn Told(side: &'static str, report: Report) -> impl IntoView {
    let Report { errors, unsupported, passed_over, roles_made, .. } = report;
    let failed = errors.len();
    let notes: Vec<String> = [
        (!roles_made.is_empty()).then(|| format!("Roles that nobody had made were made: {}.", roles_made.join(", "))),
        (!passed_over.is_empty()).then(|| {
            let first = passed_over.first().map(|p| format!("line {}: {}", p.line, p.why)).unwrap_or_default();
            format!("{} pieces were passed over ({first}).", passed_over.len())
        }),
        (!unsupported.is_empty()).then(|| {
            let names: Vec<String> = unsupported.iter().take(5).map(|u| format!("{} {}", u.kind, u.name)).collect();
            format!("Not compared, {} in all: {}.", unsupported.len(), names.join(", "))
        }),
    ]
    .into_iter()
    .flatten()
    .collect();
    view! {
        {(failed > 0).then(|| view! {
            <details class="message error" open=true>
                <summary>{match failed {
                    1 => format!("1 statement of the {side} script failed, so what it makes is missing here"),
                    n => format!("{n} statements of the {side} script failed, so what they make is missing here"),
                }}</summary>
                {errors.into_iter().take(20).map(|error| view! { <ErrorView error/> }).collect_view()}
            </details>
        })}
        {(!notes.is_empty()).then(|| view! {
            <p class="message">{format!("Of the {side} script: {}", notes.join(" "))}</p>
        })}
    }
}
