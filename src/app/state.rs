//! The open project, as signals: the one place where the design is changed and the view learns of it.
//!
//! The editor owns the design. Whatever a person, a script or a gesture asks for goes through [`Workspace::dispatch`];
//! the change set that comes back is laid into the signals record by record, so that a changed entity wakes its own card
//! and no other. What follows from the whole design (the lowered catalog, the problems, the pending change) is worked
//! out a moment later, once, for the last revision.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use super::derived::Derived;
use super::parts::{Drawing, Editing, NotLoaded, Part, Planner};
use super::selection::Selection;
use super::toast::Toasts;
use crate::catalog::Ordered;
use crate::catalog::{Catalog, EnumType, Id, Role, Schema};
use crate::design::{Design, Entity, HandSql, Migration, Node, Picture};
use crate::edit::{ChangeSet, Command, Editor, Key, Project, Record, Refusal};
use crate::platform::timer::Debounce;

/// How long after the last change the derived state is worked out.
const DERIVE_AFTER_MS: u32 = 40;

/// The editor, and a signal for each record that changes often.
struct Core {
    editor: Editor,
    entities: BTreeMap<Id, ArcRwSignal<Arc<Entity>>>,
    nodes: BTreeMap<Id, ArcRwSignal<Node>>,
}

/// The open project. A handle that is copied freely; [`use_workspace`] finds it.
#[derive(Clone, Copy)]
pub struct Workspace {
    core: StoredValue<Core>,
    /// The project's name and settings.
    pub project: RwSignal<Arc<Project>>,
    /// The ids of all entities, sorted.
    pub entity_ids: RwSignal<Arc<Vec<Id>>>,
    /// Enum types.
    pub enums: RwSignal<Arc<BTreeMap<Id, EnumType>>>,
    /// Roles.
    pub roles: RwSignal<Arc<BTreeMap<Id, Role>>>,
    /// Schemas.
    pub schemas: RwSignal<Arc<BTreeMap<Id, Schema>>>,
    /// What is not drawn: views, functions, sequences and their like.
    pub rest: RwSignal<Arc<Catalog>>,
    /// Areas, notes, colours and views.
    pub picture: RwSignal<Arc<Picture>>,
    /// The view that is open; nothing for the one with all entities. [`Workspace::open_view`] sets it.
    pub view: RwSignal<Option<Id>>,
    /// Hand-written SQL of the pending migration.
    pub hand_sql: RwSignal<Arc<BTreeMap<Id, HandSql>>>,
    /// Migrations so far.
    pub migrations: RwSignal<Arc<BTreeMap<Id, Migration>>>,
    /// Grows with every change of anything.
    pub revision: RwSignal<u64>,
    /// Grows with every change of what the database will look like: not when cards are moved.
    pub model_revision: RwSignal<u64>,
    /// Grows when an entity is added, removed or changed.
    pub structure: RwSignal<u64>,
    /// Grows when a card has come to rest somewhere else, or another project was opened.
    pub positions: RwSignal<u64>,
    /// Grows when another project was opened.
    pub generation: RwSignal<u64>,
    /// What follows from the whole design. Lags a moment behind; [`Workspace::derived_now`] does not.
    pub derived: RwSignal<Arc<Derived>>,
    /// Whether there is something to undo.
    pub can_undo: RwSignal<bool>,
    /// Whether there is something to do again.
    pub can_redo: RwSignal<bool>,
    /// What is selected.
    pub selection: RwSignal<Selection>,
    /// Messages that pass.
    pub toasts: Toasts,
    planner: Part<Planner>,
    /// What edits on the canvas.
    pub editing: Part<Editing>,
    /// What draws.
    pub drawing: Part<Drawing>,
    derive_later: StoredValue<Debounce, LocalStorage>,
}

/// The open project of the surrounding application.
pub fn use_workspace() -> Workspace {
    expect_context()
}

