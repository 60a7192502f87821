//! The tenant wall: a matrix of table and probe, each cell with its exact SQL.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use super::walls::Walls;
use crate::app::actions;
use crate::app::icons::{Icon, IconView};
use crate::app::state::use_workspace;
use crate::app::ui::use_ui;
use crate::app::widgets::LongList;
use crate::platform::clipboard;
use crate::prove::{Probe, ProbeVerdict, Proof, TableAudit};

/// What attacks are shown. They are many, and are not copied.
#[derive(Clone)]
pub enum Attacks {
    /// Those of a dry run.
    Proof(Arc<Proof>),
    /// Those of an audit.
    Audit(Arc<Vec<Probe>>),
}

impl Attacks {
    fn all(&self) -> &[Probe] {
        match self {
            Self::Proof(proof) => &proof.isolation,
            Self::Audit(probes) => probes,
        }
    }
}

/// The matrix and the probe that is looked at. What was breached is looked at first.
#[component]
pub fn Isolation(
    /// The attacks.
    attacks: Attacks,
    /// What they come to, table by table, where that isn't shown elsewhere.
    #[prop(optional)]
    walls: Vec<TableAudit>,
    /// True to show them at once.
    open: bool,
) -> impl IntoView {
    let probes = attacks.all();
    if probes.is_empty() {
        return ().into_any();
    }
    let all = StoredValue::new(attacks.clone());
    let breached = probes.iter().position(|p| p.verdict == ProbeVerdict::Breached);
    let failed = breached.or_else(|| probes.iter().position(|p| p.verdict == ProbeVerdict::Error));
    let shown = RwSignal::new(failed);
    let held = probes.iter().filter(|p| p.verdict == ProbeVerdict::Held).count();
    let mut columns: Vec<String> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    // Where the probe of each table and column is.
    let mut places: BTreeMap<&str, BTreeMap<usize, usize>> = BTreeMap::new();
    for (at, probe) in probes.iter().enumerate() {
        let name = column_of(probe);
        let column = *known.entry(name).or_insert_with_key(|name| {
            columns.push(name.clone());
            columns.len() - 1
        });
        places.entry(&probe.table).or_default().entry(column).or_insert(at);
    }
    let fine = |cells: &BTreeMap<usize, usize>| {
        cells.values().all(|at| !matches!(probes[*at].verdict, ProbeVerdict::Breached | ProbeVerdict::Error))
    };
    // Tables with a hole come first.
    let (holding, holed): (Vec<_>, Vec<_>) = places.into_iter().partition(|(_, cells)| fine(cells));
    let rows = holed.into_iter().chain(holding).map(|(table, cells)| (table.to_owned(), cells));
    let (width, head) = (columns.len(), columns);
    let rows = LongList::wide(rows.collect::<Vec<_>>(), width);
    let count = probes.len();
    let probe = move |at: usize| all.with_value(|attacks| attacks.all().get(at).cloned());
    view! {
        <details class="proof-part" open=open data-testid="isolation">
            <summary>{format!("Tenant wall: {held} of {count} probes held")}</summary>
            <Walls walls/>
            <div class="data-scroll" tabindex="0" role="region" aria-label="Attacks by table">
                <table class="matrix">
                    <thead>
                        <tr>
                            <th>"Table"</th>
                            {head.into_iter().map(|name| view! { <th><span>{name}</span></th> }).collect_view()}
                        </tr>
                    </thead>
                    <tbody>
                        {rows.shown(move |(table, cells)| {
                            let cells = (0..width).map(|column| view! { <Cell all at=cells.get(&column).copied() shown/> });
                            view! { <tr><th class="mono" scope="row">{table}</th>{cells.collect_view()}</tr> }
                        })}
                    </tbody>
                </table>
            </div>
            {rows.more("tables")}
            {move || shown.get().and_then(probe).map(|probe| view! { <Detail probe/> })}
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
fn Cell(all: StoredValue<Attacks>, at: Option<usize>, shown: RwSignal<Option<usize>>) -> impl IntoView {
    let Some(at) = at else { return view! { <td></td> }.into_any() };
    let said = all.with_value(|attacks| {
        let probe = attacks.all().get(at)?;
        let (class, icon, word) = looks(probe.verdict);
        Some((class, icon, format!("{} on {}: {word}", column_of(probe), probe.table)))
    });
    let Some((class, icon, label)) = said else { return view! { <td></td> }.into_any() };
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
                {probe.hole.as_ref().map(|hole| view! { <dt>"Let through by"</dt><dd data-testid="hole">{hole.told()}</dd> })}
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
