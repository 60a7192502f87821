//! Where the line between two cards runs.
//!
//! Lines of foreign keys leave cards at their left or right edge, at the height of the column's row; lines of inheritance
//! join the upper and the lower edge of cards that stand above each other. All run in horizontal and vertical pieces. Of a handful of candidates the cheapest is taken: crossing a card costs much, a bend a little, length least.

use std::fmt::Write;

use super::{CardIndex, Point, Rect, maze};
use crate::catalog::Sorting;

/// How far a line runs straight from a card before it may turn: the room that the crow's foot takes.
pub(super) const STUB: f64 = 24.0;
/// How near to a card that is none of its ends a line may pass.
pub(super) const CLEARANCE: f64 = 8.0;
/// The radius of a turn.
const RADIUS: f64 = 8.0;
/// Obstacles looked at for one line; those that are left out are the farthest.
const MAX_OBSTACLES: usize = 16;

const CROSSING_COST: f64 = 1500.0;
pub(super) const BEND_COST: f64 = 24.0;

/// The side of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The left edge.
    Left,
    /// The right edge.
    Right,
    /// The upper edge.
    Top,
    /// The lower edge.
    Bottom,
}

impl Side {
    /// The direction that leads away from the card, of length 1.
    fn outward(self) -> Point {
        match self {
            Self::Left => Point::new(-1.0, 0.0),
            Self::Right => Point::new(1.0, 0.0),
            Self::Top => Point::new(0.0, -1.0),
            Self::Bottom => Point::new(0.0, 1.0),
        }
    }
}

/// Where a line meets a card.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EdgeEnd {
    /// The card.
    pub card: Rect,
    /// The height at which the line meets it, in canvas units.
    pub y: f64,
}

impl EdgeEnd {
    pub(super) fn at(self, side: Side) -> Point {
        match side {
            Side::Left => Point::new(self.card.x, self.y),
            Side::Right => Point::new(self.card.right(), self.y),
            Side::Top => Point::new(self.card.centre().x, self.card.y),
            Side::Bottom => Point::new(self.card.centre().x, self.card.bottom()),
        }
    }
}

/// A line between two cards.
#[derive(Clone, Debug, PartialEq)]
pub struct EdgePath {
    /// The corners, both ends included.
    pub points: Vec<Point>,
    /// The side of the first card it leaves from.
    pub from: Side,
    /// The side of the second card it arrives at.
    pub to: Side,
}

impl EdgePath {
    /// The line as SVG path data, corners rounded, its first and last `inset` units left out: there the signs of
    /// cardinality stand.
    pub fn data(&self, inset_from: f64, inset_to: f64) -> String {
        let mut points = self.points.clone();
        if let [first, .., last] = points.as_mut_slice() {
            *first = out_of(*first, self.from, inset_from);
            *last = out_of(*last, self.to, inset_to);
        }
        rounded(&points)
    }

    /// A crow's foot with the circle of "zero or many" at the first end.
    pub fn many_sign(&self) -> String {
        self.points.first().map_or_else(String::new, |p| {
            let d = self.from.outward().x;
            let tip = p.x + d * 10.0;
            format!(
                "M{:.1} {:.1}L{tip:.1} {:.1}L{:.1} {:.1}M{tip:.1} {:.1}L{:.1} {:.1}{}",
                p.x,
                p.y - 6.0,
                p.y,
                p.x,
                p.y + 6.0,
                p.y,
                p.x,
                p.y,
                circle(tip + d * 3.5, p.y)
            )
        })
    }

    /// The circle and bar of "zero or one" at the first end, for a key that is unique among its rows.
    pub fn one_sign(&self) -> String {
        self.points.first().map_or_else(String::new, |p| one(p, self.from, true))
    }

    /// The bars of "exactly one" at the second end, or the circle and bar of "zero or one".
    pub fn target_sign(&self, optional: bool) -> String {
        self.points.last().map_or_else(String::new, |p| one(p, self.to, optional))
    }

    /// The hollow triangle of inheritance at the second end.
    pub fn triangle_sign(&self) -> String {
        self.points.last().map_or_else(String::new, |p| {
            let (base, d) = (out_of(*p, self.to, 12.0), self.to.outward());
            let (a, b) = (out(base, d.y * 7.0, d.x * 7.0), out(base, -d.y * 7.0, -d.x * 7.0));
            format!("M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}Z", p.x, p.y, a.x, a.y, b.x, b.y)
        })
    }

    /// How much of the line the signs take at the first end.
    pub const SIGN: f64 = 17.0;

