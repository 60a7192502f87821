//! The start: templates, a blank canvas, and what this browser keeps.

use leptos::prelude::*;

use super::documents;
use super::icons::{Icon, IconView};
use super::state::use_workspace;
use super::ui::{Dialog, use_ui};
use super::widgets::Modal;
use crate::platform::clock;
use crate::platform::storage::{self, Stored};
use crate::template;

/// How many kept projects are listed.
const RECENT: usize = 8;

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

/// A new project, or one that this browser keeps.
#[component]
pub fn StartDialog() -> impl IntoView {
    let workspace = use_workspace();
    let ui = use_ui();
    let recent = RwSignal::new(Vec::<Stored>::new());
    leptos::task::spawn_local(async move {
        if let Ok(mut list) = storage::list().await {
            list.truncate(RECENT);
            recent.try_set(list);
        }
    });
    let close = move || ui.dialog.set(None);
    let row = move |project: Stored| {
        let (key, removed) = (project.key.clone(), project.key.clone());
        let open = ui.document.with_value(|document| document.is(&project.key));
        view! {
            <li class="recent-row">
                <button type="button" class="recent" disabled=open on:click=move |_| documents::open_stored(workspace, ui, key.clone())>
                    <IconView icon=Icon::FileText/>
                    <span class="recent-name">{if project.name.is_empty() { "(no name)".to_owned() } else { project.name.clone() }}</span>
                    <span class="recent-detail">
                        {if open { "open now".to_owned() } else { format!("{} entities · {}", project.entities, clock::for_people(project.saved)) }}
                    </span>
                </button>
                {(!open).then(|| view! {
                    <button type="button" class="icon-button small" title="Remove from this browser" aria-label=format!("Remove {} from this browser", project.name)
                        on:click=move |_| {
                            let key = removed.clone();
                            leptos::task::spawn_local(async move {
                                if storage::remove(&key).await.is_ok() {
                                    recent.try_update(|list| list.retain(|project| project.key != key));
                                }
                            });
                        }
                    >
                        <IconView icon=Icon::Trash/>
                    </button>
                })}
            </li>
        }
    };
    view! {
        <Modal title="New project" on_close=close class="start-dialog">
            <div class="templates blank">
                <button type="button" class="template" data-template="blank" on:click=move |_| documents::open_template(workspace, ui, None)>
                    <span class="template-icon"><IconView icon=Icon::FilePlus/></span>
                    <span class="template-title">"Blank"</span>
                    <span class="template-text">"An empty canvas."</span>
                </button>
            </div>
            <Templates/>
            {move || {
                let list = recent.get();
                (!list.is_empty()).then(|| view! {
                    <h3>"Kept in this browser"</h3>
                    <ul class="recent-list">{list.into_iter().map(row).collect_view()}</ul>
                })
            }}
        </Modal>
    }
    .into_any()
}
