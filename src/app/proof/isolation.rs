//! The tenant wall: a matrix of table and probe, each cell with its exact SQL.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use crate::app::actions;
use crate::app::icons::{Icon, IconView};
use crate::app::state::use_workspace;
use crate::app::ui::use_ui;
use crate::catalog::Ordered;
use crate::platform::clipboard;
use crate::prove::{Probe, ProbeVerdict, Proof};

/// The matrix and the probe that is looked at. What was breached is looked at first.
#[component]
pub fn Isolation(
    /// The proof.
    proof: Arc<Proof>,
) -> impl IntoView {
    let probes = proof.isolation.clone();
    if probes.is_empty() {
        return ().into_any();
    }
    let breached = probes.iter().position(|p| p.verdict == ProbeVerdict::Breached);
    let failed = breached.or_else(|| probes.iter().position(|p| p.verdict == ProbeVerdict::Error));
    let shown = RwSignal::new(failed);
    let held = probes.iter().filter(|p| p.verdict == ProbeVerdict::Held).count();
    let tables: BTreeSet<String> = probes.iter().map(|p| p.table.clone()).ordered_set();
    let mut columns: Vec<String> = Vec::new();
    for probe in &probes {
        let name = column_of(probe);
        if !columns.contains(&name) {
            columns.push(name);
        }
    }
    let count = probes.len();
    let probes = StoredValue::new(probes);
    let head = columns.clone();
    view! {
        <details class="proof-part" open=true data-testid="isolation">
            <summary>{format!("Tenant wall: {held} of {count} probes held")}</summary>
            <div class="data-scroll">
                <table class="matrix">
                    <thead>
                        <tr>
                            <th>"Table"</th>
                            {head.into_iter().map(|name| view! { <th><span>{name}</span></th> }).collect_view()}
                        </tr>
                    </thead>
                    <tbody>
                        {tables.into_iter().map(|table| {
                            let cells = columns.iter().map(|name| {
                                let at = probes.with_value(|all| {
                                    all.iter().position(|p| p.table == table && column_of(p) == *name)
                                });
                                view! { <Cell probes at shown/> }
                            }).collect_view();
                            view! { <tr><th class="mono" scope="row">{table.clone()}</th>{cells}</tr> }
                        }).collect_view()}
                    </tbody>
                </table>
            </div>
            {move || shown.get().and_then(|at| probes.with_value(|all| all.get(at).cloned())).map(|probe| view! { <Detail probe/> })}
        </details>
    }
        .into_any()
}

/// What a column of the matrix stands for: the probe, and the session where it isn't tenant A's.
fn column_of(probe: &Probe) -> String {
    match probe.session {
        crate::prove::Session::A => probe.probe.clone(),
        session => format!("{} ({session:?})", probe.probe).to_lowercase(),
    }
}

#[component]
fn Cell(probes: StoredValue<Vec<Probe>>, at: Option<usize>, shown: RwSignal<Option<usize>>) -> impl IntoView {
    let Some(at) = at else { return view! { <td></td> }.into_any() };
    let Some(probe) = probes.with_value(|all| all.get(at).cloned()) else { return view! { <td></td> }.into_any() };
    let (class, icon, word) = looks(probe.verdict);
    let label = format!("{} on {}: {word}", column_of(&probe), probe.table);
    view! {
        <td>
            <button class=format!("cell {class}") class:chosen=move || shown.get() == Some(at) aria-label=label.clone() title=label
                on:click=move |_| shown.set(Some(at))>
                <IconView icon/>
            </button>
        </td>
    }
        .into_any()
}

fn looks(verdict: ProbeVerdict) -> (&'static str, Icon, &'static str) {
    match verdict {
        ProbeVerdict::Held => ("held", Icon::Check, "held"),
        ProbeVerdict::Breached => ("breached", Icon::X, "breached"),
        ProbeVerdict::Error => ("error", Icon::TriangleAlert, "did not run as meant"),
        ProbeVerdict::NotApplicable => ("none", Icon::Minus, "nothing to probe"),
    }
}

#[component]
fn Detail(probe: Probe) -> impl IntoView {
    let (workspace, ui) = (use_workspace(), use_ui());
    let (class, _, word) = looks(probe.verdict);
    let element = probe.element.clone();
    let sql = probe.sql.clone();
    view! {
        <section class=format!("probe {class}") aria-label="Probe" data-testid="probe">
            <header>
                <strong>{probe.probe.clone()}</strong>
                <span class="mono">{probe.table.clone()}</span>
                <span>{format!("as {}, session {:?}", probe.role, probe.session)}</span>
                <span class="badge">{word}</span>
                <button class="button quiet push" on:click=move |_| {
                    let sql = sql.clone();
                    leptos::task::spawn_local(async move {
                        clipboard::copy(&sql).await;
                    });
                }>
                    <IconView icon=Icon::Copy/>"Copy SQL"
                </button>
            </header>
            <dl>
                <dt>"Expected"</dt><dd>{probe.expected.clone()}</dd>
                <dt>"Observed"</dt><dd>{probe.observed.clone()}</dd>
                {probe.fix.clone().map(|fix| view! { <dt>"To do"</dt><dd>{fix}</dd> })}
            </dl>
            <pre class="mono">{probe.sql.clone()}</pre>
            {element.map(|id| view! {
                <button class="link" on:click=move |_| actions::go_to(workspace, ui, &id.element(), Some(&id), None)>
                    "Show it on the canvas"
                </button>
            })}
        </section>
    }
}
