//! SQL, shown or edited. CodeMirror does it; until it is loaded, or where it can't be, the text is plain.

use std::rc::Rc;

use leptos::html::Div;
use leptos::prelude::*;

use crate::app::ui::use_ui;
use crate::expr::complete::Completions;
use crate::platform::codemirror::{Complete, Editor, Options};

/// SQL in an editor.
#[component]
pub fn SqlView(
    /// The text.
    #[prop(into)]
    text: Signal<String>,
    /// What it is called for those who can't see it.
    #[prop(into)]
    label: String,
    /// Lines that are lit, counted from 1.
    #[prop(into, optional)]
    marked: Signal<Vec<u32>>,
    /// A line to show, whenever it changes.
    #[prop(into, optional)]
    show_line: Signal<Option<u32>>,
    /// Called with the line a person went to.
    #[prop(optional)]
    on_line: Option<Callback<u32>>,
    /// Called with the text a person typed; without it the text can only be read.
    #[prop(optional)]
    on_change: Option<Callback<String>>,
    /// What can be typed at a byte of the text, for an editor; true if a person asked.
    #[prop(optional)]
    complete: Option<Callback<(String, usize, bool), Option<Completions>>>,
    /// True to break long lines.
    #[prop(optional)]
    wrap: bool,
) -> impl IntoView {
    let ui = use_ui();
    let parent = NodeRef::<Div>::new();
    let editor: StoredValue<Option<Rc<Editor>>, LocalStorage> = StoredValue::new_local(None);
    let (loaded, failed) = (RwSignal::new(false), RwSignal::new(false));
    let with_editor = move |what: &dyn Fn(&Editor)| {
        let found = editor.try_with_value(Clone::clone).flatten();
        if let Some(editor) = found {
            what(&editor);
        }
    };

    Effect::new(move |_| {
        let Some(parent) = parent.get() else { return };
        let options = Options {
            text: text.get_untracked(),
            read_only: on_change.is_none(),
            dark: ui.dark.get_untracked(),
            wrap,
            label: label.clone(),
            on_change: on_change.map(|change| Box::new(move |text| change.run(text)) as Box<dyn Fn(String)>),
            complete: complete.map(|complete| {
                Box::new(move |text: &str, at, asked| complete.run((text.to_owned(), at, asked))) as Complete
            }),
            on_line: on_line.map(|line| Box::new(move |number| line.run(number)) as Box<dyn Fn(u32)>),
        };
        leptos::task::spawn_local(async move {
            let Ok(made) = Editor::create(parent.into(), options).await else {
                let _ = failed.try_set(true);
                return;
            };
            // The panel may be gone by now: then the editor goes too.
            if editor.try_set_value(Some(Rc::new(made))).is_none() {
                loaded.set(true);
            }
        });
    });
    Effect::new(move |_| {
        let (_, text) = (loaded.get(), text.get());
        with_editor(&|editor| {
            if editor.text() != text {
                editor.set_text(&text);
            }
        });
    });
    Effect::new(move |_| {
        // The text first: lines are marked in the text that has them.
        let (_, _, lines) = (loaded.get(), text.get(), marked.get());
        with_editor(&|editor| editor.highlight(lines.iter().copied()));
    });
    Effect::new(move |_| {
        let (_, line) = (loaded.get(), show_line.get());
        if let Some(line) = line {
            with_editor(&|editor| editor.scroll_to(line));
        }
    });
    Effect::new(move |_| {
        let (_, dark) = (loaded.get(), ui.dark.get());
        with_editor(&|editor| editor.set_dark(dark));
    });
    on_cleanup(move || {
        editor.try_update_value(Option::take);
    });
    view! {
        <div class="sql-view" node_ref=parent>
            {move || {
                let plain = || if failed.get() { text.get() } else { text.with(|text| beginning(text).to_owned()) };
                (!loaded.get()).then(|| view! { <pre class="sql-plain" tabindex="0">{plain()}</pre> })
            }}
        </div>
    }
}

/// As much of a text as is seen for the moment until the editor is there: laying out all of a long one holds the page up.
fn beginning(text: &str) -> &str {
    const LINES: usize = 200;
    text.match_indices('\n').nth(LINES).map_or(text, |(at, _)| &text[..at])
}
