//! The fields that the inspector is made of. A field commits when it is left or Enter is pressed, never on the way: a
//! half-typed name may be another object's, and a rename rewrites what mentions it. Escape takes the typing back.

use leptos::html::{Input, Textarea};
use leptos::prelude::*;

use crate::app::icons::{Icon, IconView};
use crate::app::state::Workspace;
use crate::app::ui::{Ui, use_ui};
use crate::catalog::Id;
use crate::problem::{Level, Problem};

/// Marks a field in which something is typed and not committed: undo is its own then, not the project's.
const DIRTY: &str = "data-dirty";

/// Which property of which object a field edits, in the project file's words. Problems and "go to" find it by this.
#[derive(Clone, Copy)]
pub struct Place {
    object: StoredValue<Id>,
    field: &'static str,
}

impl Place {
    /// A property of an object.
    pub fn new(object: Id, field: &'static str) -> Self {
        Self { object: StoredValue::new(object), field }
    }

    /// What is wrong with it, worst first.
    fn problems(self, workspace: Workspace) -> Vec<Problem> {
        let mut found = workspace.derived.with(|derived| {
            self.object.with_value(|object| {
                derived
                    .problems
                    .iter()
                    .filter(|p| p.field == Some(self.field) && p.object.as_ref().unwrap_or(&p.element) == object)
                    .cloned()
                    .collect::<Vec<_>>()
            })
        });
        found.sort_by_key(|p| p.level);
        found
    }

    /// True once, when the field should take the keyboard.
    fn take_focus(self, ui: Ui) -> bool {
        let wanted = ui.focus_field.with(|focus| {
            focus
                .as_ref()
                .is_some_and(|f| f.field == self.field && self.object.with_value(|object| *object == f.object))
        });
        if wanted {
            ui.focus_field.set(None);
        }
        wanted
    }
}

/// A labelled line of the inspector with the problems of its place below.
#[component]
pub fn Line(
    /// The label.
    label: &'static str,
    /// What it edits.
    place: Place,
    /// A longer explanation, shown when pointed at.
    #[prop(optional)]
    help: &'static str,
    /// The control.
    children: Children,
) -> impl IntoView {
    view! {
        <label class="field" title=help>
            <span class="field-label">{label}</span>
            {children()}
            <PlaceProblems place/>
        </label>
    }
}

/// The problems of a place.
#[component]
pub fn PlaceProblems(
    /// The place.
    place: Place,
) -> impl IntoView {
    let workspace = crate::app::state::use_workspace();
    move || {
        place
            .problems(workspace)
            .into_iter()
            .map(|problem| {
                let class = if problem.level == Level::Error { "field-problem error" } else { "field-problem" };
                view! { <span class=class role="alert">{problem.message}</span> }
            })
            .collect_view()
    }
}

/// A line of text.
#[component]
pub fn TextField(
    /// The label.
    label: &'static str,
    /// What it edits.
    place: Place,
    /// The value.
    #[prop(into)]
    value: Signal<String>,
    /// Takes the new value.
    #[prop(into)]
    commit: Callback<String>,
    /// What stands in the empty field.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// SQL or a name: set in the monospaced face.
    #[prop(optional)]
    mono: bool,
    /// The id of a list of suggestions.
    #[prop(optional)]
    list: &'static str,
    /// A longer explanation.
    #[prop(optional)]
    help: &'static str,
) -> impl IntoView {
    view! {
        <Line label place help>
            <TextInput label=label place value commit placeholder mono list/>
        </Line>
    }
}