    /// True if the line runs through one of these cards, not merely along its edge.
    pub fn crosses(&self, cards: &[Rect]) -> bool {
        let through = |card: &Rect| {
            let inner = card.inflate(-1.0);
            self.points.windows(2).any(|pair| touches(Rect::between(pair[0], pair[1]), inner))
        };
        cards.iter().any(through)
    }

    /// True if a piece of the line is in an area.
    pub fn is_in(&self, area: Rect) -> bool {
        self.points.windows(2).any(|pair| touches(Rect::between(pair[0], pair[1]), area))
    }

    /// The smallest rectangle around the line.
    pub fn bounds(&self) -> Rect {
        Rect::around(self.points.iter().map(|p| Rect::new(p.x, p.y, 0.0, 0.0))).unwrap_or_default().inflate(8.0)
    }
}

fn out(p: Point, dx: f64, dy: f64) -> Point {
    Point::new(p.x + dx, p.y + dy)
}

pub(super) fn out_of(p: Point, side: Side, by: f64) -> Point {
    let d = side.outward();
    out(p, d.x * by, d.y * by)
}

fn circle(x: f64, y: f64) -> String {
    format!("M{:.1} {y:.1}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0", x - 3.5)
}

fn one(p: &Point, side: Side, optional: bool) -> String {
    let d = side.outward().x;
    let bar = |at: f64| format!("M{0:.1} {1:.1}L{0:.1} {2:.1}", p.x + d * at, p.y - 5.0, p.y + 5.0);
    let line = |to: f64| format!("M{:.1} {y:.1}L{:.1} {y:.1}", p.x, p.x + d * to, y = p.y);
    if optional {
        format!("{}{}{}", line(10.0), bar(6.0), circle(p.x + d * 13.5, p.y))
    } else {
        format!("{}{}{}", line(17.0), bar(6.0), bar(11.0))
    }
}

/// The line from a derived entity to its base: from edge to edge if one stands well above the other, with the horizontal
/// piece near the base so that the lines of siblings become one; else as [`route`] finds it.
pub fn route_inheritance(derived: EdgeEnd, base: EdgeEnd, obstacles: &[Rect]) -> EdgePath {
    let (from, to) = if base.card.bottom() + STUB * 2.0 <= derived.card.y {
        (Side::Top, Side::Bottom)
    } else if derived.card.bottom() + STUB * 2.0 <= base.card.y {
        (Side::Bottom, Side::Top)
    } else {
        return route(derived, base, obstacles);
    };
    let (start, end) = (derived.at(from), base.at(to));
    let turn = out_of(end, to, STUB * 1.25).y;
    let points = vec![start, Point::new(start.x, turn), Point::new(end.x, turn), end];
    let crosses = |card: &Rect| points.windows(2).any(|pair| touches(Rect::between(pair[0], pair[1]), *card));
    if obstacles.iter().any(crosses) { route(derived, base, obstacles) } else { EdgePath { points, from, to } }
}

/// How far beyond the ends cards are looked at that may be in a line's way, for the first search and for the second.
const REACH: [f64; 2] = [160.0, 900.0];

/// Finds the line between two cards among all others: the simple one if it crosses none, else the cheapest way around
/// them. Where it runs depends on where the cards stand, not on what is in view.
pub fn route_among(from: EdgeEnd, to: EdgeEnd, inherits: bool, index: &CardIndex) -> EdgePath {
    let area = from.card.union(to.card);
    let around = |reach: f64| {
        let mut cards = index.rects_within(area.inflate(reach));
        cards.retain(|card| *card != from.card && *card != to.card);
        cards
    };
    let near = around(REACH[0]);
    let simple = if inherits { route_inheritance(from, to, &near) } else { route(from, to, &near) };
    // It may run a little beyond what was looked at.
    if !simple.crosses(&index.rects_within(simple.bounds())) {
        return simple;
    }
    let search = |reach: f64, cards: &[Rect]| maze::search(from, to, cards, area.inflate(reach));
    search(REACH[0], &near).or_else(|| search(REACH[1], &around(REACH[1]))).unwrap_or(simple)
}

/// Finds the line from one card to another. `obstacles` are the other cards near; the two ends may be among them.
pub fn route(from: EdgeEnd, to: EdgeEnd, obstacles: &[Rect]) -> EdgePath {
    let near = nearest(from.card, to.card, obstacles);
    let mut best: Option<(f64, EdgePath)> = None;
    for from_side in [Side::Right, Side::Left] {
        for to_side in [Side::Left, Side::Right] {
            for points in candidates(from, from_side, to, to_side, &near) {
                let cost = cost(&points, from.card, to.card, &near);
                if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                    best = Some((cost, EdgePath { points, from: from_side, to: to_side }));
                }
            }
        }
    }
    best.map_or_else(
        || EdgePath { points: vec![from.at(Side::Right), to.at(Side::Left)], from: Side::Right, to: Side::Left },
        |(_, path)| path,
    )
}

