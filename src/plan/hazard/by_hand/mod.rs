//! Hazards of SQL that a person wrote: what the planner never writes, and what it writes otherwise.
//!
//! The same rules speak as for the planner's own statements, by the same names; those that only a person's SQL can break
//! are here. A table that the same migration makes is nobody's yet, and so are its locks.

mod index;
mod rows;
mod session;
mod table;
mod types;
mod world;

pub(crate) use world::World;

use super::super::act::{Act, acts};
use super::super::kind::Kind;
use super::super::{Hazard, Statement};
use crate::diff::string_literals;

/// What has been seen of a migration's statements so far.
#[derive(Default)]
struct Seen {
    /// Constraints that were added NOT VALID in the transaction that is under way, by name.
    not_valid: Vec<String>,
    /// Labels that were added to enums in it.
    labels: Vec<String>,
    /// Settings that are reset by a later statement.
    reset: Vec<String>,
}

/// Adds to each hand-written statement what is to be said of it.
pub(crate) fn look(statements: &mut [Statement], world: &mut World<'_>) {
    let is_by_hand = |statement: &Statement| statement.kind == Kind::HandWritten.as_str();
    if !statements.iter().any(is_by_hand) {
        return;
    }
    let mut seen = Seen::default();
    for statement in statements.iter().filter(|s| is_by_hand(s)) {
        seen.reset.extend(acts(&statement.sql).into_iter().filter_map(|act| match act {
            Act::Reset { name } => Some(name),
            _ => None,
        }));
    }
    for statement in statements.iter_mut() {
        if !statement.transactional {
            seen.not_valid.clear();
            seen.labels.clear();
        }
        if is_by_hand(statement) {
            let hazards = of_statement(statement, world, &mut seen);
            statement.hazards.extend(hazards);
        }
    }
}

fn of_statement(statement: &Statement, world: &mut World<'_>, seen: &mut Seen) -> Vec<Hazard> {
    let mut out = Vec::new();
    let literals: Vec<String> =
        if seen.labels.is_empty() { Vec::new() } else { string_literals(&statement.sql).collect() };
    out.extend(types::used_at_once(&seen.labels, &literals));
    let acts = acts(&statement.sql);
    for act in &acts {
        match act {
            Act::CreateIndex { .. } | Act::DropIndex { .. } | Act::Reindex { .. } | Act::Refresh { .. } => {
                out.extend(index::hazards(act, statement, world));
            }
            Act::Table { table, act } => out.extend(table::hazards(table, act, statement, world, seen)),
            Act::Pack { .. }
            | Act::Truncate { .. }
            | Act::Drop { .. }
            | Act::Update { .. }
            | Act::Delete { .. }
            | Act::Lock { .. } => out.extend(rows::hazards(act, world)),
            Act::Cascade => out.push(rows::cascade(&acts, world)),
            Act::AddLabel { label, .. } => {
                out.extend(types::hazards(act, world));
                seen.labels.push(label.clone());
            }
            Act::CreateTable { table } => world.make(table),
            _ => {
                out.extend(session::hazards(act, statement, &seen.reset));
                out.extend(types::hazards(act, world));
            }
        }
    }
    out.extend(world.names(&statement.sql, &acts));
    out
}
