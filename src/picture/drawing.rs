//! What a picture is made of.

use super::{Font, Ink, Step};
use crate::catalog::Id;
use crate::layout::{Point, Rect};

/// A picture: shapes in the order in which they are painted, in a frame that begins at nought.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// What it shows, for those who can't see it.
    pub title: String,
    /// The width in canvas units.
    pub width: f64,
    /// The height in canvas units.
    pub height: f64,
    /// What is painted, the first at the bottom.
    pub shapes: Vec<Shape>,
}

/// Something that is painted.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Shapes that are one thing: an entity's card.
    Group {
        /// What it is called.
        label: String,
        /// What it stands for.
        id: Id,
        /// What it is made of.
        shapes: Vec<Shape>,
    },
    /// A rectangle.
    Rect {
        /// Where.
        rect: Rect,
        /// The radius of its corners.
        radius: f64,
        /// What it is filled with.
        fill: Option<Ink>,
        /// The line around it.
        stroke: Option<Stroke>,
    },
    /// Lines and curves.
    Path {
        /// The steps of the pen.
        steps: Vec<Step>,
        /// What it is filled with.
        fill: Option<Ink>,
        /// The line.
        stroke: Option<Stroke>,
    },
    /// A line of text.
    Text {
        /// Where its baseline begins, or ends.
        at: Point,
        /// The text that is shown.
        text: String,
        /// All of it, if only its beginning is shown.
        whole: Option<String>,
        /// The font.
        font: Font,
        /// The size.
        size: f64,
        /// The colour.
        ink: Ink,
        /// Which end stands at the point.
        align: Align,
    },
}

/// A line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Its colour.
    pub ink: Ink,
    /// Its width.
    pub width: f64,
    /// True if it is broken.
    pub dashed: bool,
}

impl Stroke {
    /// An unbroken line.
    pub const fn new(ink: Ink, width: f64) -> Self {
        Self { ink, width, dashed: false }
    }
}

/// Which end of a text stands at its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Its beginning.
    Start,
    /// Its end.
    End,
}

impl Drawing {
    /// Every shape, those in groups too, in the order of painting.
    pub fn each(&self, visit: &mut impl FnMut(&Shape)) {
        fn walk(shapes: &[Shape], visit: &mut impl FnMut(&Shape)) {
            for shape in shapes {
                visit(shape);
                if let Shape::Group { shapes, .. } = shape {
                    walk(shapes, visit);
                }
            }
        }
        walk(&self.shapes, visit);
    }
}
