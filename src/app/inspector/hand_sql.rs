//! Hand-written SQL of the pending migration, with its undo.

use leptos::prelude::*;

use super::field::{Place, Section, SelectField, TextArea, TextField};
use crate::app::icons::{Icon, IconView};
use crate::app::state::use_workspace;
use crate::catalog::Id;
use crate::design::{HandSql, HandSqlPosition};
use crate::edit::Command;

/// Everything about one piece of it.
#[component]
pub fn HandSqlInspector(
    /// The piece.
    id: Id,
) -> impl IntoView {
    let workspace = use_workspace();
    let id = StoredValue::new(id);
    let found = Memo::new(move |_| workspace.hand_sql.with(|all| id.with_value(|id| all.get(id).cloned())));
    let with = move |edit: &dyn Fn(&mut HandSql)| {
        if let Some(mut changed) = found.get_untracked() {
            edit(&mut changed);
            workspace.run(Command::PutHandSql { hand_sql: changed });
        }
    };
    let place = move |field| Place::new(id.get_value(), field);
    let positions = vec![
        ("before".to_owned(), "before the generated steps".to_owned()),
        ("after".to_owned(), "after the generated steps".to_owned()),
    ];
    view! {
        <header class="inspector-head">
            <IconView icon=Icon::SquareTerminal/>
            <div class="inspector-title">
                <h2>{move || found.get().map(|h| h.title).unwrap_or_default()}</h2>
                <span class="dim">"hand-written SQL of the next migration"</span>
            </div>
        </header>
        <Section title="Hand-written SQL">
            <TextField label="Title" place=place("title")
                value=Signal::derive(move || found.get().map(|h| h.title).unwrap_or_default())
                commit=move |title: String| with(&|h| h.title = title.trim().to_owned())/>
            <SelectField label="Runs" place=place("position") options=Signal::stored(positions)
                value=Signal::derive(move || {
                    let before = found.get().is_some_and(|h| h.position == HandSqlPosition::Before);
                    if before { "before" } else { "after" }.to_owned()
                })
                commit=move |value: String| with(&|h| {
                    h.position = if value == "before" { HandSqlPosition::Before } else { HandSqlPosition::After };
                })/>
            <TextArea label="Up" place=place("up") rows=10 placeholder="CREATE FUNCTION …;"
                value=Signal::derive(move || found.get().map(|h| h.up).unwrap_or_default())
                commit=move |text: String| with(&|h| h.up.clone_from(&text))/>
            <TextArea label="Down" place=place("down") rows=6 placeholder="What undoes it; empty if there is nothing to undo"
                value=Signal::derive(move || found.get().map(|h| h.down).unwrap_or_default())
                commit=move |text: String| with(&|h| h.down.clone_from(&text))/>
            <p class="hint">"The dry run executes both. What this SQL makes is told apart from the model: it is named in the proof, and not part of the next comparison."</p>
            <button class="button quiet danger" on:click=move |_| {
                workspace.run(Command::RemoveHandSql { id: id.get_value() });
            }><IconView icon=Icon::Trash/>"Remove"</button>
        </Section>
    }
}
