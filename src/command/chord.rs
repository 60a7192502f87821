//! A key with what is held down beside it.

/// A key with what has to be held down beside it. Control stands for Command on a Mac, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chord {
    /// Control, or Command.
    pub control: bool,
    /// Alt, or Option.
    pub alt: bool,
    /// Shift; nothing where it makes no difference, as for a sign that some keyboards have on a shifted key.
    pub shift: Option<bool>,
    /// The key in the browser's words, letters in lower case.
    pub key: &'static str,
}

/// What was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Press<'a> {
    /// Control, or Command.
    pub control: bool,
    /// Alt, or Option.
    pub alt: bool,
    /// Shift.
    pub shift: bool,
    /// The key in the browser's words.
    pub key: &'a str,
}

impl Chord {
    /// A key by itself.
    pub const fn plain(key: &'static str) -> Self {
        Self { control: false, alt: false, shift: Some(false), key }
    }

    /// With Control.
    pub const fn control(key: &'static str) -> Self {
        Self { control: true, ..Self::plain(key) }
    }

    /// With Alt.
    pub const fn alt(key: &'static str) -> Self {
        Self { alt: true, ..Self::plain(key) }
    }

    /// With Shift, too.
    pub const fn shifted(self) -> Self {
        Self { shift: Some(true), ..self }
    }

    /// With Shift or without.
    pub const fn any_shift(self) -> Self {
        Self { shift: None, ..self }
    }

    /// True if this was pressed.
    pub fn is(self, press: Press<'_>) -> bool {
        self.control == press.control
            && self.alt == press.alt
            && self.shift.is_none_or(|shift| shift == press.shift)
            && same_key(self.key, press.key)
    }

    /// As a person reads it: `Ctrl+Shift+Z`.
    pub fn told(self) -> String {
        let mut out = String::new();
        for (held, name) in [(self.control, "Ctrl+"), (self.alt, "Alt+"), (self.shift == Some(true), "Shift+")] {
            if held {
                out.push_str(name);
            }
        }
        match self.key {
            "ArrowLeft" => out.push('←'),
            "ArrowRight" => out.push('→'),
            "ArrowUp" => out.push('↑'),
            "ArrowDown" => out.push('↓'),
            "-" => out.push('−'),
            key if key.len() == 1 => out.push_str(&key.to_ascii_uppercase()),
            key => out.push_str(key),
        }
        out
    }

    /// True if one press can be both.
    pub fn overlaps(self, other: Self) -> bool {
        self.control == other.control
            && self.alt == other.alt
            && self.key == other.key
            && (self.shift.is_none() || other.shift.is_none() || self.shift == other.shift)
    }
}

/// Letters are the same in either case: Caps Lock and Shift change what the browser calls them.
fn same_key(wanted: &str, pressed: &str) -> bool {
    wanted == pressed || (pressed.len() == 1 && wanted.eq_ignore_ascii_case(pressed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str, held: &str) -> bool {
        let press = Press { control: held.contains('c'), alt: held.contains('a'), shift: held.contains('s'), key };
        Chord::control("z").is(press)
    }

    #[test]
    fn what_is_held_down_counts() {
        assert!(press("z", "c"));
        assert!(press("Z", "c"), "with Caps Lock");
        assert!(!press("Z", "cs"));
        assert!(!press("z", ""));
        assert!(!press("z", "ca"));
        assert!(!press("y", "c"));
    }

    #[test]
    fn a_sign_may_need_shift() {
        let help = Chord::plain("?").any_shift();
        for shift in [true, false] {
            assert!(help.is(Press { control: false, alt: false, shift, key: "?" }));
        }
    }

    #[test]
    fn chords_are_told_as_keyboards_name_them() {
        assert_eq!(Chord::control("z").shifted().told(), "Ctrl+Shift+Z");
        assert_eq!(Chord::alt("ArrowLeft").any_shift().told(), "Alt+←");
        assert_eq!(Chord::plain("F6").told(), "F6");
        assert_eq!(Chord::control("-").told(), "Ctrl+−");
    }
}
