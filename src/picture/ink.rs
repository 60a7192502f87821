//! Colours by what they are for, as `style/tokens.css` has them.

/// What a colour is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
}

impl Ink {
    /// Every ink.
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
        let (token, light, dark) = ink.told();
        match self {
            Self::Light => light.to_owned(),
            Self::Dark => dark.to_owned(),
            Self::Page => format!("var({token})"),
        }
    }

    /// A colour as red, green and blue from 0 to 255. A picture that stands by itself is light where it isn't dark.
    pub fn rgb(self, ink: Ink) -> [u8; 3] {
        let (_, light, dark) = ink.told();
        let hex = if self == Self::Dark { dark } else { light };
        let part = |at: usize| hex.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok()).unwrap_or(0);
        [part(1), part(3), part(5)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_colours_are_those_of_the_style_sheet() {
        let css = include_str!("../../style/tokens.css");
        let (light, dark) = css.split_once("data-theme=\"dark\"").expect("two themes");
        for ink in Ink::ALL {
            let (token, in_light, in_dark) = ink.told();
            assert!(light.contains(&format!("{token}: {in_light};")), "{token} in the light theme");
            assert!(dark.contains(&format!("{token}: {in_dark};")), "{token} in the dark theme");
        }
        assert_eq!(Theme::Light.rgb(Ink::Key), [0xa0, 0x6a, 0x00]);
    }
}
