//! A privilege that its object does not have.

use crate::catalog::{Id, Privilege};
use crate::problem::{Level, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "privilege-not-applicable",
    level: Level::Error,
    title: "A privilege is granted on an object that does not have it.",
    why: "USAGE and CREATE are for schemas, the others for tables; PostgreSQL refuses the GRANT.",
};

pub(crate) fn found(element: &Id, privilege: Privilege) -> Problem {
    let message = format!("{} can't be granted on this kind of object. Remove the grant.", privilege.sql());
    RULE.at(element, message).in_field("grants")
}
