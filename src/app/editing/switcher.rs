//! The views of the model, as a row of buttons above the canvas.

use std::collections::BTreeMap;

use leptos::html::Input;
use leptos::prelude::*;
use web_sys::{KeyboardEvent, MouseEvent};

use super::{MenuAt, Target};
use crate::app::canvas::{CanvasState, fit, take_keyboard};
use crate::app::icons::Icon;
use crate::app::state::{Workspace, use_workspace};
use crate::app::ui::use_ui;
use crate::catalog::{Id, Ordered, Sorting};
use crate::design::{Annotation, Node, View};
use crate::edit::Command;
use crate::layout::Point;
use crate::platform::ids;

/// The views with their names, by name.
pub(super) fn by_name(workspace: Workspace) -> Vec<(Id, String)> {
    workspace.picture.with(|picture| {
        let mut views: Vec<_> = picture.views.iter().map(|(id, view)| (id.clone(), view.name.clone())).collect();
        views.order_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
        views
    })
}

/// Makes a view that shows these entities, opens it and lets its name be typed.
pub(super) fn add(workspace: Workspace, state: CanvasState, nodes: BTreeMap<Id, Node>) -> Option<Id> {
    let name = free_name(workspace, "View");
    let id = ids::fresh();
    workspace.run(Command::PutView { id: id.clone(), view: View { name, nodes } }).then(|| {
        workspace.open_view(Some(id.clone()));
        state.edit.typing.set(Some(id.clone()));
        id
    })
}

/// Makes a copy of a view with its areas and notes, and opens it.
pub(super) fn duplicate(workspace: Workspace, state: CanvasState, id: &Id) {
    let picture = workspace.picture.get_untracked();
    let Some(view) = picture.views.get(id) else { return };
    let copy = ids::fresh();
    let view = View { name: free_name(workspace, &format!("{} copy", view.name)), nodes: view.nodes.clone() };
    let mut commands = vec![Command::PutView { id: copy.clone(), view }];
    let own = picture.annotations.values().filter(|annotation| annotation.view.as_ref() == Some(id));
    commands.extend(own.map(|annotation| {
        let annotation = Annotation { view: Some(copy.clone()), ..annotation.clone() };
        Command::PutAnnotation { id: ids::fresh(), annotation }
    }));
    if workspace.run(Command::Batch { commands }) {
        workspace.open_view(Some(copy.clone()));
        state.edit.typing.set(Some(copy));
    }
}

fn free_name(workspace: Workspace, name: &str) -> String {
    let taken = by_name(workspace).into_iter().map(|(_, name)| name).ordered_set();
    let numbered = (2..).map(|n: u32| format!("{name} {n}"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or_default()
}

/// The views, if there is anything to be shown in one.
#[component]
pub(super) fn Views() -> impl IntoView {
    let (workspace, ui) = (use_workspace(), use_ui());
    let state: CanvasState = expect_context();
    let needed = Memo::new(move |_| {
        workspace.entity_ids.with(|ids| !ids.is_empty()) || workspace.picture.with(|picture| !picture.is_plain())
    });
    let views = Memo::new(move |_| by_name(workspace));
    let open = move |view: Option<Id>| {
        if workspace.view.get_untracked() != view {
            workspace.open_view(view);
            fit(workspace, ui);
        }
    };
    let menu = move |target: Target, event: &MouseEvent| {
        let corner = crate::platform::document().and_then(|document| document.get_element_by_id("canvas"));
        let Some(corner) = corner.map(|canvas| canvas.get_bounding_client_rect()) else { return };
        let at = event.current_target().and_then(|target| {
            use wasm_bindgen::JsCast;
            target.dyn_into::<web_sys::Element>().ok()
        });
        let Some(at) = at.map(|element| element.get_bounding_client_rect()) else { return };
        let screen = Point::new(at.left() - corner.left(), at.bottom() - corner.top() + 4.0);
        state.edit.menu.set(Some(MenuAt { target, screen }));
    };
    let tabs = move || {
        let tab = |(id, name): (Id, String)| {
            let (this, opened, typed, menued) = (id.clone(), id.clone(), id.clone(), id.clone());
            let is_open = Memo::new(move |_| workspace.view.with(|view| view.as_ref() == Some(&this)));
            let is_typed = Memo::new(move |_| state.edit.typing.with(|typing| typing.as_ref() == Some(&typed)));
            let label = name.clone();
            move || {
                if is_typed.get() {
                    return view! { <NameField id=id.clone() name=name.clone()/> }.into_any();
                }
                let (opened, double, menued) = (opened.clone(), opened.clone(), menued.clone());
                view! {
                    <button type="button" class="view-tab" aria-current=move || is_open.get().then_some("true")
                        on:click=move |_| open(Some(opened.clone()))
                        on:dblclick=move |_| state.edit.typing.set(Some(double.clone()))
                        on:contextmenu=move |event| {
                            event.prevent_default();
                            menu(Target::View(menued.clone()), &event);
                        }
                    >{label.clone()}</button>
                }
                .into_any()
            }
        };
        views.get().into_iter().map(tab).collect_view()
    };
    let options = move || {
        workspace.view.get().map(|id| view! {
            <button type="button" class="icon-button" aria-label="Options of this view" title="Options of this view" aria-haspopup="menu"
                on:click=move |event| menu(Target::View(id.clone()), &event)
            >
                <crate::app::icons::IconView icon=Icon::Ellipsis/>
            </button>
        })
    };
    move || {
        needed.get().then(|| view! {
        <nav class="views" aria-label="Views">
            <button type="button" class="view-tab" aria-current=move || workspace.view.with(Option::is_none).then_some("true")
                on:click=move |_| open(None)>"All"</button>
            {tabs}
            {options}
            <button type="button" class="icon-button" aria-label="New view" title="New view" aria-haspopup="menu"
                on:click=move |event| menu(Target::NewView, &event)
            >
                <crate::app::icons::IconView icon=Icon::Plus/>
            </button>
        </nav>
    })
    }
}

/// A view's name while it is typed.
#[component]
fn NameField(id: Id, name: String) -> impl IntoView {
    let workspace = use_workspace();
    let state: CanvasState = expect_context();
    let field = NodeRef::<Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            field.set_value(&name);
            let _ = field.focus();
            field.select();
        }
    });
    let finish = move |field: &web_sys::HtmlInputElement, keep: bool| {
        if state.edit.typing.try_get_untracked().flatten().as_ref() != Some(&id) {
            return;
        }
        let typed = field.value().trim().to_owned();
        let found = workspace.picture.with_untracked(|picture| picture.views.get(&id).cloned());
        if let (true, Some(view)) = (keep && !typed.is_empty(), found.filter(|view| view.name != typed)) {
            workspace.run(Command::PutView { id: id.clone(), view: View { name: typed, ..view } });
        }
        state.edit.typing.set(None);
    };
    let on_blur = finish.clone();
    view! {
        <input
            class="view-name"
            node_ref=field
            aria-label="Name of the view"
            spellcheck="false"
            autocomplete="off"
            on:blur=move |event| on_blur(&event_target(&event), true)
            on:keydown=move |event: KeyboardEvent| {
                event.stop_propagation();
                let field: web_sys::HtmlInputElement = event_target(&event);
                match event.key().as_str() {
                    "Enter" => finish(&field, true),
                    "Escape" => finish(&field, false),
                    _ => return,
                }
                take_keyboard();
            }
        />
    }
    .into_any()
}
