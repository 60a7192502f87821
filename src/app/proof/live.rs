//! A dry run while it goes on: the stages as they end, the one that runs, and those to come.

use leptos::prelude::*;

use super::StageView;
use crate::app::engine::{RunState, use_engine};
use crate::app::icons::{Icon, IconView};
use crate::prove::{STAGES, Stage};

/// The stages so far.
#[component]
pub fn Live() -> impl IntoView {
    let engine = use_engine();
    let running = Memo::new(move |_| match engine.run.get() {
        RunState::Running(progress) => progress.map(|progress| (progress.stage, progress.done, progress.total)),
        _ => None,
    });
    let ended = move |at: usize| engine.live.with(|live| live.iter().find(|stage| stage.id == STAGES[at]).cloned());
    let line = move |at: usize| {
        let stage = Memo::new(move |_| ended(at));
        move || match (stage.get(), running.get()) {
            (Some(stage), _) => view! { <StageView stage=Stage { element: None, ..stage }/> }.into_any(),
            (None, Some((id, done, total))) if id == STAGES[at] => {
                let part = if total > 1 { format!("{done} of {total}") } else { String::new() };
                view! {
                    <li class="stage now">
                        <IconView icon=Icon::CircleDot/>
                        <span class="stage-name">{id.name()}</span>
                        <span class="stage-word">"running"</span>
                        <span class="stage-ms num"></span>
                        <span class="stage-detail num">{part}</span>
                    </li>
                }
                .into_any()
            }
            (None, _) => view! {
                <li class="stage to-come">
                    <IconView icon=Icon::CircleDashed/>
                    <span class="stage-name">{STAGES[at].name()}</span>
                </li>
            }
            .into_any(),
        }
    };
    let told = move || running.get().map(|(id, _, _)| format!("Running: {}", id.name()));
    view! {
        <p class="running" role="status"><IconView icon=Icon::LoaderCircle/>{told}</p>
        <ol class="stages" data-testid="live">{(0..STAGES.len()).map(line).collect_view()}</ol>
    }
}
