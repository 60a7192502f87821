//! What the dry run has to say of each hazard, of what down does not bring back, and of what it does not prove.

use std::sync::Arc;

use leptos::prelude::*;

use super::Up;
use crate::app::icons::{Icon, IconView};
use crate::app::widgets::LongList;
use crate::prove::{HazardVerdict, Judged, NotRestored, Proof};

/// The hazards: what was seen comes first, and what nothing measured tells of is folded away.
#[component]
pub fn Hazards(
    /// The proof.
    proof: Arc<Proof>,
    /// The statements of up, if the proof is still good for them.
    up: Up,
) -> impl IntoView {
    let of = |verdict| proof.hazards.iter().filter(|h| h.verdict == verdict).cloned().collect::<Vec<Judged>>();
    let (confirmed, cleared, untold) =
        (of(HazardVerdict::Confirmed), of(HazardVerdict::Cleared), of(HazardVerdict::NotTold));
    let told = format!("Hazards: {} confirmed, {} cleared, {} not told", confirmed.len(), cleared.len(), untold.len());
    let open = !confirmed.is_empty();
    let up = StoredValue::new(up);
    let more = untold.len();
    let line = move |judged: Judged| view! { <Line judged up/> };
    let (seen, untold) = (LongList::of([confirmed, cleared].concat()), LongList::of(untold));
    (!proof.hazards.is_empty()).then(|| {
        view! {
            <details class="proof-part" open=open data-testid="hazards">
                <summary>{told}</summary>
                <ul class="risks">{seen.shown(line)}</ul>
                {seen.more("hazards")}
                {(more > 0).then(|| view! {
                    <details>
                        <summary class="dim">{format!("{more} of which nothing measured tells")}</summary>
                        <ul class="risks">{untold.shown(line)}</ul>
                        {untold.more("hazards")}
                    </details>
                })}
            </details>
        }
    })
}

#[component]
fn Line(judged: Judged, up: StoredValue<Up>) -> impl IntoView {
    let (class, icon, word) = match judged.verdict {
        HazardVerdict::Confirmed => ("risk failed", Icon::TriangleAlert, "confirmed"),
        HazardVerdict::Cleared => ("risk passed", Icon::CircleCheck, "cleared"),
        HazardVerdict::NotTold => ("risk not-run", Icon::CircleDashed, "not told"),
    };
    let said = up.with_value(|up| {
        let statement = up.get(judged.step)?;
        let hazard = statement.hazards.iter().find(|hazard| hazard.rule == judged.rule)?;
        Some((hazard.message.clone(), hazard.safer_sql.clone()))
    });
    let (message, safer) = said.unwrap_or_default();
    let (evidence, rule) = (judged.evidence, judged.rule.clone());
    view! {
        <li class=class data-rule=rule>
            <IconView icon/>
            <div class="risk-told">
                <p>
                    <strong>{judged.rule}</strong>
                    <span class="stage-word">{word}</span>
                    <span class="dim">{format!("statement {}", judged.step + 1)}</span>
                </p>
                {(!message.is_empty()).then(|| view! { <p>{message}</p> })}
                {(!evidence.is_empty()).then(|| view! { <p class="dim">{evidence}</p> })}
                {safer.map(|sql| view! { <details><summary class="dim">"Safer"</summary><pre class="mono">{sql}</pre></details> })}
            </div>
        </li>
    }
}

/// What down does not bring back, and what the run does not prove for the version that the statements are for.
#[component]
pub fn Limits(
    /// The proof.
    proof: Arc<Proof>,
) -> impl IntoView {
    let lost: Vec<String> = proof.not_restored.iter().map(NotRestored::told).collect();
    let unproven = proof.unproven.clone();
    let lost = (!lost.is_empty()).then(|| {
        view! {
            <details class="proof-part" open=true data-testid="not-restored">
                <summary>"What down does not bring back"</summary>
                <ul class="plain">{lost.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
            </details>
        }
    });
    let unproven = (!unproven.is_empty()).then(|| {
        view! {
            <details class="proof-part" data-testid="unproven">
                <summary>{format!("Not proven for the oldest target: {}", unproven.len())}</summary>
                <ul class="plain">{unproven.into_iter().map(|unproven| {
                    let of = if unproven.objects.is_empty() { String::new() } else { format!(": {}", unproven.objects.join(", ")) };
                    view! { <li>{format!("{}{of}", unproven.what)}</li> }
                }).collect_view()}</ul>
            </details>
        }
    });
    view! { {lost}{unproven} }
}
