//! What part of the canvas is on the screen, and how large.

use super::{Point, Rect};

/// The smallest zoom.
pub const MIN_ZOOM: f64 = 0.05;
/// The largest zoom.
pub const MAX_ZOOM: f64 = 2.5;

/// How much of a card is worth drawing at a zoom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// A block of colour with the name, large.
    Block,
    /// The header.
    Header,
    /// Every row.
    Full,
}

/// A view on the canvas: canvas point `p` is drawn at `p * zoom + (x, y)` of the element.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    /// Where the canvas's origin is drawn, in pixels from the element's left edge.
    pub x: f64,
    /// And from its top edge.
    pub y: f64,
    /// Pixels to a canvas unit.
    pub zoom: f64,
    /// The element's width in pixels.
    pub width: f64,
    /// The element's height in pixels.
    pub height: f64,
}

impl Default for Viewport {
    fn default() -> Self {
        Self { x: 0.0, y: 0.0, zoom: 1.0, width: 800.0, height: 600.0 }
    }
}

impl Viewport {
    /// The canvas point under a point of the element.
    pub fn to_canvas(self, point: Point) -> Point {
        Point::new((point.x - self.x) / self.zoom, (point.y - self.y) / self.zoom)
    }

    /// Where a canvas point is drawn.
    pub fn to_screen(self, point: Point) -> Point {
        Point::new(point.x * self.zoom + self.x, point.y * self.zoom + self.y)
    }

    /// The part of the canvas that is on the screen.
    pub fn visible(self) -> Rect {
        let corner = self.to_canvas(Point::default());
        Rect::new(corner.x, corner.y, self.width / self.zoom, self.height / self.zoom)
    }

    /// Moved by pixels.
    pub fn panned(self, dx: f64, dy: f64) -> Self {
        Self { x: self.x + dx, y: self.y + dy, ..self }
    }

    /// Zoomed by a factor, keeping what is under the point where it is.
    pub fn zoomed_at(self, point: Point, factor: f64) -> Self {
        let zoom = (self.zoom * factor).clamp(MIN_ZOOM, MAX_ZOOM);
        let kept = self.to_canvas(point);
        Self { zoom, x: point.x - kept.x * zoom, y: point.y - kept.y * zoom, ..self }
    }

    /// Another size of the element; what is in its middle stays there.
    pub fn resized(self, width: f64, height: f64) -> Self {
        Self { x: self.x + (width - self.width) / 2.0, y: self.y + (height - self.height) / 2.0, width, height, ..self }
    }

    /// Shows a whole rectangle, with a margin in pixels and at most at 100 %.
    pub fn fitted(self, content: Rect, margin: f64) -> Self {
        let room = |pixels: f64| (pixels - 2.0 * margin).max(40.0);
        let zoom = (room(self.width) / content.width.max(1.0)).min(room(self.height) / content.height.max(1.0));
        self.centred(content.centre(), zoom.clamp(MIN_ZOOM, 1.0))
    }

    /// Shows a point in the middle, at a zoom.
    pub fn centred(self, point: Point, zoom: f64) -> Self {
        Self { zoom, x: self.width / 2.0 - point.x * zoom, y: self.height / 2.0 - point.y * zoom, ..self }
    }

    /// Shows a rectangle with as little movement as possible; a view too far out comes closer.
    pub fn revealing(self, content: Rect, margin: f64) -> Self {
        let visible = self.visible().inflate(-margin / self.zoom);
        let inside = visible.contains(Point::new(content.x, content.y))
            && visible.contains(Point::new(content.right(), content.bottom()));
        if inside && self.detail() == Detail::Full {
            return self;
        }
        let zoom = self.zoom.max(0.8);
        let fits = content.height * zoom + 2.0 * margin <= self.height;
        // A card taller than the screen is shown from its top: that is where its name is.
        let middle = if fits {
            content.centre()
        } else {
            Point::new(content.centre().x, content.y + (self.height / 2.0 - margin) / zoom)
        };
        self.centred(middle, zoom)
    }

    /// How much of a card is worth drawing.
    pub fn detail(self) -> Detail {
        if self.zoom >= 0.5 {
            Detail::Full
        } else if self.zoom >= 0.25 {
            Detail::Header
        } else {
            Detail::Block
        }
    }

    /// The visible part, grown to coarse steps: it stays equal while the view moves a little, so that what is drawn
    /// need not be decided again on every frame.
    pub fn culling(self) -> Rect {
        let visible = self.visible();
        let step = (256.0 / self.zoom).max(256.0);
        let down = |value: f64| ((value / step).floor() - 0.5) * step;
        let up = |value: f64| ((value / step).ceil() + 0.5) * step;
        let (x, y) = (down(visible.x), down(visible.y));
        Rect::new(x, y, up(visible.right()) - x, up(visible.bottom()) - y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: Point, b: Point) {
        assert!(a.distance(b) < 1e-9, "{a:?} {b:?}");
    }

    #[test]
    fn zooming_keeps_what_is_under_the_pointer() {
        let view = Viewport { x: 31.0, y: -12.0, zoom: 0.7, ..Viewport::default() };
        let pointer = Point::new(200.0, 333.0);
        let before = view.to_canvas(pointer);
        close(view.zoomed_at(pointer, 1.4).to_canvas(pointer), before);
        close(view.zoomed_at(pointer, 100.0).to_canvas(pointer), before);
    }

    #[test]
    fn screen_and_canvas_are_inverse() {
        let view = Viewport { x: 31.0, y: -12.0, zoom: 0.7, ..Viewport::default() };
        close(view.to_screen(view.to_canvas(Point::new(3.0, 4.0))), Point::new(3.0, 4.0));
    }

    #[test]
    fn fitting_shows_everything_and_never_magnifies() {
        let view = Viewport::default();
        let content = Rect::new(-5000.0, 200.0, 9000.0, 3000.0);
        let shown = view.fitted(content, 40.0).visible();
        assert_eq!(shown.union(content), shown);
        assert_eq!(view.fitted(Rect::new(0.0, 0.0, 10.0, 10.0), 40.0).zoom, 1.0);
    }

    #[test]
    fn revealing_what_is_in_view_does_not_move() {
        let view = Viewport::default();
        assert_eq!(view.revealing(Rect::new(100.0, 100.0, 200.0, 200.0), 24.0), view);
        let far = view.revealing(Rect::new(5000.0, 100.0, 200.0, 200.0), 24.0);
        assert!(far.visible().contains(Point::new(5100.0, 200.0)));
    }

    #[test]
    fn culling_covers_the_screen_and_is_stable() {
        let view = Viewport { x: -100.0, y: -100.0, ..Viewport::default() };
        assert_eq!(view.culling().union(view.visible()), view.culling());
        assert_eq!(view.culling(), view.panned(-3.0, 2.0).culling());
    }
}
