//! Rules `access-loosened` and `access-tightened`: who may see and change rows. Loosening is another danger than
//! tightening: the one leaks, the other breaks rightful use.

use super::super::Hazard;
use super::super::kind::Kind;
use super::hazard;
use crate::catalog::{Policy, Privilege};
use crate::problem::Level;

/// Row-level security is disabled, or no longer forced.
pub(crate) fn row_security_loosened(table: &str, kind: Kind) -> Hazard {
    let message = if kind == Kind::DisableRowSecurity {
        format!("Row-level security of {table} goes off: whoever may read the table reads every row of it.")
    } else {
        format!("The owner of {table} is no longer bound by its policies.")
    };
    hazard("access-loosened", Level::Warning, message)
}

/// A policy of a table that stays is dropped.
pub(crate) fn drop_policy(name: &str, policy: &Policy) -> Option<Hazard> {
    Some(if policy.restrictive {
        hazard(
            "access-loosened",
            Level::Warning,
            format!("The restriction {name} goes: rows it kept back can be reached."),
        )
    } else {
        hazard(
            "access-tightened",
            Level::Info,
            format!("The rows that {name} let through can no longer be reached by it."),
        )
    })
}

/// A policy is created on a table that is there.
pub(crate) fn create_policy(name: &str, policy: &Policy) -> Option<Hazard> {
    Some(if policy.restrictive {
        hazard("access-tightened", Level::Info, format!("{name} keeps back rows that could be reached before."))
    } else {
        hazard(
            "access-loosened",
            Level::Info,
            format!("{name} lets through rows beside those of the other permissive policies."),
        )
    })
}

/// A policy's roles or expressions change.
pub(crate) fn alter_policy(name: &str) -> Hazard {
    hazard(
        "access-changed",
        Level::Info,
        format!("{name} lets other rows through than before, or lets them through to others."),
    )
}

/// Someone gets more privileges on a table that is there.
pub(crate) fn privileges_widened(name: &str, privileges: &[Privilege], grantee: &str) -> Option<Hazard> {
    let everyone = grantee == "PUBLIC";
    let truncate = privileges.contains(&Privilege::Truncate);
    (everyone || truncate).then(|| {
        let why = if truncate { "TRUNCATE is not bound by row-level security" } else { "that is every role there is" };
        hazard("access-loosened", Level::Warning, format!("{grantee} gets more privileges on {name}: {why}."))
    })
}
