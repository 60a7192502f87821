//! Migrations: the pending change is added as one; the last one can be removed.

mod dialog;

use leptos::prelude::*;

pub use dialog::AddMigrationDialog;

use super::icons::{Icon, IconView};
use super::parts::Planner;
use super::selection::Selection;
use super::state::{Workspace, use_workspace};
use super::ui::{Dialog, Ui, use_ui};
use super::widgets::{Segment, Segmented, SqlView};
use crate::bundle::script;
use crate::catalog::{Catalog, Id, Pair};
use crate::design::{HandSql, HandSqlPosition, Migration};
use crate::edit::Command;
use crate::plan::{self, Draft};
use crate::platform::{clock, ids};

/// Adds the pending change as a migration.
///
/// # Errors
/// Why it was not added, for a person.
pub fn add(workspace: Workspace, name: &str) -> Result<Id, String> {
    let derived = workspace.derived_now();
    let draft = (*derived.draft).clone();
    let ids = add_all(workspace, vec![(name.to_owned(), draft, derived.lowered.catalog.clone())])?;
    ids.into_iter().next().ok_or_else(|| "There is no pending change.".to_owned())
}

/// How the pending change is added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum How {
    /// As it is drafted: in one transaction where that can be.
    #[default]
    AsDrafted,
    /// With locks that nobody waits for long.
    ShortLocks,
    /// As two migrations, which expand and contract, with short locks.
    TwoMigrations,
}

/// Adds the pending change in one way or another.
///
/// # Errors
/// Why it was not added, for a person.
pub fn add_as(workspace: Workspace, name: &str, how: How) -> Result<Vec<Id>, String> {
    let options = workspace.with_design(|design| plan::Options::of(&design.settings, plan::Mode::Online));
    let planner =
        || workspace.planner().ok_or_else(|| "What plans migrations is not loaded yet. Try again.".to_owned());
    match how {
        How::AsDrafted => Ok(vec![add(workspace, name)?]),
        How::ShortLocks => {
            let planner = planner()?;
            let next = workspace.derived_now().lowered.catalog.clone();
            let draft = workspace.with_design(|design| {
                let hand: Vec<_> = design.hand_sql.values().cloned().collect();
                (planner.draft)(Pair::new(&design.migrated(), &next), &hand, &options)
            });
            add_all(workspace, vec![(name.to_owned(), draft, next)])
        }
        How::TwoMigrations => add_two(workspace, planner()?, name, &options),
    }
}

/// Adds the pending change as two migrations, which expand and contract.
///
/// # Errors
/// Why they were not added, for a person: no column can be split, say.
pub fn add_two(workspace: Workspace, planner: Planner, name: &str, options: &plan::Options) -> Result<Vec<Id>, String> {
    let next = workspace.derived_now().lowered.catalog.clone();
    let two = workspace.with_design(|design| {
        let hand: Vec<_> = design.hand_sql.values().cloned().collect();
        (planner.expand)(Pair::new(&design.migrated(), &next), &hand, options)
    });
    let Some(two) = two else {
        let refused = workspace.with_design(|design| (planner.refused)(Pair::new(&design.migrated(), &next)));
        let told: String = refused.iter().map(|column| format!(" {} {}.", column.name, column.why)).collect();
        let told = if told.is_empty() { " None gets another name or type.".to_owned() } else { told };
        return Err(format!("No column of the pending change can be split in two migrations.{told} Add it as one."));
    };
    let expand = (format!("{name}_Expand"), two.expand, two.between);
    add_all(workspace, vec![expand, (format!("{name}_Contract"), two.contract, next)])
}

