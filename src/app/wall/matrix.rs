//! Who can do what: a line to each table, a column to each role and command, computed as the design changes and
//! confirmed by PostgreSQL when asked.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::{Show, State};
use crate::app::actions;
use crate::app::engine::use_engine;
use crate::app::icons::{Icon, IconView};
use crate::app::shell::Empty;
use crate::app::state::{Workspace, use_workspace};
use crate::app::ui::use_ui;
use crate::app::widgets::LongList;
use crate::catalog::RowSecurity;
use crate::prove::Question;
use crate::rls::matrix::{Cell, Confirmed, Matrix, MatrixTable, Reach, confirm, matrix};
use crate::rls::{Wall, authored};

/// A cell's place: the table's name, the role's place and the command's.
type At = (String, usize, usize);

/// The view.
#[component]
pub fn MatrixView(
    /// Which view is shown.
    show: RwSignal<Show>,
    /// Who looks.
    state: State,
) -> impl IntoView {
    let (workspace, engine) = (use_workspace(), use_engine());
    let computed = Memo::new(move |_| {
        let derived = workspace.derived.get();
        workspace.with_design(|design| {
            let catalog = &derived.lowered.catalog;
            let intent = authored(design, catalog);
            matrix(&Wall::new(catalog, &intent))
        })
    });
    let chosen: RwSignal<Option<At>> = RwSignal::new(None);
    let confirmed: RwSignal<BTreeMap<At, Confirmed>> = RwSignal::new(BTreeMap::new());
    let busy = RwSignal::new(false);
    let failed: RwSignal<Option<String>> = RwSignal::new(None);
    let filter = RwSignal::new(String::new());
    // What was confirmed of another design says nothing of this one.
    Effect::new(move |first: Option<()>| {
        computed.track();
        if first.is_some() {
            confirmed.set(BTreeMap::new());
        }
    });
    let ask = move |_| {
        busy.set(true);
        failed.set(None);
        let asked = computed.get_untracked();
        leptos::task::spawn_local(async move {
            let outcome = confirm_all(workspace, engine, &asked).await;
            // The panel may have been left meanwhile.
            let _ = busy.try_set(false);
            match outcome {
                Ok(found) => drop(confirmed.try_set(found)),
                Err(why) => drop(failed.try_set(Some(why))),
            }
        });
    };
    let told = move || {
        let found = confirmed.get();
        if found.is_empty() {
            return String::new();
        }
        let of = |is: fn(&Confirmed) -> bool| found.values().filter(|confirmed| is(confirmed)).count();
        let (no, not) = (of(|c| matches!(c, Confirmed::No(_))), of(|c| matches!(c, Confirmed::NotTold(_))));
        let mut told = format!("{} of {} confirmed by PostgreSQL", found.len() - no - not, found.len());
        if no > 0 {
            told.push_str(&format!(", {no} otherwise than computed"));
        }
        if not > 0 {
            told.push_str(&format!(", {not} not told"));
        }
        told
    };
    view! {
        <div class="access-view">
            <div class="access-bar">
                <button class="button" type="button" disabled=busy on:click=ask>
                    <IconView icon=Icon::ShieldCheck/>{move || if busy.get() { "Asking PostgreSQL" } else { "Confirm" }}
                </button>
                <input class="input access-filter" type="search" placeholder="Filter tables" aria-label="Filter tables"
                    prop:value=filter on:input=move |event| filter.set(event_target_value(&event))/>
                <Legend/>
                <span class="dim" role="status" data-testid="confirmed">{told}</span>
                {move || failed.get().map(|why| view! { <span class="field-problem error" role="alert">{why}</span> })}
            </div>
            <div class="matrix-body">
                {move || {
                    let found = computed.get();
                    if found.tables.is_empty() || found.roles.is_empty() {
                        return view! {
                            <Empty icon=Icon::Users title="Nobody to ask about"
                                text="Name the application's role in the project's settings, and draw a table: this shows which rows each role reaches, by which policies and grants."/>
                        }
                        .into_any();
                    }
                    view! { <Table found filter chosen confirmed/> }.into_any()
                }}
                {move || {
                    let at = chosen.get()?;
                    let cell = computed.with(|found| cell_at(found, &at).cloned())?;
                    Some(view! { <Detail at cell confirmed show state chosen/> })
                }}
            </div>
        </div>
    }
}

fn cell_at<'m>(matrix: &'m Matrix, (table, role, command): &At) -> Option<&'m Cell> {
    matrix.tables.iter().find(|line| line.table == *table)?.cells.get(*role)?.get(*command)
}

