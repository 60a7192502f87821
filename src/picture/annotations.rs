//! Areas behind the cards, and notes beside them.

use super::{Align, Font, Ink, Shape, Stroke};
use crate::design::{Annotation, AnnotationKind, Colour};
use crate::layout::{Point, Rect};

/// The radius of their corners.
const RADIUS: f64 = 10.0;
/// How far a text stands from the edge.
const INSET: f64 = 12.0;
/// The height of a note's line.
const LINE: f64 = 19.5;

/// The shapes of one, in a rectangle.
pub(super) fn annotation(one: &Annotation, rect: Rect) -> Vec<Shape> {
    let colour = one.colour.unwrap_or(Colour::Grey);
    match one.kind {
        AnnotationKind::Area => {
            let stroke = Stroke { dashed: true, ..Stroke::new(Ink::on_ground(colour, 55), 1.5) };
            let fill = Some(Ink::on_ground(colour, 9));
            let title = line(Point::new(rect.x + INSET, rect.y + 22.0), &one.text, Font::Bold, 15.0, rect.width);
            vec![Shape::Rect { rect, radius: RADIUS, fill, stroke: Some(stroke) }, title]
        }
        AnnotationKind::Note => {
            let stroke = Stroke::new(Ink::on_surface(colour, 45), 1.0);
            let fill = Some(Ink::on_surface(colour, 16));
            let mut out = vec![Shape::Rect { rect, radius: RADIUS, fill, stroke: Some(stroke) }];
            let room = ((rect.height - 20.0) / LINE).floor().max(1.0) as usize;
            for (at, text) in wrapped(&one.text, rect.width - 2.0 * INSET).iter().take(room).enumerate() {
                let y = rect.y + 10.0 + LINE * (at as f64 + 0.72);
                out.push(line(Point::new(rect.x + INSET, y), text, Font::Sans, 13.0, rect.width));
            }
            out
        }
    }
}

fn line(at: Point, text: &str, font: Font, size: f64, width: f64) -> Shape {
    let (shown, cut) = font.fitted(text, size, width - 2.0 * INSET);
    Shape::Text {
        at,
        text: shown,
        whole: cut.then(|| text.to_owned()),
        font,
        size,
        ink: Ink::Text,
        align: Align::Start,
    }
}

/// A text in lines that have room.
fn wrapped(text: &str, room: f64) -> Vec<String> {
    let mut out = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if line.is_empty() || Font::Sans.width(&longer, 13.0) <= room {
                line = longer;
            } else {
                out.push(std::mem::replace(&mut line, word.to_owned()));
            }
        }
        out.push(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_broken_at_words_and_lines() {
        let lines = wrapped("one two three\n\nfour", Font::Sans.width("one two", 13.0));
        assert_eq!(lines, ["one two", "three", "", "four"]);
    }
}
