//! The tenant wall table by table: whether it holds, and whether that was decided over all cases or only tried.

use leptos::prelude::*;

use crate::app::icons::{Icon, IconView};
use crate::app::widgets::LongList;
use crate::prove::{TableAudit, TableVerdict};

/// The tables, those that don't hold first.
#[component]
pub fn Walls(
    /// The tables.
    walls: Vec<TableAudit>,
) -> impl IntoView {
    if walls.is_empty() {
        return ().into_any();
    }
    let mut walls = walls;
    walls.sort_by_key(TableAudit::rank);
    let list = LongList::of(walls);
    view! {
        <ul class="walls" aria-label="The wall, table by table" data-testid="walls">
            {list.shown(|wall| view! { <Line wall/> })}
        </ul>
        {list.more("tables")}
    }
    .into_any()
}

fn looks(wall: &TableAudit) -> (&'static str, Icon) {
    match wall.verdict {
        TableVerdict::Holds if wall.is_decided() => ("level-ok", Icon::ShieldCheck),
        TableVerdict::Holds if wall.leaks.is_empty() => ("level-info", Icon::Shield),
        TableVerdict::Holds | TableVerdict::BreaksUse => ("level-warning", Icon::TriangleAlert),
        TableVerdict::Leaks => ("level-error", Icon::CircleX),
        TableVerdict::NotDecided => ("", Icon::CircleDashed),
    }
}

#[component]
fn Line(wall: TableAudit) -> impl IntoView {
    let (class, icon) = looks(&wall);
    let told = wall.told();
    let numbers = format!(
        "{} decided, {} not; {} attacks made, {} not",
        wall.decided,
        wall.undecided.len(),
        wall.tested,
        wall.not_run
    );
    let short = wall.table.strip_prefix("public.").unwrap_or(&wall.table).to_owned();
    let part = |title: &'static str, lines: Vec<String>| {
        (!lines.is_empty()).then(|| {
            view! {
                <p>{title}</p>
                <ul class="told">{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
            }
        })
    };
    view! {
        <li>
            <details class=format!("wall {class}") data-table=wall.table.clone() open=wall.verdict == TableVerdict::Leaks>
                <summary>
                    <IconView icon/>
                    <span class="mono wall-table">{short}</span>
                    <span class="wall-told">{told}</span>
                </summary>
                <div class="wall-more">
                    <p class="dim">{numbers}</p>
                    {wall.reason.map(|why| view! { <p>{why}</p> })}
                    {part("For certain, whatever rows there are:", wall.leaks)}
                    {part("Not decided, and only tried:", wall.undecided)}
                </div>
            </details>
        </li>
    }
    .into_any()
}
