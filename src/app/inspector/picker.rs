//! Choosing several of a list, in order: columns of a key, roles of a policy.

use leptos::prelude::*;

use super::field::Place;
use crate::app::icons::{Icon, IconView};
use crate::app::state::Workspace;
use crate::catalog::Sorting;
use crate::catalog::{Grantee, Id};

/// Chips of what is chosen, in order, and a list to choose one more from. Values are texts; titles are shown.
#[component]
pub fn Picker(
    /// The label.
    label: &'static str,
    /// What it edits.
    place: Place,
    /// What is chosen, in order.
    #[prop(into)]
    chosen: Signal<Vec<String>>,
    /// What there is, as value and title.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// Takes the new choice.
    #[prop(into)]
    commit: Callback<Vec<String>>,
) -> impl IntoView {
    let title_of = move |value: &str| {
        options.with(|all| {
            all.iter().find(|(v, _)| v == value).map_or_else(|| format!("{value}?"), |(_, title)| title.clone())
        })
    };
    let without = move |at: usize| {
        let mut now = chosen.get_untracked();
        if at < now.len() {
            now.remove(at);
        }
        commit.run(now);
    };
    let earlier = move |at: usize| {
        let mut now = chosen.get_untracked();
        if at > 0 && at < now.len() {
            now.swap(at, at - 1);
        }
        commit.run(now);
    };
    view! {
        <div class="field" role="group" aria-label=label>
            <span class="field-label">{label}</span>
            <div class="picker" data-field=label.to_lowercase()>
                {move || {
                    chosen
                        .get()
                        .into_iter()
                        .enumerate()
                        .map(|(at, value)| {
                            let title = title_of(&value);
                            view! {
                                <span class="chip">
                                    {(at > 0)
                                        .then(|| {
                                            view! {
                                                <button class="chip-button" aria-label=format!("Move {title} earlier")
                                                    title="Move earlier" on:click=move |_| earlier(at)>
                                                    <IconView icon=Icon::ChevronLeft/>
                                                </button>
                                            }
                                        })}
                                    <span class="chip-text mono">{title.clone()}</span>
                                    <button class="chip-button" aria-label=format!("Remove {title}") title="Remove"
                                        on:click=move |_| without(at)>
                                        <IconView icon=Icon::X/>
                                    </button>
                                </span>
                            }
                        })
                        .collect_view()
                }}
                <select class="input picker-add" aria-label=format!("Add to {}", label.to_lowercase())
                    prop:value="" on:change=move |event| {
                        if let Some(value) = super::field::taken(&event) {
                            let mut now = chosen.get_untracked();
                            now.push(value);
                            commit.run(now);
                        }
                    }>
                    <option value="">"Add…"</option>
                    {move || {
                        let now = chosen.get();
                        options
                            .get()
                            .into_iter()
                            .filter(|(value, _)| !now.contains(value))
                            .map(|(value, title)| view! { <option value=value>{title}</option> })
                            .collect_view()
                    }}
                </select>
            </div>
            <super::field::PlaceProblems place/>
        </div>
    }
}

/// The columns of an entity: the authored ones, and those that lowering adds (inherited, the tenant's).
pub fn column_options(workspace: Workspace, entity: &Id) -> Vec<(String, String)> {
    let mut options: Vec<(String, String)> = workspace
        .read_entity(entity)
        .map(|e| e.table.columns.iter().map(|c| (c.id.to_string(), c.name.clone())).collect())
        .unwrap_or_default();
    let known: Vec<String> = options.iter().map(|(id, _)| id.clone()).collect();
    workspace.derived.with(|derived| {
        if let Some(table) = derived.lowered.catalog.table(entity) {
            let added = table.columns.iter().filter(|c| !known.iter().any(|id| id == c.id.as_str()));
            options.extend(added.map(|c| (c.id.to_string(), c.name.clone())));
        }
    });
    options
}

/// Every entity by name.
pub fn entity_options(workspace: Workspace) -> Vec<(String, String)> {
    workspace.structure.track();
    let mut options: Vec<(String, String)> = workspace
        .with_design(|design| design.entities.iter().map(|(id, e)| (id.to_string(), e.table.name.clone())).collect());
    options.order_by(|a, b| a.1.cmp(&b.1));
    options
}

/// Every schema by name.
pub fn schema_options(workspace: Workspace) -> Vec<(String, String)> {
    workspace.schemas.with(|schemas| schemas.iter().map(|(id, s)| (id.to_string(), s.name.clone())).collect())
}

/// Every schema by name, and last the making of a new one.
pub fn schema_or_new(workspace: Workspace) -> Vec<(String, String)> {
    let mut options = schema_options(workspace);
    options.push((super::schemas::NEW_SCHEMA.to_owned(), "New schema…".to_owned()));
    options
}

/// Every role by name.
pub fn role_options(workspace: Workspace) -> Vec<(String, String)> {
    workspace.roles.with(|roles| roles.iter().map(|(id, r)| (id.to_string(), r.name.clone())).collect())
}

/// Every role by name, after "none".
pub fn role_or_none(workspace: Workspace) -> Vec<(String, String)> {
    let mut options = vec![(String::new(), "none".to_owned())];
    options.extend(role_options(workspace));
    options
}

/// Everyone, and every role. The value of everyone is `*`, which no id is.
pub fn grantee_options(workspace: Workspace) -> Vec<(String, String)> {
    let mut options = vec![("*".to_owned(), "PUBLIC".to_owned())];
    options.extend(role_options(workspace));
    options
}

/// A grantee as the value of an option.
pub fn grantee_value(grantee: &Grantee) -> String {
    match grantee {
        Grantee::Public => "*".to_owned(),
        Grantee::Role(id) => id.to_string(),
    }
}

/// The grantee of an option's value.
pub fn grantee_of(value: &str) -> Grantee {
    if value == "*" { Grantee::Public } else { Grantee::Role(Id::new(value)) }
}

/// Texts as ids.
pub fn ids_of(values: &[String]) -> Vec<Id> {
    values.iter().map(Id::new).collect()
}

/// Ids as texts.
pub fn values_of(ids: &[Id]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}
