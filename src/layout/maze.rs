//! The way of a line through many cards: the cheapest one on tracks that run beside the cards, found as A* finds it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Point;
use super::Rect;
use super::edge::{BEND_COST, CLEARANCE, EdgeEnd, EdgePath, STUB, Side, out_of};

/// Steps after which the search ends without a way: what is this far from simple is drawn across a card instead.
const MAX_STEPS: usize = 150_000;
/// How much dearer what is left is taken to be than it is: the search then goes straight for its goal, and may miss a way that is
/// a little cheaper.
const EAGERNESS: f64 = 1.4;
/// Crossings of tracks that are searched at most.
const MAX_CROSSINGS: usize = 400_000;

/// Tracks that run from left to right and from top to bottom, and between which of their crossings a card stands.
struct Maze {
    xs: Vec<f64>,
    ys: Vec<f64>,
    /// A card stands between a crossing and the next one to the right.
    right: Vec<bool>,
    /// A card stands between a crossing and the next one below.
    below: Vec<bool>,
}

/// A crossing, and whether the line comes along the row.
type State = (usize, bool);

/// The cheapest line within an area from one card to another that crosses none of `cards`, which are all that stand there, if
/// there is one. The cards of both ends may be among them.
pub(super) fn search(from: EdgeEnd, to: EdgeEnd, cards: &[Rect], area: Rect) -> Option<EdgePath> {
    let maze = Maze::new(from, to, cards, area)?;
    let sides = [Side::Right, Side::Left];
    let place = |end: EdgeEnd, side: Side| {
        let stub = out_of(end.at(side), side, STUB);
        Some(maze.crossing(position(&maze.xs, stub.x)?, position(&maze.ys, end.y)?))
    };
    let starts: Vec<(usize, Side)> = sides.iter().filter_map(|side| Some((place(from, *side)?, *side))).collect();
    let goals: Vec<(usize, Side)> = sides.iter().filter_map(|side| Some((place(to, *side)?, *side))).collect();
    let rest = |at: usize| {
        let here = maze.point(at);
        EAGERNESS * goals.iter().map(|(goal, _)| length(here, maze.point(*goal))).fold(f64::INFINITY, f64::min)
    };

    let mut least = vec![f64::INFINITY; maze.right.len() * 2];
    let mut came = vec![u32::MAX; maze.right.len() * 2];
    let mut open = BinaryHeap::new();
    for (start, _) in &starts {
        let state = index((*start, true));
        if let Some(cost) = least.get_mut(state) {
            *cost = 0.0;
            open.push(Reverse((whole(rest(*start)), state)));
        }
    }
    for _ in 0..MAX_STEPS {
        let Reverse((estimate, state)) = open.pop()?;
        let (at, along) = (state / 2, state % 2 == 1);
        let so_far = *least.get(state)?;
        if estimate > whole(so_far + rest(at)) {
            continue;
        }
        // A line arrives along the row.
        if let Some((_, side)) = goals.iter().find(|(goal, _)| *goal == at && along) {
            return maze.path(from, to, &starts, &came, state, *side);
        }
        for (next, row) in maze.neighbours(at) {
            let bend = if row == along { 0.0 } else { BEND_COST };
            let cost = so_far + length(maze.point(at), maze.point(next)) + bend;
            let next = index((next, row));
            if least.get(next).is_some_and(|known| cost + 1e-9 < *known) {
                least[next] = cost;
                came[next] = state as u32;
                open.push(Reverse((whole(cost + rest(next / 2)), next)));
            }
        }
        // Turning where the line stands, to arrive along the row.
        if !along {
            let turned = index((at, true));
            if so_far + BEND_COST + 1e-9 < least[turned] {
                least[turned] = so_far + BEND_COST;
                came[turned] = state as u32;
                open.push(Reverse((whole(so_far + BEND_COST + rest(at)), turned)));
            }
        }
    }
    None
}

fn index((at, along): State) -> usize {
    at * 2 + usize::from(along)
}

/// Costs as whole numbers, which have an order.
fn whole(cost: f64) -> u64 {
    (cost * 16.0) as u64
}

fn length(a: Point, b: Point) -> f64 {
    (a.x - b.x).abs() + (a.y - b.y).abs()
}

fn position(tracks: &[f64], at: f64) -> Option<usize> {
    tracks.iter().position(|track| (track - at).abs() < 0.25)
}

