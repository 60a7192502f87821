//! The palette: everything that has a name, found by a few letters of it. A combobox with a list, as ARIA has it.

use leptos::html::{Dialog as DialogElement, Input};
use leptos::prelude::*;

use super::link::link_to;
use super::{Commands, use_commands};
use crate::app::icons::{Icon, IconView};
use crate::app::outline::rest_icon;
use crate::app::selection::Selection;
use crate::app::types::short_text;
use crate::app::ui::DockTab;
use crate::app::{actions, canvas};
use crate::catalog::Id;
use crate::command::find::{Candidate, Found, find};
use crate::command::{Action, TABLE, When};
use crate::design::Design;
use crate::platform::{preferences, timer};

/// At most this many are listed.
const LISTED: usize = 60;
/// How many of what was used lately are remembered.
const RECENT: usize = 12;
const RECENT_KEY: &str = "recent";

/// What an entry leads to.
#[derive(Clone, Debug, PartialEq)]
enum Target {
    Command(Action, When),
    Place(Id, Option<Id>),
    Migration(Id),
    Link(Id),
}

/// Something that can be found.
struct Entry {
    target: Target,
    icon: Icon,
    label: String,
    /// What kind of thing it is and where: shown beside it and found by, too.
    detail: String,
    /// Other words it is found by.
    words: &'static str,
    /// What its kind is worth among equal matches, and that it was used lately.
    worth: i32,
}

impl Entry {
    /// Its name among what was used lately.
    fn key(&self) -> String {
        match &self.target {
            Target::Command(action, _) => format!(">{}", crate::command::of(*action).id),
            Target::Place(element, object) => object.as_ref().unwrap_or(element).to_string(),
            Target::Migration(id) | Target::Link(id) => id.to_string(),
        }
    }

    fn candidate(&self) -> Candidate<'_> {
        let words = if self.words.is_empty() { &self.detail } else { self.words };
        Candidate { label: &self.label, words, bonus: self.worth }
    }
}

/// Finds commands and whatever has a name.
#[component]
pub fn Palette() -> impl IntoView {
    let commands = use_commands();
    let mut entries = command_entries();
    entries.extend(commands.workspace.with_design(|design| design_entries(commands, design)));
    let hint = "Find commands, entities, columns, enums, policies, migrations …";
    view! { <Finder title="Find anything" hint entries/> }.into_any()
}

/// Chooses the entity that the selected one is to reference.
#[component]
pub fn LinkDialog() -> impl IntoView {
    let commands = use_commands();
    let entries = commands.workspace.with_design(|design| {
        let entities = entity_entries(design);
        entities.into_iter().map(|(id, entry)| Entry { target: Target::Link(id), ..entry }).collect::<Vec<_>>()
    });
    view! { <Finder title="Reference which entity?" hint="Type the name of the entity to reference" entries/> }
        .into_any()
}