/// The bare input of a line of text.
#[component]
pub fn TextInput(
    /// The name for a screen reader.
    #[prop(into)]
    label: String,
    /// What it edits.
    place: Place,
    /// The value.
    #[prop(into)]
    value: Signal<String>,
    /// Takes the new value.
    #[prop(into)]
    commit: Callback<String>,
    /// What stands in the empty field.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// Monospaced.
    #[prop(optional)]
    mono: bool,
    /// The id of a list of suggestions.
    #[prop(optional)]
    list: &'static str,
) -> impl IntoView {
    let ui = use_ui();
    let workspace = crate::app::state::use_workspace();
    let node = NodeRef::<Input>::new();
    Effect::new(move || {
        if let Some(input) = node.get()
            && place.take_focus(ui)
        {
            let _ = input.focus();
            input.select();
        }
    });
    // A refused value must not stay in the field: what is shown is what is so.
    let take = move || {
        if let Some(input) = still(node) {
            let typed = input.value();
            if typed != value.get_untracked() {
                commit.run(typed);
                input.set_value(&value.get_untracked());
            }
            let _ = input.remove_attribute(DIRTY);
        }
    };
    let invalid = move || place.problems(workspace).iter().any(|p| p.level == Level::Error);
    view! {
        <input
            type="text"
            class="input"
            class:mono=mono
            aria-label=label
            aria-invalid=move || invalid().to_string()
            data-field=place.field
            autocomplete="off"
            spellcheck="false"
            list=(!list.is_empty()).then_some(list)
            placeholder=move || placeholder.get()
            node_ref=node
            prop:value=move || value.get()
            on:input=move |_| {
                if let Some(input) = still(node) {
                    let _ = if input.value() == value.get_untracked() {
                        input.remove_attribute(DIRTY)
                    } else {
                        input.set_attribute(DIRTY, "")
                    };
                }
            }
            on:change=move |_| take()
            on:keydown=move |event| match event.key().as_str() {
                "Enter" => take(),
                "Escape" => {
                    if let Some(input) = still(node) {
                        input.set_value(&value.get_untracked());
                        let _ = input.remove_attribute(DIRTY);
                    }
                }
                _ => {}
            }
        />
    }
}

/// Several lines of text: an expression or a script. Ctrl+Enter commits, as leaving does.
#[component]
pub fn TextArea(
    /// The label.
    label: &'static str,
    /// What it edits.
    place: Place,
    /// The value.
    #[prop(into)]
    value: Signal<String>,
    /// Takes the new value.
    #[prop(into)]
    commit: Callback<String>,
    /// What stands in the empty field.
    #[prop(optional)]
    placeholder: &'static str,
    /// Prose instead of SQL.
    #[prop(optional)]
    prose: bool,
    /// Lines shown.
    #[prop(default = 2)]
    rows: u32,
) -> impl IntoView {
    let ui = use_ui();
    let node = NodeRef::<Textarea>::new();
    Effect::new(move || {
        if let Some(area) = node.get()
            && place.take_focus(ui)
        {
            let _ = area.focus();
        }
    });
    let take = move || {
        if let Some(area) = still(node) {
            let typed = area.value();
            let _ = area.remove_attribute(DIRTY);
            if typed != value.get_untracked() {
                commit.run(typed);
                area.set_value(&value.get_untracked());
            }
        }
    };
    view! {
        <Line label place>
            <textarea
                class="input"
                class:mono=!prose
                aria-label=label
                data-field=place.field
                spellcheck=prose.to_string()
                rows=rows
                placeholder=placeholder
                node_ref=node
                prop:value=move || value.get()
                on:input=move |_| {
                    if let Some(area) = still(node) {
                        let _ = if area.value() == value.get_untracked() {
                            area.remove_attribute(DIRTY)
                        } else {
                            area.set_attribute(DIRTY, "")
                        };
                    }
                }
                on:change=move |_| take()
                on:keydown=move |event| match event.key().as_str() {
                    "Enter" if event.ctrl_key() || event.meta_key() => {
                        // Elsewhere the same keys start a dry run.
                        event.prevent_default();
                        take();
                    }
                    "Escape" => {
                        if let Some(area) = still(node) {
                            area.set_value(&value.get_untracked());
                            let _ = area.remove_attribute(DIRTY);
                        }
                    }
                    _ => {}
                }
            />
        </Line>
    }
}

/// One of several. Options are a value and a title; an empty value is "none".
#[component]
pub fn SelectField(
    /// The label.
    label: &'static str,
    /// What it edits.
    place: Place,
    /// The value.
    #[prop(into)]
    value: Signal<String>,
    /// The options.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// Takes the new value.
    #[prop(into)]
    commit: Callback<String>,
    /// A longer explanation.
    #[prop(optional)]
    help: &'static str,
) -> impl IntoView {
    view! {
        <Line label place help>
            <SelectInput label=label place value options commit/>
        </Line>
    }
}

