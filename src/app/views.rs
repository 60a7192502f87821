//! The view that is open: which entities the canvas shows, and where they stand in it.
//!
//! The canvas asks [`Workspace::node`] where a card stands, and an entity that the open view does not show has no node
//! there. So nothing that draws, drags or exports needs to know of views.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::state::Workspace;
use crate::catalog::{Id, Ordered};
use crate::design::{Design, Node};
use crate::edit::Command;
use crate::layout::{CardShape, Point, free_place};

impl Workspace {
    /// Opens a view; nothing opens the one with all entities, and so does a view that does not exist.
    pub fn open_view(self, view: Option<Id>) {
        let view = view.filter(|id| self.with_design(|design| design.picture.views.contains_key(id)));
        if self.view.get_untracked() == view {
            return;
        }
        let places = self.with_design(|design| places(design, view.as_ref()));
        self.set_nodes(places.into_iter().map(|(id, node)| (id, ArcRwSignal::new(node))).ordered_map());
        self.view.set(view);
        // Its cards are other cards, at other places.
        self.generation.update(|n| *n += 1);
        self.structure.update(|n| *n += 1);
        self.positions.update(|n| *n += 1);
    }

    /// True if the open view shows an entity.
    pub fn shows(self, entity: &Id) -> bool {
        self.node(entity).is_some()
    }

    /// Follows a change of the open view. True if it shows other entities now.
    pub(super) fn follow_view(self) -> bool {
        let Some(view) = self.view.get_untracked() else { return false };
        if !self.with_design(|design| design.picture.views.contains_key(&view)) {
            self.open_view(None);
            return true;
        }
        let places = self.with_design(|design| places(design, Some(&view)));
        let mut other = self.node_count() != places.len();
        let nodes = places.into_iter().map(|(id, node)| match self.node(&id) {
            Some(signal) => {
                if signal.get_untracked() != node {
                    signal.set(node);
                }
                (id, signal)
            }
            None => {
                other = true;
                (id, ArcRwSignal::new(node))
            }
        });
        let nodes = nodes.ordered_map();
        if other {
            self.set_nodes(nodes);
            self.positions.update(|n| *n += 1);
        }
        other
    }

    /// A command as it is meant in the open view: cards are moved in it alone, and an entity that is made is shown in it
    /// and has a free place among all.
    pub(super) fn in_view(self, command: Command) -> Command {
        let Some(view) = self.view.get_untracked() else { return command };
        match command {
            Command::MoveNodes { nodes } => {
                let nodes = nodes.into_iter().filter(|(id, _)| self.shows(id)).ordered_map();
                Command::PlaceInView { view, nodes }
            }
            Command::AddEntity { entity, node } => {
                let nodes = BTreeMap::from([(entity.id().clone(), node)]);
                let shape = CardShape::new(entity.table.columns.len());
                let taken = self.with_design(|design| {
                    let rect = |(id, node): (&Id, &Node)| {
                        let columns = design.entities.get(id)?.table.columns.len();
                        Some(CardShape::new(columns).rect(Point::new(node.x, node.y)))
                    };
                    design.nodes.iter().filter_map(rect).collect::<Vec<_>>()
                });
                let free = free_place(Point::new(node.x, node.y), shape, &taken);
                let node = Node { x: free.x, y: free.y };
                let shown = Command::PlaceInView { view, nodes };
                Command::Batch { commands: vec![Command::AddEntity { entity, node }, shown] }
            }
            Command::Batch { commands } => {
                Command::Batch { commands: commands.into_iter().map(|command| self.in_view(command)).collect() }
            }
            other => other,
        }
    }
}

/// Where the entities stand that a view shows.
fn places(design: &Design, view: Option<&Id>) -> BTreeMap<Id, Node> {
    match view.and_then(|id| design.picture.views.get(id)) {
        Some(view) => view.nodes.clone(),
        None => design.nodes.clone(),
    }
}