#[component]
fn Finder(title: &'static str, hint: &'static str, mut entries: Vec<Entry>) -> impl IntoView {
    let commands = use_commands();
    let ui = commands.ui;
    let recent: Vec<String> =
        preferences::get(RECENT_KEY).map(|text| text.split(',').map(str::to_owned).collect()).unwrap_or_default();
    for entry in &mut entries {
        let key = entry.key();
        let lately = recent.iter().position(|used| *used == key);
        entry.worth += lately.map_or(0, |at| 45 - at as i32 * 3);
    }
    let entries = StoredValue::new_local(entries);
    let query = RwSignal::new(String::new());
    let cursor = RwSignal::new(0_usize);
    let found: Memo<Vec<Found>> = Memo::new(move |_| {
        let query = query.get();
        entries.with_value(|entries| find(&query, entries.iter().map(Entry::candidate), LISTED))
    });
    let element = NodeRef::<DialogElement>::new();
    let input = NodeRef::<Input>::new();
    Effect::new(move |_| {
        if let Some(dialog) = element.get()
            && !dialog.open()
        {
            let _ = dialog.show_modal();
            if let Some(input) = input.get_untracked() {
                let _ = input.focus();
            }
        }
    });
    let close = move || {
        ui.dialog.set(None);
        // The dialog is gone by then, and with it its hold on the keyboard.
        timer::next_frame(canvas::take_keyboard);
    };
    let choose = move |at: usize| {
        let Some(at) = found.with_untracked(|found| found.get(at).map(|found| found.at)) else { return };
        let chosen = entries.with_value(|entries| entries.get(at).map(|entry| (entry.target.clone(), entry.key())));
        let Some((target, key)) = chosen else { return };
        remember(&key);
        close();
        timer::next_frame(move || follow(commands, &target));
    };
    let go = move |by: isize| {
        let count = found.with_untracked(Vec::len) as isize;
        if count > 0 {
            let next = (cursor.get_untracked() as isize + by).rem_euclid(count) as usize;
            cursor.set(next);
            timer::next_frame(move || scroll_to(next));
        }
    };
    let key = move |event: web_sys::KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => go(1),
            "ArrowUp" => go(-1),
            "PageDown" => go(8),
            "PageUp" => go(-8),
            "Enter" => choose(cursor.get_untracked()),
            "k" if event.ctrl_key() || event.meta_key() => close(),
            _ => return,
        }
        event.prevent_default();
    };
    let option = move |(at, found): (usize, Found)| {
        entries.with_value(|entries| {
            entries.get(found.at).map(|entry| {
                let usable = match entry.target {
                    Target::Command(_, when) => untrack(|| commands.can(when)),
                    _ => true,
                };
                let keys = match entry.target {
                    Target::Command(action, _) => crate::command::of(action).keys.first().map(|chord| chord.told()),
                    _ => None,
                };
                view! {
                    <li class="palette-option" class:selected=move || cursor.get() == at role="option" id=format!("palette-{at}")
                        aria-selected=move || (cursor.get() == at).to_string() aria-disabled=(!usable).then_some("true")
                        on:pointermove=move |_| if cursor.get_untracked() != at { cursor.set(at) }
                        on:click=move |_| choose(at)
                    >
                        <IconView icon=entry.icon/>
                        <span class="palette-label">{marked(&entry.label, &found.marks)}</span>
                        <span class="palette-detail">{entry.detail.clone()}</span>
                        {keys.map(|keys| view! { <kbd>{keys}</kbd> })}
                    </li>
                }
            })
        })
    };
    let options = move || found.get().into_iter().enumerate().filter_map(option).collect_view();
    let active = move || {
        let count = found.with(Vec::len);
        (count > 0).then(|| format!("palette-{}", cursor.get().min(count - 1)))
    };
    view! {
        <dialog class="modal palette" node_ref=element aria-label=title
            on:cancel=move |event: leptos::ev::Event| { event.prevent_default(); close(); }
            on:pointerdown=move |event| {
                if element.get_untracked().is_some_and(|dialog| event.target().as_ref() == Some(dialog.as_ref())) {
                    close();
                }
            }
        >
            <div class="palette-body">
                <div class="palette-search">
                    <IconView icon=Icon::Search/>
                    <input node_ref=input type="text" role="combobox" aria-label=title aria-expanded="true" aria-autocomplete="list"
                        aria-controls="palette-list" aria-activedescendant=active placeholder=hint
                        autocomplete="off" spellcheck="false" prop:value=move || query.get()
                        on:input=move |event| {
                            query.set(event_target_value(&event));
                            cursor.set(0);
                        }
                        on:keydown=key
                    />
                </div>
                <ul class="palette-list" id="palette-list" role="listbox" aria-label="Matches">{options}</ul>
                <p class="palette-none" role="status">
                    {move || found.with(Vec::is_empty).then_some("Nothing matches. Fewer letters find more.")}
                </p>
            </div>
        </dialog>
    }
    .into_any()
}

/// A label with the letters that matched made strong.
fn marked(label: &str, marks: &[usize]) -> impl IntoView + use<> {
    let mut pieces: Vec<(bool, String)> = Vec::new();
    for (at, letter) in label.chars().enumerate() {
        let mark = marks.binary_search(&at).is_ok();
        match pieces.last_mut() {
            Some((same, piece)) if *same == mark => piece.push(letter),
            _ => pieces.push((mark, letter.to_string())),
        }
    }
    pieces
        .into_iter()
        .map(|(mark, piece)| if mark { view! { <b>{piece}</b> }.into_any() } else { piece.into_any() })
        .collect_view()
}

