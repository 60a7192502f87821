//! A finding: what is wrong, what lets it through, and the SQL that mends it.

use leptos::prelude::*;

use crate::app::icons::{Icon, IconView};
use crate::app::problems::FixButton;
use crate::app::state::use_workspace;
use crate::app::toast::{level_class, level_icon};
use crate::platform::clipboard;
use crate::prove::Hole;
use crate::rls::{Finding, Fix};

/// One finding.
#[component]
pub(super) fn FindingView(
    finding: Finding,
    /// The hole that the attacks found it by.
    hole: Option<Hole>,
    /// True if its fix can be applied to the open project.
    current: Memo<bool>,
) -> impl IntoView {
    let Finding { rule, level, object, message, why, fix, .. } = finding;
    let id = rule.clone();
    view! {
        <li class=format!("audit-finding {}", level_class(level)) data-rule=id>
            <p class="audit-finding-head">
                <IconView icon=level_icon(level)/>
                <strong class="mono">{object}</strong>
                <span class="problem-rule">{rule}</span>
            </p>
            <p>{message}</p>
            <p class="dim">{why}</p>
            {fix.map(|fix| view! { <FixView fix hole current/> })}
        </li>
    }
    .into_any()
}

#[component]
fn FixView(fix: Fix, hole: Option<Hole>, current: Memo<bool>) -> impl IntoView {
    let workspace = use_workspace();
    let sql = fix.sql.clone();
    let copy = move |_| {
        let sql = sql.clone();
        leptos::task::spawn_local(async move {
            match clipboard::copy(&sql).await {
                true => workspace.toasts.info("Copied the SQL"),
                false => workspace.toasts.error("The browser did not let the SQL be copied."),
            }
        });
    };
    let tried = hole.and_then(|hole| Some((hole.closed, hole.after?)));
    let label = format!("Copy the SQL: {}", fix.title);
    view! {
        <div class="audit-fix">
            <header>
                <span>{fix.title.clone()}</span>
                <span class="spacer"></span>
                <button type="button" class="button small quiet" aria-label=label on:click=copy><IconView icon=Icon::Copy/>"Copy"</button>
                {
                    let fix = fix.clone();
                    move || current.get().then(|| view! { <FixButton fix=fix.clone()/> })
                }
            </header>
            <pre class="mono" tabindex="0">{fix.sql}</pre>
            {tried.map(|(closed, after)| view! {
                <p class="audit-tried"><IconView icon=if closed { Icon::Check } else { Icon::TriangleAlert }/>{after}</p>
            })}
        </div>
    }
}
