//! Adding what is not drawn, or changing anything at all, by SQL.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::field::Section;
use crate::app::by_sql::SqlForm;
use crate::app::icons::{Icon, IconView};
use crate::app::selection::Selection;
use crate::app::state::use_workspace;
use crate::catalog::Id;
use crate::platform::prover::By;
use crate::update::Updated;

/// What one can begin with: its name, and the statement.
const BEGINNINGS: &[(&str, &str)] = &[
    ("A view", "CREATE VIEW open_orders AS\nSELECT id, total\nFROM orders\nWHERE state = 'open';\n"),
    (
        "A materialized view",
        "CREATE MATERIALIZED VIEW totals AS\nSELECT customer_id, sum(total) AS total\nFROM orders\nGROUP BY customer_id;\n",
    ),
    (
        "A function",
        "CREATE FUNCTION total_of(customer bigint) RETURNS numeric\nLANGUAGE sql STABLE\nBEGIN ATOMIC\n  SELECT sum(total) FROM orders WHERE customer_id = customer;\nEND;\n",
    ),
    (
        "A trigger",
        "CREATE FUNCTION touch() RETURNS trigger\nLANGUAGE plpgsql AS $$\nBEGIN\n  NEW.changed_at := now();\n  RETURN NEW;\nEND $$;\n\nCREATE TRIGGER touch BEFORE UPDATE ON orders\nFOR EACH ROW EXECUTE FUNCTION touch();\n",
    ),
    ("A sequence", "CREATE SEQUENCE receipt_number START 1000;\n"),
    ("A domain", "CREATE DOMAIN email AS text\nCHECK (VALUE ~ '^[^@]+@[^@]+$');\n"),
    ("A composite type", "CREATE TYPE address AS (street text, city text);\n"),
    ("A range type", "CREATE TYPE price_range AS RANGE (subtype = numeric);\n"),
    ("An extension", "CREATE EXTENSION citext;\n"),
    (
        "Partitions",
        "CREATE TABLE event (at timestamptz NOT NULL, what text) PARTITION BY RANGE (at);\n\nCREATE TABLE event_2026 PARTITION OF event\nFOR VALUES FROM ('2026-01-01') TO ('2027-01-01');\n",
    ),
    ("Default privileges", "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;\n"),
    ("Nothing", ""),
];

/// The panel.
#[component]
pub fn NewBySql() -> impl IntoView {
    let workspace = use_workspace();
    let chosen = RwSignal::new(String::new());
    let known = move || -> BTreeSet<Id> {
        workspace.with_design(|design| {
            let rest = &design.rest;
            rest.objects.iter().map(|o| o.id.clone()).chain(rest.sequences.iter().map(|s| s.id.clone())).collect()
        })
    };
    let before = StoredValue::new(known());
    let done = move |updated: Updated| {
        let what =
            if updated.steps.len() == 1 { "1 change".to_owned() } else { format!("{} changes", updated.steps.len()) };
        workspace.toasts.info(format!("PostgreSQL understood it: {what} taken over."));
        let now = known();
        let new = before.with_value(|before| now.iter().find(|id| !before.contains(*id)).cloned());
        before.set_value(now);
        if let Some(id) = new.filter(|_| updated.kept.is_empty()) {
            workspace.selection.set(Selection::Rest(id));
        }
    };
    view! {
        <header class="inspector-head">
            <IconView icon=Icon::SquareTerminal/>
            <div class="inspector-title"><h2>"Add by SQL"</h2><span class="dim">"or change anything"</span></div>
        </header>
        <Section title="SQL">
            <p class="hint">"CREATE, ALTER, DROP, GRANT, COMMENT: it is run on what this project makes, on the PostgreSQL in this tab, and what changes there changes here."</p>
            <select class="input" aria-label="Begin with" on:change=move |event| {
                let at = event_target_value(&event).parse::<usize>().ok();
                if let Some((_, sql)) = at.and_then(|at| BEGINNINGS.get(at)) {
                    chosen.set((*sql).to_owned());
                }
            }>
                <option value="">"Begin with …"</option>
                {BEGINNINGS.iter().enumerate().map(|(at, (name, _))| view! { <option value=at.to_string()>{*name}</option> }).collect_view()}
            </select>
            <SqlForm text=chosen label="SQL to run on the project" button="Run and take over" fresh=true
                by=Callback::new(By::Statements) done=Callback::new(done)/>
        </Section>
    }
}
