//! The problems panel: what is wrong, and a way to each place.

use leptos::prelude::*;

use super::actions;
use super::by_sql::take_over;
use super::engine::use_engine;
use super::icons::{Icon, IconView};
use super::selection::Selection;
use super::shell::Empty;
use super::state::{Workspace, use_workspace};
use super::toast::{level_class, level_icon};
use super::ui::use_ui;
use super::widgets::LongList;
use crate::catalog::Id;
use crate::platform::prover::By;
use crate::problem::Problem;
use crate::rls::Fix;

/// The problems panel.
#[component]
pub fn ProblemsPanel() -> impl IntoView {
    let workspace = use_workspace();
    let list = move || {
        let problems = workspace.derived.get().problems.clone();
        if problems.is_empty() {
            return view! { <Empty icon=Icon::CircleCheck title="No problems" text="What you draw is checked as you draw it."/> }.into_any();
        }
        let listed = LongList::of(problems);
        view! {
            <ul class="problem-list">{listed.shown(|problem| view! { <Item problem/> })}</ul>
            {listed.more("problems")}
        }
        .into_any()
    };
    view! { <div class="problems">{list}</div> }.into_any()
}

#[component]
fn Item(problem: Problem) -> impl IntoView {
    let workspace = use_workspace();
    let ui = use_ui();
    let place = place_name(workspace, &problem.element, problem.object.as_ref());
    let (level, rule, message) = (problem.level, problem.rule, problem.message.clone());
    let why = problem.finding.as_ref().map(|finding| finding.why.clone());
    let fix = problem.finding.as_ref().and_then(|finding| finding.fix.clone());
    let go = move |_| actions::go_to(workspace, ui, &problem.element, problem.object.as_ref(), problem.field);
    view! {
        <li class="problem-item">
            <button type="button" class=format!("problem {}", level_class(level)) data-rule=rule title=why on:click=go>
                <IconView icon=level_icon(level)/>
                <span class="problem-place" title=place.clone()>{place.clone()}</span>
                <span class="problem-message">{message}</span>
                <span class="problem-rule">{rule}</span>
            </button>
            {fix.map(|fix| view! { <FixButton fix/> })}
        </li>
    }
}

/// Applies what mends a finding: PostgreSQL runs it, and the project follows.
#[component]
pub(super) fn FixButton(
    /// The fix.
    fix: Fix,
) -> impl IntoView {
    let (workspace, engine) = (use_workspace(), use_engine());
    let running = RwSignal::new(false);
    let Fix { title, sql } = fix;
    let about = format!("{title}:\n{sql}");
    let label = format!("Fix: {title}");
    let apply = move |_| {
        running.set(true);
        let revision = workspace.revision.get_untracked();
        let by = By::Statements(sql.clone());
        leptos::task::spawn_local(async move {
            let outcome = match engine.update(workspace, by).await {
                Ok((updated, design)) => take_over(workspace, revision, design).map(|()| updated.kept),
                Err(why) => Err(why.message()),
            };
            // The problem is gone by now if it was mended.
            let _ = running.try_set(false);
            match outcome {
                Ok(kept) if kept.is_empty() => workspace.toasts.info("Done. Undo takes it back."),
                Ok(kept) => workspace.toasts.error(format!("Not all of it could be taken over: {}", kept.join("; "))),
                Err(why) => workspace.toasts.error(why),
            }
        });
    };
    view! {
        <button type="button" class="button small problem-fix" aria-label=label title=about disabled=running on:click=apply>
            <IconView icon=Icon::Wrench/>{move || if running.get() { "Fixing" } else { "Fix" }}
        </button>
    }
}

/// What an element, and an object within it, are called.
pub fn place_name(workspace: Workspace, element: &Id, object: Option<&Id>) -> String {
    workspace.with_design(|design| {
        let element = element.element();
        let Some(entity) = design.entities.get(&element) else {
            let named = match Selection::of(design, &element, None) {
                Some(Selection::Enum(id)) => design.enums.get(&id).map(|e| e.name.clone()),
                Some(Selection::Role(id)) => design.roles.get(&id).map(|e| e.name.clone()),
                Some(Selection::Schema(id)) => design.schemas.get(&id).map(|e| e.name.clone()),
                Some(Selection::HandSql(id)) => design.hand_sql.get(&id).map(|e| e.title.clone()),
                Some(Selection::Migration(id)) => design.migrations.get(&id).map(|e| e.name.clone()),
                _ => None,
            };
            return named.unwrap_or_else(|| design.name.clone());
        };
        let table = &entity.table;
        let part = object.and_then(|object| {
            let column = table.columns.iter().find(|c| c.id == *object).map(|c| &c.name);
            let constraint = table.constraints.iter().find(|c| c.id == *object).map(|c| &c.name);
            let index = table.indexes.iter().find(|c| c.id == *object).map(|c| &c.name);
            let policy = table.policies.iter().find(|c| c.id == *object).map(|c| &c.name);
            column.or(constraint).or(index).or(policy)
        });
        match part {
            Some(part) if !part.is_empty() => format!("{}.{part}", table.name),
            _ => match object.and_then(|object| derived_name(workspace, &element, object)) {
                Some(part) => format!("{}.{part}", table.name),
                None => table.name.clone(),
            },
        }
    })
}

/// What the conventions call a constraint or an index that was given no name.
fn derived_name(workspace: Workspace, entity: &Id, object: &Id) -> Option<String> {
    let derived = workspace.derived.get_untracked();
    let table = derived.lowered.catalog.table(entity)?;
    let constraint = table.constraints.iter().find(|c| c.id == *object).map(|c| &c.name);
    constraint.or(table.indexes.iter().find(|i| i.id == *object).map(|i| &i.name)).cloned()
}
