//! The statements of up, as measured.

use std::sync::Arc;

use leptos::prelude::*;

use super::{ErrorView, Up};
use crate::app::engine::EngineHost;
use crate::app::state::Workspace;
use crate::app::widgets::LongList;
use crate::plan::Statement;
use crate::prove::{Growth, Measured, Proof, blocks_told};

/// The table of statements: time, what their locks on relations that were there before block, rewritten and scanned
/// relations, rows.
#[component]
pub fn Statements(
    /// The proof.
    proof: Arc<Proof>,
    /// The statements of up, if the proof is still good for them.
    up: Up,
) -> impl IntoView {
    // A statement that failed is the last one, and is looked for first.
    let failed = proof.steps.iter().position(|step| step.error.is_some());
    let steps = Arc::new(proof.steps.clone());
    let order = failed.into_iter().chain((0..steps.len()).filter(|at| Some(*at) != failed));
    let lines = LongList::of(order.collect::<Vec<_>>());
    let line = {
        let steps = StoredValue::new(steps.clone());
        let up = StoredValue::new(up);
        move |at: usize| {
            steps.with_value(|steps| {
                let step = steps.get(at)?.clone();
                let sql = up.with_value(|up| up.get(step.step).map(|s| s.sql.clone()).unwrap_or_default());
                let (blocks, grows) = (blocks_told(&step, steps), grows_of(steps));
                Some(view! { <Row step sql blocks grows/> })
            })
        }
    };
    let grows = grows_of(&steps);
    let not_run = proof.growth_not_run.clone();
    (!steps.is_empty()).then(|| {
        view! {
            <details class="proof-part" open=true>
                <summary>{format!("{} statements, measured", steps.len())}</summary>
                {not_run.map(|why| view! { <p class="message">{format!("How the times grow with rows was not measured: {why}.")}</p> })}
                <div class="data-scroll" tabindex="0" role="region" aria-label="Statements">
                    <table class="data">
                        <thead>
                            <tr>
                                <th class="num">"#"</th><th>"Statement"</th><th class="num">"ms"</th>
                                <th>"Locks"</th><th>"Rewritten"</th><th>"Scanned"</th><th class="num">"Rows"</th>
                                {grows.then(|| view! { <th>"Time with more rows"</th> })}
                            </tr>
                        </thead>
                        <tbody>
                            {lines.shown(line)}
                        </tbody>
                    </table>
                </div>
                {lines.more("statements")}
            </details>
        }
    })
}

/// True if times were measured at three sizes.
fn grows_of(steps: &[Measured]) -> bool {
    steps.iter().any(|step| step.growth.is_some())
}

/// The statements that a proof measured: those of the open project, unless it has changed since.
pub fn of(workspace: Workspace, engine: EngineHost, proof: &Proof) -> Vec<Statement> {
    let input = engine.input(workspace).ok();
    input.filter(|input| input.fingerprint() == proof.fingerprint).map(|input| input.up).unwrap_or_default()
}

#[component]
fn Row(step: Measured, sql: String, blocks: Vec<String>, grows: bool) -> impl IntoView {
    let first = sql.lines().next().unwrap_or_default().to_owned();
    let locks: Vec<String> =
        step.locks.iter().map(|l| format!("{} {}", l.relation, l.mode.trim_end_matches("Lock"))).collect();
    let rows = match (step.rows_before, step.rows_after) {
        (Some(before), Some(after)) if before == after => after.to_string(),
        (Some(before), Some(after)) => format!("{before} → {after}"),
        (None, Some(after)) => after.to_string(),
        (Some(before), None) => format!("{before} → gone"),
        (None, None) => String::new(),
    };
    view! {
        <tr class:failed=step.error.is_some()>
            <td class="num dim">{step.step + 1}</td>
            <td><code class="one-line" title=sql>{first}</code>{step.error.clone().map(|error| view! { <ErrorView error/> })}</td>
            <td class="num">{format!("{:.1}", step.ms)}</td>
            <td class="small locks" title=locks.join(", ")>
                {blocks.into_iter().map(|told| view! { <div>{told}</div> }).collect_view()}
            </td>
            <td class="mono small">{step.rewritten.join(", ")}</td>
            <td class="mono small">{step.scanned.join(", ")}</td>
            <td class="num">{rows}</td>
            {grows.then(|| {
                let told = step.growth.as_ref().map_or("not measured".to_owned(), Growth::told);
                view! { <td class="small" data-testid="growth">{told}</td> }
            })}
        </tr>
    }
}
