//! The outline: everything there is, as a list that can be searched and walked with the keyboard. It is the way around
//! the canvas for those who can't use it.
//!
//! Only the rows in view exist, so that a model of thousands of entities costs no more than a small one.

use std::collections::BTreeSet;

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::derived::Count;
use super::icons::{Icon, IconView};
use super::selection::Selection;
use super::state::{Workspace, use_workspace};
use super::toast::level_class;
use super::ui::{Ui, use_ui};
use super::{actions, canvas};
use crate::catalog::Sorting;
use crate::catalog::{Column, EnumLabel, EnumType, Id, Role, Schema};
use crate::design::{Design, Entity, HandSql, HandSqlPosition};
use crate::edit::Command;
use crate::platform::ids;

const ROW: f64 = 28.0;
/// Rows drawn above and below what is in view.
const SPARE: usize = 6;
/// Columns that a search lists.
const MOST_COLUMNS: usize = 200;

/// What a row stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Item {
    Group(Group),
    Element(Kind, Id),
}

/// What stands together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// The entities of a schema.
    Schema(Id),
    /// The enums.
    Enums,
    /// What is not drawn.
    Rest,
    /// The roles.
    Roles,
    /// The pieces of hand-written SQL.
    HandSql,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Kind {
    Entity,
    /// A column, which is listed only where it was searched for.
    Column,
    Enum,
    Rest,
    Role,
    HandSql,
}

