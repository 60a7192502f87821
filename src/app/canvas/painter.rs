//! Cards and lines as a picture: what has no elements because there is too much of it. The picture is a little larger than
//! the view and is moved with it; it is painted anew when it no longer covers the view, when the view has come to rest at
//! another zoom, and when what it shows changes.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::routes::Routes;
use super::{CanvasState, Scene};
use crate::app::state::{Workspace, use_workspace};
use crate::app::ui::{Ui, use_ui};
use crate::catalog::{Id, Ordered};
use crate::layout::{CardIndex, Detail, HEADER_HEIGHT, Point, ROW_HEIGHT, Rect, Viewport};
use crate::platform::screen;
use crate::platform::timer::Debounce;

/// How much larger than the view the picture is, to every side, in pixels.
const SPARE: f64 = 320.0;
/// The picture is painted anew when it would have to be scaled by more than this.
const STRETCH: f64 = 1.6;
/// How long a view stands at another zoom before the picture is painted sharp.
const REST_MS: u32 = 120;
/// Text smaller than this is not readable and not painted.
const LEAST_TEXT: f64 = 4.5;

/// The routes of lines that the layer's parts share.
pub(super) type SharedRoutes = StoredValue<Routes, LocalStorage>;

/// No routes yet.
pub(super) fn routes() -> SharedRoutes {
    StoredValue::new_local(Routes::default())
}

/// What a picture shows.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Picture {
    area: Rect,
    zoom: f64,
    sharpness: f64,
}

impl Picture {
    fn of(view: Viewport) -> Self {
        let area = view.visible().inflate(SPARE / view.zoom);
        Self { area, zoom: view.zoom, sharpness: screen::sharpness().clamp(1.0, 2.0) }
    }

    fn covers(self, view: Viewport) -> bool {
        let (visible, ratio) = (view.visible(), view.zoom / self.zoom);
        visible.union(self.area) == self.area && (1.0 / STRETCH..STRETCH).contains(&ratio)
    }

    fn place(self, view: Viewport) -> String {
        let at = view.to_screen(Point::new(self.area.x, self.area.y));
        format!("translate({}px, {}px) scale({})", at.x, at.y, view.zoom / self.zoom)
    }
}

/// The colours of the theme.
struct Colours {
    surface: String,
    header: String,
    tenant: String,
    border: String,
    edge: String,
    text: String,
    quiet: String,
    accent: String,
    font: String,
    style: web_sys::CssStyleDeclaration,
}

impl Colours {
    fn of(element: &web_sys::Element) -> Option<Self> {
        let style = web_sys::window()?.get_computed_style(element).ok()??;
        let value = |name: &str| style.get_property_value(name).unwrap_or_default();
        Some(Self {
            surface: value("--surface"),
            header: value("--surface-2"),
            tenant: value("--accent-softer"),
            border: value("--border-strong"),
            edge: value("--edge"),
            text: value("--text"),
            quiet: value("--text-3"),
            accent: value("--accent"),
            font: value("font-family"),
            style,
        })
    }

    /// What a card's colour is like in this theme.
    fn tint(&self, name: &str) -> String {
        self.style.get_property_value(&format!("--paint-{name}")).unwrap_or_default()
    }
}

/// The picture below everything that has elements.
#[component]
pub(super) fn Painter(
    /// Where lines run.
    routes: SharedRoutes,
) -> impl IntoView {
    let workspace = use_workspace();
    let ui = use_ui();
    let state: CanvasState = expect_context();
    let element = NodeRef::<Canvas>::new();
    let picture = RwSignal::new(None::<Picture>);
    let paint = move || {
        let Some(canvas) = element.get_untracked() else { return };
        let next = Picture::of(ui.viewport.get_untracked());
        paint(&canvas, next, &Content::of(workspace, ui, state, routes));
        picture.set(Some(next));
    };
    // What the picture shows has changed.
    Effect::new(move |_| {
        if element.get().is_none() {
            return;
        }
        state.index.track();
        state.wanted.track();
        state.edges_shown.track();
        state.detail.track();
        ui.dark.track();
        ui.focus.track();
        workspace.picture.track();
        workspace.selection.track();
        // The theme is on the root element before the frame, not before this.
        paint();
    });
    let rest = StoredValue::new_local(Debounce::default());
    Effect::new(move |_| {
        let view = ui.viewport.get();
        match picture.get_untracked() {
            Some(now) if now.covers(view) => {
                if now.zoom != view.zoom {
                    rest.with_value(|rest| rest.after(REST_MS, paint));
                }
            }
            _ => {
                rest.with_value(Debounce::cancel);
                paint();
            }
        }
    });
    view! {
        <canvas
            class="painted"
            node_ref=element
            aria-hidden="true"
            style:transform=move || {
                let view = ui.viewport.get();
                picture.get().map(|picture| picture.place(view)).unwrap_or_default()
            }
        ></canvas>
    }
}

