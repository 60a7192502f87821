//! How cards look: their colour, and how much of them is shown.

use leptos::prelude::*;

use super::field::{Place, Section, SelectField};
use crate::app::state::use_workspace;
use crate::catalog::{Id, Ordered};
use crate::design::{Collapse, Colour, Look};
use crate::edit::Command;

/// How the cards of some entities look. What is shown is how the first one's does.
#[component]
pub fn LookSection(
    /// The entities; never none.
    ids: Vec<Id>,
) -> impl IntoView {
    let workspace = use_workspace();
    let Some(first) = ids.first().cloned() else { return ().into_any() };
    let place = |field| Place::new(first.clone(), field);
    let (colour_place, collapse_place) = (place("colour"), place("collapse"));
    let look = Memo::new(move |_| workspace.picture.with(|picture| picture.look(&first)));
    let ids = StoredValue::new(ids);
    let set = move |change: &dyn Fn(Look) -> Look| {
        let looks = workspace.picture.with_untracked(|picture| {
            ids.get_value().into_iter().map(|id| (id.clone(), change(picture.look(&id)))).ordered_map()
        });
        workspace.run(Command::SetLooks { looks });
    };
    let titled = |value: &str, title: &str| (value.to_owned(), title.to_owned());
    let mut colours = vec![titled("", "none")];
    colours.extend(Colour::ALL.map(|colour| titled(colour.name(), colour.name())));
    let shown = vec![titled("none", "all columns"), titled("keys", "keys only"), titled("name", "name only")];
    let colour_of = |name: String| Colour::ALL.into_iter().find(|colour| colour.name() == name);
    let collapse_of = |value: String| match value.as_str() {
        "keys" => Collapse::Keys,
        "name" => Collapse::Name,
        _ => Collapse::None,
    };
    view! {
        <Section title="Card">
            <SelectField label="Colour" place=colour_place options=colours
                value=Signal::derive(move || look.get().colour.map_or("", Colour::name).to_owned())
                commit=move |name: String| {
                    let colour = colour_of(name);
                    set(&|look| Look { colour, ..look });
                }/>
            <SelectField label="Shows" place=collapse_place options=shown
                value=Signal::derive(move || match look.get().collapse {
                    Collapse::None => "none",
                    Collapse::Keys => "keys",
                    Collapse::Name => "name",
                }.to_owned())
                commit=move |value: String| {
                    let collapse = collapse_of(value);
                    set(&|look| Look { collapse, ..look });
                }/>
        </Section>
    }
    .into_any()
}
