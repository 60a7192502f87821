//! The application's frame: top bar, outline, canvas, inspector and dock, with lines between them that can be moved.

use leptos::prelude::*;

use super::canvas::Canvas;
use super::commands::{self, Commands};
use super::compare::Comparing;
use super::engine::EngineHost;
use super::icons::{Icon, IconView};
use super::inspector::Inspector;
use super::outline::Outline;
use super::parts::{Coming, Loads, Parts, use_parts};
use super::problems::ProblemsPanel;
use super::sql_panel::SqlPanel;
use super::state::{Workspace, use_workspace};
use super::toast::ToastHost;
use super::topbar::TopBar;
use super::ui::{Dialog, DockTab, Ui, use_ui};
use super::widgets::{Direction, IconButton, Splitter};
use super::{documents, scripting};
use crate::design::Design;
use crate::platform::offline;
use crate::problem::Level;

/// The whole application.
#[component]
pub fn App(
    /// What loads its parts.
    loads: Loads,
) -> impl IntoView {
    let ui = Ui::remembered();
    let parts = Parts::new(&loads);
    let workspace = Workspace::new(Design::begin(documents::UNTITLED), parts.planner, parts.editing, parts.drawing);
    provide_context(ui);
    provide_context(parts);
    let engine = EngineHost::new(parts.prover);
    provide_context(workspace);
    provide_context(engine);
    let commands = Commands { workspace, ui, engine, parts };
    provide_context(commands);
    provide_context(Comparing::new());
    scripting::install(workspace, ui, engine, parts);
    parts.load_when_idle(ui);
    keep_offline(workspace);
    engine.start_when_idle(ui);
    engine.forget_with(workspace);
    documents::start(workspace, ui);
    commands::listen(commands);
    let end = move || ui.remember();
    view! {
        <div class="app" data-ready=move || ui.ready.get().to_string()>
            <TopBar/>
            <div class="main">
                <Show when=move || ui.outline_open.get()>
                    <aside class="panel outline" aria-label="Outline" style:width=move || format!("{}px", ui.outline_width.get())>
                        <Outline/>
                    </aside>
                    <Splitter size=ui.outline_width direction=Direction::Right min=180.0 max=480.0 label="Width of the outline" on_end=end/>
                </Show>
                <div class="centre">
                    <Canvas/>
                    <Dock/>
                </div>
                <Show when=move || ui.inspector_open.get()>
                    <Splitter size=ui.inspector_width direction=Direction::Left min=280.0 max=640.0 label="Width of the inspector" on_end=end/>
                    <aside class="panel inspector" aria-label="Inspector" style:width=move || format!("{}px", ui.inspector_width.get())>
                        <Inspector/>
                    </aside>
                </Show>
            </div>
            <DialogHost/>
            <documents::Dropping/>
            <ToastHost toasts=workspace.toasts/>
        </div>
    }
    .into_any()
}

/// Has the browser keep the site, and tells when there is a newer one.
fn keep_offline(workspace: Workspace) {
    leptos::task::spawn_local(offline::keep(move || {
        let load = || leptos::task::spawn_local(offline::take_over());
        workspace.toasts.offer(Level::Info, "A newer version of Bulkhead is here.", "Load it", load);
    }));
}

