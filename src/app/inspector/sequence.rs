//! A sequence that no identity column owns.

use leptos::prelude::*;

use super::field::{Place, Section, SelectField, TextArea, TextField, optional};
use super::options::{Choice, Input, lines, number, set_number, yes};
use super::picker::schema_or_new;
use crate::app::icons::{Icon, IconView};
use crate::app::state::use_workspace;
use crate::catalog::{Id, Sequence};
use crate::edit::Command;

const TYPES: &[(&str, &str)] = &[("bigint", "bigint"), ("integer", "integer"), ("smallint", "smallint")];

const OPTIONS: &[Choice<Sequence>] = &[
    Choice {
        label: "Type",
        field: "dataType",
        help: "",
        input: Input::OneOf(TYPES),
        get: |s| s.data_type.clone(),
        set: |s, text| text.clone_into(&mut s.data_type),
    },
    Choice {
        label: "Starts with",
        field: "start",
        help: "",
        input: Input::Text,
        get: |s| number(s.options.start),
        set: |s, text| set_number(&mut s.options.start, text),
    },
    Choice {
        label: "Counts by",
        field: "increment",
        help: "INCREMENT BY; negative counts down",
        input: Input::Text,
        get: |s| number(s.options.increment),
        set: |s, text| set_number(&mut s.options.increment, text),
    },
    Choice {
        label: "Lowest",
        field: "min",
        help: "MINVALUE",
        input: Input::Text,
        get: |s| number(s.options.min),
        set: |s, text| set_number(&mut s.options.min, text),
    },
    Choice {
        label: "Highest",
        field: "max",
        help: "MAXVALUE",
        input: Input::Text,
        get: |s| number(s.options.max),
        set: |s, text| set_number(&mut s.options.max, text),
    },
    Choice {
        label: "Cache",
        field: "cache",
        help: "How many numbers a session takes at once",
        input: Input::Text,
        get: |s| number(s.options.cache),
        set: |s, text| set_number(&mut s.options.cache, text),
    },
    Choice {
        label: "Begins again at its end",
        field: "cycle",
        help: "CYCLE",
        input: Input::Check,
        get: |s| yes(s.options.cycle),
        set: |s, text| s.options.cycle = !text.is_empty(),
    },
    Choice {
        label: "Unlogged (15+)",
        field: "unlogged",
        help: "Not kept after a crash",
        input: Input::Check,
        get: |s| yes(s.unlogged),
        set: |s, text| s.unlogged = !text.is_empty(),
    },
];

/// Its fields.
#[component]
pub fn SequenceFields(
    /// The sequence.
    id: Id,
) -> impl IntoView {
    let workspace = use_workspace();
    let id = StoredValue::new(id);
    let found = Memo::new(move |_| workspace.rest.with(|rest| id.with_value(|id| rest.sequence(id).cloned())));
    let put = move |sequence: Sequence| {
        workspace.run(Command::PutSequence { sequence });
    };
    let with = move |edit: &dyn Fn(&mut Sequence)| {
        if let Some(mut changed) = found.get_untracked() {
            edit(&mut changed);
            put(changed);
        }
    };
    let place = move |field| Place::new(id.get_value(), field);
    let name = Signal::derive(move || found.get().map(|s| s.name).unwrap_or_default());
    view! {
        <header class="inspector-head">
            <IconView icon=Icon::Hash/>
            <div class="inspector-title"><h2>{name}</h2><span class="dim">"sequence"</span></div>
        </header>
        <Section title="Sequence">
            <TextField label="Name" place=place("name") mono=true value=name
                commit=move |name: String| with(&|s| s.name = name.trim().to_owned())/>
            <SelectField label="Schema" place=place("schema") options=Signal::derive(move || schema_or_new(workspace))
                value=Signal::derive(move || found.get().map(|s| s.schema.to_string()).unwrap_or_default())
                commit=move |schema: String| with(&|s| s.schema = Id::new(&schema))/>
            {lines(OPTIONS, found.into(), place, put)}
            <TextArea label="Comment" place=place("comment") prose=true
                value=Signal::derive(move || found.get().and_then(|s| s.comment).unwrap_or_default())
                commit=move |text: String| with(&|s| s.comment = optional(text.clone()))/>
        </Section>
    }
}
