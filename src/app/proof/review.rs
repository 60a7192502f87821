//! The review: a checklist ticked or failed by what the dry run saw.

use std::sync::Arc;

use leptos::prelude::*;

use super::accept::Accept;
use crate::app::actions;
use crate::app::icons::{Icon, IconView};
use crate::app::state::use_workspace;
use crate::app::ui::use_ui;
use crate::app::widgets::LongList;
use crate::prove::{Proof, ReviewFinding, ReviewItem, ReviewStatus};

/// So many pieces of evidence are shown of an item at first.
const SHOWN: usize = 4;

/// The checklist.
#[component]
pub fn Review(
    /// The proof.
    proof: Arc<Proof>,
) -> impl IntoView {
    let items = proof.review.clone();
    let of = |status| items.iter().filter(|item| item.status == status).count();
    let (held, failed) = (of(ReviewStatus::Passed), of(ReviewStatus::Failed));
    let asked = items.len() - of(ReviewStatus::NotApplicable);
    let told = match failed {
        0 => format!("Review: {held} of {asked} hold"),
        n => format!("Review: {held} of {asked} hold, {n} to look at"),
    };
    (!items.is_empty()).then(|| {
        view! {
            <details class="proof-part" open=true data-testid="review">
                <summary>{told}</summary>
                <ul class="review">{items.into_iter().map(|item| view! { <Item item/> }).collect_view()}</ul>
            </details>
        }
    })
}

#[component]
fn Item(item: ReviewItem) -> impl IntoView {
    let (class, icon) = match item.status {
        ReviewStatus::Passed => ("review-item passed", Icon::CircleCheck),
        ReviewStatus::Failed => ("review-item failed", Icon::CircleX),
        ReviewStatus::NotRun | ReviewStatus::NotApplicable => ("review-item not-run", Icon::CircleDashed),
    };
    let faults = item.findings.iter().filter(|finding| finding.fails || finding.accepted.is_some()).count();
    let shown = faults.max(SHOWN);
    let mut rest = item.findings;
    let first: Vec<ReviewFinding> = rest.drain(..shown.min(rest.len())).collect();
    let more = rest.len();
    let (first, rest) = (LongList::of(first), LongList::of(rest));
    view! {
        <li class=class data-item=item.id>
            <IconView icon/>
            <div>
                <p><strong>{item.title}</strong><span class="stage-word">{item.status.word()}</span></p>
                <ul class="findings">
                    {first.shown(|finding| view! { <Finding finding/> })}
                </ul>
                {first.more("findings")}
                {(more > 0).then(|| view! {
                    <details>
                        <summary class="dim">{format!("and {more} more")}</summary>
                        <ul class="findings">{rest.shown(|finding| view! { <Finding finding/> })}</ul>
                        {rest.more("findings")}
                    </details>
                })}
            </div>
        </li>
    }
}

#[component]
fn Finding(finding: ReviewFinding) -> impl IntoView {
    let (workspace, ui) = (use_workspace(), use_ui());
    let object = finding.object.clone();
    let key = finding.rule.clone().zip(finding.object.as_ref().map(ToString::to_string));
    view! {
        <li class:fault=finding.fails>
            <span>{finding.text}</span>
            {object.map(|id| view! {
                <button type="button" class="link" on:click=move |_| actions::go_to(workspace, ui, &id.element(), Some(&id), None)>"Show it"</button>
            })}
            {key.map(|(rule, object)| view! {
                <Accept rule object label="Why it is accepted" hint="Why this is right here"/>
            })}
        </li>
    }
}
