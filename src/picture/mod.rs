//! Pictures of a design: what the canvas shows, as shapes that need no screen, and the formats they are written in.
//!
//! A [`Drawing`] is made of the design by [`draw`], with the sizes of `layout` and the metrics of Helvetica, so that it looks the same
//! wherever it is opened. [`svg`] and [`pdf`] write it. Neither refers to anything outside its file.

mod annotations;
mod cards;
mod drawing;
mod fonts;
mod ink;
mod lines;
mod path;
mod pdf;
mod svg;

pub use cards::draw;
pub use drawing::{Align, Drawing, Shape, Stroke};
pub use fonts::Font;
pub use ink::{Ink, Theme};
pub use path::Step;
pub use pdf::{Pdf, pdf};
pub use svg::{escape, svg};

/// The most pixels to a side, and all told, that browsers paint on one canvas for certain.
const MAX_SIDE: f64 = 16_384.0;
const MAX_PIXELS: f64 = 120_000_000.0;

/// The scale at which a drawing can be painted in pixels: the wanted one, or the largest that is possible.
pub fn raster_scale(drawing: &Drawing, wanted: f64) -> f64 {
    let (width, height) = (drawing.width.max(1.0), drawing.height.max(1.0));
    let side = MAX_SIDE / width.max(height);
    let area = (MAX_PIXELS / (width * height)).sqrt();
    wanted.min(side).min(area)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_drawing_is_painted_smaller() {
        let of = |width, height| Drawing { title: String::new(), width, height, shapes: Vec::new() };
        assert_eq!(raster_scale(&of(1000.0, 800.0), 2.0), 2.0);
        let scale = raster_scale(&of(40_000.0, 9_000.0), 2.0);
        assert!(scale * 40_000.0 <= MAX_SIDE && scale * scale * 40_000.0 * 9_000.0 <= MAX_PIXELS);
        assert_eq!(raster_scale(&of(0.0, 0.0), 1.0), 1.0);
    }
}
