//! What is drawn beside the entities, and how: areas, notes, colours, collapsed cards, views. None of it is in the
//! database, so none of it is in a migration.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Node;
use crate::catalog::{ConstraintKind, Id};
use crate::design::Entity;

/// What is drawn beside the entities, and how they look.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Picture {
    /// Areas and notes, by id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<Id, Annotation>,
    /// How entities look that don't look as every one does, by the entity's id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub looks: BTreeMap<Id, Look>,
    /// Views that show some of the entities, by id. What shows all of them is no view.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub views: BTreeMap<Id, View>,
}

impl Picture {
    /// True if there is nothing to be saved.
    pub fn is_plain(&self) -> bool {
        self.annotations.is_empty() && self.looks.is_empty() && self.views.is_empty()
    }

    /// How an entity looks.
    pub fn look(&self, entity: &Id) -> Look {
        self.looks.get(entity).copied().unwrap_or_default()
    }

    /// Forgets what is said of an entity.
    pub fn forget(&mut self, entity: &Id) {
        self.looks.remove(entity);
        for view in self.views.values_mut() {
            view.nodes.remove(entity);
        }
    }
}

/// A rectangle with a text: an area behind cards, or a note beside them. Places are whole canvas units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Annotation {
    /// Which of the two.
    pub kind: AnnotationKind,
    /// The view that shows it; nothing for the one with all entities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<Id>,
    /// An area's title, or a note's text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<Colour>,
    /// Left edge.
    pub x: i32,
    /// Top edge.
    pub y: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
}

impl Annotation {
    /// No annotation is narrower or lower than this: one that is could no longer be grabbed.
    pub const SMALLEST: i32 = 48;
    /// None is farther from the middle than this, nor larger.
    pub const FARTHEST: i32 = 1_000_000;

    /// The same with a size that can be grabbed, at a place that can be reached.
    pub fn tidy(mut self) -> Self {
        for place in [&mut self.x, &mut self.y] {
            *place = (*place).clamp(-Self::FARTHEST, Self::FARTHEST);
        }
        for size in [&mut self.width, &mut self.height] {
            *size = (*size).clamp(Self::SMALLEST, Self::FARTHEST);
        }
        self
    }
}

/// What an annotation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AnnotationKind {
    /// A rectangle behind cards, which moves them along.
    Area,
    /// A text beside cards.
    Note,
}

/// How an entity's card looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Look {
    /// The colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<Colour>,
    /// How much of it is shown.
    #[serde(default, skip_serializing_if = "Collapse::is_none")]
    pub collapse: Collapse,
}

/// The colours that something drawn can have. What each is like, the theme says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "a colour is its name")]
pub enum Colour {
    Red,
    Orange,
    Yellow,
    Green,
    Teal,
    Blue,
    Violet,
    Grey,
}

impl Colour {
    /// Every colour, in the order of the rainbow.
    pub const ALL: [Self; 8] =
        [Self::Red, Self::Orange, Self::Yellow, Self::Green, Self::Teal, Self::Blue, Self::Violet, Self::Grey];

    /// Its name, as in the project file and in the theme.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Orange => "orange",
            Self::Yellow => "yellow",
            Self::Green => "green",
            Self::Teal => "teal",
            Self::Blue => "blue",
            Self::Violet => "violet",
            Self::Grey => "grey",
        }
    }
}

/// How much of a card is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Collapse {
    /// Every column.
    #[default]
    None,
    /// The columns of the primary key, of foreign keys and the tenant's.
    Keys,
    /// The name.
    Name,
}

impl Collapse {
    /// Every way, from most to least.
    pub const ALL: [Self; 3] = [Self::None, Self::Keys, Self::Name];

    /// True if every column is shown.
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }

    /// True if a card of this entity has a row for a column.
    pub fn shows(self, entity: &Entity, column: &Id) -> bool {
        match self {
            Self::None => true,
            Self::Name => false,
            Self::Keys => {
                entity.tenant_column_id().as_ref() == Some(column)
                    || entity.table.constraints.iter().any(|constraint| match &constraint.kind {
                        ConstraintKind::PrimaryKey { columns } | ConstraintKind::ForeignKey { columns, .. } => {
                            columns.contains(column)
                        }
                        _ => false,
                    })
            }
        }
    }
}

/// A view of the model: some of its entities, where they stand in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct View {
    /// What it is called.
    pub name: String,
    /// The entities that it shows, and where they stand.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub nodes: BTreeMap<Id, Node>,
}
