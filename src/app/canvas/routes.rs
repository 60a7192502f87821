//! Where lines run, kept for as long as no card that matters is moved. Lines are searched for a few at a time.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog::Id;
use crate::layout::{CardIndex, EdgeEnd, EdgePath, Rect, route, route_among, route_inheritance};

use super::{EdgeKind, EdgeModel, Scene};

/// How near to a line a card may come before the line is searched for anew.
const NEAR: f64 = 24.0;

struct Kept {
    ends: (EdgeEnd, EdgeEnd),
    path: Arc<EdgePath>,
}

/// Lines that were found among the cards of one index.
#[derive(Default)]
pub(super) struct Routes {
    index: Arc<CardIndex>,
    kept: BTreeMap<Id, Kept>,
}

/// Where a line meets its two cards.
pub(super) fn ends(scene: &Scene, index: &CardIndex, edge: &EdgeModel) -> Option<(EdgeEnd, EdgeEnd)> {
    let end = |id: &Id, row: Option<usize>| {
        let card = index.rect(id)?;
        let shape = scene.shapes.get(id)?;
        Some(EdgeEnd { card, y: card.y + row.map_or(crate::layout::HEADER_HEIGHT / 2.0, |row| shape.row_middle(row)) })
    };
    end(&edge.from, edge.from_row).zip(end(&edge.to, edge.to_row))
}

/// A line that is drawn while one of its cards is moved: it minds no card.
pub(super) fn loose(from: EdgeEnd, to: EdgeEnd, kind: EdgeKind) -> EdgePath {
    match kind {
        EdgeKind::Inheritance => route_inheritance(from, to, &[]),
        EdgeKind::ForeignKey { .. } => route(from, to, &[]),
    }
}

impl Routes {
    /// Forgets the lines that run where a card was moved to or away from.
    pub(super) fn renew(&mut self, index: &Arc<CardIndex>) {
        if Arc::ptr_eq(&self.index, index) {
            return;
        }
        let old = std::mem::replace(&mut self.index, Arc::clone(index));
        let mut changed: Vec<Rect> = Vec::new();
        for (id, rect) in index.cards() {
            match old.rect(id) {
                Some(before) if before == *rect => {}
                before => changed.extend(before.into_iter().chain([*rect])),
            }
        }
        changed.extend(old.cards().iter().filter(|(id, _)| index.place(id).is_none()).map(|(_, rect)| *rect));
        if changed.len() > 64 {
            self.kept.clear();
        } else if !changed.is_empty() {
            self.kept.retain(|_, kept| {
                let bounds = kept.path.bounds().union(kept.ends.0.card).union(kept.ends.1.card).inflate(NEAR);
                !changed.iter().any(|rect| rect.intersects(bounds))
            });
        }
    }

    /// The line if it is known.
    pub(super) fn known(&self, scene: &Scene, edge: &EdgeModel) -> Option<Arc<EdgePath>> {
        let ends = ends(scene, &self.index, edge)?;
        let kept = self.kept.get(&edge.id)?;
        (kept.ends == ends).then(|| Arc::clone(&kept.path))
    }

    /// The line, searched for if it is not known.
    pub(super) fn find(&mut self, scene: &Scene, edge: &EdgeModel) -> Option<Arc<EdgePath>> {
        if let Some(path) = self.known(scene, edge) {
            return Some(path);
        }
        let ends = ends(scene, &self.index, edge)?;
        let path = Arc::new(route_among(ends.0, ends.1, edge.kind == EdgeKind::Inheritance, &self.index));
        self.kept.insert(edge.id.clone(), Kept { ends, path: Arc::clone(&path) });
        Some(path)
    }
}
