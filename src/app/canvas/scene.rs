//! What there is to draw, without where it stands: the shape of each card and the lines between them.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;

use crate::app::state::Workspace;
use crate::catalog::Ordered;
use crate::catalog::{ConstraintKind, Id};
use crate::design::{Collapse, Entity};
use crate::layout::{CardShape, Rect};

/// A line between two cards.
#[derive(Clone, Debug, PartialEq)]
pub struct EdgeModel {
    /// The foreign key's id; of an inheritance, the derived entity's with `/base`.
    pub id: Id,
    /// The referencing, or derived, entity.
    pub from: Id,
    /// The referenced, or base, entity.
    pub to: Id,
    /// What it stands for.
    pub kind: EdgeKind,
    /// The row it leaves from; nothing for the header.
    pub from_row: Option<usize>,
    /// The row it arrives at; nothing for the header.
    pub to_row: Option<usize>,
    /// The referencing columns.
    pub columns: Vec<Id>,
    /// The referenced columns.
    pub target_columns: Vec<Id>,
}

/// What a line stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgeKind {
    /// A foreign key.
    ForeignKey {
        /// True if its columns are unique: at most one row references another.
        unique: bool,
        /// True if one of its columns may be NULL: a row need not reference any.
        optional: bool,
    },
    /// An entity that derives from another.
    Inheritance,
}

/// What there is to draw.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// The shape of each card.
    pub shapes: BTreeMap<Id, CardShape>,
    /// The columns of each card in the order of their rows.
    pub rows: BTreeMap<Id, Vec<Id>>,
    /// The lines.
    pub edges: Vec<EdgeModel>,
}

impl Scene {
    /// Looks at every entity. Tracks nothing.
    pub fn of(workspace: Workspace) -> Self {
        let added = workspace.derived.with_untracked(|derived| derived.added_columns.clone());
        workspace.with_design(|design| {
            let rows = |entity: &Entity| -> Vec<Id> {
                let collapse = design.picture.look(entity.id()).collapse;
                let authored = entity.table.columns.iter().map(|c| c.id.clone());
                let all = authored.chain(added.get(entity.id()).into_iter().flatten().map(|c| c.id.clone()));
                all.filter(|id| collapse.shows(entity, id)).collect()
            };
            let mut scene = Self::default();
            for (id, entity) in design.entities.iter().filter(|(id, _)| workspace.shows(id)) {
                let own = rows(entity);
                let bare = design.picture.look(id).collapse == Collapse::Name;
                scene.shapes.insert(id.clone(), if bare { CardShape::bare() } else { CardShape::new(own.len()) });
                scene.rows.insert(id.clone(), own.clone());
                for constraint in &entity.table.constraints {
                    let ConstraintKind::ForeignKey { columns, target, target_columns, .. } = &constraint.kind else {
                        continue;
                    };
                    let Some(other) = design.entities.get(target).filter(|_| workspace.shows(target)) else { continue };
                    // A key that leads with the tenant is about its other column: the line meets that one's row.
                    let place = |entity: &Entity, columns: &[Id], rows: &[Id]| {
                        let tenant = entity.tenant_column_id();
                        let column = columns.iter().find(|id| Some(*id) != tenant.as_ref()).or(columns.first());
                        column.and_then(|id| rows.iter().position(|row| row == id))
                    };
                    scene.edges.push(EdgeModel {
                        id: constraint.id.clone(),
                        from: id.clone(),
                        to: target.clone(),
                        kind: EdgeKind::ForeignKey {
                            unique: is_unique(entity, columns),
                            optional: columns.iter().any(|id| is_nullable(entity, id)),
                        },
                        from_row: place(entity, columns, &own),
                        to_row: place(other, target_columns, &rows(other)),
                        columns: columns.clone(),
                        target_columns: target_columns.clone(),
                    });
                }
                let drawn = |base: &&Id| design.entities.contains_key(*base) && workspace.shows(base);
                if let Some(base) = entity.base.as_ref().filter(drawn) {
                    scene.edges.push(EdgeModel {
                        id: id.part("base"),
                        from: id.clone(),
                        to: base.clone(),
                        kind: EdgeKind::Inheritance,
                        from_row: None,
                        to_row: None,
                        columns: Vec::new(),
                        target_columns: Vec::new(),
                    });
                }
            }
            scene
        })
    }

    /// The row of a column.
    pub fn row(&self, entity: &Id, column: &Id) -> Option<usize> {
        self.rows.get(entity)?.iter().position(|id| id == column)
    }

    /// The rectangle of a card as it stands now.
    pub fn rect(&self, workspace: Workspace, id: &Id) -> Option<Rect> {
        let node = workspace.peek_node(id)?;
        Some(self.shapes.get(id)?.rect(crate::layout::Point::new(node.x, node.y)))
    }
}

fn is_nullable(entity: &Entity, column: &Id) -> bool {
    let in_key = entity.table.primary_key().is_some_and(|key| key.contains(column));
    !in_key && entity.table.column(column).is_some_and(|column| !column.not_null)
}

fn is_unique(entity: &Entity, columns: &[Id]) -> bool {
    let wanted: BTreeSet<&Id> = columns.iter().ordered_set();
    entity.table.constraints.iter().any(|constraint| match &constraint.kind {
        ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns, .. } => {
            !columns.is_empty() && columns.iter().all(|id| wanted.contains(id))
        }
        _ => false,
    })
}
