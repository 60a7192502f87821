//! The canvas: cards of entities and the lines between them.
//!
//! Cards near the view are HTML, as many of them as a page can carry (`drawn`); what is beyond that is painted
//! (`painter`). One transform on one layer moves everything. Where things are is known from `layout`, never measured. One
//! set of listeners on the canvas serves all cards. What draws is a part of the page that an empty canvas does without.

mod card;
mod drawn;
mod edges;
mod focus;
mod gesture;
mod layer;
mod mark;
mod minimap;
mod overlay;
mod painter;
mod routes;
mod scene;
mod touch;
mod view;

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

pub use focus::{neighbours, toggle_focus};
pub use layer::layer;
pub use mark::{Mark, mark};
pub use scene::{EdgeKind, EdgeModel, Scene};
pub use touch::open_menu_at;
pub use view::{card_rects, fit, fly_to, fly_to_fit, fly_to_selection, reveal, zoom_by, zoom_to_one};

use super::actions;
use super::commands::CommandButton;
use super::editing::{self, Layer};
use super::icons::{Icon, IconView};
use super::notes::TemplateNotes;
use super::selection::Selection;
use super::start::StartCard;
use super::state::{Workspace, use_workspace};
use super::ui::{Ui, use_ui};
use crate::catalog::Id;
use crate::command::{Action, of};
use crate::layout::{CardIndex, Detail, Point, Rect};
use gesture::{Gestures, Link};

/// What the pointer is over.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Hover {
    /// Nothing that lights up.
    #[default]
    Nothing,
    /// A line.
    Edge(Id),
    /// A column.
    Column(Id, Id),
}

/// What is lit.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Lit {
    /// Lines.
    pub(crate) edges: BTreeSet<Id>,
    /// Rows, by entity and number.
    pub(crate) rows: BTreeSet<(Id, usize)>,
}

/// What the parts of the canvas share.
#[derive(Clone, Copy)]
pub(crate) struct CanvasState {
    pub(crate) scene: Memo<Arc<Scene>>,
    pub(crate) detail: Memo<Detail>,
    pub(crate) culling: Memo<Rect>,
    /// Where each card stands, as long as none is being moved.
    pub(crate) index: Memo<Arc<CardIndex>>,
    /// The cards that should have elements, and those that have: a few come with each frame.
    pub(crate) wanted: Memo<drawn::Wanted>,
    pub(crate) visible: RwSignal<Vec<Id>>,
    /// The lines that have elements.
    pub(crate) edges_shown: RwSignal<Arc<Vec<Id>>>,
    pub(crate) hover: RwSignal<Hover>,
    pub(crate) lit: Memo<Lit>,
    pub(crate) link: RwSignal<Option<Link>>,
    pub(crate) marquee: RwSignal<Option<Rect>>,
    pub(crate) grabbing: RwSignal<bool>,
    pub(crate) edit: editing::State,
}

/// The scene as it is now, without tracking.
pub fn scene(workspace: Workspace) -> Scene {
    Scene::of(workspace)
}

impl CanvasState {
    fn new(workspace: Workspace, ui: Ui) -> Self {
        let added = Memo::new(move |_| workspace.derived.with(|derived| derived.added_columns.clone()));
        let scene = Memo::new(move |_| {
            workspace.structure.track();
            // Read, not only tracked: a memo that nobody reads never learns of what it is made of.
            added.with(|_| ());
            Arc::new(Scene::of(workspace))
        });
        let detail = Memo::new(move |_| ui.viewport.get().detail());
        let culling = Memo::new(move |_| ui.viewport.get().culling());
        let index = Memo::new(move |_| {
            workspace.positions.track();
            let scene = scene.get();
            Arc::new(CardIndex::new(
                scene.shapes.keys().filter_map(|id| Some((id.clone(), scene.rect(workspace, id)?))),
            ))
        });
        let wanted = Memo::new(move |_| {
            let always = workspace.selection.with(Selection::entity_ids);
            drawn::wanted(&scene.read(), &index.read(), culling.get(), detail.get(), &always)
        });
        let visible = drawn::follow(wanted, index, ui);
        let hover = RwSignal::new(Hover::Nothing);
        let lit = Memo::new(move |_| {
            let scene = scene.get();
            let mut lit = hover.with(|hover| lit_by(&scene, hover));
            if let Selection::Object { entity, object } = workspace.selection.get() {
                let also = match scene.edges.iter().find(|edge| edge.id == object) {
                    Some(edge) => lit_by(&scene, &Hover::Edge(edge.id.clone())),
                    None => Lit {
                        rows: scene.row(&entity, &object).map(|row| (entity, row)).into_iter().collect(),
                        ..Lit::default()
                    },
                };
                lit.edges.extend(also.edges);
                lit.rows.extend(also.rows);
            }
            lit
        });
        Self {
            scene,
            detail,
            culling,
            index,
            wanted,
            visible,
            edges_shown: RwSignal::default(),
            hover,
            lit,
            link: RwSignal::new(None),
            marquee: RwSignal::new(None),
            grabbing: RwSignal::new(false),
            edit: editing::State::new(),
        }
    }
}

