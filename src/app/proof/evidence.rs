//! What rows have to say of a migration: those that it fails on, with the reason why a person accepts that, and what
//! becomes of those that are there.

use std::sync::Arc;

use leptos::prelude::*;

use super::accept::Accept;
use super::{ErrorView, Up};
use crate::app::actions;
use crate::app::icons::{Icon, IconView};
use crate::app::migrations::put_hand_sql;
use crate::app::state::use_workspace;
use crate::app::ui::use_ui;
use crate::app::widgets::LongList;
use crate::design::HandSqlPosition;
use crate::plan::Statement;
use crate::prove::{DataChange, Proof, Risk, RiskOutcome};

/// The rows that could break the migration.
#[component]
pub fn Risks(
    /// The proof.
    proof: Arc<Proof>,
    /// The statements of up, if the proof is still good for them.
    up: Up,
) -> impl IntoView {
    let risks = proof.risks.clone();
    let open = risks.iter().any(|risk| risk.outcome == RiskOutcome::Breaks);
    (!risks.is_empty()).then(|| {
        let items = risks.into_iter().map(|risk| {
            let statement = risk.step.and_then(|step| up.get(step)).cloned();
            view! { <RiskView risk statement/> }
        });
        view! {
            <details class="proof-part" open=open data-testid="risks">
                <summary>"Rows that could break it"</summary>
                <p class="hint">"Rows that the state before allows, each made of a seeded one. Up was run on them in a transaction that was rolled back."</p>
                <ul class="risks">{items.collect_view()}</ul>
            </details>
        }
    })
}

#[component]
fn RiskView(risk: Risk, statement: Option<Statement>) -> impl IntoView {
    let (workspace, ui) = (use_workspace(), use_ui());
    let (class, icon) = match (risk.outcome, &risk.accepted) {
        (RiskOutcome::Breaks, None) => ("risk failed", Icon::CircleX),
        (RiskOutcome::Breaks, Some(_)) => ("risk not-run", Icon::CircleCheck),
        (RiskOutcome::Holds, _) => ("risk passed", Icon::CircleCheck),
        (RiskOutcome::NotTried, _) => ("risk not-run", Icon::CircleDashed),
    };
    let (word, rows) = (risk.word(), risk.told_rows());
    let breaks = risk.outcome == RiskOutcome::Breaks;
    let object = risk.object.clone();
    let to_repair =
        format!("Here stands what is done with {} in {} before the migration's own steps.", risk.what, risk.table);
    let repair_title = format!("Repair {}", risk.table);
    let step = risk
        .step
        .map(|step| step + 1)
        .zip(statement)
        .map(|(n, statement)| format!("statement {n}, {}", statement.name));
    view! {
        <li class=class data-rule=risk.rule.clone()>
            <IconView icon/>
            <div class="risk-told">
                <p>
                    <strong>{format!("{} in {}", risk.what, risk.table)}</strong>
                    <span class="stage-word">{word}</span>
                    {step.map(|step| view! { <span class="dim">{step}</span> })}
                    <button class="link" on:click=move |_| actions::go_to(workspace, ui, &object.element(), Some(&object), None)>"Show it"</button>
                </p>
                {rows.into_iter().map(|row| view! { <pre class="mono">{row}</pre> }).collect_view()}
                {risk.error.clone().map(|error| view! { <ErrorView error=crate::engine::SqlError { statement: String::new(), ..error }/> })}
                {breaks.then(|| view! {
                    <Accept rule=risk.rule.clone() object=risk.object.to_string() label="Why such rows need not be feared"
                        hint="There are none in production: counted on …"/>
                })}
                {(breaks && risk.accepted.is_none()).then(|| view! {
                    <button type="button" class="button quiet repair" on:click=move |_| {
                        let up = format!("-- {}\n", to_repair);
                        put_hand_sql(workspace, ui, HandSqlPosition::Before, repair_title.clone(), up);
                    }><IconView icon=Icon::FileText/>"Repair with SQL"</button>
                })}
            </div>
        </li>
    }
}

/// What became of the seeded values.
#[component]
pub fn Data(
    /// The proof.
    proof: Arc<Proof>,
) -> impl IntoView {
    let data = proof.data.clone();
    let changed = data.changes.len();
    (!data.changes.is_empty()).then(|| {
        let rows = LongList::of(data.changes);
        let row = |change: DataChange| {
            view! {
                <tr>
                    <td class="mono">{change.place()}</td>
                    <td>{change.verdict.word()}</td>
                    <td class="num">{change.before}</td>
                    <td class="num">{change.after}</td>
                    <td class="mono small">{change.told_examples()}</td>
                </tr>
            }
        };
        view! {
            <details class="proof-part" open=true data-testid="data">
                <summary>{format!("What becomes of the data: {} as below, {} columns as they were", changed, data.kept)}</summary>
                <div class="data-scroll" tabindex="0" role="region" aria-label="Values before and after">
                    <table class="data">
                        <thead><tr><th>"Values"</th><th>"Outcome"</th><th class="num">"Before"</th><th class="num">"After"</th><th>"Examples"</th></tr></thead>
                        <tbody>{rows.shown(row)}</tbody>
                    </table>
                </div>
                {rows.more("columns")}
            </details>
        }
    })
}
