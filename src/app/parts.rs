//! Parts of the page that are not loaded with it but when they are first used, or when the page has nothing to do.
//!
//! The build cuts the page's module at the functions of `main.rs` that have `wasm_split`: what only they reach goes into
//! files of their own. They hand out pointers to the functions at the end of this file, which nothing else may name. A load
//! that failed is told and tried again at the next use.

use std::pin::Pin;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::SplitLoaderError;

use super::arrange::{self, Arrange};
use super::audit::AuditDialog;
use super::canvas;
use super::commands::{Commands, HelpDialog, LinkDialog, Palette};
use super::compare::CompareDialog;
use super::editing::{self, Layer, Snap};
use super::engine::Spawn;
use super::export;
use super::history::HistoryDialog;
use super::icons::{Icon, IconView};
use super::import::ImportDialog;
use super::inspector::{Details, Subject};
use super::migrations::{AddMigrationDialog, MigrationsPanel};
use super::picture::PictureDialog;
use super::proof::{ProofPanel, RowsDialog};
use super::scripting::Host;
use super::start::StartDialog;
use super::state::Workspace;
use super::toast::Toasts;
use super::ui::{Dialog, DockTab, Ui};
use super::wall::AccessPanel;
use crate::bundle;
use crate::catalog::{Catalog, Pair};
use crate::command::Action;
use crate::design::{Design, HandSql};
use crate::engine::SqlError;
use crate::lower::Lowered;
use crate::plan::{self, Draft};
use crate::platform::prover::{Asked, Prover};
use crate::platform::script::Object;
use crate::platform::timer;
use crate::problem::{self, Problem};

/// How long after the editor is interactive the parts are loaded that nobody asked for.
const IDLE_MS: u32 = 2_000;

/// Loads a part, or fails to.
pub type Load<T> = fn() -> Pin<Box<dyn Future<Output = Result<T, SplitLoaderError>>>>;

/// What is said of a part that can't be loaded.
const NOT_LOADED: &str = "could not be loaded. Check the connection to where this page comes from, then try again.";

/// A part that could not be loaded: what a person is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotLoaded(pub String);

/// A part of the page. A handle that is copied freely.
pub struct Part<T: Send + Sync + 'static> {
    /// What it is called at the beginning of a sentence.
    name: &'static str,
    load: Load<T>,
    here: RwSignal<Option<T>>,
}

impl<T: Send + Sync + 'static> Clone for Part<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Part<T> {}

impl<T: Copy + Send + Sync + 'static> Part<T> {
    fn new(name: &'static str, load: Load<T>) -> Self {
        Self { name, load, here: RwSignal::new(None) }
    }

    /// The part if it is here. Whoever asks hears of its coming.
    pub fn here(self) -> Option<T> {
        self.here.get()
    }

    /// The part if it is here, without tracking.
    pub fn peek(self) -> Option<T> {
        self.here.get_untracked()
    }

    /// The part; the first call loads it, and so does the next one after it could not be loaded.
    ///
    /// # Errors
    /// That it could not be loaded.
    pub async fn get(self) -> Result<T, NotLoaded> {
        if let Some(part) = self.peek() {
            return Ok(part);
        }
        let part = (self.load)().await.map_err(|_| NotLoaded(format!("{} {NOT_LOADED}", self.name)))?;
        if self.peek().is_none() {
            self.here.set(Some(part));
        }
        Ok(part)
    }

    /// Shows something of this part as soon as it is here.
    pub fn show(self, toasts: Toasts, view: impl Fn(T) -> AnyView + Send + 'static) -> AnyView {
        let failed = RwSignal::new(None::<NotLoaded>);
        let load = move || {
            failed.set(None);
            spawn_local(async move {
                if let Err(why) = self.get().await {
                    toasts.error(why.0.clone());
                    failed.try_set(Some(why));
                }
            });
        };
        if self.peek().is_none() {
            load();
        }
        let shown = move || match (self.here(), failed.get()) {
            (Some(part), _) => view(part),
            (None, None) => view! { <Coming/> }.into_any(),
            (None, Some(why)) => view! {
                <div class="part-failed">
                    <p class="message error" role="alert">{why.0}</p>
                    <button type="button" class="button" on:click=move |_| load()>"Try again"</button>
                </div>
            }
            .into_any(),
        };
        shown.into_any()
    }
}