/// What there is to paint.
struct Content {
    workspace: Workspace,
    scene: Arc<Scene>,
    index: Arc<CardIndex>,
    /// Cards and lines that have elements.
    cards: BTreeSet<Id>,
    edges: BTreeSet<Id>,
    detail: Detail,
    selected: BTreeSet<Id>,
    focus: Option<Arc<BTreeSet<Id>>>,
    routes: SharedRoutes,
}

impl Content {
    fn of(workspace: Workspace, ui: Ui, state: CanvasState, routes: SharedRoutes) -> Self {
        let index = state.index.get_untracked();
        routes.update_value(|routes| routes.renew(&index));
        Self {
            workspace,
            scene: state.scene.get_untracked(),
            index,
            cards: state.visible.get_untracked().into_iter().ordered_set(),
            edges: state.edges_shown.get_untracked().iter().cloned().ordered_set(),
            detail: state.detail.get_untracked(),
            selected: workspace.selection.with_untracked(|selection| selection.entity_ids()),
            focus: ui.focus.get_untracked(),
            routes,
        }
    }

    fn is_dim(&self, ids: &[&Id]) -> bool {
        self.focus.as_ref().is_some_and(|focus| !ids.iter().all(|id| focus.contains(*id)))
    }
}

fn paint(canvas: &HtmlCanvasElement, picture: Picture, content: &Content) {
    let size = |units: f64| (units * picture.zoom * picture.sharpness).round().clamp(1.0, 8192.0);
    let (width, height) = (size(picture.area.width), size(picture.area.height));
    if f64::from(canvas.width()) != width || f64::from(canvas.height()) != height {
        canvas.set_width(width as u32);
        canvas.set_height(height as u32);
        let style = web_sys::HtmlElement::style(canvas);
        let _ = style.set_property("width", &format!("{}px", width / picture.sharpness));
        let _ = style.set_property("height", &format!("{}px", height / picture.sharpness));
    }
    let context = canvas.get_context("2d").ok().flatten();
    let Some(context) = context.and_then(|context| context.dyn_into::<CanvasRenderingContext2d>().ok()) else { return };
    let Some(colours) = Colours::of(canvas) else { return };
    let scale = picture.zoom * picture.sharpness;
    let _ = context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
    context.clear_rect(0.0, 0.0, width, height);
    let _ = context.set_transform(scale, 0.0, 0.0, scale, -picture.area.x * scale, -picture.area.y * scale);
    lines(&context, picture, content, &colours);
    for at in content.index.within(picture.area) {
        if let Some((id, rect)) = content.index.cards().get(at)
            && !content.cards.contains(id)
        {
            context.set_global_alpha(if content.is_dim(&[id]) { 0.25 } else { 1.0 });
            card(&context, picture, content, &colours, id, *rect);
        }
    }
    context.set_global_alpha(1.0);
}

/// Lines: where they run if that is known and they can be told apart, else straight from middle to middle.
fn lines(context: &CanvasRenderingContext2d, picture: Picture, content: &Content, colours: &Colours) {
    context.set_stroke_style_str(&colours.edge);
    context.set_line_width(if content.detail == Detail::Full { 1.25 } else { (0.8 / picture.zoom).max(1.25) });
    // In full detail a line has an element, or will have one, unless there are too many.
    for dim in [true, false] {
        context.begin_path();
        let mut any = false;
        for edge in &content.scene.edges {
            if content.edges.contains(&edge.id) || content.is_dim(&[&edge.from, &edge.to]) != dim {
                continue;
            }
            let Some((from, to)) = content.index.rect(&edge.from).zip(content.index.rect(&edge.to)) else { continue };
            if !from.union(to).inflate(32.0).intersects(picture.area) {
                continue;
            }
            if content.detail == Detail::Full {
                let known = content.routes.with_value(|routes| routes.known(&content.scene, edge));
                if let Some(path) = known {
                    let mut points = path.points.iter();
                    if let Some(first) = points.next() {
                        context.move_to(first.x, first.y);
                    }
                    points.for_each(|point| context.line_to(point.x, point.y));
                    any = true;
                }
                continue;
            }
            let (a, b) = (from.centre(), to.centre());
            context.move_to(a.x, a.y);
            context.line_to(b.x, b.y);
            any = true;
        }
        if any {
            context.set_global_alpha(if dim { 0.2 } else { 1.0 });
            context.stroke();
        }
    }
    context.set_global_alpha(1.0);
}

