//! The fields that the inspector is made of. A field commits when it is left or Enter is pressed, never on the way: a
//! half-typed name may be another object's, and a rename rewrites what mentions it. Escape takes the typing back.

use leptos::html::Select;
use leptos::prelude::*;

use crate::app::icons::{Icon, IconView};
use crate::app::state::Workspace;
use crate::app::ui::{Ui, use_ui};
use crate::catalog::Id;
use crate::catalog::Sorting;
use crate::problem::{Level, Problem};

pub use super::text::{Ended, TextArea, TextField, TextInput, leave_field};

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
    pub fn problems(self, workspace: Workspace) -> Vec<Problem> {
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
        found.order_by_key(|p| p.level);
        found
    }

    /// The property's name in the project file.
    pub fn field(self) -> &'static str {
        self.field
    }

    /// Whether something is wrong with it that PostgreSQL would refuse.
    pub fn has_error(self, workspace: Workspace) -> bool {
        self.problems(workspace).iter().any(|p| p.level == Level::Error)
    }

    /// True once, when the field should take the keyboard.
    pub fn take_focus(self, ui: Ui) -> bool {
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
    let ui = use_ui();
    let node = NodeRef::<Select>::new();
    Effect::new(move || {
        if let Some(list) = node.get()
            && place.take_focus(ui)
        {
            let _ = list.focus();
        }
    });
    let set = move |event: web_sys::Event| {
        commit.run(event_target_value(&event));
        // What is shown is what is so: an option may be refused, or may be something to do instead of a value.
        if let (Some(list), Some(value)) = (still(node), value.try_get_untracked()) {
            list.set_value(&value);
        }
    };
    view! {
        <select class="input" aria-label=label data-field=place.field node_ref=node on:change=set prop:value=move || {
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
pub fn still<E>(node: NodeRef<E>) -> Option<E::Output>
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