impl Workspace {
    /// Opens a design. What plans its pending change is loaded when there is one.
    pub fn new(design: Design, planner: Part<Planner>, editing: Part<Editing>, drawing: Part<Drawing>) -> Self {
        let this = Self {
            core: StoredValue::new(Core {
                editor: Editor::new(Design::empty("")),
                entities: BTreeMap::new(),
                nodes: BTreeMap::new(),
            }),
            project: RwSignal::new(Arc::new(Project { name: design.name.clone(), settings: design.settings.clone() })),
            entity_ids: RwSignal::default(),
            enums: RwSignal::default(),
            roles: RwSignal::default(),
            schemas: RwSignal::default(),
            rest: RwSignal::default(),
            picture: RwSignal::default(),
            view: RwSignal::default(),
            hand_sql: RwSignal::default(),
            migrations: RwSignal::default(),
            revision: RwSignal::new(0),
            model_revision: RwSignal::new(0),
            structure: RwSignal::new(0),
            positions: RwSignal::new(0),
            generation: RwSignal::new(0),
            derived: RwSignal::default(),
            can_undo: RwSignal::new(false),
            can_redo: RwSignal::new(false),
            selection: RwSignal::default(),
            toasts: Toasts::new(),
            planner,
            editing,
            drawing,
            derive_later: StoredValue::new_local(Debounce::default()),
        };
        this.replace(design);
        // What could not be planned before is planned as soon as it can.
        Effect::new(move || {
            if planner.here().is_some() {
                this.derived_now();
            }
        });
        this
    }

    /// Opens another design in place of the open one. Its history begins anew.
    pub fn replace(self, design: Design) {
        self.selection.set(Selection::default());
        let entities = design.entities.iter().map(|(id, e)| (id.clone(), ArcRwSignal::new(Arc::new(e.clone()))));
        let entities: BTreeMap<_, _> = entities.ordered_map();
        let nodes = design
            .entities
            .keys()
            .map(|id| (id.clone(), ArcRwSignal::new(design.nodes.get(id).copied().unwrap_or_default())));
        let nodes = nodes.ordered_map();
        let ids = Arc::new(entities.keys().cloned().collect::<Vec<_>>());
        self.project.set(Arc::new(Project { name: design.name.clone(), settings: design.settings.clone() }));
        self.enums.set(Arc::new(design.enums.clone()));
        self.roles.set(Arc::new(design.roles.clone()));
        self.schemas.set(Arc::new(design.schemas.clone()));
        self.rest.set(Arc::new(design.rest.clone()));
        self.picture.set(Arc::new(design.picture.clone()));
        self.view.set(None);
        self.hand_sql.set(Arc::new(design.hand_sql.clone()));
        self.migrations.set(Arc::new(design.migrations.clone()));
        self.core.set_value(Core { editor: Editor::new(design), entities, nodes });
        // The list goes last: cards that it makes find their records. Cards that it removes have read theirs.
        self.generation.update(|n| *n += 1);
        self.entity_ids.set(ids);
        self.structure.update(|n| *n += 1);
        self.positions.update(|n| *n += 1);
        self.model_revision.update(|n| *n += 1);
        self.revision.update(|n| *n += 1);
        self.tell_history();
        self.derive();
    }

    /// Carries out a command. This is the only way the design changes: a person's, a script's and a gesture's alike.
    ///
    /// # Errors
    /// Why it was not carried out; the design is unchanged then.
    pub fn dispatch(self, command: Command) -> Result<(), Refusal> {
        let command = self.in_view(command);
        let changes = self.core.try_update_value(|core| core.editor.run(command));
        self.take(&changes.unwrap_or_else(|| Ok(ChangeSet::default()))?);
        Ok(())
    }

    /// Like [`Workspace::dispatch`], for a field that is typed in: commands under the same key in a row are one step of
    /// the history. [`Workspace::settle`] ends the row.
    ///
    /// # Errors
    /// Why it was not carried out; the design is unchanged then.
    pub fn dispatch_coalesced(self, command: Command, key: &str) -> Result<(), Refusal> {
        let command = self.in_view(command);
        let changes = self.core.try_update_value(|core| core.editor.run_coalesced(command, key));
        self.take(&changes.unwrap_or_else(|| Ok(ChangeSet::default()))?);
        Ok(())
    }

    /// Ends a row of coalesced commands.
    pub fn settle(self) {
        self.core.update_value(|core| core.editor.settle());
    }

    /// Carries out a command and, where it is refused, says so in passing. True if it was carried out.
    pub fn run(self, command: Command) -> bool {
        match self.dispatch(command) {
            Ok(()) => true,
            Err(refusal) => {
                self.toasts.refused(&refusal);
                false
            }
        }
    }

    /// Begins a gesture: everything until [`Workspace::commit`] is undone in one step.
    pub fn begin(self) {
        self.core.update_value(|core| core.editor.begin());
    }

    /// Ends a gesture.
    pub fn commit(self) {
        self.core.update_value(|core| {
            core.editor.commit();
        });
        self.positions.update(|n| *n += 1);
        self.tell_history();
    }

