//! A drawing as PDF: one page of lines and text, in the fonts that every reader has.
//!
//! Those fonts have the letters of Western European languages. A letter they don't have is shown as a question mark; the
//! name itself is kept beside it, so that it is found and copied, and [`Pdf::unshown`] tells of it.

use std::fmt::Write;

use super::svg::num;
use super::{Align, Drawing, Font, Ink, Shape, Step, Stroke, Theme};
use crate::layout::Rect;

/// A canvas unit in points: a pixel of CSS is three quarters of one.
const POINTS: f64 = 0.75;
/// The longest side of a page that readers have to show.
const MAX_SIDE: f64 = 14_400.0;
/// How far the points of a curve lie from the ends of a quarter of a circle.
const QUARTER: f64 = super::path::QUARTER;

/// A PDF file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// Names with letters that its fonts don't have, each once, in the order of painting.
    pub unshown: Vec<String>,
}

/// The drawing as PDF.
pub fn pdf(drawing: &Drawing, theme: Theme) -> Pdf {
    let scale = POINTS.min(MAX_SIDE / drawing.width.max(drawing.height).max(1.0));
    let (width, height) = (drawing.width * scale, drawing.height * scale);
    let mut page = Page { out: String::new(), theme, unshown: Vec::new() };
    // Down is up in a PDF.
    let _ = writeln!(page.out, "{} 0 0 {} 0 {} cm", number(scale), number(-scale), num(height));
    let ground = Rect::new(0.0, 0.0, drawing.width, drawing.height);
    page.shape(&Shape::Rect { rect: ground, radius: 0.0, fill: Some(Ink::Ground), stroke: None });
    drawing.shapes.iter().for_each(|shape| page.shape(shape));

    let font = |name: &str| format!("<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R/ViewerPreferences<</DisplayDocTitle true>>>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {} {}]/Contents 4 0 R/Resources<</Font<</F0 5 0 R/F1 6 0 R/F2 7 0 R/F3 8 0 R>>>>>>",
            num(width),
            num(height)
        ),
        format!("<</Length {}>>\nstream\n{}endstream", page.out.len(), page.out),
        font("Helvetica"),
        font("Helvetica-Bold"),
        font("Helvetica-Oblique"),
        font("Courier"),
        format!("<</Title {}/Producer(Bulkhead)>>", utf16(&drawing.title)),
    ];
    Pdf { bytes: file(&objects), unshown: page.unshown }
}

/// The objects as a file, with the table of where each begins.
fn file(objects: &[String]) -> Vec<u8> {
    // The second line tells programs that the file is not text.
    let mut out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut begins = Vec::with_capacity(objects.len());
    for (at, object) in objects.iter().enumerate() {
        begins.push(out.len());
        out.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", at + 1).as_bytes());
    }
    let table = out.len();
    let mut tail = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for begin in &begins {
        let _ = writeln!(tail, "{begin:010} 00000 n ");
    }
    let count = objects.len();
    let _ = write!(tail, "trailer\n<</Size {}/Root 1 0 R/Info {count} 0 R>>\nstartxref\n{table}\n%%EOF\n", count + 1);
    out.extend_from_slice(tail.as_bytes());
    out
}

/// A text in the encoding that has every letter, as a string of hexadecimal digits.
fn utf16(text: &str) -> String {
    let mut out = "<FEFF".to_owned();
    for unit in text.encode_utf16() {
        let _ = write!(out, "{unit:04X}");
    }
    out.push('>');
    out
}

fn number(value: f64) -> String {
    format!("{value:.5}")
}

/// The byte of a letter in the fonts' encoding: that of Windows for Western Europe.
fn byte(c: char) -> Option<u8> {
    const HIGH: [char; 27] = [
        '€', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 'Ž', '‘', '’', '“', '”', '•', '–', '—', '˜', '™',
        'š', '›', 'œ', 'ž', 'Ÿ',
    ];
    const AT: [u8; 27] = [
        0x80, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8e, 0x91, 0x92, 0x93, 0x94, 0x95,
        0x96, 0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9e, 0x9f,
    ];
    match c as u32 {
        code @ (0x20..=0x7e | 0xa0..=0xff) => u8::try_from(code).ok(),
        _ => HIGH.iter().position(|high| *high == c).and_then(|at| AT.get(at).copied()),
    }
}

struct Page {
    out: String,
    theme: Theme,
    unshown: Vec<String>,
}

