//! The steps of a pen, read from the path data that `layout` gives.

use crate::layout::Point;

/// A step of the pen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Goes there without a line.
    Move(Point),
    /// A straight line.
    Line(Point),
    /// A curve with two points that it bends to.
    Curve(Point, Point, Point),
    /// Back to where the last move went.
    Close,
}

/// How far the points of a curve that draws a quarter of a circle lie from its ends, for a radius of 1.
pub(super) const QUARTER: f64 = 0.552_284_8;

/// Reads path data of moves, lines, quadratic and cubic curves, and half circles. What it does not know it leaves out.
pub(super) fn steps(data: &str) -> Vec<Step> {
    let mut reader = Reader { rest: data, out: Vec::new(), at: Point::default() };
    while let Some(letter) = reader.letter() {
        reader.step(letter);
    }
    reader.out
}

struct Reader<'a> {
    rest: &'a str,
    out: Vec<Step>,
    at: Point,
}

impl Reader<'_> {
    fn letter(&mut self) -> Option<char> {
        let at = self.rest.find(|c: char| c.is_ascii_alphabetic())?;
        let letter = self.rest[at..].chars().next()?;
        self.rest = &self.rest[at + 1..];
        Some(letter)
    }

    fn number(&mut self) -> Option<f64> {
        let text = self.rest.trim_start_matches([' ', ',']);
        let end = text
            .char_indices()
            .find(|(at, c)| !(c.is_ascii_digit() || *c == '.' || (*c == '-' && *at == 0)))
            .map_or(text.len(), |(at, _)| at);
        let number = text[..end].parse().ok()?;
        self.rest = &text[end..];
        Some(number)
    }

    fn point(&mut self) -> Option<Point> {
        Some(Point::new(self.number()?, self.number()?))
    }

    fn to(&mut self, step: Step, at: Point) {
        self.out.push(step);
        self.at = at;
    }

    fn step(&mut self, letter: char) {
        match letter {
            'M' => {
                if let Some(p) = self.point() {
                    self.to(Step::Move(p), p);
                }
            }
            'L' => {
                while let Some(p) = self.point() {
                    self.to(Step::Line(p), p);
                }
            }
            'Q' => {
                while let (Some(bend), Some(p)) = (self.point(), self.point()) {
                    let third = |end: Point| {
                        Point::new(end.x + (bend.x - end.x) * 2.0 / 3.0, end.y + (bend.y - end.y) * 2.0 / 3.0)
                    };
                    self.to(Step::Curve(third(self.at), third(p), p), p);
                }
            }
            'C' => {
                while let (Some(a), Some(b), Some(p)) = (self.point(), self.point(), self.point()) {
                    self.to(Step::Curve(a, b, p), p);
                }
            }
            'a' => {
                // Radius, radius, turn, large, sweep, then how far. Circles here are two halves.
                while let (Some(_), Some(_), Some(sweep), Some(by)) =
                    (self.point(), self.number(), self.point(), self.point())
                {
                    self.half_circle(by, sweep.y);
                }
            }
            'Z' | 'z' => self.out.push(Step::Close),
            _ => {}
        }
    }

    fn half_circle(&mut self, by: Point, sweep: f64) {
        let (from, radius) = (self.at, by.x.hypot(by.y) / 2.0);
        if radius == 0.0 {
            return;
        }
        let end = Point::new(from.x + by.x, from.y + by.y);
        let along = Point::new(by.x / (2.0 * radius), by.y / (2.0 * radius));
        // To the left of the way from one end to the other, or to its right.
        let turn = if sweep == 0.0 { 1.0 } else { -1.0 };
        let aside = Point::new(-along.y * turn, along.x * turn);
        let at = |forth: f64, side: f64| {
            Point::new(
                from.x + (along.x * forth + aside.x * side) * radius,
                from.y + (along.y * forth + aside.y * side) * radius,
            )
        };
        self.out.push(Step::Curve(at(0.0, QUARTER), at(1.0 - QUARTER, 1.0), at(1.0, 1.0)));
        self.to(Step::Curve(at(1.0 + QUARTER, 1.0), at(2.0, QUARTER), end), end);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_and_curves_are_read() {
        let p = Point::new;
        assert_eq!(
            steps("M0.0 1.5L-3 4L5 6Q8 6 8 9Z"),
            [
                Step::Move(p(0.0, 1.5)),
                Step::Line(p(-3.0, 4.0)),
                Step::Line(p(5.0, 6.0)),
                Step::Curve(p(7.0, 6.0), p(8.0, 7.0), p(8.0, 9.0)),
                Step::Close
            ]
        );
    }

    #[test]
    fn a_circle_of_two_halves_comes_back() {
        let steps = steps("M10 10a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0");
        assert_eq!(steps.len(), 5);
        let ends: Vec<Point> =
            steps.iter().filter_map(|step| if let Step::Curve(_, _, end) = step { Some(*end) } else { None }).collect();
        let middle = Point::new(13.5, 10.0);
        assert!(ends.iter().all(|end| (end.distance(middle) - 3.5).abs() < 1e-9), "{ends:?}");
        assert!(ends[3].distance(Point::new(10.0, 10.0)) < 1e-9);
        assert!(ends[0].y != ends[2].y, "the halves are on different sides");
    }

    proptest! {
        #[test]
        fn whatever_is_read_ends(text in "[MLQCaZ0-9 .,-]{0,40}") {
            steps(&text);
        }
    }
}
