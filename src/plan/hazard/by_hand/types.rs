//! Hand-written SQL about types, views, triggers and policies: rules `enum-label-order`, `enum-label-used-at-once`,
//! `domain-scans`, `rename`, `replace-view`, `trigger-locks` and `access-changed`.

use super::super::super::Hazard;
use super::super::super::act::Act;
use super::super::{domain, hazard, rename, trigger};
use super::World;
use crate::problem::Level;

pub(super) fn hazards(act: &Act, world: &World<'_>) -> Vec<Hazard> {
    let one = match act {
        Act::AddLabel { name, label, placed: false } => {
            let message = format!(
                "'{label}' becomes the last of {}, and so the greatest in ORDER BY and comparisons: say BEFORE or AFTER which it stands.",
                name.sql
            );
            hazard("enum-label-order", Level::Info, message)
        }
        Act::DomainScans { name } => domain::scans(&name.sql),
        Act::Rename { name, .. } => rename::renamed(&name.sql),
        Act::ReplaceView { view } => {
            let has = |catalog: &crate::catalog::Catalog| {
                catalog.objects.iter().any(|o| o.kind == "view" && o.name == view.name)
            };
            if !has(world.model()) {
                return Vec::new();
            }
            let message = format!(
                "The statement fails if {} has columns that it leaves out, or that have another name, type or place in it: those need DROP VIEW and CREATE VIEW, with its grants.",
                view.sql
            );
            hazard("replace-view", Level::Info, message)
        }
        Act::CreateTrigger { table } if world.is_there(table) => {
            trigger::trigger(&format!("the trigger of {}", table.sql), false)
        }
        Act::Policy { verb, table, policy, restrictive } if world.is_there(table) => {
            let (rule, what) = match (*verb, *restrictive) {
                ("CREATE", true) => ("access-tightened", "keeps back rows that could be reached before"),
                ("CREATE", false) => {
                    ("access-loosened", "lets through rows beside those of the other permissive policies")
                }
                ("DROP", _) => (
                    "access-changed",
                    "goes: a permissive one takes its rows along, a restrictive one gives back those that it kept",
                ),
                _ => ("access-changed", "lets other rows through than before, or lets them through to others"),
            };
            hazard(rule, Level::Info, format!("The policy {policy} of {} {what}.", table.sql))
        }
        _ => return Vec::new(),
    };
    vec![one]
}

/// A label that the same transaction added is used in it, which PostgreSQL refuses.
pub(super) fn used_at_once(labels: &[String], literals: &[String]) -> Option<Hazard> {
    let label = labels.iter().find(|label| literals.contains(label))?;
    let message = format!(
        "PostgreSQL refuses to use '{label}' in the transaction that adds it to its type. Add it in a migration before this one."
    );
    Some(hazard("enum-label-used-at-once", Level::Error, message))
}