fn nearest(from: Rect, to: Rect, obstacles: &[Rect]) -> Vec<Rect> {
    let area = from.union(to).inflate(STUB * 2.0);
    let middle = area.centre();
    let mut near: Vec<Rect> =
        obstacles.iter().copied().filter(|o| *o != from && *o != to && o.intersects(area)).collect();
    near.order_by(|a, b| a.centre().distance(middle).total_cmp(&b.centre().distance(middle)));
    near.truncate(MAX_OBSTACLES);
    near
}

fn candidates(from: EdgeEnd, from_side: Side, to: EdgeEnd, to_side: Side, near: &[Rect]) -> Vec<Vec<Point>> {
    let (start, end) = (from.at(from_side), to.at(to_side));
    let stub = stub(from, from_side, to, to_side);
    let (a, b) = (out_of(start, from_side, stub).x, out_of(end, to_side, stub).x);
    let beyond = |x: f64, edge: f64, side: Side| (x - edge) * side.outward().x >= -1e-6;
    let mut out = Vec::new();

    // One vertical piece: it has to lie before both stubs' ends.
    let mut columns = vec![(a + b) / 2.0, a, b];
    for o in near {
        columns.extend([o.x - CLEARANCE * 2.0, o.right() + CLEARANCE * 2.0]);
    }
    for x in columns {
        if beyond(x, a, from_side) && beyond(x, b, to_side) {
            out.push(vec![start, Point::new(x, start.y), Point::new(x, end.y), end]);
        }
    }

    // Two vertical pieces with a horizontal one between them: above, below or between the cards.
    let (top, bottom) = (from.card.y.min(to.card.y) - STUB, from.card.bottom().max(to.card.bottom()) + STUB);
    let mut rows = vec![top, bottom];
    if from.card.bottom() + CLEARANCE * 2.0 < to.card.y {
        rows.push((from.card.bottom() + to.card.y) / 2.0);
    } else if to.card.bottom() + CLEARANCE * 2.0 < from.card.y {
        rows.push((to.card.bottom() + from.card.y) / 2.0);
    }
    for o in near {
        rows.extend([o.y - CLEARANCE * 2.0, o.bottom() + CLEARANCE * 2.0]);
    }
    for y in rows {
        out.push(vec![start, Point::new(a, start.y), Point::new(a, y), Point::new(b, y), Point::new(b, end.y), end]);
    }
    out
}

/// How far a line runs straight from both cards: where they face each other and stand near, half of what is between them,
/// so that it need not turn back.
fn stub(from: EdgeEnd, from_side: Side, to: EdgeEnd, to_side: Side) -> f64 {
    let gap = match (from_side, to_side) {
        (Side::Right, Side::Left) => to.card.x - from.card.right(),
        (Side::Left, Side::Right) => from.card.x - to.card.right(),
        _ => return STUB,
    };
    if gap > 0.0 { STUB.min(gap / 2.0) } else { STUB }
}

fn cost(points: &[Point], from: Rect, to: Rect, near: &[Rect]) -> f64 {
    let mut cost = 0.0;
    for pair in points.windows(2) {
        let piece = Rect::between(pair[0], pair[1]);
        let length = piece.width + piece.height;
        if length > 0.5 {
            cost += length + BEND_COST;
        }
        // The ends' own cards count without a margin, for the line starts on their edge.
        let own = [from, to].into_iter().filter(|card| touches(piece, card.inflate(-1.0))).count();
        let others = near.iter().filter(|card| touches(piece, card.inflate(CLEARANCE))).count();
        cost += (own + others) as f64 * CROSSING_COST;
    }
    cost
}

/// Like [`Rect::intersects`], for pieces that have no width or no height.
fn touches(piece: Rect, card: Rect) -> bool {
    piece.x < card.right() && piece.right() > card.x && piece.y < card.bottom() && piece.bottom() > card.y
}

fn rounded(points: &[Point]) -> String {
    let mut corners: Vec<Point> = Vec::with_capacity(points.len());
    for point in points {
        if corners.last().is_none_or(|last| last.distance(*point) > 0.5) {
            corners.push(*point);
        }
    }
    let mut out = String::new();
    for (i, p) in corners.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| corners.get(i));
        // Writing to a String cannot fail.
        let _ = match (before, corners.get(i + 1)) {
            (None, _) => write!(out, "M{:.1} {:.1}", p.x, p.y),
            (Some(_), None) => write!(out, "L{:.1} {:.1}", p.x, p.y),
            (Some(before), Some(after)) => {
                let radius = RADIUS.min(before.distance(*p) / 2.0).min(after.distance(*p) / 2.0);
                let (enter, leave) = (toward(*p, *before, radius), toward(*p, *after, radius));
                write!(out, "L{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}", enter.x, enter.y, p.x, p.y, leave.x, leave.y)
            }
        };
    }
    out
}

