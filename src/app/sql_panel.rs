//! The SQL panel: the pending change, up and down, as it is being drawn.

use leptos::prelude::*;

use super::actions;
use super::icons::{Icon, IconView};
use super::parts::{Coming, use_parts};
use super::shell::Empty;
use super::state::use_workspace;
use super::toast::{level_class, level_icon};
use super::ui::use_ui;
use super::widgets::{LongList, Segment, Segmented, SqlView};
use crate::catalog::Id;
use crate::plan::{Hazard, Statement};
use crate::platform::clipboard;

/// Which direction is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

/// Statements as one text, and which lines belong to which.
#[derive(Clone, Debug, Default, PartialEq)]
struct Text {
    text: String,
    /// The first and the last line of each statement, from 1.
    lines: Vec<(u32, u32)>,
    objects: Vec<Id>,
    hazards: Vec<(u32, String, Hazard)>,
}

impl Text {
    fn of(statements: &[Statement]) -> Self {
        let mut out = Self::default();
        let mut line = 1;
        for (i, statement) in statements.iter().enumerate() {
            if i > 0 {
                out.text.push('\n');
                line += 1;
            }
            let height = statement.sql.matches('\n').count() as u32 + 1;
            out.lines.push((line, line + height - 1));
            out.objects.push(statement.object.clone());
            let hazards = statement.hazards.iter().map(|hazard| (line, statement.name.clone(), hazard.clone()));
            out.hazards.extend(hazards);
            out.text.push_str(&statement.sql);
            out.text.push_str(";\n");
            line += height;
        }
        out
    }

    fn object_at(&self, line: u32) -> Option<&Id> {
        let at = self.lines.iter().position(|(first, last)| (*first..=*last).contains(&line))?;
        self.objects.get(at)
    }
}

/// The SQL panel.
#[component]
pub fn SqlPanel() -> impl IntoView {
    let (workspace, ui, parts) = (use_workspace(), use_ui(), use_parts());
    let way = RwSignal::new(Way::Up);
    let draft = Memo::new(move |_| {
        let derived = workspace.derived.get();
        Text::of(match way.get() {
            Way::Up => &derived.draft.up,
            Way::Down => &derived.draft.down,
        })
    });
    let nothing = Memo::new(move |_| workspace.derived.with(|derived| derived.draft.is_empty()));
    let planned = Memo::new(move |_| workspace.derived.with(|derived| derived.planned));
    let shown = RwSignal::new(None::<u32>);
    let count = Memo::new(move |_| draft.with(|text| text.lines.len()));
    let marked = Signal::derive(move || {
        draft.with(|text| {
            let at = |line: u32| text.lines.iter().find(|(first, _)| *first == line).copied();
            text.hazards.iter().filter_map(|(line, ..)| at(*line)).flat_map(|(first, last)| first..=last).collect()
        })
    });
    let select = Callback::new(move |line: u32| {
        let object = draft.with_untracked(|text| text.object_at(line).cloned());
        if let Some(object) = object {
            actions::go_to(workspace, ui, &object.element(), Some(&object), None);
        }
    });
    let copy = move |_| {
        let text = draft.with_untracked(|text| text.text.clone());
        leptos::task::spawn_local(async move {
            if clipboard::copy(&text).await {
                workspace.toasts.info("Copied the SQL");
            } else {
                workspace.toasts.error("The browser did not let the SQL be copied.");
            }
        });
    };
    let body = move || {
        if !planned.get() {
            return parts.planner.show(workspace.toasts, |_| view! { <Coming/> }.into_any());
        }
        if nothing.get() {
            return view! {
                <Empty icon=Icon::CircleCheck title="No pending change"
                    text="The design is what the migrations lead to. What you change next shows here as SQL, up and down."/>
            }
            .into_any();
        }
        view! {
            <div class="sql-panel-body">
                <SqlView text=Signal::derive(move || draft.with(|text| text.text.clone())) label="SQL of the pending change"
                    marked=marked show_line=shown on_line=select/>
                {move || {
                    let hazards = draft.with(|text| text.hazards.clone());
                    let item = move |(line, name, hazard): (u32, String, Hazard)| view! {
                        <li>
                            <button type="button" class=format!("hazard {}", level_class(hazard.level)) on:click=move |_| {
                                shown.set(None);
                                shown.set(Some(line));
                            }>
                                <IconView icon=level_icon(hazard.level)/>
                                <span class="hazard-name">{name}</span>
                                <span class="hazard-message">{hazard.message}</span>
                            </button>
                        </li>
                    };
                    (!hazards.is_empty()).then(|| {
                        let list = LongList::of(hazards);
                        view! {
                            <div class="hazards">
                                <ul class="hazard-list" aria-label="What to look out for">{list.shown(item)}</ul>
                                {list.more("hazards")}
                            </div>
                        }
                    })
                }}
            </div>
        }
        .into_any()
    };
    view! {
        <div class="sql-panel">
            <div class="panel-bar">
                <Segmented label="Direction" value=way on_change=move |next| way.set(next)
                    choices=vec![
                        Segment { value: Way::Up, label: "Up", hint: "What brings the change" },
                        Segment { value: Way::Down, label: "Down", hint: "What takes it back" },
                    ]
                />
                <span class="panel-bar-text" data-testid="statement-count">
                    {move || match count.get() {
                        0 => String::new(),
                        1 => "1 statement".to_owned(),
                        n => format!("{n} statements"),
                    }}
                </span>
                <span class="spacer"></span>
                <button type="button" class="button small" disabled=move || nothing.get() on:click=copy>
                    <IconView icon=Icon::Copy/>
                    "Copy"
                </button>
            </div>
            {body}
        </div>
    }
    .into_any()
}
