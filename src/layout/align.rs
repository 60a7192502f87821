//! Putting cards in line: by a command for those that are selected, by guides for those that are dragged.

use std::collections::BTreeMap;

use super::{Point, Rect, snap};
use crate::catalog::{Id, Ordered, Sorting};

/// How cards are put in line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Left edges.
    Left,
    /// Middles, from left to right.
    Centre,
    /// Right edges.
    Right,
    /// Top edges.
    Top,
    /// Middles, from top to bottom.
    Middle,
    /// Bottom edges.
    Bottom,
    /// The same space between them, from left to right.
    Across,
    /// The same space between them, from top to bottom.
    Down,
}

impl Align {
    /// Every way.
    pub const ALL: [Self; 8] =
        [Self::Left, Self::Centre, Self::Right, Self::Top, Self::Middle, Self::Bottom, Self::Across, Self::Down];

    /// How many cards it takes for anything to happen.
    pub fn least(self) -> usize {
        if matches!(self, Self::Across | Self::Down) { 3 } else { 2 }
    }
}

/// Where cards stand when they are put in line. The outermost decide where that is; what is spread keeps its ends.
pub fn align(cards: &BTreeMap<Id, Rect>, how: Align) -> BTreeMap<Id, Point> {
    let Some(around) = Rect::around(cards.values().copied()) else { return BTreeMap::new() };
    let middle = around.centre();
    match how {
        Align::Across => return spread(cards, |rect| (rect.x, rect.width), |rect, x| Point::new(x, rect.y)),
        Align::Down => return spread(cards, |rect| (rect.y, rect.height), |rect, y| Point::new(rect.x, y)),
        _ => {}
    }
    let place = |rect: &Rect| match how {
        Align::Left => Point::new(around.x, rect.y),
        Align::Centre => Point::new(snap(middle.x - rect.width / 2.0), rect.y),
        Align::Right => Point::new(around.right() - rect.width, rect.y),
        Align::Top => Point::new(rect.x, around.y),
        Align::Middle => Point::new(rect.x, (middle.y - rect.height / 2.0).round()),
        Align::Bottom => Point::new(rect.x, around.bottom() - rect.height),
        Align::Across | Align::Down => Point::new(rect.x, rect.y),
    };
    cards.iter().map(|(id, rect)| (id.clone(), place(rect))).ordered_map()
}

/// Spreads cards so that there is the same space between each and the next.
fn spread(
    cards: &BTreeMap<Id, Rect>,
    extent: impl Fn(&Rect) -> (f64, f64),
    place: impl Fn(&Rect, f64) -> Point,
) -> BTreeMap<Id, Point> {
    let mut order: Vec<(&Id, &Rect)> = cards.iter().collect();
    order.order_by(|a, b| extent(a.1).0.total_cmp(&extent(b.1).0).then_with(|| a.0.cmp(b.0)));
    let start = order.first().map_or(0.0, |(_, rect)| extent(rect).0);
    let end = order.iter().map(|(_, rect)| extent(rect).0 + extent(rect).1).fold(start, f64::max);
    let filled: f64 = order.iter().map(|(_, rect)| extent(rect).1).sum();
    let gap = (end - start - filled) / (order.len().max(2) - 1) as f64;
    let mut at = start;
    let mut out = BTreeMap::new();
    for (id, rect) in order {
        out.insert(id.clone(), place(rect, at.round()));
        at += extent(rect).1 + gap;
    }
    out
}

/// Lines that what is dragged is in line with.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Guides {
    /// A line from top to bottom: its place, and from where to where it goes.
    pub upright: Option<(f64, f64, f64)>,
    /// A line from left to right: its place, and from where to where it goes.
    pub level: Option<(f64, f64, f64)>,
}

