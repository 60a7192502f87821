//! Pictures and documents of the open project: what can be made, and the dialog that offers it.

mod dialog;

use std::collections::BTreeSet;

pub use dialog::PictureDialog;

use leptos::prelude::GetUntracked;

use crate::app::state::Workspace;
use crate::catalog::Id;
use crate::picture::{Drawing, Theme, draw, pdf, raster_scale, svg};
use crate::platform::picture::png;
use crate::{bundle, document};

/// What can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A picture of lines and text.
    Svg,
    /// A picture of pixels.
    Png,
    /// A page of lines and text.
    Pdf,
    /// A page of documentation.
    Html,
    /// A data dictionary.
    Markdown,
    /// A diagram as text.
    Mermaid,
    /// A schema as text.
    Dbml,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 7] = [Self::Svg, Self::Png, Self::Pdf, Self::Html, Self::Markdown, Self::Mermaid, Self::Dbml];

    /// Its title, what it is good for, the end of its files' names, and its media type.
    fn told(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::Svg => ("SVG", "A picture that stays sharp at any size", "svg", "image/svg+xml"),
            Self::Png => ("PNG", "A picture for chats and slides", "png", "image/png"),
            Self::Pdf => ("PDF", "One page of lines and text that can be searched", "pdf", "application/pdf"),
            Self::Html => ("HTML", "A page of documentation with the diagram and a search", "html", "text/html"),
            Self::Markdown => ("Markdown", "A data dictionary for a repository or a wiki", "md", "text/markdown"),
            Self::Mermaid => ("Mermaid", "A diagram that GitHub and GitLab draw", "mmd", "text/vnd.mermaid"),
            Self::Dbml => ("DBML", "The schema for dbdiagram.io and its kin", "dbml", "text/plain"),
        }
    }

    /// What it is called.
    pub fn title(self) -> &'static str {
        self.told().0
    }

    /// What it is good for.
    pub fn hint(self) -> &'static str {
        self.told().1
    }

    /// Its media type.
    pub fn mime(self) -> &'static str {
        self.told().3
    }

    /// The format with this name: the end of its files' names, or its title.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        Self::ALL.into_iter().find(|format| format.told().2 == name || format.title().to_ascii_lowercase() == name)
    }

    /// True for what is drawn: its colours and what of the project it shows can be chosen.
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Svg | Self::Png | Self::Pdf)
    }

    /// True for text that can be copied.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Svg | Self::Markdown | Self::Mermaid | Self::Dbml)
    }
}

/// How something is made.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// What is made.
    pub format: Format,
    /// The colours.
    pub dark: bool,
    /// The entities that are shown, if not all.
    pub only: Option<BTreeSet<Id>>,
    /// Pixels to a canvas unit.
    pub scale: f64,
}

/// What was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// The name for a file.
    pub file_name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// What a person should know of it.
    pub remarks: Vec<String>,
}

/// The drawing of the view that is open, or of a part of it.
fn drawing(workspace: Workspace, only: Option<&BTreeSet<Id>>) -> Drawing {
    let derived = workspace.derived_now();
    let view = workspace.view.get_untracked();
    workspace.with_design(|design| draw(design, &derived.added_columns, view.as_ref(), only))
}

/// Makes a picture or a document.
///
/// # Errors
/// What the browser could not do, and what to do instead.
pub async fn make(workspace: Workspace, options: &Options) -> Result<Made, String> {
    let theme = if options.dark { Theme::Dark } else { Theme::Light };
    let only = options.only.as_ref();
    let derived = workspace.derived_now();
    let (name, base) = workspace.with_design(|design| (design.name.clone(), bundle::base_name(design)));
    let catalog = &derived.lowered.catalog;
    let mut remarks = Vec::new();
    let bytes = match options.format {
        Format::Svg => svg(&drawing(workspace, only), theme).into_bytes(),
        Format::Png => {
            let drawing = drawing(workspace, only);
            let scale = raster_scale(&drawing, options.scale);
            if scale < options.scale {
                remarks.push(format!(
                    "Painted at {scale:.2} times its size instead of {}: browsers paint no larger picture. SVG and PDF have no such limit.",
                    options.scale
                ));
            }
            let side = |length: f64| (length * scale).ceil().max(1.0) as u32;
            png(&svg(&drawing, theme), side(drawing.width), side(drawing.height)).await?
        }
        Format::Pdf => {
            let made = pdf(&drawing(workspace, only), theme);
            if !made.unshown.is_empty() {
                let more = made.unshown.len().saturating_sub(5);
                let names = made.unshown.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                remarks.push(format!(
                    "The fonts that every PDF reader has lack letters of {names}{more}: they are shown as “?”, and found by their real names. SVG shows them."
                ));
            }
            made.bytes
        }
        Format::Html => {
            // A page of documentation has every table, so its diagram has, too.
            let whole = workspace.with_design(|design| draw(design, &derived.added_columns, None, None));
            let diagram = svg(&whole, Theme::Page);
            document::html(&name, catalog, &diagram).into_bytes()
        }
        Format::Markdown => document::markdown(&name, catalog).into_bytes(),
        Format::Mermaid => document::mermaid(catalog).into_bytes(),
        Format::Dbml => document::dbml(&name, catalog).into_bytes(),
    };
    Ok(Made { file_name: format!("{base}.{}", options.format.told().2), bytes, remarks })
}
