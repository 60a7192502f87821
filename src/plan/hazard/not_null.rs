//! Rules `add-required-column` and `set-not-null`: rows that are there may have no value.

use super::super::Hazard;
use super::hazard;
use crate::catalog::{Column, ColumnValue, Table};
use crate::diff::is_required;
use crate::problem::Level;
use crate::sql::quote;

/// A required column without a default is added to a table that is there.
pub(crate) fn add_required_column(table_ref: &str, name: &str, table: &Table, column: &Column) -> Option<Hazard> {
    if !is_required(table, column) {
        return None;
    }
    let quoted = quote::ident(&column.name);
    match &column.value {
        ColumnValue::None => Some(
            hazard(
                "add-required-column",
                Level::Warning,
                format!("{name} is required and has no default: the statement fails if the table has any row. Give it a default, or add it nullable, fill it, and then make it required."),
            )
            .safer(format!(
                "ALTER TABLE {table_ref} ADD COLUMN {quoted} …;\nUPDATE {table_ref} SET {quoted} = … WHERE {quoted} IS NULL;\nALTER TABLE {table_ref} ALTER COLUMN {quoted} SET NOT NULL;"
            )),
        ),
        ColumnValue::Default { expression } if expression.sql().to_ascii_lowercase().contains("current_setting") => {
            Some(hazard(
                "add-required-column",
                Level::Warning,
                format!("{name} is required, and its default comes from a setting of the session: if the table has rows, set it before the migration runs; they all get that value."),
            ))
        }
        _ => None,
    }
}

/// A column becomes required.
pub(crate) fn set_not_null(table_ref: &str, column: &str, name: &str) -> Hazard {
    let check = quote::ident(&helper_name(column.trim_matches('"')));
    hazard(
        "set-not-null",
        Level::Warning,
        format!("The statement fails if {name} is NULL in any row, and nobody can read or write the table while all of it is read."),
    )
    .safer(format!(
        "ALTER TABLE {table_ref} ADD CONSTRAINT {check} CHECK ({column} IS NOT NULL) NOT VALID;\nALTER TABLE {table_ref} VALIDATE CONSTRAINT {check};\nALTER TABLE {table_ref} ALTER COLUMN {column} SET NOT NULL;\nALTER TABLE {table_ref} DROP CONSTRAINT {check};"
    ))
}

/// The name of the check that stands in while a column becomes required, of at most 63 bytes.
pub(crate) fn helper_name(column: &str) -> String {
    const SUFFIX: &str = "_is_not_null";
    let mut end = column.len().min(63 - SUFFIX.len());
    while !column.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{SUFFIX}", &column[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_helpers_name_fits() {
        assert_eq!(helper_name("total"), "total_is_not_null");
        assert!(helper_name(&"ä".repeat(40)).len() <= 63);
    }
}