fn lit_by(scene: &Scene, hover: &Hover) -> Lit {
    let mut lit = Lit::default();
    for edge in &scene.edges {
        let hit = match hover {
            Hover::Nothing => false,
            Hover::Edge(id) => edge.id == *id,
            Hover::Column(entity, column) => {
                (edge.from == *entity && edge.columns.contains(column))
                    || (edge.to == *entity && edge.target_columns.contains(column))
            }
        };
        if hit {
            lit.edges.insert(edge.id.clone());
            let ends = [(&edge.from, &edge.columns), (&edge.to, &edge.target_columns)];
            for (entity, columns) in ends {
                lit.rows.extend(columns.iter().filter_map(|c| Some((entity.clone(), scene.row(entity, c)?))));
            }
        }
    }
    lit
}

/// The canvas.
#[component]
pub fn Canvas() -> impl IntoView {
    let workspace = use_workspace();
    let ui = use_ui();
    let state = CanvasState::new(workspace, ui);
    provide_context(state);
    let element = NodeRef::<Div>::new();
    let gestures = Gestures::new(workspace, ui, state, element);
    observe_size(workspace, ui, element);
    load_editing(workspace);

    let drawn = Memo::new(move |before: Option<&bool>| {
        before.copied().unwrap_or(false)
            || workspace.entity_ids.with(|ids| !ids.is_empty())
            || workspace.picture.with(|picture| !picture.is_plain())
    });
    // Another project is looked at as a whole.
    Effect::new(move |_| {
        workspace.generation.track();
        ui.focus.set(None);
    });
    let step = Memo::new(move |_| grid_step(ui.viewport.get().zoom));
    let empty = move || workspace.entity_ids.with(|ids| ids.is_empty()) && ui.ready.get();
    view! {
        <section class="canvas-panel" aria-label="Canvas">
            <div
                class="canvas"
                id="canvas"
                class:grabbing=move || state.grabbing.get()
                class:linking=move || state.link.with(|link| link.is_some())
                node_ref=element
                tabindex="0"
                role="application"
                aria-label="Drawing of the entities. The outline lists them too."
                on:pointerdown=move |event| gestures.down(&event)
                on:pointermove=move |event| gestures.moved(&event)
                on:pointerup=move |event| gestures.up(&event)
                on:pointercancel=move |event| gestures.cancelled(&event)
                on:pointerover=move |event| gestures.over(&event)
                on:pointerleave=move |_| gestures.left()
                on:wheel=move |event| gestures.wheel(&event)
                on:dblclick=move |event| gestures.double(&event)
                on:keydown=move |event| gestures.key_down(&event)
                on:keyup=move |event| gestures.key_up(&event)
                on:contextmenu=move |event| {
                    event.prevent_default();
                    ask_for_editing(workspace);
                    gestures.menu_came();
                }
            >
                <div class="grid"
                    style:transform=move || {
                        let (view, step) = (ui.viewport.get(), step.get());
                        format!("translate({}px, {}px)", view.x.rem_euclid(step), view.y.rem_euclid(step))
                    }
                    style:background-size=move || format!("{0}px {0}px", step.get())
                ></div>
                {move || drawn.get().then(|| workspace.drawing.show(workspace.toasts, |drawing| (drawing.show)()))}
            </div>
            {move || empty().then(|| view! { <StartCard/> })}
            <TemplateNotes/>
            <Controls/>
            <Drawn layer=Layer::Beside/>
        </section>
    }
    .into_any()
}

