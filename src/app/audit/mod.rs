//! Auditing a tenant wall: the open project's, or that of any schema there is a script of. Every table is attacked on
//! seeded rows of two tenants, and decided over all cases; nothing of the project is touched.

mod finding;
mod result;

use std::sync::Arc;

use leptos::prelude::*;

use super::NEWEST;
use super::engine::{EngineHost, EngineState, NotRun, use_engine};
use super::icons::{Icon, IconView};
use super::state::{Workspace, use_workspace};
use super::ui::use_ui;
use super::widgets::{Modal, ScriptField, Segment, Segmented};
use crate::bundle;
use crate::plan::{Mode, Options};
use crate::prove::{Audit, AuditStep};
use crate::rls::{Intent, authored};

use result::Outcome;

/// What is audited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Of {
    #[default]
    Project,
    Script,
}

/// What an audit came to.
#[derive(Clone, Debug, PartialEq)]
struct Done {
    audit: Audit,
    /// Where the open project stood, if that was audited: which one, and at which revision.
    of_project: Option<(u64, u64)>,
}

/// What is audited, and what it came to.
#[derive(Clone, Default)]
struct Kept {
    of: ArcRwSignal<Of>,
    script: ArcRwSignal<String>,
    roles: ArcRwSignal<String>,
    step: ArcRwSignal<Option<AuditStep>>,
    running: ArcRwSignal<bool>,
    done: ArcRwSignal<Option<Result<Arc<Done>, String>>>,
}

thread_local! {
    /// It outlives the dialog, so that closing it loses nothing, and is made with this part of the page.
    static KEPT: Kept = Kept::default();
}

impl Kept {
    fn run(&self, workspace: Workspace, engine: EngineHost) {
        if self.running.get_untracked() {
            return;
        }
        self.running.set(true);
        self.step.set(None);
        self.done.set(None);
        let kept = self.clone();
        leptos::task::spawn_local(async move {
            let outcome = kept.audit(workspace, engine).await;
            kept.running.set(false);
            kept.done.set(Some(outcome.map(Arc::new)));
        });
    }

    async fn audit(&self, workspace: Workspace, engine: EngineHost) -> Result<Done, String> {
        let project = self.of.get_untracked() == Of::Project;
        let (sql, intent) = match project {
            true => of_project(workspace).await?,
            false => {
                let roles = self.roles.get_untracked();
                let roles = roles.split(',').map(str::trim).filter(|role| !role.is_empty());
                let intent = Intent { app_roles: roles.map(str::to_owned).collect(), ..Intent::default() };
                (self.script.get_untracked(), intent)
            }
        };
        let at = (workspace.generation.get_untracked(), workspace.revision.get_untracked());
        let step = self.step.clone();
        match engine.audit(sql, intent, move |now| step.set(Some(now))).await {
            Ok(audit) => Ok(Done { audit, of_project: project.then_some(at) }),
            Err(NotRun::Engine(error)) if matches!(error.code.as_str(), "terminated" | "cancelled") => {
                Err("Cancelled.".to_owned())
            }
            Err(why) => Err(why.message()),
        }
    }

    /// What was audited has changed: the result is that of another audit.
    fn forget(&self) {
        if self.done.with_untracked(Option::is_some) {
            self.done.set(None);
        }
    }
}

/// The open project as a script, and what it means by its wall.
async fn of_project(workspace: Workspace) -> Result<(String, Intent), String> {
    let derived = workspace.planned_now().await.map_err(|why| why.0)?;
    if let Some(problem) = derived.problems.iter().find(|problem| problem.blocks()) {
        return Err(format!("The design has an error that must be mended first: {}", problem.message));
    }
    let catalog = &derived.lowered.catalog;
    let options = Options { mode: Mode::Simple, target_version: NEWEST, ..Options::default() };
    let intent = workspace.with_design(|design| authored(design, catalog));
    Ok((bundle::creation_script(catalog, &options), intent))
}

