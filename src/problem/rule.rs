//! What a rule is, and how it makes a problem.

use super::{Level, Problem};
use crate::catalog::Id;

/// A rule: what it looks for, and why that matters. [`super::all_rules`] lists them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The rule's id, in kebab case; stable.
    pub id: &'static str,
    /// How bad what it finds is.
    pub level: Level,
    /// What it looks for, in one sentence.
    pub title: &'static str,
    /// Why it matters, for a person who would rather ignore it.
    pub why: &'static str,
}

impl Rule {
    /// A problem that this rule found at an element of the design.
    pub(crate) fn at(&self, element: &Id, message: impl Into<String>) -> Problem {
        Problem {
            rule: self.id,
            level: self.level,
            element: element.clone(),
            object: None,
            field: None,
            message: message.into(),
            range: None,
            finding: None,
        }
    }
}

impl Problem {
    /// The same problem at an object within the element.
    pub(crate) fn on(mut self, object: &Id) -> Self {
        self.object = Some(object.clone());
        self
    }

    /// The same problem at a property of the object.
    pub(crate) fn in_field(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }

    /// The same problem at a part of the property's text.
    pub(crate) fn in_range(mut self, range: std::ops::Range<usize>) -> Self {
        self.range = Some((range.start, range.end));
        self
    }
}
