//! Looking as somebody: the rows of the prepared database as a role sees them in a session.

use leptos::prelude::*;

use super::State;
use crate::app::engine::use_engine;
use crate::app::icons::{Icon, IconView};
use crate::app::shell::Empty;
use crate::app::state::use_workspace;
use crate::prove::{Question, Seen, Stand, StandTable};

/// What the choice of the superuser is called where roles have names.
pub(super) const SUPERUSER: &str = "";

/// The view.
#[component]
pub fn Look(
    /// Who looks, and at what.
    state: State,
) -> impl IntoView {
    let (workspace, engine) = (use_workspace(), use_engine());
    let look = move || {
        if state.busy.get_untracked() {
            return;
        }
        state.busy.set(true);
        leptos::task::spawn_local(async move {
            let outcome = ask(state, engine, workspace).await;
            // The panel may have been left meanwhile.
            let _ = state.busy.try_set(false);
            let _ = state.seen.try_set(outcome.transpose());
        });
    };
    let open = move |sql: String| {
        state.sql.set(sql);
        look();
    };
    // Whoever comes with a question from elsewhere is answered at once.
    if state.wanted.get_untracked() {
        state.wanted.set(false);
        look();
    }
    view! {
        <div class="access-view">
            <form class="access-bar look-who" on:submit=move |event| { event.prevent_default(); look() }>
                <label>"As " <Roles role=state.role look/></label>
                <label>"in the session of " <Sessions state look/></label>
                <input class="input mono look-sql" aria-label="Statement" placeholder="SELECT …: any one statement, rolled back afterwards"
                    prop:value=state.sql on:input=move |event| state.sql.set(event_target_value(&event))/>
                <button class="button primary" type="submit" disabled=state.busy>
                    <IconView icon=Icon::Eye/>{move || if state.busy.get() { "Looking" } else { "Look" }}
                </button>
            </form>
            <div class="look-body">
                {move || state.stand.get().map(|stand| view! { <Tables stand chosen=state.sql open/> })}
                <div class="look-seen" aria-live="polite">
                    {move || match state.seen.get() {
                        None if state.stand.with(Option::is_none) => view! {
                            <Empty icon=Icon::Eye title="See what a tenant sees"
                                text="Look makes the design's tables in this tab's PostgreSQL, fills them with rows of two tenants, and shows what a role sees of them. What a statement changes is rolled back."/>
                        }.into_any(),
                        None => view! { <p class="panel-empty">"Choose a table, or write a statement."</p> }.into_any(),
                        Some(Err(why)) => view! { <p class="message error" role="alert">{why}</p> }.into_any(),
                        Some(Ok(seen)) => view! { <Answer seen/> }.into_any(),
                    }}
                </div>
            </div>
        </div>
    }
}

/// Asks what is written, if anything is.
async fn ask(
    state: State,
    engine: crate::app::engine::EngineHost,
    workspace: crate::app::state::Workspace,
) -> Result<Option<Seen>, String> {
    let told = |why: crate::app::engine::NotRun| why.message();
    workspace.planned_now().await.map_err(|why| why.0)?;
    let known = state.stand.get_untracked();
    let stand = match known {
        Some(stand) => stand,
        None => engine.look(workspace, Vec::new()).await.map_err(told)?.0,
    };
    let _ = state.stand.try_set(Some(stand.clone()));
    let sql = state.sql.try_get_untracked().unwrap_or_default();
    if sql.trim().is_empty() {
        return Ok(None);
    }
    let session = stand.sessions.get(state.session.try_get_untracked().unwrap_or_default());
    let role = state.role.try_get_untracked().filter(|role| role != SUPERUSER);
    let question = Question { role, settings: session.map(|s| s.settings.clone()).unwrap_or_default(), sql };
    let (stand, seen) = engine.look(workspace, vec![question]).await.map_err(told)?;
    let _ = state.stand.try_set(Some(stand));
    Ok(seen.into_iter().next())
}