/// The bare control of one of several.
#[component]
pub fn SelectInput(
    /// The name for a screen reader.
    #[prop(into)]
    label: String,
    /// What it edits.
    place: Place,
    /// The value.
    #[prop(into)]
    value: Signal<String>,
    /// The options.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// Takes the new value.
    #[prop(into)]
    commit: Callback<String>,
) -> impl IntoView {
    let set = move |event: web_sys::Event| {
        commit.run(event_target_value(&event));
    };
    view! {
        <select class="input" aria-label=label data-field=place.field on:change=set prop:value=move || {
            // The options are tracked as well: a new list forgets which was chosen.
            options.track();
            value.get()
        }>
            {move || {
                let chosen = value.get();
                options
                    .get()
                    .into_iter()
                    .map(|(key, title)| {
                        let selected = key == chosen;
                        view! { <option value=key selected=selected>{title}</option> }
                    })
                    .collect_view()
            }}
        </select>
    }
}

/// Yes or no.
#[component]
pub fn CheckField(
    /// The label.
    #[prop(into)]
    label: String,
    /// What it edits.
    place: Place,
    /// The value.
    #[prop(into)]
    value: Signal<bool>,
    /// Takes the new value.
    #[prop(into)]
    commit: Callback<bool>,
    /// A longer explanation.
    #[prop(optional)]
    help: &'static str,
) -> impl IntoView {
    view! {
        <label class="check" title=help>
            <input
                type="checkbox"
                data-field=place.field
                prop:checked=move || value.get()
                on:change=move |event| commit.run(event_target_checked(&event))
            />
            <span>{label}</span>
            <PlaceProblems place/>
        </label>
    }
}

/// A group of lines under a title, with room for a button that adds to it.
#[component]
pub fn Section(
    /// The title.
    title: &'static str,
    /// How many things are in it, shown beside the title.
    #[prop(optional, into)]
    count: Option<Signal<usize>>,
    /// What the button at its right does.
    #[prop(optional, into)]
    add: Option<Callback<()>>,
    /// What the button is called.
    #[prop(optional)]
    add_label: &'static str,
    /// The lines.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="section" aria-label=title>
            <header class="section-head">
                <h3>{title}</h3>
                {count.map(|count| view! { <span class="count">{move || count.get()}</span> })}
                {add.map(|add| {
                    view! {
                        <button class="icon-button small push" aria-label=add_label title=add_label
                            on:click=move |_| add.run(())>
                            <IconView icon=Icon::Plus/>
                        </button>
                    }
                })}
            </header>
            {children()}
        </section>
    }
}

/// A button that is an icon with a name.
#[component]
pub fn IconButton(
    /// The icon.
    icon: Icon,
    /// The name.
    #[prop(into)]
    label: Signal<String>,
    /// What it does.
    #[prop(into)]
    act: Callback<()>,
) -> impl IntoView {
    view! {
        <button class="icon-button small" aria-label=move || label.get() title=move || label.get() on:click=move |event| {
            event.stop_propagation();
            act.run(());
        }>
            <IconView icon/>
        </button>
    }
}

/// The element of a field, unless the field is gone: one that is taken away while it has the keyboard is left, and
/// changed, after that.
fn still<E>(node: NodeRef<E>) -> Option<E::Output>
where
    E: leptos::html::ElementType,
    E::Output: Clone + wasm_bindgen::JsCast + 'static,
{
    node.try_get_untracked().flatten()
}

/// What was chosen from a list that only adds. The list goes back to its first line, or what was chosen last could not
/// be chosen again.
pub fn taken(event: &web_sys::Event) -> Option<String> {
    let list: web_sys::HtmlSelectElement = event_target(event);
    let value = list.value();
    list.set_value("");
    (!value.is_empty()).then_some(value)
}

/// An optional text: nothing when it is blank.
pub fn optional(text: String) -> Option<String> {
    let trimmed = text.trim();
    if trimmed.is_empty() { None } else { Some(trimmed.to_owned()) }
}
