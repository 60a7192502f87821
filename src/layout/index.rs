//! Cards by where they stand, so that what is in view or in a line's way is found without looking at every card.

use std::collections::{BTreeMap, BTreeSet};

use super::{Point, Rect};
use crate::catalog::Id;

/// The side of a cell. A card covers a handful of cells, a screen a few dozen.
const CELL: f64 = 512.0;
/// What covers more cells than this is looked through as a whole: a screen that shows everything has no use for cells.
const MANY_CELLS: f64 = 4096.0;

/// Rectangles of cards in a grid of cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CardIndex {
    cards: Vec<(Id, Rect)>,
    places: BTreeMap<Id, usize>,
    cells: BTreeMap<(i32, i32), Vec<u32>>,
    bounds: Option<Rect>,
}

impl CardIndex {
    /// An index of these cards. What stands at no place, because a number of it is not finite, is left out.
    pub fn new(cards: impl IntoIterator<Item = (Id, Rect)>) -> Self {
        let mut index = Self::default();
        for (id, rect) in cards {
            if !(rect.x.is_finite() && rect.y.is_finite() && rect.width.is_finite() && rect.height.is_finite()) {
                continue;
            }
            let at = index.cards.len();
            for cell in cells(rect) {
                index.cells.entry(cell).or_default().push(at as u32);
            }
            index.places.insert(id.clone(), at);
            index.bounds = Some(index.bounds.map_or(rect, |bounds| bounds.union(rect)));
            index.cards.push((id, rect));
        }
        index
    }

    /// How many cards there are.
    pub fn len(&self) -> usize {
        self.cards.len()
    }

    /// True if there is no card.
    pub fn is_empty(&self) -> bool {
        self.cards.is_empty()
    }

    /// Every card in the order in which they were given.
    pub fn cards(&self) -> &[(Id, Rect)] {
        &self.cards
    }

    /// The rectangle around all cards.
    pub fn bounds(&self) -> Option<Rect> {
        self.bounds
    }

    /// Where a card stands.
    pub fn rect(&self, id: &Id) -> Option<Rect> {
        self.place(id).and_then(|at| self.cards.get(at)).map(|(_, rect)| *rect)
    }

    /// The number of a card, which is its place in [`Self::cards`].
    pub fn place(&self, id: &Id) -> Option<usize> {
        self.places.get(id).copied()
    }

    /// The numbers of the cards that share more than an edge with an area, in their order.
    pub fn within(&self, area: Rect) -> Vec<usize> {
        let touches = |at: &usize| self.cards.get(*at).is_some_and(|(_, rect)| rect.intersects(area));
        if (area.width / CELL + 2.0) * (area.height / CELL + 2.0) > MANY_CELLS.min(self.cards.len() as f64 * 4.0) {
            return (0..self.cards.len()).filter(touches).collect();
        }
        let mut found = BTreeSet::new();
        for cell in cells(area) {
            found.extend(self.cells.get(&cell).into_iter().flatten().map(|at| *at as usize).filter(touches));
        }
        found.into_iter().collect()
    }

    /// The rectangles of the cards that share more than an edge with an area.
    pub fn rects_within(&self, area: Rect) -> Vec<Rect> {
        self.within(area).into_iter().filter_map(|at| self.cards.get(at)).map(|(_, rect)| *rect).collect()
    }

    /// The card at a point; of several the last, which is drawn over the others.
    pub fn at(&self, point: Point) -> Option<&Id> {
        let on = |at: &&u32| self.cards.get(**at as usize).is_some_and(|(_, rect)| rect.contains(point));
        let found = self.cells.get(&cell(point))?.iter().rev().find(on)?;
        self.cards.get(*found as usize).map(|(id, _)| id)
    }
}

fn cell(point: Point) -> (i32, i32) {
    // A number too large for the type becomes the largest one: such a card is in an outermost cell.
    ((point.x / CELL).floor() as i32, (point.y / CELL).floor() as i32)
}

fn cells(rect: Rect) -> impl Iterator<Item = (i32, i32)> {
    let (from, to) = (cell(Point::new(rect.x, rect.y)), cell(Point::new(rect.right(), rect.bottom())));
    // A rectangle of absurd size is in as many cells as the largest card that is drawn.
    let end = |from: i32, to: i32| to.min(from.saturating_add(64));
    (from.0..=end(from.0, to.0)).flat_map(move |x| (from.1..=end(from.1, to.1)).map(move |y| (x, y)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn index(rects: &[(i32, i32, u16)]) -> CardIndex {
        CardIndex::new(rects.iter().enumerate().map(|(at, (x, y, height))| {
            let rect = Rect::new(f64::from(*x), f64::from(*y), 256.0, f64::from(*height) + 1.0);
            (Id::new(format!("e{at:04}")), rect)
        }))
    }

    proptest! {
        #[test]
        fn an_area_holds_what_a_look_at_every_card_finds(
            rects in prop::collection::vec((-9000..9000_i32, -9000..9000_i32, 0..700_u16), 0..80),
            (x, y, width, height) in (-9000..9000_i32, -9000..9000_i32, 1..9000_u16, 1..9000_u16),
        ) {
            let index = index(&rects);
            let area = Rect::new(f64::from(x), f64::from(y), f64::from(width), f64::from(height));
            let all: Vec<usize> =
                (0..index.len()).filter(|at| index.cards()[*at].1.intersects(area)).collect();
            prop_assert_eq!(index.within(area), all);
        }

        #[test]
        fn the_card_at_a_point_is_the_uppermost(
            rects in prop::collection::vec((-900..900_i32, -900..900_i32, 0..700_u16), 0..40),
            (x, y) in (-1000..1000_i32, -1000..1000_i32),
        ) {
            let index = index(&rects);
            let point = Point::new(f64::from(x), f64::from(y));
            let last = index.cards().iter().rev().find(|(_, rect)| rect.contains(point)).map(|(id, _)| id);
            prop_assert_eq!(index.at(point), last);
        }
    }

    #[test]
    fn what_stands_nowhere_is_left_out() {
        let lost = [(Id::new("a"), Rect::new(f64::NAN, 0.0, 1.0, 1.0)), (Id::new("b"), Rect::new(0.0, 0.0, 1.0, 1.0))];
        let index = CardIndex::new(lost);
        assert_eq!((index.len(), index.bounds()), (1, Some(Rect::new(0.0, 0.0, 1.0, 1.0))));
        assert!(CardIndex::new([(Id::new("far"), Rect::new(1e300, -1e300, 256.0, 100.0))]).bounds().is_some());
    }
}
