//! Hand-written SQL about the session, and what can't run where it stands: rules `session-setting`,
//! `refused-in-transaction` and `access-loosened`.

use super::super::super::act::Act;
use super::super::super::{Hazard, Statement};
use super::super::hazard;
use crate::problem::Level;

pub(super) fn hazards(act: &Act, statement: &Statement, reset: &[String]) -> Vec<Hazard> {
    let mut out = Vec::new();
    match act {
        Act::SetSession { name, value } => {
            let is_reset = reset.iter().any(|other| other == "all" || other.eq_ignore_ascii_case(name));
            if is_reset {
                return out;
            }
            let message = format!(
                "{name} stays set after the migration, for whatever the same session runs next: the next migration, or with a pool of connections anybody."
            );
            let hazard = hazard("session-setting", Level::Info, message);
            let told = ["role", "authorization"].contains(&name.to_ascii_lowercase().as_str());
            out.push(match statement.transactional && !told {
                true => hazard.safer(format!("SET LOCAL {name} = {value};")),
                false => hazard.safer(format!("RESET {name};")),
            });
        }
        Act::Block { refused, runs } => {
            let Some(first) = refused.first() else { return out };
            let first: String = first.chars().take(60).collect();
            let when = if *runs { "" } else { " when it is called" };
            let message = format!(
                "PostgreSQL refuses this within a block, which is always part of a transaction{when}: {first}. Make it a statement of its own."
            );
            let level = if *runs { Level::Error } else { Level::Warning };
            out.push(hazard("refused-in-transaction", level, message));
        }
        Act::Grant { to_public, truncate, on } if *to_public || *truncate => {
            let why = match truncate {
                true => "TRUNCATE is not bound by row-level security",
                false => "PUBLIC is every role there is",
            };
            let message = format!("More privileges are granted on {on}: {why}.");
            out.push(hazard("access-loosened", Level::Warning, message));
        }
        _ => {}
    }
    out
}