impl Page {
    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Group { shapes, .. } => shapes.iter().for_each(|shape| self.shape(shape)),
            Shape::Rect { rect, radius, fill, stroke } => {
                self.begin(*fill, *stroke);
                self.rect(*rect, *radius);
                self.end(*fill, *stroke);
            }
            Shape::Path { steps, fill, stroke } => {
                self.begin(*fill, *stroke);
                steps.iter().for_each(|step| self.step(step));
                self.end(*fill, *stroke);
            }
            Shape::Text { at, text, whole, font, size, ink, align } => {
                let x = match align {
                    Align::Start => at.x,
                    Align::End => at.x - font.width(text, *size),
                };
                self.text(x, at.y, text, whole.as_deref().unwrap_or(text), *font, *size, *ink);
            }
        }
    }

    fn colour(&mut self, ink: Ink, operator: &str) {
        let [red, green, blue] = self.theme.rgb(ink).map(|part| number(f64::from(part) / 255.0));
        let _ = writeln!(self.out, "{red} {green} {blue} {operator}");
    }

    fn begin(&mut self, fill: Option<Ink>, stroke: Option<Stroke>) {
        if let Some(ink) = fill {
            self.colour(ink, "rg");
        }
        if let Some(stroke) = stroke {
            self.colour(stroke.ink, "RG");
            let dash = if stroke.dashed { "[5 4] 0 d" } else { "[] 0 d" };
            let _ = writeln!(self.out, "{} w {dash}", num(stroke.width));
        }
    }

    fn end(&mut self, fill: Option<Ink>, stroke: Option<Stroke>) {
        self.out.push_str(match (fill.is_some(), stroke.is_some()) {
            (true, true) => "B\n",
            (true, false) => "f\n",
            (false, true) => "S\n",
            (false, false) => "n\n",
        });
    }

    fn step(&mut self, step: &Step) {
        let _ = match step {
            Step::Move(p) => writeln!(self.out, "{} {} m", num(p.x), num(p.y)),
            Step::Line(p) => writeln!(self.out, "{} {} l", num(p.x), num(p.y)),
            Step::Curve(a, b, p) => {
                writeln!(self.out, "{} {} {} {} {} {} c", num(a.x), num(a.y), num(b.x), num(b.y), num(p.x), num(p.y))
            }
            Step::Close => writeln!(self.out, "h"),
        };
    }

    fn rect(&mut self, rect: Rect, radius: f64) {
        let (x, y, right, bottom) = (rect.x, rect.y, rect.right(), rect.bottom());
        if radius == 0.0 {
            let _ = writeln!(self.out, "{} {} {} {} re", num(x), num(y), num(rect.width), num(rect.height));
            return;
        }
        let (r, k) = (radius, radius * (1.0 - QUARTER));
        let p = crate::layout::Point::new;
        let steps = [
            Step::Move(p(x + r, y)),
            Step::Line(p(right - r, y)),
            Step::Curve(p(right - k, y), p(right, y + k), p(right, y + r)),
            Step::Line(p(right, bottom - r)),
            Step::Curve(p(right, bottom - k), p(right - k, bottom), p(right - r, bottom)),
            Step::Line(p(x + r, bottom)),
            Step::Curve(p(x + k, bottom), p(x, bottom - k), p(x, bottom - r)),
            Step::Line(p(x, y + r)),
            Step::Curve(p(x, y + k), p(x + k, y), p(x + r, y)),
            Step::Close,
        ];
        steps.iter().for_each(|step| self.step(step));
    }

    #[allow(clippy::too_many_arguments, reason = "a line of text has that many properties, and one place needs them")]
    fn text(&mut self, x: f64, y: f64, text: &str, whole: &str, font: Font, size: f64, ink: Ink) {
        let lacking = text.chars().any(|c| byte(c).is_none());
        if lacking && !self.unshown.iter().any(|known| known == whole) {
            self.unshown.push(whole.to_owned());
        }
        let differs = lacking || whole != text;
        if differs {
            let _ = writeln!(self.out, "/Span<</ActualText {}>>BDC", utf16(whole));
        }
        self.colour(ink, "rg");
        let name = match font {
            Font::Sans => "F0",
            Font::Bold => "F1",
            Font::Italic => "F2",
            Font::Mono => "F3",
        };
        let mut digits = String::new();
        for c in text.chars() {
            let _ = write!(digits, "{:02X}", byte(c).unwrap_or(b'?'));
        }
        let (x, y, size) = (num(x), num(y), num(size));
        let _ = writeln!(self.out, "BT /{name} {size} Tf 1 0 0 -1 {x} {y} Tm <{digits}> Tj ET");
        if differs {
            self.out.push_str("EMC\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::layout::Point;

    fn of(text: &str) -> Drawing {
        let shape = Shape::Text {
            at: Point::new(10.0, 20.0),
            text: text.to_owned(),
            whole: None,
            font: Font::Sans,
            size: 12.0,
            ink: Ink::Text,
            align: Align::Start,
        };
        Drawing { title: text.to_owned(), width: 200.0, height: 100.0, shapes: vec![shape] }
    }

    #[test]
    fn western_letters_are_shown_and_others_are_told() {
        assert!(pdf(&of("Größe €…"), Theme::Light).unshown.is_empty());
        assert_eq!(pdf(&of("заказы"), Theme::Light).unshown, ["заказы"]);
    }

    #[test]
    fn a_page_has_a_size_that_readers_show() {
        let large = Drawing { width: 100_000.0, height: 50_000.0, ..Drawing::default() };
        let text = String::from_utf8_lossy(&pdf(&large, Theme::Light).bytes).into_owned();
        assert!(text.contains("/MediaBox[0 0 14400 7200]"), "{text}");
    }

    proptest! {
        /// Every object begins where the table says, and the stream is as long as it says.
        #[test]
        fn the_file_is_whole(text in ".{0,30}") {
            let bytes = pdf(&of(&text), Theme::Dark).bytes;
            let tail = String::from_utf8_lossy(&bytes[bytes.len().saturating_sub(400)..]).into_owned();
            let table: usize = tail.lines().rev().nth(1).and_then(|line| line.parse().ok()).expect("a place");
            let lines = String::from_utf8_lossy(&bytes[table..]).into_owned();
            prop_assert!(lines.starts_with("xref\n0 10\n"));
            for (at, line) in lines.lines().skip(3).take(9).enumerate() {
                let place: usize = line[..10].parse().expect("ten digits");
                let begin = format!("{} 0 obj\n", at + 1);
                prop_assert!(bytes[place..].starts_with(begin.as_bytes()));
            }
            let all = bytes.iter().map(|b| char::from(*b)).collect::<String>();
            let length: usize = all.split("<</Length ").nth(1).and_then(|rest| rest.split('>').next()).and_then(|n| n.parse().ok()).expect("a length");
            let stream = all.split("stream\n").nth(1).expect("a stream");
            prop_assert_eq!(&all[all.find("stream\n").expect("a stream") + 7 + length..][..9], "endstream");
            prop_assert!(stream.is_ascii());
        }
    }
}