/// Adds migrations that together are the pending change, each with its name, what was planned, and what it leads to.
///
/// # Errors
/// Why they were not added, for a person. None is then.
pub fn add_all(workspace: Workspace, migrations: Vec<(String, Draft, Catalog)>) -> Result<Vec<Id>, String> {
    let derived = workspace.derived_now();
    if let Some(problem) = derived.problems.iter().find(|p| p.blocks()) {
        return Err(format!("The design has an error that must be mended first: {}", problem.message));
    }
    if derived.draft.is_empty() {
        return Err("There is no pending change: the design is what the last migration leads to.".to_owned());
    }
    let mut last = workspace.with_design(|design| design.migrations.keys().next_back().cloned());
    let (mut ids, mut commands) = (Vec::new(), Vec::new());
    for (name, draft, snapshot) in migrations {
        let id = crate::design::migration_id(&clock::migration_stamp(), &name, last.as_ref())?;
        let migration = crate::plan::freeze(draft, id.clone(), name.trim(), snapshot);
        commands.push(Command::AddMigration { migration: Box::new(migration) });
        ids.push(id.clone());
        last = Some(id);
    }
    workspace.dispatch(Command::Batch { commands }).map_err(|refusal| refusal.message)?;
    Ok(ids)
}

/// Removes the last migration; its change is pending again.
///
/// # Errors
/// That there is none.
pub fn remove_last(workspace: Workspace) -> Result<Id, String> {
    let last = workspace.with_design(|design| design.migrations.values().next_back().cloned());
    let Some(last) = last else { return Err("There is no migration to remove.".to_owned()) };
    let hand_sql = last.hand_sql.clone();
    workspace.dispatch(Command::RemoveLastMigration { hand_sql }).map_err(|refusal| refusal.message)?;
    Ok(last.id)
}

/// Adds a piece of hand-written SQL to the pending migration and opens it.
pub fn add_hand_sql(workspace: Workspace, ui: Ui) {
    put_hand_sql(workspace, ui, HandSqlPosition::After, "Hand-written SQL".to_owned(), String::new());
}

/// Adds hand-written SQL, and opens it.
pub fn put_hand_sql(workspace: Workspace, ui: Ui, position: HandSqlPosition, title: String, up: String) {
    let hand_sql = HandSql { id: ids::fresh(), title, position, up, down: String::new() };
    let id = hand_sql.id.clone();
    if workspace.run(Command::PutHandSql { hand_sql }) {
        workspace.selection.set(Selection::HandSql(id));
        if !ui.inspector_open.get_untracked() {
            ui.toggle(ui.inspector_open);
        }
    }
}

/// The panel.
#[component]
pub fn MigrationsPanel() -> impl IntoView {
    let (workspace, ui) = (use_workspace(), use_ui());
    let shown = move || match workspace.selection.get() {
        Selection::Migration(id) => workspace.migrations.with(|all| all.get(&id).cloned()),
        _ => None,
    };
    let pending = move || workspace.derived.with(|derived| derived.draft.up.len());
    let planned = move || workspace.derived.with(|derived| derived.planned);
    let hand_sql = move || workspace.hand_sql.get();
    view! {
        <div class="migrations-panel" data-testid="migrations">
            <div class="migrations-list">
                <header class="panel-head">
                    <button class="button primary" disabled=move || pending() == 0
                        on:click=move |_| ui.dialog.set(Some(Dialog::AddMigration))>
                        <IconView icon=Icon::Plus/>"Add migration"
                    </button>
                    <span class="dim">
                        {move || match pending() {
                            _ if !planned() => "Planning the pending change".to_owned(),
                            0 => "No pending change".to_owned(),
                            1 => "1 statement is pending".to_owned(),
                            n => format!("{n} statements are pending"),
                        }}
                    </span>
                </header>
                <ol class="list" aria-label="Migrations">
                    {move || {
                        workspace
                            .migrations
                            .get()
                            .values()
                            .rev()
                            .enumerate()
                            .map(|(at, migration)| view! { <Row migration=migration.clone() last=at == 0/> })
                            .collect_view()
                    }}
                </ol>
                {move || {
                    workspace
                        .migrations
                        .with(|all| all.is_empty())
                        .then(|| view! {
                            <p class="hint">"None yet. A migration freezes the pending change: its SQL is kept as it is, and only the last one can be removed."</p>
                        })
                }}
                <section class="hand-sql">
                    <header>
                        <h4>"Hand-written SQL of the next migration"</h4>
                        <button class="button quiet push" on:click=move |_| add_hand_sql(workspace, ui)>
                            <IconView icon=Icon::Plus/>"Add SQL"
                        </button>
                    </header>
                    {move || {
                        hand_sql()
                            .values()
                            .map(|piece| {
                                let id = piece.id.clone();
                                let place = match piece.position {
                                    HandSqlPosition::Before => "before",
                                    HandSqlPosition::After => "after",
                                };
                                view! {
                                    <button class="list-row" on:click=move |_| {
                                        workspace.selection.set(Selection::HandSql(id.clone()));
                                    }>
                                        <IconView icon=Icon::SquareTerminal/>
                                        <span class="grow">{piece.title.clone()}</span>
                                        <span class="dim">{place}</span>
                                    </button>
                                }
                            })
                            .collect_view()
                    }}
                </section>
            </div>
            <div class="migration-sql">
                {move || match shown() {
                    Some(migration) => view! { <MigrationSql migration/> }.into_any(),
                    None => {
                        view! { <p class="panel-empty">"Choose a migration to read its up and down."</p> }.into_any()
                    }
                }}
            </div>
        </div>
    }
}