fn card(
    context: &CanvasRenderingContext2d,
    picture: Picture,
    content: &Content,
    colours: &Colours,
    id: &Id,
    rect: Rect,
) {
    let Some(entity) = content.workspace.peek_entity(id) else { return };
    let selected = content.selected.contains(id);
    let pixel = 1.0 / picture.zoom;
    let border = if selected { 3.0 * pixel } else { pixel.max(1.0) };
    context.set_fill_style_str(if selected { &colours.accent } else { &colours.border });
    context.fill_rect(rect.x, rect.y, rect.width, rect.height);
    let inner = rect.inflate(-border);
    let tenant = entity.tenancy.is_tenant();
    let far = content.detail != Detail::Full;
    context.set_fill_style_str(if far && tenant { &colours.tenant } else { &colours.surface });
    context.fill_rect(inner.x, inner.y, inner.width, inner.height);
    if let Some(colour) = content.workspace.picture.with_untracked(|picture| picture.look(id).colour) {
        let alpha = context.global_alpha();
        context.set_global_alpha(alpha * 0.3);
        context.set_fill_style_str(&colours.tint(colour.name()));
        let height = if far { inner.height } else { HEADER_HEIGHT };
        context.fill_rect(inner.x, inner.y, inner.width, height);
        context.set_global_alpha(alpha);
    }
    let name = if entity.table.name.is_empty() { "(no name)" } else { &entity.table.name };
    let size = match content.detail {
        Detail::Block => 38.0,
        Detail::Header => 24.0,
        Detail::Full => 13.0,
    };
    if size * picture.zoom < LEAST_TEXT {
        return;
    }
    context.set_text_baseline("middle");
    if far {
        context.set_fill_style_str(&colours.text);
        context.set_font(&format!("600 {size}px {}", colours.font));
        let across = ((rect.width - 24.0) / (size * 0.58)).max(4.0) as usize;
        let down = ((rect.height - 20.0) / (size * 1.15)).max(1.0) as usize;
        for (at, line) in broken(name, across).into_iter().take(down).enumerate() {
            let y = rect.y + 14.0 + size * (0.58 + 1.15 * at as f64);
            let _ = context.fill_text(&line, rect.x + 12.0, y);
        }
        return;
    }
    context.set_fill_style_str(if tenant { &colours.tenant } else { &colours.header });
    context.fill_rect(inner.x, inner.y, inner.width, HEADER_HEIGHT - border);
    context.set_fill_style_str(&colours.text);
    context.set_font(&format!("600 {size}px {}", colours.font));
    let _ = context.fill_text(&cut(name, 30), rect.x + 31.0, rect.y + HEADER_HEIGHT / 2.0);
    context.set_font(&format!("12px {}", colours.font));
    let shape = content.scene.shapes.get(id).copied().unwrap_or_default();
    let rows = content.scene.rows.get(id).map(Vec::as_slice).unwrap_or_default();
    for (row, column) in rows.iter().take(shape.rows()).enumerate() {
        // What lowering adds has a row and, from this far, no name.
        if let Some(column) = entity.table.column(column) {
            let _ = context.fill_text(&cut(&column.name, 22), rect.x + 31.0, rect.y + shape.row_middle(row));
        }
    }
    context.set_fill_style_str(&colours.quiet);
    for row in 0..shape.rows() {
        // Where the type stands: its text is told apart only from near.
        context.fill_rect(rect.right() - 60.0, rect.y + shape.row_middle(row) - ROW_HEIGHT / 12.0, 46.0, 1.0);
    }
}

/// A name in lines of so many letters.
fn broken(name: &str, across: usize) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    letters.chunks(across).map(|line| line.iter().collect()).collect()
}

fn cut(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        text.to_owned()
    } else {
        text.chars().take(letters - 1).chain(['…']).collect()
    }
}
