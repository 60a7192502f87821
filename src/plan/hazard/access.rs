//! Rules `access-loosened` and `access-tightened`: who may see and change rows. Loosening is another danger than
//! tightening: the one leaks, the other breaks rightful use.

use super::super::kind::Kind;
use super::super::planner::Planner;
use super::super::{Hazard, Statement};
use super::hazard;
use super::review::{is, kept};
use crate::catalog::{Pair, Policy, PolicyCommand, Privilege, RowSecurity};
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

/// Row-level security of a table that is there is enabled or forced.
pub(super) fn row_security_tightened(planner: &Planner<'_>, statement: &Statement) -> Option<Hazard> {
    let forces = is(statement, Kind::ForceRowSecurity);
    if !forces && !is(statement, Kind::EnableRowSecurity) {
        return None;
    }
    let table = kept(planner, |t| t.tables.next.id == statement.object)?.tables;
    // What was lifted for a while is only put back.
    if table.previous.row_security == RowSecurity::Forced {
        return None;
    }
    let commands = [
        (PolicyCommand::Select, "SELECT"),
        (PolicyCommand::Insert, "INSERT"),
        (PolicyCommand::Update, "UPDATE"),
        (PolicyCommand::Delete, "DELETE"),
    ];
    let lets = |command: PolicyCommand| {
        let of = |p: &&Policy| p.command == command || p.command == PolicyCommand::All;
        table.next.policies.iter().any(|policy| !policy.restrictive && of(&policy))
    };
    let refused: Vec<&str> = commands.into_iter().filter(|(c, _)| !lets(*c)).map(|(_, word)| word).collect();
    let whom = if forces { "its owner, too," } else { "every role but its owner" };
    Some(tightened(&statement.name, whom, &refused))
}

/// From here on policies decide, for whom and for which commands there is none.
pub(crate) fn tightened(table: &str, whom: &str, refused: &[&str]) -> Hazard {
    let none = match refused {
        [] => String::new(),
        refused => format!(" No policy lets anybody {}.", refused.join(", ")),
    };
    let message = format!(
        "From here on {whom} reaches only those rows of {table} that its policies let through; whoever has none loses all of them.{none}"
    );
    let level = if refused.len() == 4 { Level::Warning } else { Level::Info };
    hazard("access-tightened", level, message)
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

/// A policy's roles or expressions change: for whom, by name, and in what.
pub(crate) fn alter_policy(name: &str, roles: &Pair<String>, using: bool, check: bool) -> Hazard {
    let mut told = Vec::new();
    if roles.previous != roles.next {
        told.push(format!("it is for {} instead of {}", roles.next, roles.previous));
    }
    if using {
        told.push(format!("{} reach other rows than before", roles.next));
    }
    if check {
        told.push(format!("{} may write other rows than before", roles.next));
    }
    hazard("access-changed", Level::Info, format!("{name} changes: {}.", told.join("; ")))
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