/// How much farther a card goes so that it is in line with another one that is within reach, and the lines that tell so.
/// Left edges, middles and right edges are put in line, and so from top to bottom.
pub fn guide(moving: Rect, others: &[Rect], reach: f64) -> (Point, Guides) {
    let across = |rect: &Rect| [rect.x, rect.x + rect.width / 2.0, rect.right()];
    let down = |rect: &Rect| [rect.y, rect.y + rect.height / 2.0, rect.bottom()];
    let by_x = nearest(&moving, others, reach, across);
    let by_y = nearest(&moving, others, reach, down);
    let by = Point::new(by_x.map_or(0.0, |(by, ..)| by), by_y.map_or(0.0, |(by, ..)| by));
    let moved = Rect { x: moving.x + by.x, y: moving.y + by.y, ..moving };
    let guides = Guides {
        upright: by_x.map(|(_, at, other)| {
            let both = moved.union(other);
            (at, both.y, both.bottom())
        }),
        level: by_y.map(|(_, at, other)| {
            let both = moved.union(other);
            (at, both.x, both.right())
        }),
    };
    (by, guides)
}

/// The shortest way to be in line with one of the others: how far, where the line is, and with whom.
fn nearest(moving: &Rect, others: &[Rect], reach: f64, lines: impl Fn(&Rect) -> [f64; 3]) -> Option<(f64, f64, Rect)> {
    let mut best: Option<(f64, f64, Rect)> = None;
    let own = lines(moving);
    for other in others {
        for (mine, theirs) in own.into_iter().zip(lines(other)) {
            let by = theirs - mine;
            // Of two that are as near, the one that is the nearer card.
            let far = |rect: &Rect| rect.centre().distance(moving.centre());
            let better = best.is_none_or(|(least, _, card)| {
                by.abs() < least.abs() || by.abs() == least.abs() && far(other) < far(&card)
            });
            if by.abs() <= reach && better {
                best = Some((by, theirs, *other));
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cards(rects: &[(f64, f64, f64, f64)]) -> BTreeMap<Id, Rect> {
        let rect =
            |(at, (x, y, w, h)): (usize, &(f64, f64, f64, f64))| (Id::new(format!("{at}")), Rect::new(*x, *y, *w, *h));
        rects.iter().enumerate().map(rect).ordered_map()
    }

    #[track_caller]
    fn check(how: Align, expected: &[(f64, f64)]) {
        let cards = cards(&[(0.0, 0.0, 100.0, 50.0), (200.0, 30.0, 100.0, 90.0), (120.0, 200.0, 100.0, 10.0)]);
        let found: Vec<(f64, f64)> = align(&cards, how).values().map(|p| (p.x, p.y)).collect();
        assert_eq!(found, expected, "{how:?}");
    }

    #[test]
    fn cards_are_put_in_line() {
        check(Align::Left, &[(0.0, 0.0), (0.0, 30.0), (0.0, 200.0)]);
        check(Align::Right, &[(200.0, 0.0), (200.0, 30.0), (200.0, 200.0)]);
        check(Align::Centre, &[(104.0, 0.0), (104.0, 30.0), (104.0, 200.0)]);
        check(Align::Top, &[(0.0, 0.0), (200.0, 0.0), (120.0, 0.0)]);
        check(Align::Middle, &[(0.0, 80.0), (200.0, 60.0), (120.0, 100.0)]);
        check(Align::Bottom, &[(0.0, 160.0), (200.0, 120.0), (120.0, 200.0)]);
    }

    #[test]
    fn spread_cards_have_the_same_space_between_them_and_keep_their_ends() {
        check(Align::Across, &[(0.0, 0.0), (200.0, 30.0), (100.0, 200.0)]);
        check(Align::Down, &[(0.0, 0.0), (200.0, 80.0), (120.0, 200.0)]);
    }

    #[test]
    fn nothing_is_put_in_line_with_nothing() {
        for how in Align::ALL {
            assert!(align(&BTreeMap::new(), how).is_empty());
        }
        assert_eq!(guide(Rect::default(), &[], 8.0), (Point::default(), Guides::default()));
    }

    #[test]
    fn a_dragged_card_is_drawn_to_the_nearest_line() {
        let moving = Rect::new(103.0, 300.0, 100.0, 40.0);
        let others = [Rect::new(100.0, 0.0, 100.0, 50.0), Rect::new(109.0, 0.0, 100.0, 50.0)];
        let (by, guides) = guide(moving, &others, 8.0);
        assert_eq!((by.x, by.y), (-3.0, 0.0));
        assert_eq!(guides.upright, Some((100.0, 0.0, 340.0)));
        assert_eq!(guides.level, None);
    }
}
