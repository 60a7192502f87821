//! The shape of an entity's card.

use super::{CardIndex, Point, Rect};

/// The width of every card. One width keeps columns of cards aligned; a name that does not fit ends in an ellipsis.
pub const CARD_WIDTH: f64 = 256.0;
/// The height of a card's header.
pub const HEADER_HEIGHT: f64 = 40.0;
/// The height of a column's row.
pub const ROW_HEIGHT: f64 = 24.0;
/// The height of the line that tells how many rows are not shown, and of the space below the last row.
pub const FOOTER_HEIGHT: f64 = 24.0;
/// The space below the last row.
const PADDING: f64 = 4.0;
/// A card shows at most this many rows; the inspector shows them all.
pub const MAX_ROWS: usize = 24;
/// Cards snap to multiples of this.
pub const GRID: f64 = 8.0;

/// What decides the size of a card: how many columns it has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CardShape {
    /// Columns that are shown, derived ones included.
    pub columns: usize,
    /// True if the card is its header and nothing else.
    pub bare: bool,
}

impl CardShape {
    /// A card of so many columns.
    pub const fn new(columns: usize) -> Self {
        Self { columns, bare: false }
    }

    /// A card that shows its name only.
    pub const fn bare() -> Self {
        Self { columns: 0, bare: true }
    }

    /// How many columns have a row.
    pub fn rows(self) -> usize {
        self.columns.min(MAX_ROWS)
    }

    /// How many columns have none.
    pub fn hidden(self) -> usize {
        self.columns - self.rows()
    }

    /// The card's height. A card without columns has room for the line that says so.
    pub fn height(self) -> f64 {
        if self.bare {
            return HEADER_HEIGHT;
        }
        let rows = self.rows().max(1) as f64 * ROW_HEIGHT;
        let footer = if self.hidden() > 0 { FOOTER_HEIGHT } else { 0.0 };
        HEADER_HEIGHT + PADDING + rows + footer + PADDING
    }

    /// The card's rectangle when its corner stands there.
    pub fn rect(self, at: Point) -> Rect {
        Rect::new(at.x, at.y, CARD_WIDTH, self.height())
    }

    /// The middle of a column's row, from the card's top. Columns without a row meet at the line that counts them.
    pub fn row_middle(self, row: usize) -> f64 {
        let rows = self.rows();
        if row < rows {
            HEADER_HEIGHT + PADDING + (row as f64 + 0.5) * ROW_HEIGHT
        } else if self.hidden() > 0 {
            HEADER_HEIGHT + PADDING + rows as f64 * ROW_HEIGHT + FOOTER_HEIGHT / 2.0
        } else {
            HEADER_HEIGHT / 2.0
        }
    }

    /// The row under a height measured from the card's top; nothing over the header, the footer and the padding.
    pub fn row_at(self, y: f64) -> Option<usize> {
        let row = (y - HEADER_HEIGHT - PADDING) / ROW_HEIGHT;
        (row >= 0.0 && row < self.rows() as f64).then_some(row as usize)
    }
}

/// The nearest point of the grid.
pub fn snap(value: f64) -> f64 {
    (value / GRID).round() * GRID
}

/// A place near `wanted` where a card of this shape covers no other card: the wanted place if it is free, else the
/// first free one on growing rings around it.
pub fn free_place(wanted: Point, shape: CardShape, taken: &[Rect]) -> Point {
    let step = GRID * 6.0;
    let fits = |at: Point| {
        let rect = shape.rect(at).inflate(GRID * 2.0);
        !taken.iter().any(|other| other.intersects(rect))
    };
    let start = Point::new(snap(wanted.x), snap(wanted.y));
    for ring in 0..64_i32 {
        for dy in -ring..=ring {
            for dx in -ring..=ring {
                if dx.abs().max(dy.abs()) != ring {
                    continue;
                }
                let at = Point::new(start.x + f64::from(dx) * step, start.y + f64::from(dy) * step);
                if fits(at) {
                    return at;
                }
            }
        }
    }
    start
}

/// A place near the wanted one where a whole group of cards covers no other card: the wanted place if it is free, else the
/// first free one on growing rings around it, or to the right of everything.
pub fn beside(wanted: Rect, others: &CardIndex) -> Point {
    let step = GRID * 16.0;
    let fits = |at: Point| {
        let rect = Rect { x: at.x, y: at.y, ..wanted }.inflate(GRID * 3.0);
        others.within(rect).is_empty()
    };
    for ring in 0..48_i32 {
        for dy in -ring..=ring {
            for dx in -ring..=ring {
                let at = Point::new(wanted.x + f64::from(dx) * step, wanted.y + f64::from(dy) * step);
                if dx.abs().max(dy.abs()) == ring && fits(at) {
                    return at;
                }
            }
        }
    }
    Point::new(others.bounds().map_or(wanted.x, |all| all.right() + GRID * 6.0), wanted.y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_table_stops_growing_and_says_how_much_is_hidden() {
        let shape = CardShape::new(200);
        assert_eq!((shape.rows(), shape.hidden()), (MAX_ROWS, 200 - MAX_ROWS));
        assert_eq!(shape.height(), CardShape::new(150).height());
        assert!(shape.row_middle(199) < shape.height());
    }

    #[test]
    fn a_bare_card_has_no_rows_and_lines_meet_its_header() {
        let shape = CardShape::bare();
        assert_eq!((shape.height(), shape.rows()), (HEADER_HEIGHT, 0));
        assert_eq!(shape.row_middle(3), HEADER_HEIGHT / 2.0);
    }

    #[test]
    fn rows_are_found_where_they_are_drawn() {
        let shape = CardShape::new(5);
        for row in 0..5 {
            assert_eq!(shape.row_at(shape.row_middle(row)), Some(row));
        }
        assert_eq!(shape.row_at(HEADER_HEIGHT / 2.0), None);
        assert_eq!(shape.row_at(shape.height()), None);
    }

    #[test]
    fn a_new_card_covers_no_other() {
        let shape = CardShape::new(3);
        let mut taken = Vec::new();
        for _ in 0..20 {
            let rect = shape.rect(free_place(Point::new(100.0, 100.0), shape, &taken));
            assert!(taken.iter().all(|other| !rect.intersects(*other)));
            taken.push(rect);
        }
    }

    #[test]
    fn a_group_is_put_where_nothing_stands() {
        let taken = [Rect::new(0.0, 0.0, 256.0, 400.0), Rect::new(300.0, 100.0, 256.0, 400.0)];
        let index =
            CardIndex::new(taken.iter().enumerate().map(|(at, r)| (crate::catalog::Id::new(format!("e{at}")), *r)));
        let wanted = Rect::new(-40.0, 20.0, 600.0, 300.0);
        let at = beside(wanted, &index);
        assert!(index.within(Rect { x: at.x, y: at.y, ..wanted }).is_empty());
        let free = Rect::new(5000.0, 0.0, 10.0, 10.0);
        assert_eq!(beside(free, &index), Point::new(5000.0, 0.0));
    }
}
