//! Hand-written SQL that does not parse.

use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};
use crate::sql::syntax::syntax_errors;

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "hand-sql-syntax",
    level: Level::Error,
    title: "Hand-written SQL can't be parsed.",
    why: "The migration would stop there. The parser is not PostgreSQL's own, and the dry run has the last word.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for (id, hand) in &view.design.hand_sql {
        for (field, script) in [("up", &hand.up), ("down", &hand.down)] {
            for error in syntax_errors(script) {
                let message = format!("Line {}, column {}: {}.", error.line, error.column, error.message);
                problems.push(RULE.at(id, message).in_field(field).in_range(error.offset..error.offset));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::testing::*;

    #[test]
    fn both_scripts() {
        check_rule(&RULE, |d| hand_sql(d, "ANALYZE orders;", "SELEC 1"), &["Line 1"]);
        check_rule(&RULE, |d| hand_sql(d, "DO $$ BEGIN NULL; END $$; ANALYZE orders", ""), &[]);
    }
}
