//! Colours by what they are for, or as a person chose them, as `style/tokens.css` has them.

use crate::design::Colour;

/// What a colour is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Behind everything.
    Ground,
    /// A card.
    Surface,
    /// A card's header.
    Header,
    /// The header of a tenant-scoped entity's card.
    TenantHeader,
    /// Fine lines within a card.
    Border,
    /// The line around a card.
    Edge,
    /// Lines between cards.
    Line,
    /// Text.
    Text,
    /// Text that stands back.
    Dim,
    /// What has to do with tenants.
    Accent,
    /// Primary keys.
    Key,
    /// Foreign keys.
    Link,
    /// A colour that a person chose: so much of it in a hundred, on what is behind everything or on a card.
    Tint {
        /// The colour.
        colour: Colour,
        /// How much of it, in a hundred.
        share: u8,
        /// True on a card.
        on_surface: bool,
    },
}

impl Ink {
    /// So much of a colour on what is behind everything.
    pub const fn on_ground(colour: Colour, share: u8) -> Self {
        Self::Tint { colour, share, on_surface: false }
    }

    /// So much of a colour on a card.
    pub const fn on_surface(colour: Colour, share: u8) -> Self {
        Self::Tint { colour, share, on_surface: true }
    }

    /// Every ink that nobody chose.
    pub const ALL: [Self; 12] = [
        Self::Ground,
        Self::Surface,
        Self::Header,
        Self::TenantHeader,
        Self::Border,
        Self::Edge,
        Self::Line,
        Self::Text,
        Self::Dim,
        Self::Accent,
        Self::Key,
        Self::Link,
    ];

    /// Its token, and its colour in the light and the dark theme.
    fn told(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Ground => ("--bg", "#eff3f4", "#0c1316"),
            Self::Surface => ("--surface", "#ffffff", "#141d21"),
            Self::Header => ("--surface-2", "#f6f8f9", "#182328"),
            Self::TenantHeader => ("--accent-softer", "#eef7f8", "#12282d"),
            Self::Border => ("--border", "#dce3e6", "#26353b"),
            Self::Edge => ("--border-strong", "#bcc8cd", "#40545d"),
            Self::Line => ("--edge", "#8697a0", "#667a84"),
            Self::Text => ("--text", "#13212a", "#e4edef"),
            Self::Dim => ("--text-3", "#566771", "#94a6ae"),
            Self::Accent => ("--accent-text", "#0a6473", "#63c8d4"),
            Self::Key => ("--key", "#a06a00", "#e2b04e"),
            Self::Link => ("--link", "#2a5fa3", "#86b6f0"),
            Self::Tint { colour, .. } => match colour {
                Colour::Red => ("--paint-red", "#c8453b", "#f0857b"),
                Colour::Orange => ("--paint-orange", "#c76a12", "#eba05a"),
                Colour::Yellow => ("--paint-yellow", "#a88400", "#dcc04a"),
                Colour::Green => ("--paint-green", "#2f8a4f", "#6fc98f"),
                Colour::Teal => ("--paint-teal", "#0b7d86", "#4fbfca"),
                Colour::Blue => ("--paint-blue", "#2f6fc0", "#7fb0ee"),
                Colour::Violet => ("--paint-violet", "#7d4fc0", "#b894ee"),
                Colour::Grey => ("--paint-grey", "#6b7b84", "#93a5ae"),
            },
        }
    }

    /// The custom property that has it in a style sheet.
    pub fn token(self) -> &'static str {
        self.told().0
    }
}

/// The colours of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Light.
    #[default]
    Light,
    /// Dark.
    Dark,
    /// As the page that the picture stands in has them: custom properties.
    Page,
}

impl Theme {
    /// A colour as CSS has it.
    pub fn css(self, ink: Ink) -> String {
        let token = ink.told().0;
        match (self, ink) {
            (Self::Page, Ink::Tint { share, on_surface, .. }) if share < 100 => {
                let behind = if on_surface { Ink::Surface } else { Ink::Ground }.token();
                format!("color-mix(in srgb, var({token}) {share}%, var({behind}))")
            }
            (Self::Page, _) => format!("var({token})"),
            (Self::Light | Self::Dark, _) => {
                let [red, green, blue] = self.rgb(ink);
                format!("#{red:02x}{green:02x}{blue:02x}")
            }
        }
    }

    /// A colour as red, green and blue from 0 to 255. A picture that stands by itself is light where it isn't dark.
    pub fn rgb(self, ink: Ink) -> [u8; 3] {
        let (_, light, dark) = ink.told();
        let hex = if self == Self::Dark { dark } else { light };
        let part = |at: usize| hex.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok()).unwrap_or(0);
        let own = [part(1), part(3), part(5)];
        let Ink::Tint { share, on_surface, .. } = ink else { return own };
        let behind = self.rgb(if on_surface { Ink::Surface } else { Ink::Ground });
        let share = u16::from(share.min(100));
        let mix = |at: usize| (u16::from(own[at]) * share + u16::from(behind[at]) * (100 - share) + 50) / 100;
        [mix(0), mix(1), mix(2)].map(|part| u8::try_from(part).unwrap_or(u8::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_colours_are_those_of_the_style_sheet() {
        let css = include_str!("../../style/tokens.css");
        let (light, dark) = css.split_once("data-theme=\"dark\"").expect("two themes");
        let tints = Colour::ALL.map(|colour| Ink::on_surface(colour, 100));
        for ink in Ink::ALL.into_iter().chain(tints) {
            let (token, in_light, in_dark) = ink.told();
            assert!(light.contains(&format!("{token}: {in_light};")), "{token} in the light theme");
            assert!(dark.contains(&format!("{token}: {in_dark};")), "{token} in the dark theme");
        }
        assert_eq!(Theme::Light.rgb(Ink::Key), [0xa0, 0x6a, 0x00]);
        assert_eq!(Theme::Light.css(Ink::Key), "#a06a00");
        assert_eq!(Theme::Light.css(Ink::on_surface(Colour::Red, 0)), "#ffffff");
        assert_eq!(Theme::Dark.css(Ink::on_ground(Colour::Red, 100)), "#f0857b");
    }
}
