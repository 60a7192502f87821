//! The start: templates, a blank canvas, and what this browser keeps.

use leptos::prelude::*;

use super::icons::{Icon, IconView};
use super::state::use_workspace;
use super::ui::{Dialog, use_ui};
use super::widgets::Modal;
use super::{actions, documents};
use crate::platform::storage::{self, Stored};
use crate::platform::{clock, focus};
use crate::template;

/// Among more kept projects than this one is found by typing.
const SEARCHED: usize = 6;

/// What an empty canvas shows.
#[component]
pub fn StartCard() -> impl IntoView {
    let ui = use_ui();
    view! {
        <div class="start-card">
            <h2>"Draw a schema. Prove its migration."</h2>
            <p class="start-lead">
                "Double-click the canvas to add an entity, and drag from a column to another entity to reference it. "
                "Or begin with a design that is complete:"
            </p>
            <Templates/>
            <button type="button" class="link-button" on:click=move |_| ui.dialog.set(Some(Dialog::Start))>
                "Open a project of this browser"
            </button>
        </div>
    }
}

#[component]
fn Templates() -> impl IntoView {
    let workspace = use_workspace();
    let ui = use_ui();
    let cards = template::list().iter().map(|template| {
        let id = template.id;
        view! {
            <button type="button" class="template" data-template=id on:click=move |_| documents::open_template(workspace, ui, Some(id))>
                <span class="template-icon"><IconView icon=Icon::LayoutTemplate/></span>
                <span class="template-title">{template.title}</span>
                <span class="template-text">{template.summary}</span>
            </button>
        }
    });
    view! { <div class="templates">{cards.collect_view()}</div> }
}

/// So many entities, in words.
pub(crate) fn entities(count: u32) -> String {
    if count == 1 { "1 entity".to_owned() } else { format!("{count} entities") }
}

/// A new project, or one that this browser keeps.
#[component]
pub fn StartDialog() -> impl IntoView {
    let workspace = use_workspace();
    let ui = use_ui();
    let recent = RwSignal::new(Vec::<Stored>::new());
    leptos::task::spawn_local(async move {
        if let Ok(list) = storage::list().await {
            recent.try_set(list);
        }
    });
    let close = move || ui.dialog.set(None);
    let typed = RwSignal::new(String::new());
    let found = move || {
        let typed = typed.get().trim().to_lowercase();
        let list = recent.get().into_iter().filter(|project| project.name.to_lowercase().contains(&typed));
        list.collect::<Vec<_>>()
    };
    // The kept project that is to be removed, if its owner says so once more.
    let asking = RwSignal::new(None::<String>);
    let remove = move |key: String| {
        leptos::task::spawn_local(async move {
            if storage::remove(&key).await.is_ok() {
                recent.try_update(|list| list.retain(|project| project.key != key));
                asking.try_set(None);
                // What had the keyboard is gone, and with it the way to close the dialog by Escape.
                focus::soon(".start-dialog .template");
            }
        });
    };
    let row = move |project: Stored| {
        let (key, removed) = (project.key.clone(), project.key.clone());
        let name = if project.name.is_empty() { "(no name)".to_owned() } else { project.name.clone() };
        if asking.get().as_ref() == Some(&key) {
            return view! {
                <li class="recent-row asked" role="alertdialog" aria-label=format!("Remove {name}?")>
                    <span class="recent-question">{format!("Remove “{name}” from this browser for good?")}</span>
                    <button type="button" class="button danger" on:click=move |_| remove(removed.clone())>"Remove"</button>
                    <button type="button" class="button keep" on:click=move |_| {
                        asking.set(None);
                        focus::soon(".start-dialog .recent:enabled");
                    }>"Keep"</button>
                </li>
            }
            .into_any();
        }
        let open = ui.document.with_value(|document| document.is(&project.key));
        view! {
            <li class="recent-row">
                <button type="button" class="recent" disabled=open on:click=move |_| documents::open_stored(workspace, ui, key.clone())>
                    <IconView icon=Icon::FileText/>
                    <span class="recent-name">{name}</span>
                    <span class="recent-detail">
                        {if open { "open now".to_owned() } else { format!("{} · {}", entities(project.entities), clock::for_people(project.saved)) }}
                    </span>
                </button>
                {(!open).then(|| view! {
                    <button type="button" class="icon-button small" title="Remove from this browser" aria-label=format!("Remove {} from this browser", project.name)
                        on:click=move |_| {
                            asking.set(Some(removed.clone()));
                            focus::soon(".start-dialog .recent-row .keep");
                        }
                    >
                        <IconView icon=Icon::Trash/>
                    </button>
                })}
            </li>
        }
        .into_any()
    };
    view! {
        <Modal title="Projects" on_close=close class="start-dialog">
            <div class="templates blank">
                <button type="button" class="template" data-template="blank" autofocus=true on:click=move |_| documents::open_template(workspace, ui, None)>
                    <span class="template-icon"><IconView icon=Icon::FilePlus/></span>
                    <span class="template-title">"Blank"</span>
                    <span class="template-text">"An empty canvas."</span>
                </button>
            </div>
            <Templates/>
            <h3>"The open project"</h3>
            <div class="open-project">
                <button type="button" class="button" on:click=move |_| ui.dialog.set(Some(Dialog::History))>
                    <IconView icon=Icon::Clock/>"Earlier versions"
                </button>
                <button type="button" class="button" on:click=move |_| documents::copy_link(workspace)>
                    <IconView icon=Icon::Link/>"Copy a link that holds it"
                </button>
                <button type="button" class="button" on:click=move |_| actions::save_file(workspace)>
                    <IconView icon=Icon::Download/>"Download it"
                </button>
            </div>
            {move || {
                let count = recent.with(Vec::len);
                if count == 0 {
                    return view! { <p class="recent-none">"No other project is kept in this browser yet."</p> }.into_any();
                }
                view! {
                    <div class="recent-head">
                        <h3>"Kept in this browser"</h3>
                        {(count > SEARCHED).then(|| view! {
                            <input type="search" class="input" aria-label="Find a project" placeholder="Find a project"
                                on:input=move |event| typed.set(event_target_value(&event))/>
                        })}
                    </div>
                    <ul class="recent-list">{move || found().into_iter().map(row).collect_view()}</ul>
                    {move || found().is_empty().then(|| view! { <p class="recent-none" role="status">"None has a name like this."</p> })}
                }
                .into_any()
            }}
        </Modal>
    }
    .into_any()
}
