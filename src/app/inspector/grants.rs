//! Privileges: a small matrix of grantee and privilege.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::field::{IconButton, Section, taken};
use super::picker::{grantee_of, grantee_options, grantee_value};
use crate::app::icons::Icon;
use crate::app::state::use_workspace;
use crate::catalog::Sorting;
use crate::catalog::{Grant, Id, Privilege};
use crate::edit::Command;

const TABLE: [Privilege; 7] = [
    Privilege::Select,
    Privilege::Insert,
    Privilege::Update,
    Privilege::Delete,
    Privilege::Truncate,
    Privilege::References,
    Privilege::Trigger,
];

/// Privileges on an entity's table: the authored ones, and those that the application's roles get.
#[component]
pub fn EntityGrants(
    /// The entity.
    entity: Id,
) -> impl IntoView {
    let workspace = use_workspace();
    let id = StoredValue::new(entity);
    let grants = Signal::derive(move || {
        id.with_value(|id| workspace.read_entity(id)).map(|e| e.table.grants.clone()).unwrap_or_default()
    });
    let all = Signal::derive(move || {
        workspace.derived.with(|derived| {
            id.with_value(|id| derived.lowered.catalog.table(id)).map(|t| t.grants.clone()).unwrap_or_default()
        })
    });
    view! {
        <Section title="Grants" count=Signal::derive(move || all.with(Vec::len))>
            <GrantMatrix grants derived=all privileges=TABLE.to_vec() commit={move |grants: Vec<Grant>| {
                workspace.run(Command::SetGrants { entity: id.get_value(), grants });
            }}/>
        </Section>
    }
}

/// The matrix. What stands in `derived` and not in `grants` is shown and can't be changed here.
#[component]
pub fn GrantMatrix(
    /// The authored grants.
    #[prop(into)]
    grants: Signal<Vec<Grant>>,
    /// The grants that lowering makes of them.
    #[prop(into)]
    derived: Signal<Vec<Grant>>,
    /// The privileges there are.
    privileges: Vec<Privilege>,
    /// Takes the new grants.
    #[prop(into)]
    commit: Callback<Vec<Grant>>,
) -> impl IntoView {
    let workspace = use_workspace();
    let privileges = StoredValue::new(privileges);
    let rows = Memo::new(move |_| {
        let mut rows: Vec<String> = grants.get().iter().map(|g| grantee_value(&g.to)).collect();
        rows.extend(derived.get().iter().map(|g| grantee_value(&g.to)));
        rows.order();
        rows.dedup();
        rows
    });
    let fresh = RwSignal::new(None::<String>);
    let set = move |to: String, privilege: Privilege, yes: bool| {
        let mut now = grants.get_untracked();
        match now.iter_mut().find(|g| grantee_value(&g.to) == to) {
            Some(grant) if yes => {
                grant.privileges.push(privilege);
                grant.privileges.order();
                grant.privileges.dedup();
            }
            Some(grant) => grant.privileges.retain(|p| *p != privilege),
            None if yes => now.push(Grant { to: grantee_of(&to), privileges: vec![privilege] }),
            None => {}
        }
        now.retain(|g| !g.privileges.is_empty());
        now.order_by(|a, b| a.to.cmp(&b.to));
        commit.run(now);
    };
    let remove = move |to: String| {
        let mut now = grants.get_untracked();
        now.retain(|g| grantee_value(&g.to) != to);
        commit.run(now);
    };
    view! {
        <div class="grants-scroll">
            <table class="grants">
                <thead>
                    <tr>
                        <th scope="col">"Role"</th>
                        {privileges
                            .get_value()
                            .into_iter()
                            .map(|p| view! { <th scope="col" title=p.sql()><span>{p.sql()}</span></th> })
                            .collect_view()}
                        <th></th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || rows.get() key=|to| to.clone() let:to>
                        <GrantRow to grants derived privileges set=Callback::new(move |(to, privilege, yes)| set(to, privilege, yes))
                            remove=Callback::new(remove) fresh/>
                    </For>
                </tbody>
            </table>
        </div>
        <select class="input" aria-label="Grant to" prop:value="" on:change=move |event| {
            if let (Some(to), Some(first)) = (taken(&event), privileges.with_value(|p| p.first().copied())) {
                // The keyboard goes to what was made: left here, the next key would grant to somebody else.
                fresh.set(Some(to.clone()));
                set(to, first, true);
            }
        }>
            <option value="">"Grant to…"</option>
            {move || {
                let granted = rows.get();
                grantee_options(workspace)
                    .into_iter()
                    .filter(|(value, _)| !granted.contains(value))
                    .map(|(value, title)| view! { <option value=value>{title}</option> })
                    .collect_view()
            }}
        </select>
    }
}

fn has(grants: &[Grant], to: &str, privilege: Privilege) -> bool {
    grants.iter().any(|g| grantee_value(&g.to) == to && g.privileges.contains(&privilege))
}

/// What one grantee may do. The row stays while its boxes are checked, and so does the keyboard in it.
#[component]
fn GrantRow(
    to: String,
    grants: Signal<Vec<Grant>>,
    derived: Signal<Vec<Grant>>,
    privileges: StoredValue<Vec<Privilege>>,
    set: Callback<(String, Privilege, bool)>,
    remove: Callback<String>,
    fresh: RwSignal<Option<String>>,
) -> impl IntoView {
    let workspace = use_workspace();
    let options = grantee_options(workspace);
    let name = options.into_iter().find(|(v, _)| *v == to).map_or_else(|| "?".to_owned(), |(_, title)| title);
    let to = StoredValue::new(to);
    let row = NodeRef::<leptos::html::Tr>::new();
    Effect::new(move || {
        if let Some(row) = row.get()
            && fresh.get_untracked().is_some_and(|wanted| to.with_value(|to| *to == wanted))
        {
            fresh.set(None);
            let first = row.query_selector("input").ok().flatten();
            if let Some(first) = first.and_then(|first| first.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = first.focus();
            }
        }
    });
    let cells = privileges.get_value().into_iter().map(|p| {
        let authored = Memo::new(move |_| grants.with(|all| to.with_value(|to| has(all, to, p))));
        let given = Memo::new(move |_| !authored.get() && derived.with(|all| to.with_value(|to| has(all, to, p))));
        view! {
            <td>
                <input type="checkbox" aria-label=format!("{} to {name}", p.sql()) disabled=move || given.get()
                    title=move || if given.get() { "Given by the project's roles" } else { "" }
                    prop:checked=move || authored.get() || given.get()
                    on:change=move |event| set.run((to.get_value(), p, event_target_checked(&event)))/>
            </td>
        }
    });
    let cells = cells.collect_view();
    let authored =
        Memo::new(move |_| grants.with(|all| all.iter().any(|g| to.with_value(|to| grantee_value(&g.to) == *to))));
    view! {
        <tr node_ref=row>
            <th scope="row" class="mono" title=name.clone()>{name.clone()}</th>
            {cells}
            <td>
                {move || {
                    let label = format!("Remove the grants to {name}");
                    authored.get().then(|| view! {
                        <IconButton icon=Icon::X label act=move |()| remove.run(to.get_value())/>
                    })
                }}
            </td>
        </tr>
    }
}