/// What is edited on the canvas, once that part is here.
#[component]
fn Drawn(layer: Layer) -> impl IntoView {
    let workspace = use_workspace();
    move || workspace.editing.here().map(|editing| (editing.layer)(layer))
}

/// Loads what edits on the canvas as soon as there is something to edit.
fn load_editing(workspace: Workspace) {
    let needed = Memo::new(move |_| {
        workspace.entity_ids.with(|ids| !ids.is_empty()) || workspace.picture.with(|picture| !picture.is_plain())
    });
    Effect::new(move || {
        if needed.get() {
            ask_for_editing(workspace);
        }
    });
}

fn ask_for_editing(workspace: Workspace) {
    if workspace.editing.peek().is_none() {
        leptos::task::spawn_local(async move {
            if let Err(why) = workspace.editing.get().await {
                workspace.toasts.error(why.0);
            }
        });
    }
}

/// Dots at a distance that is neither crowded nor sparse at any zoom.
fn grid_step(zoom: f64) -> f64 {
    let mut step = 24.0 * zoom;
    while step < 16.0 {
        step *= 2.0;
    }
    step
}

fn observe_size(workspace: Workspace, ui: Ui, element: NodeRef<Div>) {
    Effect::new(move |_| {
        let Some(element) = element.get() else { return };
        let target: web_sys::Element = element.into();
        let observed = target.clone();
        let callback = Closure::<dyn FnMut()>::new(move || {
            let (width, height) = (f64::from(observed.client_width()), f64::from(observed.client_height()));
            if width < 1.0 || height < 1.0 {
                return;
            }
            let view = ui.viewport.get_untracked();
            if (view.width, view.height) != (width, height) {
                ui.viewport.set(view.resized(width, height));
            }
            if ui.fit_when_sized.try_update_value(|flag| std::mem::replace(flag, false)) == Some(true) {
                fit(workspace, ui);
            }
        });
        if let Ok(observer) = web_sys::ResizeObserver::new(callback.as_ref().unchecked_ref()) {
            observer.observe(&target);
            // The canvas lives as long as the page.
            callback.forget();
        }
    });
}

#[component]
fn Controls() -> impl IntoView {
    let workspace = use_workspace();
    let ui = use_ui();
    let percent = Memo::new(move |_| (ui.viewport.get().zoom * 100.0).round() as i64);
    view! {
        <div class="canvas-tools" role="toolbar" aria-label="Drawing">
            <button class="button primary" data-testid="add-entity" on:click=move |_| actions::add_entity(workspace, ui, None)>
                <IconView icon=Icon::Plus/>
                "Entity"
            </button>
        </div>
        <div class="canvas-controls" role="toolbar" aria-label="View">
            <minimap::Toggle/>
            <CommandButton command=const { of(Action::Arrange) } icon=Icon::Workflow/>
            <CommandButton command=const { of(Action::FitAll) } icon=Icon::Scan/>
            <span class="separator"></span>
            <CommandButton command=const { of(Action::ZoomOut) } icon=Icon::Minus/>
            <button class="zoom-value" title="Zoom to 100 %" aria-label=move || format!("Zoom {} %; press for 100 %", percent.get())
                on:click=move |_| zoom_to_one(ui)
            >
                {move || format!("{} %", percent.get())}
            </button>
            <CommandButton command=const { of(Action::ZoomIn) } icon=Icon::Plus/>
        </div>
    }
}

/// Gives the keyboard to the canvas.
pub(crate) fn take_keyboard() {
    let canvas = crate::platform::document().and_then(|document| document.get_element_by_id("canvas"));
    if let Some(canvas) = canvas.and_then(|canvas| canvas.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = canvas.focus();
    }
}

/// The point of the canvas under a pointer event.
pub(crate) fn pointer(ui: Ui, element: &web_sys::Element, event: &web_sys::MouseEvent) -> (Point, Point) {
    let rect = element.get_bounding_client_rect();
    let screen = Point::new(f64::from(event.client_x()) - rect.left(), f64::from(event.client_y()) - rect.top());
    (screen, ui.viewport.get_untracked().to_canvas(screen))
}
