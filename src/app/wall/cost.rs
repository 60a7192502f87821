//! What row-level security costs on each table of tenants, as PostgreSQL's planner says it.

use leptos::prelude::*;

use crate::app::engine::use_engine;
use crate::app::icons::{Icon, IconView};
use crate::app::shell::Empty;
use crate::app::state::use_workspace;
use crate::prove::{IndexUse, TableSpeed};

/// The view.
#[component]
pub fn Cost() -> impl IntoView {
    let (workspace, engine) = (use_workspace(), use_engine());
    let found: RwSignal<Option<Result<Vec<TableSpeed>, String>>> = RwSignal::new(None);
    let busy = RwSignal::new(false);
    let ask = move |_| {
        busy.set(true);
        leptos::task::spawn_local(async move {
            let answer = match workspace.planned_now().await {
                Ok(_) => engine.speed(workspace).await.map_err(|why| why.message()),
                Err(why) => Err(why.0),
            };
            // The panel may have been left meanwhile.
            let _ = busy.try_set(false);
            let _ = found.try_set(Some(answer));
        });
    };
    view! {
        <div class="access-view">
            <div class="access-bar">
                <button class="button primary" type="button" disabled=busy on:click=ask>
                    <IconView icon=Icon::Timer/>{move || if busy.get() { "Asking" } else { "Ask the planner" }}
                </button>
                <span class="dim">"Plans on seeded rows, with sequential scans made expensive, so that what can be looked up is."</span>
            </div>
            {move || match found.get() {
                None => view! {
                    <Empty icon=Icon::Timer title="What policies cost"
                        text="For each table of tenants: whether the tenant's rows are found by an index, what is worked out again for every row, and which indexes PostgreSQL can't use under row-level security."/>
                }.into_any(),
                Some(Err(why)) => view! { <p class="message error" role="alert">{why}</p> }.into_any(),
                Some(Ok(speeds)) if speeds.is_empty() => {
                    view! { <p class="panel-empty">"No table belongs to tenants."</p> }.into_any()
                }
                Some(Ok(speeds)) => view! {
                    <ul class="cost-tables">{speeds.into_iter().map(|speed| view! { <Table speed/> }).collect_view()}</ul>
                }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Table(speed: TableSpeed) -> impl IntoView {
    let advice = speed.advice();
    let fine = advice.is_empty();
    let (class, icon) = match (&speed.not_run, fine) {
        (Some(_), _) => ("", Icon::CircleDashed),
        (None, true) => ("level-ok", Icon::CircleCheck),
        (None, false) => ("level-warning", Icon::TriangleAlert),
    };
    let told = match (&speed.not_run, &speed.tenant_index) {
        (Some(why), _) => format!("not run: {why}"),
        (None, Some(index)) => format!("found by {index}"),
        (None, None) => "the whole table is read".to_owned(),
    };
    let unused = speed.indexes.iter().filter(|index| !index.used).count();
    let more = match unused {
        0 => String::new(),
        1 => "; 1 index column can't be looked up".to_owned(),
        n => format!("; {n} index columns can't be looked up"),
    };
    let column = |index: &IndexUse| {
        let (icon, word) = if index.used { (Icon::Check, "looked up") } else { (Icon::X, "not looked up") };
        view! {
            <li><IconView icon/><span class="mono">{format!("{}: {}", index.index, index.condition)}</span>" "<span class="dim">{word}</span></li>
        }
    };
    view! {
        <li class="cost-table" data-table=speed.table.clone()>
            <details open=!fine>
                <summary>
                    <span class=class><IconView icon/></span>
                    <span class="mono cost-name">{speed.table.clone()}</span>
                    <span class="dim">{format!("{told}{more}")}</span>
                </summary>
                <ul class="cost-advice">{advice.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
                <ul class="cost-indexes">{speed.indexes.iter().map(column).collect_view()}</ul>
                {(!speed.plan.is_empty()).then(|| view! { <pre class="cost-plan mono" tabindex="0" aria-label="Plan">{speed.plan.clone()}</pre> })}
            </details>
        </li>
    }
}
