//! The lines between cards: crow's feet for foreign keys, a hollow triangle for inheritance.

use std::collections::BTreeMap;

use super::path::steps;
use super::{Ink, Shape, Stroke};
use crate::catalog::{ConstraintKind, Id, Ordered};
use crate::design::{Design, Entity};
use crate::layout::{CardIndex, EdgeEnd, EdgePath, HEADER_HEIGHT, Rect, route_among};

/// A card as lines see it.
pub(super) struct Card<'a> {
    pub(super) entity: &'a Entity,
    pub(super) rect: Rect,
    /// The heights of its columns' rows, by column.
    pub(super) rows: BTreeMap<Id, f64>,
}

impl Card<'_> {
    fn end(&self, columns: &[Id]) -> EdgeEnd {
        // A key that leads with the tenant is about its other column: the line meets that one's row.
        let tenant = self.entity.tenant_column_id();
        let column = columns.iter().find(|id| Some(*id) != tenant.as_ref()).or(columns.first());
        let row = column.and_then(|id| self.rows.get(id)).copied();
        EdgeEnd { card: self.rect, y: row.unwrap_or(self.rect.y + HEADER_HEIGHT / 2.0) }
    }
}

/// Every line between these cards.
pub(super) fn lines(design: &Design, cards: &BTreeMap<&Id, Card<'_>>) -> Vec<Shape> {
    let index = CardIndex::new(cards.iter().map(|(id, card)| ((*id).clone(), card.rect)));
    let mut out = Vec::new();
    for (id, card) in cards {
        for constraint in &card.entity.table.constraints {
            let ConstraintKind::ForeignKey { columns, target, target_columns, .. } = &constraint.kind else { continue };
            let Some(other) = cards.get(target) else { continue };
            let path = route_among(card.end(columns), other.end(target_columns), false, &index);
            let from = if is_unique(card.entity, columns) { path.one_sign() } else { path.many_sign() };
            let optional = columns.iter().any(|column| is_nullable(card.entity, column));
            out.push(line(&path.data(EdgePath::SIGN, EdgePath::SIGN), None));
            out.push(line(&format!("{from}{}", path.target_sign(optional)), None));
        }
        let base = card.entity.base.as_ref().filter(|base| *base != *id && design.entities.contains_key(*base));
        if let Some(other) = base.and_then(|base| cards.get(base)) {
            let path = route_among(card.end(&[]), other.end(&[]), true, &index);
            out.push(line(&path.data(0.0, 12.0), None));
            out.push(line(&path.triangle_sign(), Some(Ink::Ground)));
        }
    }
    out
}

fn line(data: &str, fill: Option<Ink>) -> Shape {
    Shape::Path { steps: steps(data), fill, stroke: Some(Stroke::new(Ink::Line, 1.5)) }
}

fn is_nullable(entity: &Entity, column: &Id) -> bool {
    let in_key = entity.table.primary_key().is_some_and(|key| key.contains(column));
    !in_key && entity.table.column(column).is_some_and(|column| !column.not_null)
}

/// True if at most one row references another by these columns.
fn is_unique(entity: &Entity, columns: &[Id]) -> bool {
    let wanted = columns.iter().ordered_set();
    entity.table.unique_columns().any(|unique| !unique.is_empty() && unique.iter().all(|id| wanted.contains(id)))
}