impl Maze {
    fn new(from: EdgeEnd, to: EdgeEnd, cards: &[Rect], area: Rect) -> Option<Self> {
        let (mut xs, mut ys) = (Vec::new(), vec![from.y, to.y]);
        for end in [from, to] {
            xs.extend([end.card.x - STUB, end.card.right() + STUB]);
        }
        for card in cards.iter().chain([&from.card, &to.card]) {
            xs.extend([card.x - CLEARANCE * 2.0, card.right() + CLEARANCE * 2.0]);
            ys.extend([card.y - CLEARANCE * 2.0, card.bottom() + CLEARANCE * 2.0]);
        }
        let (xs, ys) = (tracks(xs, area.x, area.right()), tracks(ys, area.y, area.bottom()));
        let count = xs.len() * ys.len();
        if count > MAX_CROSSINGS {
            return None;
        }
        let mut maze = Self { right: vec![false; count], below: vec![false; count], xs, ys };
        for card in cards.iter().chain([&from.card, &to.card]) {
            maze.block(card.inflate(CLEARANCE));
        }
        Some(maze)
    }

    fn block(&mut self, card: Rect) {
        let width = self.xs.len();
        let before = |tracks: &[f64], at: f64| tracks.iter().position(|track| *track > at).unwrap_or(tracks.len());
        let until = |tracks: &[f64], at: f64| tracks.iter().rposition(|track| *track < at).map_or(0, |at| at + 1);
        let (left, right) = (before(&self.xs, card.x), until(&self.xs, card.right()));
        let (top, bottom) = (before(&self.ys, card.y), until(&self.ys, card.bottom()));
        for y in top..bottom {
            for x in left.saturating_sub(1)..right {
                if let Some(blocked) = self.right.get_mut(y * width + x) {
                    *blocked = true;
                }
            }
        }
        for y in top.saturating_sub(1)..bottom {
            for x in left..right {
                if let Some(blocked) = self.below.get_mut(y * width + x) {
                    *blocked = true;
                }
            }
        }
    }

    fn crossing(&self, x: usize, y: usize) -> usize {
        y * self.xs.len() + x
    }

    fn point(&self, at: usize) -> Point {
        let (x, y) = (at % self.xs.len(), at / self.xs.len());
        Point::new(self.xs.get(x).copied().unwrap_or_default(), self.ys.get(y).copied().unwrap_or_default())
    }

    /// The crossings that a free piece of a track leads to, and whether it runs along the row.
    fn neighbours(&self, at: usize) -> impl Iterator<Item = State> {
        let (width, height) = (self.xs.len(), self.ys.len());
        let (x, y) = (at % width, at / width);
        let free = |blocked: &[bool], at: usize| blocked.get(at).is_some_and(|blocked| !blocked);
        [
            (x + 1 < width && free(&self.right, at)).then(|| (at + 1, true)),
            (x > 0 && free(&self.right, at.wrapping_sub(1))).then(|| (at - 1, true)),
            (y + 1 < height && free(&self.below, at)).then(|| (at + width, false)),
            (y > 0 && free(&self.below, at.wrapping_sub(width))).then(|| (at - width, false)),
        ]
        .into_iter()
        .flatten()
    }

    /// The line that leads to a state.
    fn path(
        &self,
        from: EdgeEnd,
        to: EdgeEnd,
        starts: &[(usize, Side)],
        came: &[u32],
        last: usize,
        to_side: Side,
    ) -> Option<EdgePath> {
        let mut points = vec![to.at(to_side)];
        let mut state = last;
        loop {
            points.push(self.point(state / 2));
            match came.get(state) {
                Some(before) if *before != u32::MAX => state = *before as usize,
                _ => break,
            }
        }
        let (_, from_side) = *starts.iter().find(|(start, _)| *start == state / 2)?;
        points.push(from.at(from_side));
        points.reverse();
        Some(EdgePath { points: corners(&points), from: from_side, to: to_side })
    }
}

/// The tracks between two bounds in their order, each once.
fn tracks(mut all: Vec<f64>, from: f64, to: f64) -> Vec<f64> {
    all.retain(|at| (from..=to).contains(at));
    all.sort_by(f64::total_cmp);
    all.dedup_by(|a, b| (*a - *b).abs() < 0.25);
    all
}

/// The points without those at which a line goes straight on.
fn corners(points: &[Point]) -> Vec<Point> {
    let mut out: Vec<Point> = Vec::new();
    for point in points {
        if let [.., a, b] = out.as_slice()
            && ((a.x - b.x).abs() < 0.5 && (b.x - point.x).abs() < 0.5
                || (a.y - b.y).abs() < 0.5 && (b.y - point.y).abs() < 0.5)
        {
            out.pop();
        }
        if out.last().is_none_or(|last| length(*last, *point) > 0.5) {
            out.push(*point);
        }
    }
    out
}