impl Kind {
    fn icon(self) -> Icon {
        match self {
            Self::Entity => Icon::Table2,
            Self::Column => Icon::Columns3,
            Self::Enum => Icon::List,
            Self::Rest => Icon::FileCode,
            Self::Role => Icon::User,
            Self::HandSql => Icon::SquareTerminal,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Row {
    item: Item,
    icon: Icon,
    label: String,
    /// For a group, how many are in it.
    count: usize,
    closed: bool,
    tenant: bool,
}

/// The outline.
#[component]
pub fn Outline() -> impl IntoView {
    let workspace = use_workspace();
    let ui = use_ui();
    let search = RwSignal::new(String::new());
    let closed = RwSignal::new(BTreeSet::<Group>::new());
    let rows = Memo::new(move |_| {
        workspace.structure.track();
        workspace.enums.track();
        workspace.rest.track();
        workspace.roles.track();
        workspace.schemas.track();
        workspace.hand_sql.track();
        let (search, closed) = (search.get().to_lowercase(), closed.get());
        workspace.with_design(|design| rows(design, search.trim(), &closed))
    });
    let scroll = RwSignal::new(0.0);
    let height = RwSignal::new(600.0);
    let cursor = RwSignal::new(None::<Item>);
    let list = NodeRef::<Div>::new();
    let measure = move || {
        if let Some(list) = list.get_untracked() {
            scroll.set(f64::from(list.scroll_top()));
            height.set(f64::from(list.client_height()));
        }
    };
    Effect::new(move |_| {
        if list.get().is_some() {
            crate::platform::timer::next_frame(measure);
        }
    });
    let resized = window_event_listener(leptos::ev::resize, move |_| measure());
    on_cleanup(move || resized.remove());

    let range = Memo::new(move |_| {
        let first = (scroll.get() / ROW) as usize;
        let shown = (height.get() / ROW) as usize + 1;
        let count = rows.with(Vec::len);
        (first.saturating_sub(SPARE).min(count), (first + shown + SPARE).min(count))
    });
    let window = move || {
        let (first, last) = range.get();
        rows.with(|rows| {
            rows.get(first..last.max(first).min(rows.len()))
                .unwrap_or_default()
                .iter()
                .enumerate()
                .map(|(i, row)| (first + i, row.clone()))
                .collect::<Vec<_>>()
        })
    };
    let toggle = move |group: &Group| {
        closed.update(|closed| {
            if !closed.remove(group) {
                closed.insert(group.clone());
            }
        });
    };
    let activate = move |item: &Item| match item {
        Item::Group(Group::Schema(id)) if workspace.with_design(|design| design.schemas.contains_key(id)) => {
            actions::go_to(workspace, ui, id, None, None);
        }
        Item::Group(group) => toggle(group),
        Item::Element(_, id) => actions::go_to(workspace, ui, id, None, None),
    };
    let click = move |event: leptos::ev::MouseEvent| {
        let Some(element) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else {
            return;
        };
        let Ok(Some(line)) = element.closest("[data-row]") else { return };
        let at = line.get_attribute("data-row").and_then(|at| at.parse::<usize>().ok());
        let Some(row) = at.and_then(|at| rows.with_untracked(|rows| rows.get(at).cloned())) else { return };
        if element.closest("[data-add]").ok().flatten().is_some() {
            if let Item::Group(group) = &row.item {
                add(workspace, ui, group);
            }
            return;
        }
        cursor.set(Some(row.item.clone()));
        if element.closest("[data-toggle]").ok().flatten().is_some() {
            if let Item::Group(group) = &row.item {
                toggle(group);
            }
            return;
        }
        let more = event.shift_key() || event.ctrl_key() || event.meta_key();
        match &row.item {
            Item::Element(Kind::Entity, id) if more => workspace.selection.update(|now| *now = now.toggled(id)),
            item => activate(item),
        }
    };
    let rename = move |event: leptos::ev::MouseEvent| {
        let Some(element) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else {
            return;
        };
        let found = element.closest("[data-entity]").ok().flatten().and_then(|line| line.get_attribute("data-entity"));
        if let Some(id) = found {
            ui.renaming.set(Some(Id::new(id)));
        }
    };
    let key = move |event: leptos::ev::KeyboardEvent| {
        let all = rows.get_untracked();
        let at = cursor.get_untracked().and_then(|item| all.iter().position(|row| row.item == item));
        let go = |at: usize| {
            let at = at.min(all.len().saturating_sub(1));
            cursor.set(all.get(at).map(|row| row.item.clone()));
            if let (false, Some(row)) = (search.with_untracked(String::is_empty), all.get(at)) {
                show(workspace, ui, &row.item);
            }
            if let Some(list) = list.get_untracked() {
                let (top, view) = (at as f64 * ROW, f64::from(list.client_height()));
                let now = f64::from(list.scroll_top());
                if top < now {
                    list.set_scroll_top(top as i32);
                } else if top + ROW > now + view {
                    list.set_scroll_top((top + ROW - view) as i32);
                }
            }
        };
        match (event.key().as_str(), at) {
            ("ArrowDown", None) | ("ArrowUp", None) | ("Home", _) => go(0),
            ("ArrowDown", Some(at)) => go(at + 1),
            ("ArrowUp", Some(at)) => go(at.saturating_sub(1)),
            ("PageDown", at) => go(at.unwrap_or(0) + 10),
            ("PageUp", at) => go(at.unwrap_or(0).saturating_sub(10)),
            ("End", _) => go(all.len()),
            ("Enter" | " ", Some(at)) => {
                if let Some(row) = all.get(at) {
                    activate(&row.item);
                }
            }
            ("F2", Some(at)) => {
                if let Some(Row { item: Item::Element(Kind::Entity, id), .. }) = all.get(at) {
                    ui.renaming.set(Some(id.clone()));
                }
            }
            (side @ ("ArrowLeft" | "ArrowRight"), Some(at)) => match all.get(at) {
                Some(Row { item: Item::Group(group), closed, .. }) if *closed == (side == "ArrowRight") => {
                    toggle(group)
                }
                Some(_) if side == "ArrowLeft" => {
                    let group = all.iter().take(at).rposition(|row| matches!(row.item, Item::Group(_)));
                    go(group.unwrap_or(at));
                }
                _ => {}
            },
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    view! {
        <div class="outline-search">
            <IconView icon=Icon::Search/>
            <input
                id="outline-search"
                type="search"
                class="input"
                placeholder="Search entities and columns"
                aria-label="Search the outline"
                autocomplete="off"
                spellcheck="false"
                prop:value=move || search.get()
                on:input=move |event| {
                    search.set(event_target_value(&event));
                    scroll.set(0.0);
                }
                on:keydown=move |event| match event.key().as_str() {
                    "Escape" => search.set(String::new()),
                    "ArrowDown" | "Enter" => {
                        event.prevent_default();
                        let first = rows.with_untracked(|rows| {
                            rows.iter().find(|row| matches!(row.item, Item::Element(..))).map(|row| row.item.clone())
                        });
                        if let Some(item) = first {
                            if event.key() == "Enter" {
                                activate(&item);
                            } else {
                                show(workspace, ui, &item);
                            }
                            cursor.set(Some(item));
                            if let Some(list) = list.get_untracked() {
                                let _ = list.focus();
                            }
                        }
                    }
                    _ => {}
                }
            />
        </div>
        <div class="outline-list" role="tree" aria-label="Everything in this project" tabindex="0" node_ref=list
            aria-activedescendant=move || cursor.get().map(|item| item_dom_id(&item))
            on:click=click on:dblclick=rename on:keydown=key on:scroll=move |_| measure()
        >
            <div class="outline-space" style:height=move || format!("{}px", rows.with(Vec::len) as f64 * ROW)>
                <For each=window key=|(at, row)| (*at, row.item.clone(), row.label.clone(), row.count, row.closed, row.tenant) let:entry>
                    <OutlineRow at=entry.0 row=entry.1 cursor=cursor/>
                </For>
            </div>
            {move || (rows.with(Vec::is_empty)).then(|| view! { <p class="panel-note">"Nothing is called that."</p> })}
        </div>
    }
    .into_any()
}

fn item_dom_id(item: &Item) -> String {
    match item {
        Item::Group(Group::Schema(id)) => format!("outline-schema-{id}"),
        Item::Group(Group::Enums) => "outline-enums".to_owned(),
        Item::Group(Group::Rest) => "outline-rest".to_owned(),
        Item::Group(Group::Roles) => "outline-roles".to_owned(),
        Item::Group(Group::HandSql) => "outline-hand-sql".to_owned(),
        Item::Element(_, id) => format!("outline-{id}"),
    }
}

#[component]
fn OutlineRow(at: usize, row: Row, cursor: RwSignal<Option<Item>>) -> impl IntoView {
    let workspace = use_workspace();
    let item = row.item.clone();
    let here = Memo::new(move |_| cursor.with(|cursor| cursor.as_ref() == Some(&item)));
    let dom_id = item_dom_id(&row.item);
    let top = format!("translateY({}px)", at as f64 * ROW);
    match row.item {
        Item::Group(group) => {
            let adds = match &group {
                Group::Schema(_) => "Add an entity",
                Group::Enums => "Add an enum",
                Group::Rest => "Add a view, a function, a sequence …",
                Group::Roles => "Add a role",
                Group::HandSql => "Add hand-written SQL",
            };
            let selected = Memo::new(move |_| match &group {
                Group::Schema(id) => workspace.selection.with(|now| *now == Selection::Schema(id.clone())),
                _ => false,
            });
            view! {
                <div class="outline-row group" class:selected=move || selected.get() class:cursor=move || here.get() role="treeitem" id=dom_id data-row=at.to_string()
                    aria-expanded=(!row.closed).to_string() prop:ariaLevel="1" style:transform=top
                >
                    <span class="outline-toggle" data-toggle=""><IconView icon=if row.closed { Icon::ChevronRight } else { Icon::ChevronDown }/></span>
                    <span class="outline-label">{row.label}</span>
                    <span class="outline-count">{row.count}</span>
                    <button type="button" class="icon-button small" data-add="" tabindex="-1" title=adds aria-label=adds><IconView icon=Icon::Plus/></button>
                </div>
            }
            .into_any()
        }
        Item::Element(kind, id) => {
            let selected = {
                let id = id.clone();
                Memo::new(move |_| workspace.selection.with(|selection| is_selected(selection, kind, &id)))
            };
            let count = {
                let id = id.clone();
                Memo::new(move |_| workspace.derived.with(|d| d.counts.get(&id).copied().and_then(Count::worst)))
            };
            view! {
                <div class="outline-row" class:selected=move || selected.get() class:cursor=move || here.get() role="treeitem" id=dom_id
                    data-row=at.to_string() data-entity=(kind == Kind::Entity).then(|| id.to_string()) prop:ariaLevel="2"
                    aria-selected=move || selected.get().to_string() style:transform=top
                >
                    <IconView icon=row.icon/>
                    <span class="outline-label" title=row.label.clone()>{if row.label.is_empty() { "(no name)".to_owned() } else { row.label.clone() }}</span>
                    {row.tenant.then(|| view! { <i class="glyph glyph-shield" title="Tenant-scoped"></i> })}
                    {move || count.get().map(|(level, count)| view! { <span class=format!("card-count {}", level_class(level))>{count}</span> })}
                </div>
            }
            .into_any()
        }
    }
}

fn is_selected(selection: &Selection, kind: Kind, id: &Id) -> bool {
    match kind {
        Kind::Entity => selection.touches(id),
        Kind::Column => matches!(selection, Selection::Object { object, .. } if object == id),
        Kind::Enum => *selection == Selection::Enum(id.clone()),
        Kind::Rest => *selection == Selection::Rest(id.clone()),
        Kind::Role => *selection == Selection::Role(id.clone()),
        Kind::HandSql => *selection == Selection::HandSql(id.clone()),
    }
}

/// Someone of a group.
struct Member {
    kind: Kind,
    icon: Icon,
    label: String,
    id: Id,
    tenant: bool,
}

fn member(kind: Kind, label: &str, id: &Id) -> Member {
    Member { kind, icon: kind.icon(), label: label.to_owned(), id: id.clone(), tenant: false }
}

/// What is not drawn. An extension's name says nothing without its kind, and neither does a cast's.
fn rest(design: &Design) -> Vec<Member> {
    let schema = |id: &Option<Id>| {
        let schema = id.as_ref().and_then(|id| design.schemas.get(id)).filter(|schema| !schema.is_public());
        schema.map(|schema| format!("{}.", schema.name)).unwrap_or_default()
    };
    let sequences = design.rest.sequences.iter().map(|sequence| {
        let label = format!("{}{}", schema(&Some(sequence.schema.clone())), sequence.name);
        Member { icon: Icon::Hash, ..member(Kind::Rest, &label, &sequence.id) }
    });
    let objects = design.rest.objects.iter().map(|object| {
        let label = match &object.schema {
            // Functions are told apart by their arguments.
            Some(_) => object.identity.strip_prefix("public.").unwrap_or(&object.identity).to_owned(),
            None => format!("{} {}", object.kind, object.identity),
        };
        Member { icon: rest_icon(&object.kind), ..member(Kind::Rest, &label, &object.id) }
    });
    objects.chain(sequences).collect()
}

/// The icon of a kind of object that is its definition.
pub fn rest_icon(kind: &str) -> Icon {
    match kind {
        "view" | "materialized view" => Icon::Eye,
        "function" | "procedure" | "aggregate" => Icon::Code,
        "trigger" | "event trigger" | "rule" => Icon::Zap,
        "type" | "domain" => Icon::Tag,
        "extension" => Icon::Box,
        _ => Icon::FileCode,
    }
}

/// Flies to what is found without selecting it, where it is drawn.
fn show(workspace: Workspace, ui: Ui, item: &Item) {
    let Item::Element(Kind::Entity | Kind::Column, id) = item else { return };
    if let Some(found) = workspace.with_design(|design| Selection::of(design, id, None))
        && let Some(entity) = found.single_entity()
    {
        canvas::reveal(workspace, ui, entity);
        canvas::mark(workspace, ui, entity, Some(id));
    }
}

/// The columns whose names hold what is searched for, the first of them: who needs more types more.
fn columns(design: &Design, search: &str) -> Vec<Row> {
    if search.len() < 2 {
        return Vec::new();
    }
    let entities = design.entities.values();
    let all = entities.flat_map(|entity| entity.table.columns.iter().map(move |column| (entity, column)));
    let found = all.filter(|(_, column)| column.name.to_lowercase().contains(search));
    let row = |(entity, column): (&Entity, &Column)| Row {
        item: Item::Element(Kind::Column, column.id.clone()),
        icon: Kind::Column.icon(),
        label: format!("{}.{}", entity.table.name, column.name),
        count: 0,
        closed: false,
        tenant: false,
    };
    found.take(MOST_COLUMNS).map(row).collect()
}

fn rows(design: &Design, search: &str, closed: &BTreeSet<Group>) -> Vec<Row> {
    let mut out = Vec::new();
    let matches = |name: &str| search.is_empty() || name.to_lowercase().contains(search);
    let mut group = |group: Group, label: String, mut members: Vec<Member>| {
        members.retain(|member| matches(&member.label));
        if members.is_empty() && !search.is_empty() {
            return;
        }
        members.sort_by_cached_key(|member| (member.label.to_lowercase(), member.id.clone()));
        let is_closed = search.is_empty() && closed.contains(&group);
        let item = Item::Group(group);
        out.push(Row { item, icon: Icon::Folder, label, count: members.len(), closed: is_closed, tenant: false });
        if !is_closed {
            out.extend(members.into_iter().map(|member| Row {
                item: Item::Element(member.kind, member.id),
                icon: member.icon,
                label: member.label,
                count: 0,
                closed: false,
                tenant: member.tenant,
            }));
        }
    };
    let entity = |e: &Entity| Member { tenant: e.tenancy.is_tenant(), ..member(Kind::Entity, &e.table.name, e.id()) };
    let mut schemas: Vec<&Schema> = design.schemas.values().collect();
    schemas.order_by_key(|schema| (!schema.is_public(), schema.name.clone()));
    for schema in schemas {
        let members = design.entities.values().filter(|e| e.table.schema == schema.id);
        group(Group::Schema(schema.id.clone()), schema.name.clone(), members.map(entity).collect());
    }
    let lost = design.entities.values().filter(|e| !design.schemas.contains_key(&e.table.schema));
    let lost: Vec<_> = lost.map(entity).collect();
    if !lost.is_empty() {
        group(Group::Schema(Id::new("?")), "no schema".to_owned(), lost);
    }
    let enums = design.enums.values().map(|e| member(Kind::Enum, &e.name, &e.id)).collect();
    group(Group::Enums, "Enums".to_owned(), enums);
    group(Group::Rest, "Views, functions …".to_owned(), rest(design));
    let roles = design.roles.values().map(|r| member(Kind::Role, &r.name, &r.id)).collect();
    group(Group::Roles, "Roles".to_owned(), roles);
    let scripts = design.hand_sql.values().map(|h| member(Kind::HandSql, &h.title, &h.id)).collect();
    group(Group::HandSql, "Hand-written SQL".to_owned(), scripts);
    out.extend(columns(design, search));
    out
}

/// Adds something to a group and shows it.
pub fn add(workspace: Workspace, ui: Ui, group: &Group) {
    let free = |base: &str, taken: BTreeSet<String>| {
        (1..)
            .map(|n| if n == 1 { base.to_owned() } else { format!("{base}_{n}") })
            .find(|name| !taken.contains(name))
            .unwrap_or_default()
    };
    let id = ids::fresh();
    let (command, selection) = match group {
        Group::Schema(schema) => {
            actions::add_entity_in(workspace, ui, None, Some(schema.clone()));
            return;
        }
        Group::Rest => {
            workspace.selection.set(Selection::NewBySql);
            if !ui.inspector_open.get_untracked() {
                ui.toggle(ui.inspector_open);
            }
            return;
        }
        Group::Enums => {
            let name = free("new_enum", workspace.with_design(|d| d.enums.values().map(|e| e.name.clone()).collect()));
            let schema = workspace.with_design(|design| design.settings.default_schema.clone());
            let labels = vec![EnumLabel { id: ids::fresh(), name: "first".to_owned() }];
            let enum_type = EnumType { id: id.clone(), schema, name, labels, comment: None };
            (Command::PutEnum { enum_type }, Selection::Enum(id.clone()))
        }
        Group::Roles => {
            let name = free("new_role", workspace.with_design(|d| d.roles.values().map(|r| r.name.clone()).collect()));
            (Command::PutRole { role: Role::new(id.clone(), name) }, Selection::Role(id.clone()))
        }
        Group::HandSql => {
            let hand_sql = HandSql {
                id: id.clone(),
                title: "Hand-written SQL".to_owned(),
                position: HandSqlPosition::After,
                up: String::new(),
                down: String::new(),
            };
            (Command::PutHandSql { hand_sql }, Selection::HandSql(id.clone()))
        }
    };
    if workspace.run(command) {
        workspace.selection.set(selection);
        if !ui.inspector_open.get_untracked() {
            ui.toggle(ui.inspector_open);
        }
        let field = if matches!(group, Group::HandSql) { "title" } else { "name" };
        ui.focus_field.set(Some(super::ui::FieldFocus { object: id, field }));
    }
}
