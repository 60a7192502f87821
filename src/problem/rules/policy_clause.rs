//! Policies with a clause that their command doesn't have.

use crate::catalog::PolicyCommand;
use crate::problem::view::View;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "policy-clause",
    level: Level::Error,
    title: "A policy has a clause that its command does not have.",
    why: "USING asks of rows that are there and WITH CHECK of rows that are written: INSERT has only the second, SELECT and DELETE only the first. PostgreSQL refuses the other.",
};

pub(in crate::problem) fn check(view: &View<'_>, problems: &mut Vec<Problem>) {
    for entity in view.design.entities.values() {
        for policy in &entity.table.policies {
            let mut refuse = |field, command: &str, clause: &str, other: &str| {
                let message = format!(
                    "{} is for {command} and has {clause}, which {command} does not have. Empty it; what must hold is \
                     said by {other}.",
                    policy.name
                );
                problems.push(RULE.at(entity.id(), message).on(&policy.id).in_field(field));
            };
            match policy.command {
                PolicyCommand::Insert if policy.using.is_some() => refuse("using", "INSERT", "USING", "WITH CHECK"),
                PolicyCommand::Select if policy.check.is_some() => refuse("check", "SELECT", "WITH CHECK", "USING"),
                PolicyCommand::Delete if policy.check.is_some() => refuse("check", "DELETE", "WITH CHECK", "USING"),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::Design;
    use crate::problem::testing::*;

    #[test]
    fn by_command() {
        let with = |command: PolicyCommand, using: bool, check: bool| {
            move |d: &mut Design| {
                add_policy(d, "p", using.then_some("true"), check.then_some("true"));
                policy(d).command = command;
            }
        };
        check_rule(&RULE, with(PolicyCommand::All, true, true), &[]);
        check_rule(&RULE, with(PolicyCommand::Update, true, true), &[]);
        check_rule(&RULE, with(PolicyCommand::Insert, false, true), &[]);
        check_rule(&RULE, with(PolicyCommand::Insert, true, true), &["INSERT and has USING"]);
        check_rule(&RULE, with(PolicyCommand::Select, true, true), &["SELECT and has WITH CHECK"]);
        check_rule(&RULE, with(PolicyCommand::Delete, false, true), &["DELETE and has WITH CHECK"]);
    }
}
