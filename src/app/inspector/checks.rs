//! The team's own items of every review: queries that must find nothing.

use leptos::prelude::*;

use super::field::{IconButton, Place, Section, TextArea, TextField};
use crate::app::icons::Icon;
use crate::app::state::use_workspace;
use crate::catalog::Id;
use crate::design::TeamCheck;
use crate::edit::Command;

/// The list.
#[component]
pub fn Checks() -> impl IntoView {
    let workspace = use_workspace();
    let checks = Memo::new(move |_| workspace.project.with(|project| project.settings.checks.clone()));
    let with = move |edit: &dyn Fn(&mut Vec<TeamCheck>)| {
        let mut settings = workspace.project.with_untracked(|project| project.settings.clone());
        edit(&mut settings.checks);
        workspace.run(Command::SetSettings { settings });
    };
    let place = move |field| Place::new(Id::new("project"), field);
    let add = move |()| {
        with(&|checks| {
            checks.push(TeamCheck { title: format!("Our rule {}", checks.len() + 1), query: String::new() });
        });
    };
    let count = Memo::new(move |_| checks.with(Vec::len));
    view! {
        <Section title="Review" count=Signal::derive(move || count.get()) add=Callback::new(add) add_label="Add a rule of your team">
            {move || (count.get() == 0).then(|| view! {
                <p class="hint">"Rules of your team for every migration: each a query that must find nothing after up, on the seeded rows."</p>
            })}
            {move || (0..count.get()).map(|at| {
                let of = move |get: fn(&TeamCheck) -> &String| {
                    Signal::derive(move || checks.with(|all| all.get(at).map(|check| get(check).clone()).unwrap_or_default()))
                };
                let put = move |set: &dyn Fn(&mut TeamCheck)| with(&|checks| {
                    if let Some(check) = checks.get_mut(at) {
                        set(check);
                    }
                });
                view! {
                    <div class="team-check">
                        <div class="team-check-head">
                            <TextField label="Rule" place=place("checks") value=of(|check| &check.title)
                                commit=move |title: String| put(&|check| title.trim().clone_into(&mut check.title))/>
                            <IconButton icon=Icon::Trash label="Remove the rule" act=move |()| with(&|checks| {
                                if at < checks.len() {
                                    checks.remove(at);
                                }
                            })/>
                        </div>
                        <TextArea label="Finds" place=place("checks") rows=3 placeholder="SELECT … of what must not be there"
                            value=of(|check| &check.query)
                            commit=move |query: String| put(&|check| check.query.clone_from(&query))/>
                    </div>
                }
            }).collect_view()}
        </Section>
    }
}
