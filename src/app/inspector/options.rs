//! What is said less often of something, as a table of options: each is a line that reads a part of a value and writes it.

use leptos::prelude::*;

use super::field::{CheckField, Place, SelectField, TextField};
use crate::catalog::Parameters;

/// An option of a value.
pub struct Choice<T: 'static> {
    /// The label.
    pub label: &'static str,
    /// The property in the project file's words.
    pub field: &'static str,
    /// A longer explanation.
    pub help: &'static str,
    /// How it is entered.
    pub input: Input,
    /// Its text: of a check, `yes` or nothing.
    pub get: fn(&T) -> String,
    /// Takes a text. What can't be understood changes nothing.
    pub set: fn(&mut T, &str),
}

/// How an option is entered.
#[derive(Clone, Copy)]
pub enum Input {
    /// By a line of text.
    Text,
    /// By yes or no.
    Check,
    /// As one of these: values with their titles.
    OneOf(&'static [(&'static str, &'static str)]),
}

/// The lines of options. `write` takes the whole value with one option changed.
pub fn lines<T: Clone + PartialEq + Send + Sync + 'static>(
    choices: &'static [Choice<T>],
    value: Signal<Option<T>>,
    place: impl Fn(&'static str) -> Place,
    write: impl Fn(T) + Copy + Send + Sync + 'static,
) -> Vec<AnyView> {
    let line = |choice: &'static Choice<T>| {
        let text = Signal::derive(move || value.with(|value| value.as_ref().map(choice.get).unwrap_or_default()));
        let commit = Callback::new(move |text: String| {
            if let Some(mut changed) = value.get_untracked() {
                (choice.set)(&mut changed, text.trim());
                write(changed);
            }
        });
        one(choice.label, choice.help, choice.input, place(choice.field), text, commit)
    };
    choices.iter().map(line).collect()
}

/// One line, whatever it is an option of.
fn one(
    label: &'static str,
    help: &'static str,
    input: Input,
    place: Place,
    value: Signal<String>,
    commit: Callback<String>,
) -> AnyView {
    match input {
        Input::Text => view! { <TextField label place value commit help mono=true/> }.into_any(),
        Input::Check => {
            let yes = Signal::derive(move || !value.get().is_empty());
            let commit = Callback::new(move |yes: bool| commit.run(if yes { "yes" } else { "" }.to_owned()));
            view! { <CheckField label place value=yes commit help/> }.into_any()
        }
        Input::OneOf(options) => {
            let options =
                options.iter().map(|(value, title)| ((*value).to_owned(), (*title).to_owned())).collect::<Vec<_>>();
            view! { <SelectField label place value commit help options=Signal::stored(options)/> }.into_any()
        }
    }
}

/// Lines that most people never need, out of the way until they are asked for; open if something is said in them.
#[component]
pub fn More(
    /// What they are about.
    title: &'static str,
    /// Whether something is said.
    open: bool,
    /// The lines.
    children: Children,
) -> impl IntoView {
    view! { <details class="more" open=open><summary>{title}</summary><div class="more-lines">{children()}</div></details> }
}

/// `yes` or nothing.
pub fn yes(value: bool) -> String {
    if value { "yes".to_owned() } else { String::new() }
}

/// A number, or nothing.
pub fn number<N: ToString>(value: Option<N>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// Reads a number into its place: nothing is none, and what is no number changes nothing.
pub fn set_number<N: std::str::FromStr>(place: &mut Option<N>, text: &str) {
    if text.is_empty() {
        *place = None;
    } else if let Ok(number) = text.parse() {
        *place = Some(number);
    }
}

/// Storage parameters as one line: `fillfactor=70, toast.autovacuum_enabled=false`.
pub fn parameters(of: &Parameters) -> String {
    of.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(", ")
}

/// Reads storage parameters from one line.
pub fn set_parameters(place: &mut Parameters, text: &str) {
    let pairs = text.split(',').filter_map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, "true"));
        let (name, value) = (name.trim().to_lowercase(), value.trim().trim_matches('\'').to_owned());
        (!name.is_empty()).then_some((name, value))
    });
    *place = pairs.collect();
}
