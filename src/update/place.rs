//! Where new entities stand: beside those that are there.

use crate::catalog::{ConstraintKind, Id};
use crate::design::{Design, Node};
use crate::layout::{ArrangeBox, CARD_WIDTH, CardShape, arrange};

/// The room between what stands and what is new.
const GAP: f64 = 160.0;

/// Gives entities without a place one: arranged among themselves, to the right of all that have one.
pub(super) fn place(design: &mut Design) {
    let new = |id: &Id| !design.nodes.contains_key(id);
    let mut boxes = Vec::new();
    let mut links = Vec::new();
    for entity in design.entities.values().filter(|entity| new(entity.id())) {
        let height = CardShape::new(entity.table.columns.len()).height();
        boxes.push(ArrangeBox { id: entity.id().clone(), width: CARD_WIDTH, height });
        for constraint in &entity.table.constraints {
            if let ConstraintKind::ForeignKey { target, .. } = &constraint.kind {
                links.push((entity.id().clone(), target.clone()));
            }
        }
    }
    let right = design.nodes.values().map(|node| node.x + CARD_WIDTH + GAP).reduce(f64::max).unwrap_or(0.0);
    let top = design.nodes.values().map(|node| node.y).reduce(f64::min).unwrap_or(0.0);
    let places = arrange(&boxes, &links);
    design.nodes.extend(places.into_iter().map(|(id, at)| (id, Node { x: right + at.x, y: top + at.y })));
}
