//! Enums that no value fits.

use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "enum-without-labels",
    level: Level::Warning,
    title: "An enum has no labels.",
    why: "No value is of its type: a column of it can only be null.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for enum_type in view.catalog.enums.iter().filter(|enum_type| enum_type.labels.is_empty()) {
        let message = format!("The enum {} has no labels. Add at least one.", enum_type.name);
        problems.push(RULE.at(&enum_type.id, message).in_field("labels"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn labels_are_wanted() {
        check_rule(&RULE, |d| add_enum(d, &[]), &["mood has no labels"]);
        check_rule(&RULE, |d| add_enum(d, &["good"]), &[]);
    }
}
