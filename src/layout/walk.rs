//! Walking from card to card with the arrow keys.

use super::{Point, Rect, Side};

/// How much nearer a card seems that a line joins.
const JOINED: f64 = 0.4;
/// How much a step aside counts beside a step in the direction.
const ASIDE: f64 = 2.0;

/// The card to go to from `from`, of those in the direction of `side`: the nearest, one that a line joins before one
/// that only stands nearer. What is asked of each is its rectangle and whether a line joins it; the answer is its number.
pub fn walk(from: Rect, side: Side, others: &[(Rect, bool)]) -> Option<usize> {
    let distance = |(rect, joined): &(Rect, bool)| {
        let (along, aside) = steps(from, *rect, side);
        let joined = if *joined { JOINED } else { 1.0 };
        (along > 0.0).then_some((along + ASIDE * aside) * joined)
    };
    let seen = others.iter().enumerate().filter_map(|(at, other)| distance(other).map(|distance| (at, distance)));
    seen.min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0))).map(|(at, _)| at)
}

/// How far it is to the middle of another card in a direction, and how far the two lie apart across it.
fn steps(from: Rect, to: Rect, side: Side) -> (f64, f64) {
    let (a, b) = (from.centre(), to.centre());
    let apart = |a_low: f64, a_high: f64, b_low: f64, b_high: f64| (b_low - a_high).max(a_low - b_high).max(0.0);
    match side {
        Side::Left | Side::Right => {
            let along = if side == Side::Right { b.x - a.x } else { a.x - b.x };
            (along, apart(from.y, from.bottom(), to.y, to.bottom()))
        }
        Side::Top | Side::Bottom => {
            let along = if side == Side::Bottom { b.y - a.y } else { a.y - b.y };
            (along, apart(from.x, from.right(), to.x, to.right()))
        }
    }
}

/// The card nearest to a point: where walking begins if nothing is selected.
pub fn nearest_to(point: Point, rects: &[Rect]) -> Option<usize> {
    let distance = |rect: &Rect| rect.centre().distance(point);
    let all = rects.iter().enumerate().map(|(at, rect)| (at, distance(rect)));
    all.min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0))).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Rect {
        Rect::new(x, y, 100.0, 100.0)
    }

    #[test]
    fn the_nearest_in_the_direction_is_next() {
        let others =
            [(at(200.0, 0.0), false), (at(400.0, 0.0), false), (at(-200.0, 0.0), false), (at(0.0, 300.0), false)];
        let go = |side| walk(at(0.0, 0.0), side, &others);
        assert_eq!(
            [go(Side::Right), go(Side::Left), go(Side::Bottom), go(Side::Top)],
            [Some(0), Some(2), Some(3), None]
        );
    }

    #[test]
    fn a_line_leads() {
        let others = [(at(200.0, 0.0), false), (at(400.0, 20.0), true)];
        assert_eq!(walk(at(0.0, 0.0), Side::Right, &others), Some(1));
        let far = [(at(200.0, 0.0), false), (at(2000.0, 20.0), true)];
        assert_eq!(walk(at(0.0, 0.0), Side::Right, &far), Some(0), "not across the whole drawing");
    }

    #[test]
    fn every_card_of_a_row_can_be_reached_and_left() {
        let row: Vec<(Rect, bool)> = (0..5).map(|n| (at(f64::from(n) * 150.0, 0.0), false)).collect();
        let mut here = 0;
        for expected in 1..5 {
            here = walk(row[here].0, Side::Right, &row).expect("a card on the right");
            assert_eq!(here, expected);
        }
        assert_eq!(walk(row[here].0, Side::Right, &row), None);
    }

    #[test]
    fn walking_begins_in_the_middle_of_the_view() {
        assert_eq!(nearest_to(Point::new(210.0, 40.0), &[at(0.0, 0.0), at(150.0, 0.0)]), Some(1));
        assert_eq!(nearest_to(Point::default(), &[]), None);
    }
}
