//! The field of an expression: what is wrong is underlined as it is typed, and what can stand at the caret is offered.
//! Ctrl+Space opens the list, typing narrows it, Tab and Enter take, Escape closes it. It commits as every field does.

use leptos::ev::KeyboardEvent;
use leptos::html::Textarea;
use leptos::prelude::*;

use super::completions::{Choices, List};
use super::field::{Line, Place, still};
use super::text::mark;
use crate::app::state::{Workspace, use_workspace};
use crate::app::ui::use_ui;
use crate::catalog::Id;
use crate::expr::ExprError;
use crate::expr::complete::{Known, Signature, Stance, complete, faults, signature};
use crate::platform::codemirror::{byte, utf16};
use crate::platform::timer::Debounce;
use crate::rls::session_values;

/// How long after the last key what was typed is judged: half a word is no mistake yet.
const JUDGE_AFTER_MS: u32 = 500;

/// What an expression belongs to.
#[derive(Clone, Copy)]
pub struct Owner {
    /// The entity whose columns it may name, if any.
    pub entity: Option<StoredValue<Id>>,
    /// Where it stands.
    pub stance: Stance,
}

impl Owner {
    fn known(self, workspace: Workspace) -> Known {
        let derived = workspace.derived.get_untracked();
        let catalog = &derived.lowered.catalog;
        let session = workspace.with_design(|design| session_values(design, catalog, self.stance));
        let table = self.entity.map(|id| id.get_value());
        Known::of(catalog, table.as_ref(), self.stance, session)
    }
}

/// A labelled expression.
#[component]
pub fn ExpressionField(
    /// The label.
    label: &'static str,
    /// What it edits.
    place: Place,
    /// What it belongs to.
    owner: Owner,
    /// The value.
    #[prop(into)]
    value: Signal<String>,
    /// Takes the new value.
    #[prop(into)]
    commit: Callback<String>,
    /// What stands in the empty field.
    #[prop(optional)]
    placeholder: &'static str,
    /// Lines shown.
    #[prop(default = 2)]
    rows: u32,
) -> impl IntoView {
    view! {
        <Line label place>
            <ExpressionInput label place owner value commit placeholder rows/>
        </Line>
    }
}

