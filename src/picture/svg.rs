//! A drawing as SVG: one file that refers to nothing else.

use std::fmt::Write;

use super::{Align, Drawing, Font, Ink, Shape, Step, Stroke, Theme};

const SANS: &str = "Helvetica, Arial, 'Liberation Sans', 'Noto Sans', sans-serif";
const MONO: &str = "Courier, 'Courier New', 'Liberation Mono', 'Noto Sans Mono', monospace";

/// The drawing as SVG. With [`Theme::Page`] it is meant to stand in a page that has the custom properties, and its cards lead to
/// anchors of that page, named by the entity's id.
pub fn svg(drawing: &Drawing, theme: Theme) -> String {
    let mut out = Writer { out: String::new(), theme };
    let (width, height) = (num(drawing.width), num(drawing.height));
    let _ = write!(
        out.out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" font-family=\"{SANS}\" fill=\"none\">\n<title>"
    );
    escape(&mut out.out, &drawing.title);
    let ground = theme.css(Ink::Ground);
    let _ = writeln!(out.out, "</title>\n<rect width=\"{width}\" height=\"{height}\" fill=\"{ground}\"/>");
    for shape in &drawing.shapes {
        out.shape(shape);
    }
    out.out.push_str("</svg>\n");
    out.out
}

/// Writes text so that no markup can come of it, in content and in attributes.
pub fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML has no way to say these; what stands for them can be seen.
            '\u{0}'..='\u{8}'
            | '\u{b}'
            | '\u{c}'
            | '\u{e}'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{fffe}'
            | '\u{ffff}' => {
                out.push('\u{fffd}');
            }
            c => out.push(c),
        }
    }
}

/// A number with at most two places, and none that are nought.
pub(super) fn num(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

struct Writer {
    out: String,
    theme: Theme,
}

impl Writer {
    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Group { label, id, shapes } => {
                let linked = self.theme == Theme::Page;
                if linked {
                    self.out.push_str("<a href=\"#");
                    escape(&mut self.out, id.as_str());
                    self.out.push_str("\">");
                }
                self.out.push_str("<g><title>");
                escape(&mut self.out, label);
                self.out.push_str("</title>\n");
                shapes.iter().for_each(|shape| self.shape(shape));
                self.out.push_str(if linked { "</g></a>\n" } else { "</g>\n" });
            }
            Shape::Rect { rect, radius, fill, stroke } => {
                let _ = write!(
                    self.out,
                    "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"",
                    num(rect.x),
                    num(rect.y),
                    num(rect.width),
                    num(rect.height),
                    num(*radius)
                );
                self.paint(*fill, *stroke);
            }
            Shape::Path { steps, fill, stroke } => {
                self.out.push_str("<path d=\"");
                steps.iter().for_each(|step| self.step(step));
                self.out.push('"');
                self.paint(*fill, *stroke);
            }
            Shape::Text { at, text, whole, font, size, ink, align } => {
                let _ = write!(
                    self.out,
                    "<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\"",
                    num(at.x),
                    num(at.y),
                    num(*size),
                    self.theme.css(*ink)
                );
                match font {
                    Font::Sans => {}
                    Font::Bold => self.out.push_str(" font-weight=\"700\""),
                    Font::Italic => self.out.push_str(" font-style=\"italic\""),
                    Font::Mono => {
                        let _ = write!(self.out, " font-family=\"{MONO}\"");
                    }
                }
                if *align == Align::End {
                    self.out.push_str(" text-anchor=\"end\"");
                }
                // Whatever font the reader has in its place, the text is as wide as its room was measured for.
                if text.len() > 1 && text.chars().all(|c| c.is_ascii_graphic() || c == ' ' || c == '…') {
                    let width = num(font.width(text, *size));
                    let _ = write!(self.out, " textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\"");
                }
                self.out.push_str(" xml:space=\"preserve\">");
                escape(&mut self.out, text);
                if let Some(whole) = whole {
                    self.out.push_str("<title>");
                    escape(&mut self.out, whole);
                    self.out.push_str("</title>");
                }
                self.out.push_str("</text>\n");
            }
        }
    }

    fn paint(&mut self, fill: Option<Ink>, stroke: Option<Stroke>) {
        if let Some(ink) = fill {
            let _ = write!(self.out, " fill=\"{}\"", self.theme.css(ink));
        }
        if let Some(stroke) = stroke {
            let _ =
                write!(self.out, " stroke=\"{}\" stroke-width=\"{}\"", self.theme.css(stroke.ink), num(stroke.width));
            if stroke.dashed {
                self.out.push_str(" stroke-dasharray=\"5 4\"");
            }
        }
        self.out.push_str("/>\n");
    }

    fn step(&mut self, step: &Step) {
        let _ = match step {
            Step::Move(p) => write!(self.out, "M{} {}", num(p.x), num(p.y)),
            Step::Line(p) => write!(self.out, "L{} {}", num(p.x), num(p.y)),
            Step::Curve(a, b, p) => {
                write!(self.out, "C{} {} {} {} {} {}", num(a.x), num(a.y), num(b.x), num(b.y), num(p.x), num(p.y))
            }
            Step::Close => write!(self.out, "Z"),
        };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalog::Id;

    #[test]
    fn numbers_are_short() {
        assert_eq!(
            [num(1.0), num(-0.001), num(2.345), num(100.0), num(0.5)],
            ["1", "0", "2.35", "100", "0.5"].map(str::to_owned)
        );
    }

    proptest! {
        #[test]
        fn no_name_becomes_markup(name in "[\\PC<>&\"'\u{1}\u{9}\n]{0,20}") {
            let text = Shape::Text {
                at: crate::layout::Point::default(),
                text: name.clone(),
                whole: Some(name.clone()),
                font: Font::Sans,
                size: 12.0,
                ink: Ink::Text,
                align: Align::Start,
            };
            let group = Shape::Group { label: name.clone(), id: Id::new(&name), shapes: vec![text] };
            let written = svg(&Drawing { title: name, width: 1.0, height: 1.0, shapes: vec![group] }, Theme::Page);
            // What opens a tag is the writer's own: svg, title, rect, a, g, title, text, title.
            prop_assert_eq!(written.matches('<').count(), 2 * 7 + 1);
            prop_assert_eq!(written.matches('"').count() % 2, 0);
            prop_assert!(written.chars().all(|c| c == '\n' || c == '\t' || !c.is_control()));
        }
    }
}