fn toward(from: Point, to: Point, by: f64) -> Point {
    let distance = from.distance(to).max(1e-9);
    Point::new(from.x + (to.x - from.x) / distance * by, from.y + (to.y - from.y) / distance * by)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(x: f64, y: f64) -> EdgeEnd {
        EdgeEnd { card: Rect::new(x, y, 100.0, 100.0), y: y + 50.0 }
    }

    fn crosses(path: &EdgePath, card: Rect) -> bool {
        path.points.windows(2).any(|pair| touches(Rect::between(pair[0], pair[1]), card.inflate(-1.0)))
    }

    fn check(from: EdgeEnd, to: EdgeEnd, obstacles: &[Rect], sides: (Side, Side)) {
        let path = route(from, to, obstacles);
        assert_eq!((path.from, path.to), sides, "{path:?}");
        for card in obstacles.iter().chain([&from.card, &to.card]) {
            assert!(!crosses(&path, *card), "{path:?} crosses {card:?}");
        }
        for pair in path.points.windows(2) {
            assert!((pair[0].x - pair[1].x).abs() < 1e-6 || (pair[0].y - pair[1].y).abs() < 1e-6, "{path:?}");
        }
    }

    #[test]
    fn facing_sides_are_joined() {
        check(end(0.0, 0.0), end(300.0, 40.0), &[], (Side::Right, Side::Left));
        check(end(300.0, 0.0), end(0.0, 40.0), &[], (Side::Left, Side::Right));
    }

    #[test]
    fn a_card_in_the_way_is_walked_around() {
        check(end(0.0, 0.0), end(500.0, 0.0), &[Rect::new(200.0, -50.0, 100.0, 200.0)], (Side::Right, Side::Left));
    }

    #[test]
    fn cards_above_each_other_are_joined_on_one_side() {
        let path = route(end(0.0, 0.0), end(0.0, 300.0), &[]);
        assert_eq!(path.from, path.to);
        check(end(0.0, 0.0), end(0.0, 300.0), &[], (Side::Right, Side::Right));
    }

    #[test]
    fn a_line_to_itself_leaves_and_comes_back() {
        let card = Rect::new(0.0, 0.0, 100.0, 200.0);
        let path = route(EdgeEnd { card, y: 50.0 }, EdgeEnd { card, y: 150.0 }, &[card]);
        assert!(!crosses(&path, card), "{path:?}");
        assert_eq!(path.from, path.to);
    }

    #[test]
    fn a_derived_entity_below_its_base_is_joined_edge_to_edge() {
        let (base, derived) = (end(0.0, 0.0), end(300.0, 200.0));
        let path = route_inheritance(derived, base, &[]);
        assert_eq!((path.from, path.to), (Side::Top, Side::Bottom));
        assert_eq!(path.triangle_sign(), "M50.0 100.0L57.0 112.0L43.0 112.0Z");
        let beside = route_inheritance(end(300.0, 20.0), base, &[]);
        assert_eq!((beside.from, beside.to), (Side::Left, Side::Right));
    }

    #[test]
    fn corners_are_rounded_and_ends_are_not() {
        let path = EdgePath {
            points: vec![Point::new(0.0, 0.0), Point::new(40.0, 0.0), Point::new(40.0, 40.0), Point::new(80.0, 40.0)],
            from: Side::Right,
            to: Side::Left,
        };
        assert_eq!(path.data(0.0, 0.0), "M0.0 0.0L32.0 0.0Q40.0 0.0 40.0 8.0L40.0 32.0Q40.0 40.0 48.0 40.0L80.0 40.0");
    }

    #[test]
    fn cards_that_stand_near_are_joined_without_a_detour() {
        let card = |x: f64| Rect::new(x, 0.0, 260.0, 80.0);
        let ends = |row: f64| (EdgeEnd { card: card(0.0), y: 60.0 }, EdgeEnd { card: card(300.0), y: row });
        for row in [60.0, 20.0] {
            let (from, to) = ends(row);
            let path = route(from, to, &[]);
            let length: f64 = path.points.windows(2).map(|pair| pair[0].distance(pair[1])).sum();
            assert!((length - (40.0 + (60.0 - row))).abs() < 1e-6, "{path:?}");
        }
    }
}
