//! A role that is a member of itself.

use crate::catalog::Role;
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "role-cycle",
    level: Level::Error,
    title: "A role is a member of itself, directly or through others.",
    why: "PostgreSQL refuses the GRANT that closes the circle.",
};

pub(crate) fn found(role: &Role, id: &crate::catalog::Id, group: &str) -> Problem {
    let message = format!(
        "The role {} is a member of {group}, which is a member of {0}. Remove one of the memberships; this one is left \
         out so far.",
        role.name
    );
    RULE.at(id, message).in_field("memberOf")
}
