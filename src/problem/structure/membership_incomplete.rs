//! Tenants by membership, and no memberships.

use crate::catalog::Id;
use crate::problem::{Level, PROJECT, Problem, Rule};

/// The rule.
pub(in crate::problem) const RULE: Rule = Rule {
    id: "membership-incomplete",
    level: Level::Error,
    title: "Tenants are told apart by memberships, and it is not said where those are.",
    why: "The policies ask a function which tenants the session's user is a member of. Without the table, its user and its tenant there is nothing to ask, and nobody sees a row.",
};

pub(crate) fn found() -> Problem {
    let message = "Tenants are told apart by memberships. Choose the entity whose rows they are, and its columns with the \
                   user and with the tenant, in the settings.";
    RULE.at(&Id::new(PROJECT), message.to_owned()).in_field("strategy")
}

pub(crate) fn gone(entity: &Id) -> Problem {
    let message = format!(
        "The memberships are kept in {entity}, which has no table of its own with the columns that the settings name. \
         Choose another entity, or other columns."
    );
    RULE.at(&Id::new(PROJECT), message).in_field("strategy")
}