#[component]
fn Roles(role: RwSignal<String>, look: impl Fn() + Copy + 'static) -> impl IntoView {
    let workspace = use_workspace();
    let names = Memo::new(move |_| {
        let mut names: Vec<String> =
            workspace.roles.with(|roles| roles.values().map(|role| role.name.clone()).collect());
        names.sort();
        names
    });
    view! {
        <select class="input" aria-label="Role" prop:value=role
            on:change=move |event| { role.set(event_target_value(&event)); look() }>
            {move || names.get().into_iter().map(|name| {
                let chosen = name == role.get_untracked();
                view! { <option value=name.clone() selected=chosen>{name.clone()}</option> }
            }).collect_view()}
            <option value=SUPERUSER selected=move || role.get_untracked() == SUPERUSER>"the superuser, whom no policy binds"</option>
        </select>
    }
}

#[component]
fn Sessions(state: State, look: impl Fn() + Copy + 'static) -> impl IntoView {
    let titles = Memo::new(move |_| {
        state.stand.with(|stand| stand.as_ref().map(|stand| stand.sessions.clone()).unwrap_or_default())
    });
    view! {
        <select class="input" aria-label="Session"
            on:change=move |event| {
                state.session.set(event_target_value(&event).parse().unwrap_or_default());
                look();
            }>
            {move || {
                let sessions = titles.get();
                match sessions.is_empty() {
                    true => view! { <option value="0">"Tenant A"</option> }.into_any(),
                    false => sessions.into_iter().enumerate().map(|(at, session)| {
                        let told: Vec<String> = session.settings.iter()
                            .map(|(setting, value)| if value.is_empty() { format!("{setting} empty") } else { format!("{setting} = {value}") })
                            .collect();
                        let chosen = at == state.session.get_untracked();
                        view! { <option value=at.to_string() selected=chosen title=told.join(", ")>{session.title}</option> }
                    }).collect_view().into_any(),
                }
            }}
        </select>
    }
}

#[component]
fn Tables(stand: Stand, chosen: RwSignal<String>, open: impl Fn(String) + Copy + 'static) -> impl IntoView {
    let item = move |StandTable { seeded, sql }: StandTable| {
        let short = seeded.table.strip_prefix("public.").unwrap_or(&seeded.table).to_owned();
        let (asked, pressed) = (format!("SELECT * FROM {sql}"), format!("SELECT * FROM {sql}"));
        let rows = match &seeded.reason {
            Some(_) if seeded.rows == 0 => "no rows".to_owned(),
            _ => seeded.rows.to_string(),
        };
        view! {
            <li>
                <button type="button" class="row-button look-table" aria-pressed=move || chosen.with(|sql| *sql == pressed).to_string()
                    title=seeded.reason.clone() on:click=move |_| open(asked.clone())>
                    <span class="mono">{short}</span>
                    <span class="dim">{rows}</span>
                </button>
            </li>
        }
    };
    view! { <ul class="look-tables" aria-label="Tables, with all their rows">{stand.tables.into_iter().map(item).collect_view()}</ul> }
}

/// What was seen: rows, or how many were changed, or what PostgreSQL says.
#[component]
fn Answer(seen: Seen) -> impl IntoView {
    if let Some(error) = seen.error {
        let hint = error.hint.clone();
        return view! {
            <div class="message error" role="alert">
                <p>{error.message.clone()} <span class="dim mono">{error.code.clone()}</span></p>
                {hint.map(|hint| view! { <p class="dim">{hint}</p> })}
            </div>
        }
        .into_any();
    }
    let (shown, all) = (seen.rows.len() as u64, seen.affected);
    let told = match (seen.columns.is_empty(), all) {
        (true, 1) => "1 row, rolled back".to_owned(),
        (true, n) => format!("{n} rows, rolled back"),
        (false, 1) => "1 row".to_owned(),
        (false, n) if n > shown => format!("{n} rows, the first {shown} shown"),
        (false, n) => format!("{n} rows"),
    };
    let cell = |value: &Option<String>| match value {
        Some(text) => view! { <td title=text.clone()>{text.clone()}</td> }.into_any(),
        None => view! { <td class="dim">"NULL"</td> }.into_any(),
    };
    let rows = seen.rows.iter().map(|row| view! { <tr>{row.iter().map(cell).collect_view()}</tr> }).collect_view();
    view! {
        <p class="look-count" role="status">{told}</p>
        <div class="look-scroll" tabindex="0" role="region" aria-label="Rows">
            <table class="look-rows mono">
                <thead><tr>{seen.columns.iter().map(|name| view! { <th scope="col">{name.clone()}</th> }).collect_view()}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