/// The dialog.
#[component]
pub fn AuditDialog() -> impl IntoView {
    let (workspace, ui, engine) = (use_workspace(), use_ui(), use_engine());
    let kept = StoredValue::new(KEPT.with(Kept::clone));
    let Kept { of, script, roles, running, done, .. } = kept.get_value();
    let (of, script, roles) = (RwSignal::from(of), RwSignal::from(script), RwSignal::from(roles));
    let (running, done) = (RwSignal::from(running), RwSignal::from(done));
    let forget = move || kept.with_value(Kept::forget);
    let run = move |_| kept.with_value(|kept| kept.run(workspace, engine));
    let nothing = move || of.get() == Of::Script && script.with(|text| text.trim().is_empty());
    let choices = vec![
        Segment {
            value: Of::Project,
            label: "The open project",
            hint: "As it is drawn, with what it means by its wall",
        },
        Segment { value: Of::Script, label: "A script", hint: "Any schema: what it means by its wall is inferred" },
    ];
    view! {
        <Modal title="Audit a tenant wall" on_close=move || ui.dialog.set(None) class="audit-dialog">
            <p class="dim compare-lead">
                "Every table is attacked on seeded rows of two tenants, as the roles the application runs as, and decided over all cases of session and row. What gets through is traced to the part that lets it, and its fix is tried."
            </p>
            <Segmented label="What to audit" choices value=of on_change=move |chosen| { of.set(chosen); forget(); }/>
            {move || (of.get() == Of::Script).then(|| view! {
                <ScriptField label="Script" slug="audit" nothing="nothing yet" text=script on_change=forget/>
                <label class="audit-roles">
                    <span class="field-label">"Application's roles"</span>
                    <input class="input mono" type="text" placeholder="told by the grants" spellcheck="false" autocomplete="off"
                        prop:value=roles on:input=move |event| { roles.set(event_target_value(&event)); forget(); }/>
                </label>
            })}
            <div class="compare-bar">
                {move || if running.get() {
                    view! {
                        <button type="button" class="button" on:click=move |_| engine.cancel()><IconView icon=Icon::X/>"Cancel"</button>
                    }.into_any()
                } else {
                    view! {
                        <button type="button" class="button primary" data-testid="run-audit" disabled=nothing on:click=run>
                            <IconView icon=Icon::ShieldAlert/>{if done.with(Option::is_some) { "Audit again" } else { "Audit" }}
                        </button>
                    }.into_any()
                }}
            </div>
            {move || running.get().then(|| view! { <Steps step=RwSignal::from(kept.get_value().step)/> })}
            {move || done.get().map(|done| match done {
                Err(why) => view! { <p class="message error" role="alert">{why}</p> }.into_any(),
                Ok(done) => view! { <Outcome done/> }.into_any(),
            })}
        </Modal>
    }
    .into_any()
}

/// What has been done, what is being done, and what is to come.
#[component]
fn Steps(step: RwSignal<Option<AuditStep>>) -> impl IntoView {
    let engine = use_engine();
    let told = move || match (step.get(), engine.state.get()) {
        (Some(step), _) => step.name().to_owned(),
        (None, EngineState::Loading(part)) => format!("PostgreSQL is starting: {:.0} %", part * 100.0),
        (None, _) => "PostgreSQL is asked".to_owned(),
    };
    let line = move |this: AuditStep| {
        let looks = Memo::new(move |_| match step.get() {
            Some(now) if now == this => ("stage now", Icon::CircleDot),
            Some(now) if now > this => ("stage passed", Icon::CircleCheck),
            _ => ("stage to-come", Icon::CircleDashed),
        });
        view! {
            <li class=move || looks.get().0>{move || view! { <IconView icon=looks.get().1/> }}<span class="stage-name audit-step">{this.name()}</span></li>
        }
    };
    view! {
        <p class="running" role="status"><IconView icon=Icon::LoaderCircle/>{told}</p>
        <ol class="stages" data-testid="audit-steps">{AuditStep::ALL.map(line).collect_view()}</ol>
    }
}