#[component]
fn Row(migration: Migration, last: bool) -> impl IntoView {
    let workspace = use_workspace();
    let stamp = migration.id.as_str().split('_').next().unwrap_or_default().to_owned();
    let id = StoredValue::new(migration.id.clone());
    let chosen =
        move || matches!(workspace.selection.get(), Selection::Migration(now) if id.with_value(|id| now == *id));
    view! {
        <li class="list-row" class:selected=chosen>
            <button class="row-main" aria-pressed=move || chosen().to_string() on:click=move |_| {
                workspace.selection.set(Selection::Migration(id.get_value()));
            }>
                <IconView icon=Icon::GitBranch/>
                <span class="migration-name" title=migration.id.to_string()>
                    <strong>{migration.name.clone()}</strong>
                    <span class="dim">
                        <span class="mono">{stamp}</span>
                        {format!(" · {} up, {} down", migration.up.len(), migration.down.len())}
                    </span>
                </span>
            </button>
            {last.then(|| view! {
                <button class="button quiet" title="Its change becomes pending again; undo brings it back" on:click=move |_| {
                    if let Err(why) = remove_last(workspace) {
                        workspace.toasts.error(why);
                    }
                }><IconView icon=Icon::Trash/>"Remove"</button>
            })}
        </li>
    }
}

/// Which of a migration's two scripts is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

#[component]
fn MigrationSql(migration: Migration) -> impl IntoView {
    let workspace = use_workspace();
    let (up, down) = workspace.with_design(|design| {
        let text = |script: Option<script::Script>| script.map(|s| s.text()).unwrap_or_default();
        (text(script::up(design, &migration.id)), text(script::down(design, &migration.id, None)))
    });
    let way = RwSignal::new(Way::Up);
    let text = StoredValue::new((up, down));
    let shown = Signal::derive(move || {
        text.with_value(|(up, down)| if way.get() == Way::Up { up.clone() } else { down.clone() })
    });
    view! {
        <div class="migration-text">
            <div class="panel-bar">
                <Segmented label="Direction of the migration" value=way on_change=move |next| way.set(next)
                    choices=vec![
                        Segment { value: Way::Up, label: "up.sql", hint: "What the migration does" },
                        Segment { value: Way::Down, label: "down.sql", hint: "What takes it back" },
                    ]/>
                <span class="panel-bar-text">{migration.id.to_string()}</span>
            </div>
            <SqlView text=shown label="SQL of the migration"/>
        </div>
    }
}