fn scroll_to(at: usize) {
    let option = crate::platform::document().and_then(|document| document.get_element_by_id(&format!("palette-{at}")));
    if let Some(option) = option {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        option.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

fn remember(key: &str) {
    // A comma would part it in two.
    if key.contains(',') {
        return;
    }
    let old = preferences::get(RECENT_KEY).unwrap_or_default();
    let others = old.split(',').filter(|used| !used.is_empty() && *used != key).take(RECENT - 1);
    let all: Vec<&str> = std::iter::once(key).chain(others).collect();
    preferences::set(RECENT_KEY, &all.join(","));
}

fn follow(commands: Commands, target: &Target) {
    let Commands { workspace, ui, .. } = commands;
    match target {
        Target::Command(action, when) => {
            if untrack(|| commands.can(*when)) {
                commands.run(*action, *when, false);
            } else {
                workspace.toasts.info(when.told());
            }
        }
        Target::Place(element, object) => {
            actions::go_to(workspace, ui, element, object.as_ref(), None);
        }
        Target::Migration(id) => {
            workspace.selection.set(Selection::Migration(id.clone()));
            ui.show_dock(DockTab::Migrations);
        }
        Target::Link(to) => link_to(workspace, to),
    }
}

fn command_entries() -> Vec<Entry> {
    let commands = TABLE.iter().filter(|command| command.action != Action::Palette);
    let entry = |command: &crate::command::Command| Entry {
        target: Target::Command(command.action, command.when),
        icon: Icon::ChevronRight,
        label: command.title.to_owned(),
        detail: command.group.title().to_owned(),
        words: command.words,
        worth: 10,
    };
    commands.map(entry).collect()
}

fn entity_entries(design: &Design) -> Vec<(Id, Entry)> {
    let schema = |id: &Id| design.schemas.get(id).map_or("", |schema| schema.name.as_str());
    let entity = |entity: &crate::design::Entity| {
        let id = entity.id().clone();
        let detail = format!("{} · {} columns", schema(&entity.table.schema), entity.table.columns.len());
        let label = entity.table.name.clone();
        let target = Target::Place(id.clone(), None);
        (id, Entry { target, icon: Icon::Table2, label, detail, words: "", worth: 12 })
    };
    design.entities.values().map(entity).collect()
}

fn design_entries(commands: Commands, design: &Design) -> Vec<Entry> {
    let place = |element: &Id, object: Option<&Id>, icon: Icon, label: &str, detail: String, worth: i32| Entry {
        target: Target::Place(element.clone(), object.cloned()),
        icon,
        label: label.to_owned(),
        detail,
        words: "",
        worth,
    };
    let mut out: Vec<Entry> = entity_entries(design).into_iter().map(|(_, entry)| entry).collect();
    for entity in design.entities.values() {
        let (id, name) = (entity.id(), &entity.table.name);
        for column in &entity.table.columns {
            let detail = format!("column of {name} · {}", short_text(commands.workspace, &column.data_type));
            out.push(place(id, Some(&column.id), Icon::Columns3, &column.name, detail, 0));
        }
        for policy in &entity.table.policies {
            out.push(place(id, Some(&policy.id), Icon::Shield, &policy.name, format!("policy of {name}"), 4));
        }
        for constraint in entity.table.constraints.iter().filter(|constraint| !constraint.name.is_empty()) {
            let detail = format!("{} of {name}", constraint.kind.noun());
            out.push(place(id, Some(&constraint.id), Icon::KeyRound, &constraint.name, detail, 1));
        }
        for index in entity.table.indexes.iter().filter(|index| !index.name.is_empty()) {
            out.push(place(id, Some(&index.id), Icon::List, &index.name, format!("index of {name}"), 1));
        }
    }
    for one in design.enums.values() {
        out.push(place(&one.id, None, Icon::List, &one.name, "enum".to_owned(), 8));
    }
    for object in &design.rest.objects {
        out.push(place(&object.id, None, rest_icon(&object.kind), &object.identity, object.kind.clone(), 8));
    }
    for sequence in &design.rest.sequences {
        out.push(place(&sequence.id, None, Icon::Hash, &sequence.name, "sequence".to_owned(), 4));
    }
    for role in design.roles.values() {
        out.push(place(&role.id, None, Icon::User, &role.name, "role".to_owned(), 6));
    }
    for schema in design.schemas.values() {
        out.push(place(&schema.id, None, Icon::Folder, &schema.name, "schema".to_owned(), 6));
    }
    for script in design.hand_sql.values() {
        out.push(place(&script.id, None, Icon::SquareTerminal, &script.title, "hand-written SQL".to_owned(), 4));
    }
    for id in design.migrations.keys() {
        out.push(Entry {
            target: Target::Migration(id.clone()),
            icon: Icon::GitBranch,
            label: id.to_string(),
            detail: "migration".to_owned(),
            words: "",
            worth: 6,
        });
    }
    out
}
