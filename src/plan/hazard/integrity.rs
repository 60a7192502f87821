//! Rules `drop-not-null`, `drop-constraint` and `primary-key-changes`: what was promised of the rows is promised no more.

use super::super::kind::Kind;
use super::super::planner::Planner;
use super::super::{Hazard, Statement};
use super::hazard;
use super::review::{is, kept};
use crate::catalog::ConstraintKind;
use crate::diff::is_required;
use crate::problem::Level;

pub(super) fn drop_not_null(planner: &Planner<'_>, statement: &Statement) -> Option<Hazard> {
    if planner.restoring || !is(statement, Kind::DropNotNull) {
        return None;
    }
    let table = kept(planner, |t| t.tables.next.column(&statement.object).is_some())?;
    let column = table.tables.next.column(&statement.object)?;
    (!is_required(table.tables.next, column)).then(|| null_allowed(&statement.name))
}

/// A column may be NULL from here on.
pub(crate) fn null_allowed(name: &str) -> Hazard {
    let message = format!(
        "Programs that take {name} for never NULL can meet NULL from here on, and undoing the migration fails once a row has it."
    );
    hazard("drop-not-null", Level::Info, message)
}

pub(super) fn drop_constraint(planner: &Planner<'_>, statement: &Statement) -> Option<Hazard> {
    if planner.restoring || !(is(statement, Kind::DropForeignKey) || is(statement, Kind::DropConstraint)) {
        return None;
    }
    let gone = planner.aligned.kept_tables.iter().flat_map(|t| &t.constraints.removed);
    let constraint = gone.into_iter().find(|c| c.id == statement.object)?;
    let promised = match &constraint.kind {
        ConstraintKind::ForeignKey { .. } => "rows may refer to nothing",
        ConstraintKind::Check { .. } => "rows need not satisfy it",
        ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. } => {
            "rows may be equal in it, and INSERT … ON CONFLICT that names it fails"
        }
        ConstraintKind::Exclude { .. } => "rows may exclude each other",
    };
    let message =
        format!("From here on {promised} ({}); adding it again fails if such rows were written.", statement.name);
    Some(hazard("drop-constraint", Level::Info, message))
}

/// A constraint goes that the text alone says nothing of.
pub(crate) fn promise_gone(name: &str) -> Hazard {
    let message = format!("From here on rows may break {name}; adding it again fails if such rows were written.");
    hazard("drop-constraint", Level::Info, message)
}

pub(super) fn primary_key_changes(planner: &Planner<'_>, statement: &Statement) -> Option<Hazard> {
    if planner.restoring || !is(statement, Kind::DropConstraint) {
        return None;
    }
    let is_key = |kind: &ConstraintKind| matches!(kind, ConstraintKind::PrimaryKey { .. });
    let dropped = |t: &crate::diff::TableMatch<'_>| {
        t.tables.previous.constraints.iter().any(|c| c.id == statement.object && is_key(&c.kind))
    };
    let table = kept(planner, dropped)?;
    // One that goes for good is told of by `drop-constraint`.
    table.tables.next.constraints.iter().any(|c| is_key(&c.kind)).then(|| {
        let message = format!(
            "The primary key {} is made anew: what refers to it is dropped and checked again, nobody can read or write the table until the new index is built, and programs that look rows up by the old key must know the new one.",
            statement.name
        );
        hazard("primary-key-changes", Level::Info, message)
    })
}