/// Runs the statement of every cell as its role, as tenant A.
async fn confirm_all(
    workspace: Workspace,
    engine: crate::app::engine::EngineHost,
    matrix: &Matrix,
) -> Result<BTreeMap<At, Confirmed>, String> {
    workspace.planned_now().await.map_err(|why| why.0)?;
    let (stand, _) = engine.look(workspace, Vec::new()).await.map_err(|why| why.message())?;
    let settings = stand.sessions.first().map(|session| session.settings.clone()).unwrap_or_default();
    let mut places = Vec::new();
    let mut questions = Vec::new();
    for line in &matrix.tables {
        for (role, cells) in line.cells.iter().enumerate() {
            for (command, cell) in cells.iter().enumerate() {
                let all = stand.tables.iter().find(|t| t.seeded.table == line.table).map_or(0, |t| t.seeded.rows);
                places.push(((line.table.clone(), role, command), cell, all));
                let asked =
                    Question { role: Some(cell.role.clone()), settings: settings.clone(), sql: cell.sql.clone() };
                questions.push(asked);
            }
        }
    }
    let (_, seen) = engine.look(workspace, questions).await.map_err(|why| why.message())?;
    let held = places.into_iter().zip(seen).map(|((at, cell, all), seen)| {
        let error = seen.error.as_ref().map(|error| (error.code.as_str(), error.message.as_str()));
        (at, confirm(cell, all, seen.affected, error))
    });
    Ok(held.collect())
}

fn icon(reach: Reach) -> Icon {
    match reach {
        Reach::Allowed => Icon::CircleDot,
        Reach::Filtered => Icon::ShieldCheck,
        Reach::Denied => Icon::Minus,
    }
}

fn word(reach: Reach) -> &'static str {
    match reach {
        Reach::Allowed => "allowed",
        Reach::Filtered => "filtered",
        Reach::Denied => "denied",
    }
}

#[component]
fn Legend() -> impl IntoView {
    let item = |(reach, told): (Reach, &'static str)| {
        view! { <span class=format!("legend reach-{}", word(reach))><IconView icon=icon(reach)/>{told}</span> }
    };
    [(Reach::Allowed, "every row"), (Reach::Filtered, "some rows"), (Reach::Denied, "none")].map(item).collect_view()
}

#[component]
fn Table(
    found: Matrix,
    filter: RwSignal<String>,
    chosen: RwSignal<Option<At>>,
    confirmed: RwSignal<BTreeMap<At, Confirmed>>,
) -> impl IntoView {
    let roles = found.roles.clone();
    let heads = roles
        .iter()
        .map(|role| view! { <th scope="colgroup" colspan="4" class="matrix-role mono">{role.clone()}</th> });
    let commands = roles.iter().flat_map(|_| {
        ["SELECT", "INSERT", "UPDATE", "DELETE"]
            .map(|command| view! { <th scope="col"><abbr title=command>{&command[..1]}</abbr></th> })
    });
    let (tables, width) = (StoredValue::new(found.tables), 4 * roles.len());
    view! {
        <div class="matrix-scroll" tabindex="0" role="region" aria-label="Who can do what">
            <table class="reaches" data-testid="matrix">
                <thead>
                    <tr><th rowspan="2" scope="col">"Table"</th>{heads.collect_view()}</tr>
                    <tr>{commands.collect_view()}</tr>
                </thead>
                {move || {
                    let wanted = filter.get().to_lowercase();
                    let some = tables.with_value(|all| {
                        all.iter().filter(|line| line.table.to_lowercase().contains(&wanted)).cloned().collect::<Vec<_>>()
                    });
                    let list = LongList::wide(some, width);
                    view! {
                        <tbody>{list.shown(move |line| view! { <Line line chosen confirmed/> })}</tbody>
                        <tfoot><tr><td colspan="99">{list.more("tables")}</td></tr></tfoot>
                    }
                }}
            </table>
        </div>
    }
}

#[component]
fn Line(
    line: MatrixTable,
    chosen: RwSignal<Option<At>>,
    confirmed: RwSignal<BTreeMap<At, Confirmed>>,
) -> impl IntoView {
    let (workspace, ui) = (use_workspace(), use_ui());
    let (id, name) = (line.id.clone(), line.table.clone());
    let go = move |_| actions::go_to(workspace, ui, &id.element(), None, None);
    let (lock, about) = match line.row_security {
        RowSecurity::Forced => (Icon::ShieldCheck, "row-level security, forced on the owner too"),
        RowSecurity::Enabled => (Icon::Shield, "row-level security, the owner is free of it"),
        RowSecurity::Off => (Icon::Circle, "no row-level security"),
    };
    let short = name.strip_prefix("public.").unwrap_or(&name).to_owned();
    let cells = line.cells.into_iter().enumerate().flat_map(|(role, cells)| {
        let name = name.clone();
        cells.into_iter().enumerate().map(move |(command, cell)| {
            view! { <CellView at=(name.clone(), role, command) cell chosen confirmed/> }
        })
    });
    view! {
        <tr>
            <th scope="row">
                <button type="button" class="row-button matrix-table mono" on:click=go title=about><IconView icon=lock/><span>{short}</span></button>
            </th>
            {cells.collect_view()}
        </tr>
    }
}