    /// Ends a gesture as if it had never begun.
    pub fn abort(self) {
        let changes = self.core.try_update_value(|core| core.editor.abort());
        self.take(&changes.unwrap_or_default());
        self.positions.update(|n| *n += 1);
    }

    /// Takes the last step back. False if there is none.
    pub fn undo(self) -> bool {
        self.step(Editor::undo)
    }

    /// Does the step that was taken back again. False if there is none.
    pub fn redo(self) -> bool {
        self.step(Editor::redo)
    }

    fn step(self, step: impl FnOnce(&mut Editor) -> Option<ChangeSet>) -> bool {
        let changes = self.core.try_update_value(|core| step(&mut core.editor)).flatten();
        if let Some(changes) = &changes {
            self.take(changes);
        }
        changes.is_some()
    }

    /// Reads the whole design.
    pub fn with_design<T>(self, read: impl FnOnce(&Design) -> T) -> T {
        self.core.with_value(|core| read(core.editor.design()))
    }

    /// The signal of an entity. The list of entities is not tracked: ask for entities that it names.
    pub fn entity(self, id: &Id) -> Option<ArcRwSignal<Arc<Entity>>> {
        self.core.with_value(|core| core.entities.get(id).cloned())
    }

    /// The entity with this id as it is now, tracked: whoever asks hears of its changes, and of its coming and going.
    pub fn read_entity(self, id: &Id) -> Option<Arc<Entity>> {
        self.entity_ids.track();
        self.entity(id).map(|signal| signal.get())
    }

    /// The entity with this id as it is now, without tracking.
    pub fn peek_entity(self, id: &Id) -> Option<Arc<Entity>> {
        self.entity(id).map(|signal| signal.get_untracked())
    }

    /// The signal of an entity's place on the canvas, in the view that is open. An entity that the view does not show
    /// has none.
    pub fn node(self, id: &Id) -> Option<ArcRwSignal<Node>> {
        self.core.with_value(|core| core.nodes.get(id).cloned())
    }

    /// How many entities the open view shows.
    pub(super) fn node_count(self) -> usize {
        self.core.with_value(|core| core.nodes.len())
    }

    /// Gives the open view's entities their places.
    pub(super) fn set_nodes(self, nodes: BTreeMap<Id, ArcRwSignal<Node>>) {
        self.core.update_value(|core| core.nodes = nodes);
    }

    /// An entity's place as it is now, without tracking.
    pub fn peek_node(self, id: &Id) -> Option<Node> {
        self.node(id).map(|signal| signal.get_untracked())
    }

    /// What follows from the design as it is now, worked out at once if need be. The pending change is only planned if
    /// what plans is here: [`Workspace::planned_now`] waits for it.
    pub fn derived_now(self) -> Arc<Derived> {
        let (revision, planned) = self.derived.with_untracked(|derived| (derived.revision, derived.planned));
        if revision != self.model_revision.get_untracked() || (!planned && self.planner.peek().is_some()) {
            self.derive();
        }
        self.derived.get_untracked()
    }

    /// What plans, if it is there.
    pub fn planner(self) -> Option<Planner> {
        self.planner.peek()
    }

    /// Like [`Workspace::derived_now`], with the pending change for certain.
    ///
    /// # Errors
    /// That what plans it could not be loaded.
    pub async fn planned_now(self) -> Result<Arc<Derived>, NotLoaded> {
        if !self.derived_now().planned {
            self.planner.get().await?;
        }
        Ok(self.derived_now())
    }

    fn derive(self) {
        self.derive_later.with_value(Debounce::cancel);
        let revision = self.model_revision.get_untracked();
        let previous = self.derived.get_untracked();
        let planner = self.planner.peek();
        let derived = self.with_design(|design| Derived::of(design, revision, &previous, planner));
        let planned = derived.planned;
        self.derived.set(Arc::new(derived));
        if !planned {
            leptos::task::spawn_local(async move {
                if let Err(why) = self.planner.get().await {
                    self.toasts.error(why.0);
                }
            });
        }
    }

    fn tell_history(self) {
        let (undo, redo) = self.core.with_value(|core| (core.editor.can_undo(), core.editor.can_redo()));
        if self.can_undo.get_untracked() != undo {
            self.can_undo.set(undo);
        }
        if self.can_redo.get_untracked() != redo {
            self.can_redo.set(redo);
        }
    }

