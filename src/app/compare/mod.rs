//! Comparing two schemas: a script on each side, what turns the one into the other, and its dry run.

mod result;
mod side;

use std::sync::Arc;

use leptos::prelude::*;

use super::engine::{EngineHost, EngineState, NotRun, use_engine};
use super::icons::{Icon, IconView};
use super::ui::use_ui;
use super::widgets::Modal;
use crate::catalog::Pair;
use crate::import::Compared;
use crate::plan::{Mode, Options};
use crate::prove::{self, Proof};

use result::Outcome;
pub(super) use result::StepRow;
use side::Side;

/// What a comparison came to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Done {
    compared: Compared,
    proof: Option<Arc<Proof>>,
}

/// What is compared, and what it came to. It outlives the dialog, so that closing it loses nothing.
#[derive(Clone, Copy)]
pub struct Comparing {
    old: RwSignal<String>,
    new: RwSignal<String>,
    online: RwSignal<bool>,
    running: RwSignal<bool>,
    done: RwSignal<Option<Result<Arc<Done>, String>>>,
}

impl Comparing {
    /// Nothing yet.
    pub fn new() -> Self {
        Self {
            old: RwSignal::default(),
            new: RwSignal::default(),
            online: RwSignal::default(),
            running: RwSignal::default(),
            done: RwSignal::default(),
        }
    }

    /// Runs both scripts and plans; runs the plan dry too, if that is wanted.
    fn run(self, engine: EngineHost, dry_run: bool) {
        self.running.set(true);
        self.done.set(None);
        let scripts = Pair::new(self.old.get_untracked(), self.new.get_untracked());
        let mode = if self.online.get_untracked() { Mode::Online } else { Mode::Simple };
        let options = Options { mode, target_version: super::NEWEST, ..Options::default() };
        leptos::task::spawn_local(async move {
            let wanted = dry_run.then(prove::Options::default);
            let answer = engine.compare(scripts, options, wanted).await;
            self.running.set(false);
            self.done.set(Some(match answer {
                Ok((compared, proof)) => Ok(Arc::new(Done { compared, proof: proof.map(Arc::new) })),
                Err(NotRun::Engine(error)) if error.code == "terminated" => Err("Cancelled.".to_owned()),
                Err(why) => Err(why.message()),
            }));
        });
    }

    /// What was compared has changed: the result is that of another comparison.
    fn forget(self) {
        if self.done.with_untracked(Option::is_some) {
            self.done.set(None);
        }
    }
}

impl Default for Comparing {
    fn default() -> Self {
        Self::new()
    }
}

/// The dialog.
#[component]
pub fn CompareDialog() -> impl IntoView {
    let (ui, engine) = (use_ui(), use_engine());
    let comparing: Comparing = expect_context();
    let starting = move || match engine.state.get() {
        EngineState::Loading(part) => format!("PostgreSQL is starting: {:.0} %", part * 100.0),
        _ => "Running both scripts".to_owned(),
    };
    view! {
        <Modal title="Compare two schemas" on_close=move || ui.dialog.set(None) class="compare-dialog">
            <p class="dim compare-lead">
                "Paste or drop a script on each side: a dump, a schema, a folder of migrations one after another. Both are run on the PostgreSQL in this tab, each in an empty database, and what PostgreSQL made of them is compared."
            </p>
            <div class="compare-sides">
                <Side label="Old schema" slug="old" text=comparing.old on_change=move || comparing.forget()/>
                <Side label="New schema" slug="new" text=comparing.new on_change=move || comparing.forget()/>
            </div>
            <div class="compare-bar">
                {move || if comparing.running.get() {
                    view! {
                        <span class="running" role="status"><IconView icon=Icon::LoaderCircle/>{starting}</span>
                        <button type="button" class="button" on:click=move |_| engine.cancel()><IconView icon=Icon::X/>"Cancel"</button>
                    }.into_any()
                } else {
                    view! {
                        <button type="button" class="button primary" data-testid="compare" on:click=move |_| comparing.run(engine, false)>"Compare"</button>
                        <button type="button" class="button" data-testid="compare-dry-run"
                            title="Compare, then run up, down and up again on seeded rows"
                            on:click=move |_| comparing.run(engine, true)
                        ><IconView icon=Icon::Play/>"Compare and run dry"</button>
                        <label class="check" title="Indexes are built concurrently and constraints validated apart; it can't be one transaction">
                            <input type="checkbox" prop:checked=move || comparing.online.get()
                                on:change=move |event| {
                                    comparing.online.set(event_target_checked(&event));
                                    comparing.forget();
                                }/>
                            <span>"Short locks (online)"</span>
                        </label>
                    }.into_any()
                }}
            </div>
            {move || comparing.done.get().map(|done| match done {
                Err(why) => view! { <p class="message error" role="alert">{why}</p> }.into_any(),
                Ok(done) => view! { <Outcome done/> }.into_any(),
            })}
        </Modal>
    }
    .into_any()
}
