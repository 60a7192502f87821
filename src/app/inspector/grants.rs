//! Privileges: a small matrix of grantee and privilege.

use leptos::prelude::*;

use super::field::{IconButton, Section, taken};
use super::picker::{grantee_of, grantee_options, grantee_value};
use crate::app::icons::Icon;
use crate::app::state::use_workspace;
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
        rows.sort();
        rows.dedup();
        rows
    });
    let has = |grants: &[Grant], to: &str, privilege: Privilege| {
        grants.iter().any(|g| grantee_value(&g.to) == to && g.privileges.contains(&privilege))
    };
    let set = move |to: String, privilege: Privilege, yes: bool| {
        let mut now = grants.get_untracked();
        match now.iter_mut().find(|g| grantee_value(&g.to) == to) {
            Some(grant) if yes => {
                grant.privileges.push(privilege);
                grant.privileges.sort();
                grant.privileges.dedup();
            }
            Some(grant) => grant.privileges.retain(|p| *p != privilege),
            None if yes => now.push(Grant { to: grantee_of(&to), privileges: vec![privilege] }),
            None => {}
        }
        now.retain(|g| !g.privileges.is_empty());
        now.sort_by(|a, b| a.to.cmp(&b.to));
        commit.run(now);
    };
    let title = move |value: &str| {
        let options = grantee_options(workspace);
        options.iter().find(|(v, _)| v == value).map_or_else(|| "?".to_owned(), |(_, title)| title.clone())
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
                    {move || {
                        rows.get()
                            .into_iter()
                            .map(|to| {
                                let name = title(&to);
                                let gone = to.clone();
                                let cells = privileges.get_value().into_iter().map(|p| {
                                    let to = to.clone();
                                    let authored = has(&grants.get(), &to, p);
                                    let given = has(&derived.get(), &to, p) && !authored;
                                    let label = format!("{} to {name}", p.sql());
                                    view! {
                                        <td>
                                            <input type="checkbox" aria-label=label disabled=given
                                                title=if given { "Given by the project's roles" } else { "" }
                                                prop:checked=authored || given
                                                on:change=move |event| set(to.clone(), p, event_target_checked(&event))/>
                                        </td>
                                    }
                                });
                                let cells = cells.collect_view();
                                let authored = grants.get().iter().any(|g| grantee_value(&g.to) == gone);
                                view! {
                                    <tr>
                                        <th scope="row" class="mono">{name.clone()}</th>
                                        {cells}
                                        <td>
                                            {authored.then(|| view! {
                                                <IconButton icon=Icon::X label=format!("Remove the grants to {name}")
                                                    act=move |()| {
                                                        let mut now = grants.get_untracked();
                                                        now.retain(|g| grantee_value(&g.to) != gone);
                                                        commit.run(now);
                                                    }/>
                                            })}
                                        </td>
                                    </tr>
                                }
                            })
                            .collect_view()
                    }}
                </tbody>
            </table>
        </div>
        <select class="input" aria-label="Grant to" prop:value="" on:change=move |event| {
            if let (Some(to), Some(first)) = (taken(&event), privileges.with_value(|p| p.first().copied())) {
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