#[component]
fn CellView(
    at: At,
    cell: Cell,
    chosen: RwSignal<Option<At>>,
    confirmed: RwSignal<BTreeMap<At, Confirmed>>,
) -> impl IntoView {
    let place = StoredValue::new(at);
    let label = format!("{} {} {}: {}", cell.role, cell.command, place.with_value(|at| at.0.clone()), word(cell.reach));
    let seen = Memo::new(move |_| {
        confirmed.with(|found| match place.with_value(|at| found.get(at).cloned()) {
            None => "",
            Some(Confirmed::Yes(_)) => "yes",
            Some(Confirmed::No(_)) => "no",
            Some(Confirmed::NotTold(_)) => "not-told",
        })
    });
    let is_chosen = move || chosen.with(|chosen| place.with_value(|at| chosen.as_ref() == Some(at)));
    view! {
        <td class:first=place.with_value(|at| at.2 == 0)>
            <button type="button" class=format!("row-button reach-cell reach-{}", word(cell.reach)) aria-label=label title=cell.why.clone()
                data-confirmed=move || seen.get() aria-pressed=move || is_chosen().to_string()
                on:click=move |_| chosen.set(Some(place.get_value()))>
                <IconView icon=icon(cell.reach)/>
                {(!cell.columns.is_empty()).then(|| view! { <span class="cell-part" aria-hidden="true">"c"</span> })}
            </button>
        </td>
    }
}

fn policies(told: &'static str, names: &[String]) -> Option<impl IntoView + use<>> {
    let names = names.join(", ");
    (!names.is_empty()).then(|| view! { <p>{told}" "<span class="mono">{names}</span></p> })
}

/// A cell, in words, with the statement that shows it.
#[component]
fn Detail(
    at: At,
    cell: Cell,
    confirmed: RwSignal<BTreeMap<At, Confirmed>>,
    show: RwSignal<Show>,
    state: State,
    chosen: RwSignal<Option<At>>,
) -> impl IntoView {
    let table = at.0.clone();
    let (role, sql) = (cell.role.clone(), cell.sql.clone());
    let look = move |_| {
        state.role.set(role.clone());
        state.sql.set(sql.clone());
        state.wanted.set(true);
        show.set(Show::Look);
    };
    let seen = move || {
        confirmed.with(|found| found.get(&at).cloned()).map(|confirmed| match confirmed {
            Confirmed::Yes(told) => view! { <p class="cell-seen yes"><IconView icon=Icon::Check/>{format!("PostgreSQL, as tenant A: {told}")}</p> }.into_any(),
            Confirmed::No(told) => view! { <p class="cell-seen no"><IconView icon=Icon::TriangleAlert/>{format!("PostgreSQL says otherwise: {told}")}</p> }.into_any(),
            Confirmed::NotTold(told) => view! { <p class="cell-seen dim">{format!("Not told: {told}")}</p> }.into_any(),
        })
    };
    view! {
        <aside class="matrix-detail" aria-label="The chosen cell" data-testid="cell">
            <header>
                <h3><span class="mono">{cell.role.clone()}</span>" "{cell.command.clone()}" "<span class="mono">{table}</span></h3>
                <button type="button" class="icon-button small" aria-label="Close" on:click=move |_| chosen.set(None)><IconView icon=Icon::X/></button>
            </header>
            <p class=format!("cell-reach reach-{}", word(cell.reach))><IconView icon=icon(cell.reach)/>{word(cell.reach)}</p>
            <p>{cell.why.clone()}</p>
            {policies("Let through by", &cell.permissive)}
            {policies("Held back by", &cell.restrictive)}
            {(!cell.columns.is_empty()).then(|| view! { <p>"Only these columns: "<span class="mono">{cell.columns.join(", ")}</span></p> })}
            <pre class="mono" tabindex="0" aria-label="Statement that shows it">{cell.sql.clone()}</pre>
            {seen}
            <button type="button" class="button" on:click=look><IconView icon=Icon::Eye/>"Look as this role"</button>
        </aside>
    }
}