/// The panels below the canvas.
#[component]
fn Dock() -> impl IntoView {
    let (ui, parts, toasts) = (use_ui(), use_parts(), use_workspace().toasts);
    let panel = move || {
        let view = match ui.dock_tab.get() {
            DockTab::Sql => view! { <SqlPanel/> }.into_any(),
            DockTab::Problems => view! { <ProblemsPanel/> }.into_any(),
            tab => parts.panels.show(toasts, move |show| show(tab)),
        };
        let slug = ui.dock_tab.get_untracked().slug();
        view! {
            <div class="dock-panel" role="tabpanel" id=format!("panel-{slug}") aria-labelledby=format!("tab-{slug}")>{view}</div>
        }
    };
    view! {
        <Show when=move || ui.dock_open.get()>
            <Splitter size=ui.dock_height direction=Direction::Up min=120.0 max=720.0 label="Height of the panels below" on_end=move || ui.remember()/>
        </Show>
        <section class="dock" class:closed=move || !ui.dock_open.get() aria-label="Panels"
            style:height=move || if ui.dock_open.get() { format!("{}px", ui.dock_height.get()) } else { String::new() }
        >
            <div class="dock-bar">
                <div class="tabs" role="tablist" aria-label="Panels">
                    {DockTab::ALL.into_iter().map(|tab| view! { <Tab tab=tab/> }).collect_view()}
                </div>
                <span class="spacer"></span>
                <IconButton
                    icon=Signal::derive(move || if ui.dock_open.get() { Icon::ChevronDown } else { Icon::ChevronUp })
                    label=Signal::derive(move || if ui.dock_open.get() { "Hide panels".to_owned() } else { "Show panels".to_owned() })
                    on_press=move || ui.toggle(ui.dock_open)
                />
            </div>
            {move || ui.dock_open.get().then(panel)}
        </section>
    }
    .into_any()
}

#[component]
fn Tab(tab: DockTab) -> impl IntoView {
    let ui = use_ui();
    let workspace = use_workspace();
    let badge = Memo::new(move |_| {
        let derived = workspace.derived.get();
        match tab {
            DockTab::Sql => (derived.draft.up.len(), "level-info"),
            DockTab::Problems => {
                let errors = derived.count(Level::Error);
                let class = if errors > 0 { "level-error" } else { "level-warning" };
                (errors + derived.count(Level::Warning), class)
            }
            DockTab::Migrations => (workspace.migrations.with(|m| m.len()), "level-info"),
            DockTab::Access | DockTab::Proof => (0, ""),
        }
    });
    let selected = move || ui.dock_open.get() && ui.dock_tab.get() == tab;
    view! {
        <button
            type="button"
            class="tab"
            role="tab"
            id=format!("tab-{}", tab.slug())
            aria-selected=move || selected().to_string()
            aria-controls=format!("panel-{}", tab.slug())
            on:click=move |_| ui.show_dock(tab)
        >
            {tab.title()}
            {move || {
                let (count, class) = badge.get();
                (count > 0).then(|| view! { <span class=format!("badge {class}")>{count}</span> })
            }}
        </button>
    }
}

/// The dialog that is open.
#[component]
fn DialogHost() -> impl IntoView {
    let (ui, parts, workspace) = (use_ui(), use_parts(), use_workspace());
    // These two tell of the pending change.
    let needs_plan = |dialog: &Dialog| matches!(dialog, Dialog::AddMigration | Dialog::Export);
    let load = move |dialog: Dialog| {
        leptos::task::spawn_local(async move {
            let loaded = match parts.dialogs.get().await {
                Ok(_) if needs_plan(&dialog) => workspace.planned_now().await.map(drop),
                other => other.map(drop),
            };
            if let Err(why) = loaded {
                workspace.toasts.error(why.0);
                // It can be asked for again.
                ui.dialog.set(None);
            }
        });
    };
    let planned = Memo::new(move |_| workspace.derived.with(|derived| derived.planned));
    move || {
        let Some(dialog) = ui.dialog.get() else { return ().into_any() };
        match parts.dialogs.here() {
            Some(show) if !needs_plan(&dialog) || planned.get() => show(dialog),
            _ => {
                load(dialog);
                view! { <div class="dialog-coming"><Coming/></div> }.into_any()
            }
        }
    }
}

/// What a panel shows when there is nothing to show.
#[component]
pub fn Empty(
    /// An icon.
    icon: Icon,
    /// What is so, in a few words.
    #[prop(into)]
    title: String,
    /// What to do about it.
    #[prop(into, optional)]
    text: String,
) -> impl IntoView {
    view! {
        <div class="panel-empty">
            <IconView icon=icon/>
            <p class="panel-empty-title">{title}</p>
            <p>{text}</p>
        </div>
    }
}
