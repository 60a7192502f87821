//! Rules `foreign-key-scans` and `check-scans`: every row that is there is checked under a lock.

use super::super::Hazard;
use super::hazard;
use crate::problem::Level;
use crate::sql::quote;

/// A foreign key is added to a table that is there.
pub(crate) fn foreign_key_scans(table_ref: &str, definition: &str, constraint: &str, name: &str) -> Hazard {
    let message = format!(
        "{name} fails if a row refers to nothing; nobody can write to either table while the rows are checked."
    );
    hazard("foreign-key-scans", Level::Info, message).safer(in_two_steps(table_ref, definition, constraint))
}

/// A check is added to a table that is there.
pub(crate) fn check_scans(table_ref: &str, definition: &str, constraint: &str, name: &str) -> Hazard {
    let message = format!(
        "{name} fails if a row does not satisfy it; nobody can read or write the table while the rows are checked."
    );
    hazard("check-scans", Level::Info, message).safer(in_two_steps(table_ref, definition, constraint))
}

/// A constraint that is there is checked for the rows that were there before it.
pub(crate) fn validation_scans(name: &str) -> Hazard {
    let message = format!("{name} fails if a row that is older than it breaks it; every row is checked.");
    hazard("validation-scans", Level::Warning, message)
}

/// A table that is there becomes a partition.
pub(crate) fn attach_scans(name: &str, table_ref: &str, parent: &str, attach: &str) -> Hazard {
    let message = format!(
        "{name} can become a partition of {parent} only if every row is within the bound; nobody can read or write it while its rows are checked. A CHECK that says the same, added NOT VALID and validated before, spares it that; drop it afterwards."
    );
    hazard("attach-scans", Level::Info, message).safer(format!(
        "ALTER TABLE {table_ref} ADD CONSTRAINT within_bound CHECK (…) NOT VALID;\nALTER TABLE {table_ref} VALIDATE CONSTRAINT within_bound;\n{attach};\nALTER TABLE {table_ref} DROP CONSTRAINT within_bound;"
    ))
}

/// A partition is added beside a default partition that is there.
pub(crate) fn default_partition_scans(name: &str, default: &str) -> Hazard {
    let message = format!(
        "{name} can't become a partition if {default} has a row within its bound; nobody can read or write {default} while its rows are checked. Move such rows first, or give {default} a CHECK that keeps them out."
    );
    hazard("attach-scans", Level::Warning, message)
}

fn in_two_steps(table_ref: &str, definition: &str, constraint: &str) -> String {
    format!(
        "ALTER TABLE {table_ref} ADD {definition} NOT VALID;\nALTER TABLE {table_ref} VALIDATE CONSTRAINT {};",
        quote::ident(constraint)
    )
}