/// What stands in a part's place while it is on its way. It is only seen if that takes a while.
#[component]
pub fn Coming() -> impl IntoView {
    view! { <p class="part-coming running" role="status"><IconView icon=Icon::LoaderCircle/>"Loading"</p> }.into_any()
}

/// What does a command: with everything it may need, and whether Shift asks for a larger step.
pub type Perform = fn(Commands, Action, bool);

/// What makes statements of a change.
#[derive(Clone, Copy)]
pub struct Planner {
    /// Plans the pending change of a design that lowers to this catalog.
    pub pending: fn(&Design, &Catalog) -> Draft,
    /// Plans what turns one catalog into another.
    pub draft: fn(Pair<&Catalog>, &[HandSql], &plan::Options) -> Draft,
    /// Plans the same as two migrations, if a column can be split.
    pub expand: fn(Pair<&Catalog>, &[HandSql], &plan::Options) -> Option<plan::expand::Two>,
    /// The columns of a change that can't be split, and why.
    pub refused: fn(Pair<&Catalog>) -> Vec<plan::expand::Refused>,
    /// Lints the tenant wall of a design and what it lowers to.
    pub wall: fn(&Design, &Lowered) -> Vec<Problem>,
    /// Plans what makes a catalog from nothing.
    pub creation_script: fn(&Catalog, &plan::Options) -> String,
}

/// What draws.
#[derive(Clone, Copy)]
pub struct Drawing {
    /// The view of the cards and lines.
    pub show: fn() -> AnyView,
    /// Gives cards places by rule.
    pub arrange: fn(Workspace, Ui, Arrange),
}

/// What is done on the canvas beyond looking, moving and linking: areas, notes, views, menus, the clipboard.
#[derive(Clone, Copy)]
pub struct Editing {
    /// What it puts on the canvas.
    pub layer: fn(Layer) -> AnyView,
    /// Draws cards that are dragged to lines with others.
    pub(crate) snap: Snap,
    /// Makes a copy of what is selected beside it.
    pub duplicate: fn(Workspace),
}

/// Every part.
#[derive(Clone, Copy)]
pub struct Parts {
    /// What draws cards and lines.
    pub drawing: Part<Drawing>,
    /// The dialogs.
    pub dialogs: Part<fn(Dialog) -> AnyView>,
    /// The panels below the canvas that are not its first.
    pub panels: Part<fn(DockTab) -> AnyView>,
    /// The inspector of everything but the project.
    pub details: Part<fn(Subject) -> AnyView>,
    /// What edits on the canvas.
    pub editing: Part<Editing>,
    /// What makes statements of a change.
    pub planner: Part<Planner>,
    /// What talks to the prover.
    pub prover: Part<Spawn>,
    /// What scripts call.
    pub scripting: Part<fn(Host) -> Object>,
    /// What most commands do.
    pub commands: Part<Perform>,
}

/// The parts of the surrounding application.
pub fn use_parts() -> Parts {
    expect_context()
}

/// What loads each part.
pub struct Loads {
    /// See [`Parts::drawing`].
    pub drawing: Load<Drawing>,
    /// See [`Parts::dialogs`].
    pub dialogs: Load<fn(Dialog) -> AnyView>,
    /// See [`Parts::panels`].
    pub panels: Load<fn(DockTab) -> AnyView>,
    /// See [`Parts::details`].
    pub details: Load<fn(Subject) -> AnyView>,
    /// See [`Parts::editing`].
    pub editing: Load<Editing>,
    /// See [`Parts::planner`].
    pub planner: Load<Planner>,
    /// See [`Parts::prover`].
    pub prover: Load<Spawn>,
    /// See [`Parts::scripting`].
    pub scripting: Load<fn(Host) -> Object>,
    /// See [`Parts::commands`].
    pub commands: Load<Perform>,
}

