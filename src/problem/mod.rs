//! What is wrong with a design, as data: the problems panel, the inspector and the scripting interface show the same.
//!
//! Inside the core broken input is a value: a function that meets it returns what it could make and the problems.

mod rule;
pub(crate) mod rules;
mod session_setting;
pub(crate) mod structure;
#[cfg(test)]
mod testing;
mod view;
mod wall;

pub use rule::Rule;
use serde::Serialize;
pub use wall::check_wall;

use crate::catalog::Id;
use crate::catalog::Sorting;
use crate::design::Design;
use crate::lower::Lowered;
use crate::rls::Finding;

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
    /// What the lint of the tenant wall said, if it is of the wall: why, and what mends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finding: Option<Box<Finding>>,
}

impl Problem {
    /// True if the design can't be taken for what is meant until this is mended. A hole in the tenant wall is bad, but it
    /// lowers to what was drawn: it may be migrated, run and attacked.
    pub fn blocks(&self) -> bool {
        self.level == Level::Error && self.finding.is_none()
    }
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
/// rules find. The worst first, then in the order of elements.
pub fn check(design: &Design, lowered: &Lowered) -> Vec<Problem> {
    let mut problems = lowered.problems.clone();
    let view = view::View::new(design, lowered);
    for (_, find) in rules::ALL {
        find(&view, &mut problems);
    }
    // What several tables inherit was found at each of them: the first to say it is enough.
    sorted(problems)
}

/// Problems in their order, each once.
pub fn sorted(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.order_by(|a, b| order(a).cmp(&order(b)));
    problems.dedup();
    problems
}

fn order(problem: &Problem) -> impl Ord + '_ {
    let place = (&problem.object, problem.field, problem.range);
    (problem.level, &problem.element, place, problem.rule, &problem.message)
}

/// Every rule there is, in the order of ids: what it looks for, how bad that is, and why it matters.
pub fn all_rules() -> Vec<Rule> {
    let mut all: Vec<Rule> = rules::ALL.iter().map(|(rule, _)| *rule).chain(structure::ALL.iter().copied()).collect();
    all.order_by_key(|rule| rule.id);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_told_apart_and_explained() {
        let rules = all_rules();
        for pair in rules.windows(2) {
            assert_ne!(pair[0].id, pair[1].id);
        }
        for rule in rules {
            let kebab = rule.id.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            assert!(kebab && rule.title.ends_with('.') && rule.why.ends_with('.'), "{rule:?}");
        }
    }
}
