//! What to look out for: one file to a rule.
//!
//! A hazard is at [`Level::Error`] where PostgreSQL would surely refuse the statement, at [`Level::Warning`] where data
//! is lost, where rows that are there may make it fail, or where someone gains access, and at [`Level::Info`] where it
//! costs time or attention.

mod access;
mod advice;
mod by_hand;
mod change_type;
mod column_type;
mod data_loss;
mod detach;
mod domain;
mod enum_label;
mod extension;
mod held;
mod index_build;
mod index_drop;
mod integrity;
mod not_null;
mod persistence;
mod placeholder;
mod rename;
mod replication;
mod review;
mod rewrite;
mod rules;
mod scan;
mod sequence;
mod trigger;
mod triggers_fire;
mod unique;
mod untracked;
mod version;
mod whole_update;

pub(crate) use access::{alter_policy, create_policy, drop_policy, privileges_widened, row_security_loosened};
pub(crate) use by_hand::{World, look};
pub(crate) use change_type::{Stored, change_type};
pub(crate) use data_loss::{drop_column, drop_table};
pub(crate) use domain::domain_scans;
pub(crate) use enum_label::enum_label_removed;
pub(crate) use extension::{extension_in_use, replace_extension};
pub(crate) use held::{There, together};
pub(crate) use index_build::index_blocks_writes;
pub(crate) use not_null::{add_required_column, helper_name, set_not_null};
pub(crate) use placeholder::{placeholder, restored_constraint};
pub(crate) use rename::rename;
pub(crate) use review::review;
pub(crate) use rewrite::{add_column_rewrites, carried_rewrites, is_checked, is_volatile, stays_own};
pub use rules::{HAZARD_RULES, HazardRule};
pub(crate) use scan::{attach_scans, check_scans, default_partition_scans, foreign_key_scans, validation_scans};
pub(crate) use sequence::{sequence_may_not_fit, sequence_range};
pub(crate) use triggers_fire::{firing, not_in_batches, triggers_fire};
pub(crate) use unique::{add_exclusion, add_unique, unique_index};
pub(crate) use version::{constraint_version, index_version, not_null_version, virtual_column};

use super::Hazard;
use crate::problem::Level;

fn hazard(rule: &str, level: Level, message: String) -> Hazard {
    Hazard { rule: rule.to_owned(), level, message, safer_sql: None }
}

impl Hazard {
    fn safer(mut self, sql: impl Into<String>) -> Self {
        self.safer_sql = Some(sql.into());
        self
    }
}
