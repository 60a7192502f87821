//! The three fonts of a picture, and how wide their letters are. They are those that every PDF reader has, and whose
//! metrics Arial, Liberation and their like share.

/// A font.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Font {
    /// Helvetica.
    Sans,
    /// Helvetica, bold.
    Bold,
    /// Helvetica, slanted.
    Italic,
    /// Courier.
    Mono,
}

/// The widths of the letters from the space to the tilde, in thousandths of the size, as Adobe published them.
const SANS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
];
const BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611,
    556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389,
    280, 389, 584,
];
const MONO: u16 = 600;

impl Font {
    /// The width of a text.
    pub fn width(self, text: &str, size: f64) -> f64 {
        text.chars().map(|c| f64::from(self.thousandths(c))).sum::<f64>() * size / 1000.0
    }

    fn thousandths(self, c: char) -> u16 {
        let at = (c as usize).checked_sub(' ' as usize);
        let table = match self {
            Self::Sans | Self::Italic => &SANS,
            Self::Bold => &BOLD,
            Self::Mono => &[MONO; 95],
        };
        match at.and_then(|at| table.get(at)) {
            Some(width) => *width,
            None if self == Self::Mono && !is_wide(c) => MONO,
            None if is_wide(c) || c == '…' => 1000,
            // Letters with accents are as wide as most letters are; capitals and other scripts wider.
            None if c.is_lowercase() => 580,
            None => 740,
        }
    }

    /// The beginning of a text that has room, with an ellipsis if that is not all of it.
    pub fn fitted(self, text: &str, size: f64, room: f64) -> (String, bool) {
        if self.width(text, size) <= room {
            return (text.to_owned(), false);
        }
        let room = room - self.width("…", size);
        let (mut out, mut used) = (String::new(), 0.0);
        for c in text.chars() {
            used += f64::from(self.thousandths(c)) * size / 1000.0;
            if used > room {
                break;
            }
            out.push(c);
        }
        out.push('…');
        (out, true)
    }
}

/// True for letters as wide as they are high: Chinese, Japanese, Korean, and pictures.
fn is_wide(c: char) -> bool {
    matches!(c as u32, 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0x1f000..=0x3fffd)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn letters_have_their_widths() {
        assert_eq!(Font::Sans.width("iW ", 1000.0), 222.0 + 944.0 + 278.0);
        assert_eq!(Font::Bold.width("~", 10.0), 5.84);
        assert_eq!(Font::Mono.width("uuid", 10.0), 24.0);
    }

    proptest! {
        #[test]
        fn what_is_fitted_fits(text in ".{0,60}", room in 12.0..200.0_f64) {
            let (shown, cut) = Font::Sans.fitted(&text, 12.0, room);
            prop_assert!(Font::Sans.width(&shown, 12.0) <= room + 1e-6);
            prop_assert_eq!(!cut, shown == text);
            prop_assert!(text.starts_with(shown.trim_end_matches('…')));
        }
    }
}