impl Parts {
    /// None of them is here yet.
    pub fn new(loads: &Loads) -> Self {
        Self {
            drawing: Part::new("What draws the cards", loads.drawing),
            dialogs: Part::new("The dialogs", loads.dialogs),
            panels: Part::new("The panel", loads.panels),
            details: Part::new("The inspector", loads.details),
            editing: Part::new("What edits on the canvas", loads.editing),
            planner: Part::new("What plans the SQL", loads.planner),
            prover: Part::new("What talks to PostgreSQL", loads.prover),
            scripting: Part::new("What scripts call", loads.scripting),
            commands: Part::new("The commands", loads.commands),
        }
    }

    /// Loads what nobody asked for when the page has had nothing to do for a while: what is used then is there at once,
    /// with a connection or without.
    pub fn load_when_idle(self, ui: Ui) {
        Effect::new(move || {
            if ui.ready.get() {
                timer::later(IDLE_MS, move || {
                    spawn_local(async move {
                        // Whoever uses one that failed is told.
                        let _ = self.drawing.get().await;
                        let _ = self.planner.get().await;
                        let _ = self.editing.get().await;
                        let _ = self.details.get().await;
                        let _ = self.dialogs.get().await;
                        let _ = self.commands.get().await;
                        let _ = self.panels.get().await;
                        let _ = self.scripting.get().await;
                        let _ = self.prover.get().await;
                    });
                });
            }
        });
    }
}

/// The view of a dialog.
pub fn dialog(which: Dialog) -> AnyView {
    match which {
        Dialog::Start => view! { <StartDialog/> }.into_any(),
        Dialog::Shortcuts => view! { <HelpDialog/> }.into_any(),
        Dialog::Palette => view! { <Palette/> }.into_any(),
        Dialog::Link => view! { <LinkDialog/> }.into_any(),
        Dialog::Picture => view! { <PictureDialog/> }.into_any(),
        Dialog::AddMigration => view! { <AddMigrationDialog/> }.into_any(),
        Dialog::Import => view! { <ImportDialog/> }.into_any(),
        Dialog::Rows => view! { <RowsDialog/> }.into_any(),
        Dialog::Compare => view! { <CompareDialog/> }.into_any(),
        Dialog::Audit => view! { <AuditDialog/> }.into_any(),
        Dialog::History => view! { <HistoryDialog/> }.into_any(),
        Dialog::Export => view! { <export::ExportDialog/> }.into_any(),
    }
}

/// The view of a panel below the canvas.
pub fn panel(tab: DockTab) -> AnyView {
    match tab {
        DockTab::Migrations => view! { <MigrationsPanel/> }.into_any(),
        DockTab::Access => view! { <AccessPanel/> }.into_any(),
        DockTab::Proof => view! { <ProofPanel/> }.into_any(),
        // These are the page's own.
        DockTab::Sql | DockTab::Problems => ().into_any(),
    }
}

/// The inspector of what is selected.
pub fn details(subject: Subject) -> AnyView {
    view! { <Details subject/> }.into_any()
}

/// What draws.
pub fn drawing() -> Drawing {
    Drawing { show: canvas::layer, arrange: arrange::run }
}

/// What edits on the canvas.
pub fn editing() -> Editing {
    Editing { layer: editing::layer, snap: editing::snap, duplicate: editing::duplicate }
}

/// What makes statements.
pub fn planner() -> Planner {
    Planner {
        pending: plan::pending,
        draft: plan::draft,
        expand: plan::expand::split,
        refused: plan::expand::refused,
        wall: problem::check_wall,
        creation_script: bundle::creation_script,
    }
}

/// A new prover.
pub fn prover() -> Result<Rc<dyn Asked>, SqlError> {
    Ok(Rc::new(Prover::spawn()?))
}