    /// Lays a change set into the signals.
    fn take(self, changes: &ChangeSet) {
        if changes.changes.is_empty() {
            return;
        }
        let (mut ids, mut structure, mut model, mut picture) = (false, false, false, false);
        let mut removed = Vec::new();
        for (key, pair) in &changes.changes {
            model |= !key.is_drawn();
            picture |= matches!(key, Key::Annotation(_) | Key::Look(_) | Key::View(_));
            structure |= matches!(key, Key::Look(_));
            match (key, &pair.next) {
                (Key::Project, Some(Record::Project(project))) => self.project.set(Arc::new((**project).clone())),
                (Key::Entity(id), Some(Record::Entity(entity))) => {
                    structure = true;
                    ids |= self.put_entity(id, Arc::new((**entity).clone()));
                }
                (Key::Entity(id), _) => {
                    (ids, structure) = (true, true);
                    removed.push(id.clone());
                }
                (Key::Node(id), Some(Record::Node(node))) if self.view.get_untracked().is_none() => {
                    self.put_node(id, *node)
                }
                (Key::Enum(id), next) => {
                    let next = if let Some(Record::Enum(value)) = next { Some((**value).clone()) } else { None };
                    put(self.enums, id, next);
                }
                (Key::Role(id), next) => {
                    let next = if let Some(Record::Role(value)) = next { Some((**value).clone()) } else { None };
                    put(self.roles, id, next);
                }
                (Key::Schema(id), next) => {
                    let next = if let Some(Record::Schema(value)) = next { Some((**value).clone()) } else { None };
                    put(self.schemas, id, next);
                }
                (Key::HandSql(id), next) => {
                    let next = if let Some(Record::HandSql(value)) = next { Some((**value).clone()) } else { None };
                    put(self.hand_sql, id, next);
                }
                (Key::Migration(id), next) => {
                    let next = if let Some(Record::Migration(value)) = next { Some((**value).clone()) } else { None };
                    put(self.migrations, id, next);
                }
                (Key::Rest, Some(Record::Rest(rest))) => self.rest.set(Arc::new((**rest).clone())),
                (Key::Project | Key::Rest | Key::Node(_) | Key::Annotation(_) | Key::Look(_) | Key::View(_), _) => {}
            }
        }
        if ids {
            let now = self.with_design(|design| design.entities.keys().cloned().collect::<Vec<_>>());
            self.entity_ids.set(Arc::new(now));
        }
        // Only now, when the list has told their cards to go.
        if !removed.is_empty() {
            self.core.update_value(|core| {
                for id in &removed {
                    core.entities.remove(id);
                    core.nodes.remove(id);
                }
            });
        }
        self.drop_lost_selection();
        if picture {
            structure |= self.follow_view();
            self.picture.set(Arc::new(self.with_design(|design| design.picture.clone())));
        }
        if structure {
            self.structure.update(|n| *n += 1);
        }
        // A card that is being dragged has come to rest when the gesture ends.
        let moved = changes.changes.keys().any(|key| matches!(key, Key::Node(_)));
        if moved && !self.core.with_value(|core| core.editor.in_gesture()) {
            self.positions.update(|n| *n += 1);
        }
        self.revision.update(|n| *n += 1);
        self.tell_history();
        if model {
            self.model_revision.update(|n| *n += 1);
            self.derive_later.with_value(|later| later.after(DERIVE_AFTER_MS, move || self.derive()));
        }
    }

    /// True if the entity is new.
    fn put_entity(self, id: &Id, entity: Arc<Entity>) -> bool {
        match self.entity(id) {
            Some(signal) => {
                signal.set(entity);
                false
            }
            None => {
                self.core.update_value(|core| {
                    core.entities.insert(id.clone(), ArcRwSignal::new(entity));
                    if self.view.get_untracked().is_none() {
                        core.nodes.entry(id.clone()).or_default();
                    }
                });
                true
            }
        }
    }

    fn put_node(self, id: &Id, node: Node) {
        match self.node(id) {
            Some(signal) => signal.set(node),
            None => self.core.update_value(|core| {
                core.nodes.insert(id.clone(), ArcRwSignal::new(node));
            }),
        }
    }

    /// A selection never names what is gone.
    fn drop_lost_selection(self) {
        let now = self.selection.get_untracked();
        let kept = self.with_design(|design| now.clone().within(design));
        if kept != now {
            self.selection.set(kept);
        }
    }
}

fn put<T: Clone + Send + Sync + 'static>(map: RwSignal<Arc<BTreeMap<Id, T>>>, id: &Id, value: Option<T>) {
    map.update(|map| {
        let map = Arc::make_mut(map);
        match value {
            Some(value) => map.insert(id.clone(), value),
            None => map.remove(id),
        };
    });
}
