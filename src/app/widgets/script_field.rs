//! A script that is pasted, dropped or opened from files.

use leptos::prelude::*;
use web_sys::{DragEvent, FileList};

use crate::app::engine::use_engine;
use crate::app::icons::{Icon, IconView};
use crate::app::state::use_workspace;
use crate::platform::files;
use crate::platform::timer::Debounce;

/// Files that hold SQL.
const ACCEPT: &str = ".sql,.ddl,.txt,.json,text/plain,application/sql,application/json";

/// How long after the last change a script's grammar is looked at.
const CHECK_AFTER_MS: u32 = 400;
/// Longer scripts, in bytes, are left to PostgreSQL.
const CHECKED: usize = 2_000_000;
/// So many places are shown.
const SHOWN: usize = 3;

/// A script. Several files become one script, in the order of their names, as migrations are.
#[component]
pub fn ScriptField(
    /// What the script is.
    label: &'static str,
    /// What tests and labels call it, in one word.
    slug: &'static str,
    /// What no text at all means, in a few words.
    nothing: &'static str,
    /// The script.
    text: RwSignal<String>,
    /// Called when the script is another one.
    on_change: impl Fn() + Copy + Send + 'static,
    /// What else stands in the line above it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let workspace = use_workspace();
    let over = RwSignal::new(false);
    let take = move |script: String| {
        text.set(script);
        on_change();
    };
    let read = move |files: FileList| {
        files::read_all(files, move |read| match read {
            Ok(script) => take(script),
            Err(why) => workspace.toasts.error(why),
        });
    };
    let drop = move |event: DragEvent| {
        over.set(false);
        let files = event.data_transfer().and_then(|data| data.files()).filter(|files| files.length() > 0);
        if let Some(files) = files {
            event.prevent_default();
            event.stop_propagation();
            read(files);
        }
    };
    let engine = use_engine();
    let errors: RwSignal<Vec<(usize, usize, String)>> = RwSignal::default();
    let later = StoredValue::new_local(Debounce::default());
    Effect::new(move |_| {
        let empty = text.with(|text| text.trim().is_empty() || text.len() > CHECKED || crate::import::is_answer(text));
        if empty {
            errors.set(Vec::new());
            later.with_value(Debounce::cancel);
            return;
        }
        later.with_value(|later| {
            later.after(CHECK_AFTER_MS, move || {
                let Some(script) = text.try_get_untracked() else { return };
                leptos::task::spawn_local(async move {
                    let found = engine.syntax(script.clone()).await;
                    // What was typed meanwhile is looked at by itself.
                    if text.try_with_untracked(|now| *now == script) == Some(true) {
                        errors.set(found);
                    }
                });
            });
        });
    });
    let lines = move || match text.with(|text| text.lines().count()) {
        0 => nothing.to_owned(),
        1 => "1 line".to_owned(),
        n => format!("{n} lines"),
    };
    view! {
        <section class="script-field" class:over=move || over.get() aria-label=label
            on:dragover=move |event: DragEvent| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=drop
        >
            <header class="script-field-head">
                <h3>{label}</h3>
                <span class="dim num">{lines}</span>
                <span class="spacer"></span>
                {children.map(|children| children())}
                <button type="button" class="button quiet" on:click=move |_| files::pick(ACCEPT, read)>
                    <IconView icon=Icon::FolderOpen/>"Open files"
                </button>
            </header>
            <textarea class="input mono script-text" data-testid=format!("script-{slug}") aria-label=format!("{label} as SQL")
                spellcheck="false" autocomplete="off" placeholder="Paste SQL, or drop files here"
                prop:value=move || text.get()
                on:input=move |event| take(event_target_value(&event))
            ></textarea>
            {move || {
                let found = errors.get();
                (!found.is_empty()).then(|| view! {
                    <ul class="script-errors" data-testid=format!("syntax-{slug}") role="status">
                        {found.iter().take(SHOWN).map(|(line, column, what)| view! {
                            <li><IconView icon=Icon::TriangleAlert/><span>{format!("Line {line}, column {column}: {what}.")}</span></li>
                        }).collect_view()}
                        {(found.len() > SHOWN).then(|| view! { <li class="dim">"… and more of the kind."</li> })}
                    </ul>
                })
            }}
        </section>
    }
}