/// The bare input of an expression.
#[component]
pub fn ExpressionInput(
    /// The name for a screen reader.
    label: &'static str,
    /// What it edits.
    place: Place,
    /// What it belongs to.
    owner: Owner,
    /// The value.
    #[prop(into)]
    value: Signal<String>,
    /// Takes the new value.
    #[prop(into)]
    commit: Callback<String>,
    /// What stands in the empty field.
    #[prop(optional)]
    placeholder: &'static str,
    /// Lines shown. In one line Enter commits.
    #[prop(default = 1)]
    rows: u32,
    /// Whether it is at fault, where the place alone can't tell.
    #[prop(optional, into)]
    invalid: Option<Signal<bool>>,
) -> impl IntoView {
    let (workspace, ui) = (use_workspace(), use_ui());
    let node = NodeRef::<Textarea>::new();
    let known: StoredValue<Option<Known>> = StoredValue::new(None);
    let choices = Choices::new();
    let told: RwSignal<Option<Signature>> = RwSignal::new(None);
    let wrong: RwSignal<Vec<ExprError>> = RwSignal::default();
    let shown = RwSignal::new(String::new());
    let scrolled = RwSignal::new(0);
    let later = StoredValue::new_local(Debounce::default());
    Effect::new(move || {
        if let Some(area) = node.get()
            && place.take_focus(ui)
        {
            let _ = area.focus();
        }
    });
    let with_known = move |what: &dyn Fn(&Known)| known.with_value(|known| known.iter().for_each(what));
    let close = move || {
        choices.close();
        // The field is left, too, when it goes away.
        told.try_set(None);
        wrong.try_set(Vec::new());
        later.try_with_value(Debounce::cancel);
    };
    let take = move || {
        if let Some(area) = still(node) {
            let typed = area.value();
            mark(&area, false);
            if typed != value.get_untracked() {
                commit.run(typed);
                area.set_value(&value.get_untracked());
            }
        }
    };
    // What can stand at the caret, and what the call around it takes. Unasked it is offered only where something is typed.
    let offer = move |asked: bool| {
        let Some(area) = still(node) else { return };
        let (text, at) = (area.value(), caret(&area));
        with_known(&|known| {
            let found = complete(&text, at, known);
            let typed = found.range.start < at || text[..at].ends_with(['.', '\'']) || text[..at].ends_with("::");
            told.set(signature(&text, at, known));
            if asked || (typed && !found.is_settled(&text)) {
                choices.open(found);
            } else {
                choices.close();
            }
        });
    };
    let judge = move || {
        let Some(area) = still(node) else { return };
        let text = area.value();
        with_known(&|known| {
            wrong.set(faults(&text, known));
            shown.set(text.clone());
        });
    };
    let put = move |at: usize| {
        let (Some(area), Some((range, item))) = (still(node), choices.taken(at)) else { return };
        let text = area.value();
        let (Some(before), Some(after)) = (text.get(..range.start), text.get(range.end..)) else { return };
        area.set_value(&format!("{before}{}{after}", item.insert));
        let at = (utf16(before) + utf16(item.insert.get(..item.caret).unwrap_or(&item.insert))) as u32;
        let _ = area.set_selection_range(at, at);
        mark(&area, area.value() != value.get_untracked());
        choices.close();
        wrong.set(Vec::new());
        with_known(&|known| told.set(signature(&area.value(), caret(&area), known)));
        later.with_value(|later| later.after(JUDGE_AFTER_MS, judge));
    };
    let typed = move |_| {
        if let Some(area) = still(node) {
            mark(&area, area.value() != value.get_untracked());
            wrong.set(Vec::new());
            offer(false);
            later.with_value(|later| later.after(JUDGE_AFTER_MS, judge));
        }
    };
    let key = move |event: KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        let plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
        let open = choices.is_open();
        match event.key().as_str() {
            " " if event.ctrl_key() => {
                event.prevent_default();
                offer(true);
            }
            "ArrowDown" | "ArrowUp" if open && plain => {
                event.prevent_default();
                choices.step(if event.key() == "ArrowDown" { 1 } else { -1 });
            }
            "Enter" | "Tab" if open && plain && !event.shift_key() && choices.changes(&area_text(node)) => {
                event.prevent_default();
                put(choices.chosen());
            }
            "Escape" if open => {
                // The list goes; what was typed stays, and whatever is around the field.
                event.prevent_default();
                event.stop_propagation();
                choices.close();
            }
            "Enter" if event.ctrl_key() || event.meta_key() || (rows == 1 && plain) => {
                // Elsewhere the same keys start a dry run.
                event.prevent_default();
                take();
                close();
            }
            "Escape" => {
                if let Some(area) = still(node) {
                    area.set_value(&value.get_untracked());
                    mark(&area, false);
                }
                close();
            }
            _ => {}
        }
    };
    let invalid = move || {
        !wrong.with(Vec::is_empty) || invalid.map_or_else(|| place.has_error(workspace), |invalid| invalid.get())
    };
    let list = format!("{}-{}", place.field(), crate::platform::ids::fresh());
    let (owned, active) = (list.clone(), list.clone());
    view! {
        <span class="expression">
            <textarea
                class="input mono"
                class:one-line=rows == 1
                aria-label=label
                aria-autocomplete="list"
                aria-haspopup="listbox"
                aria-controls=move || choices.is_shown().then(|| owned.clone())
                aria-activedescendant=move || choices.active(&active)
                aria-invalid=move || invalid().to_string()
                title="Ctrl+Space shows what can stand here"
                data-field=place.field()
                spellcheck="false"
                autocomplete="off"
                rows=rows
                placeholder=placeholder
                node_ref=node
                prop:value=move || value.get()
                on:focus=move |_| known.set_value(Some(owner.known(workspace)))
                on:input=typed
                on:click=move |_| choices.close()
                on:scroll=move |_| if let Some(area) = still(node) { scrolled.set(area.scroll_top()) }
                on:change=move |_| take()
                on:blur=move |_| close()
                on:keydown=key
            />
            {move || underlined(&shown.get(), &wrong.get()).map(|[before, at_fault, after]| view! {
                <span class="expression-faults mono" aria-hidden="true">
                    <span style:top=move || format!("-{}px", scrolled.get())>{before}<mark>{at_fault}</mark>{after}</span>
                </span>
            })}
            <List id=list choices put/>
        </span>
        {move || told.get().map(|told| view! { <Takes told/> })}
        {move || wrong.get().into_iter().take(1).map(|fault| view! {
            <span class="field-problem error" role="status" data-testid="typing-fault">{fault.message}</span>
        }).collect_view()}
    }
}

/// What the call around the caret takes, the argument that is typed now standing out.
#[component]
fn Takes(told: Signature) -> impl IntoView {
    let now = told.now.unwrap_or(0..0);
    let part = |range: std::ops::Range<usize>| told.text.get(range).unwrap_or_default().to_owned();
    let (before, is, after) = (part(0..now.start), part(now.clone()), part(now.end..told.text.len()));
    view! { <span class="expression-takes mono" data-testid="signature">{before}<strong>{is}</strong>{after}</span> }
}

/// The text as it stands before, at and after the first thing wrong with it.
fn underlined(text: &str, wrong: &[ExprError]) -> Option<[String; 3]> {
    let range = wrong.first()?.range.clone();
    let (before, at_fault, after) = (text.get(..range.start)?, text.get(range.clone())?, text.get(range.end..)?);
    // At the end nothing can be underlined but the place where something is missing.
    let at_fault = if at_fault.is_empty() { "\u{a0}\u{a0}" } else { at_fault };
    Some([before.to_owned(), at_fault.to_owned(), after.to_owned()])
}

/// Where the caret is, in bytes. The browser counts in UTF-16.
fn caret(area: &web_sys::HtmlTextAreaElement) -> usize {
    byte(&area.value(), area.selection_start().ok().flatten().unwrap_or_default() as usize)
}

fn area_text(node: NodeRef<Textarea>) -> String {
    still(node).map(|area| area.value()).unwrap_or_default()
}
