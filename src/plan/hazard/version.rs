//! Rule `needs-newer-postgres`: the target version has no such thing.

use super::super::{Hazard, Options};
use super::hazard;
use crate::catalog::{Column, ColumnValue, Constraint, ConstraintKind};
use crate::problem::Level;

/// A virtual generated column, which PostgreSQL has since 18.
pub(crate) fn virtual_column(options: Options, name: &str, column: &Column) -> Option<Hazard> {
    let is_virtual = matches!(column.value, ColumnValue::Generated { stored: false, .. });
    (is_virtual && options.target_version < 18).then(|| {
        let message = format!(
            "{name}: the virtual generated column {} needs PostgreSQL 18, and the target is {}. Make it STORED.",
            column.name, options.target_version
        );
        hazard("needs-newer-postgres", Level::Error, message)
    })
}

/// `NULLS NOT DISTINCT`, which PostgreSQL has since 15.
pub(crate) fn nulls_not_distinct(options: Options, constraint: &Constraint) -> Option<Hazard> {
    let uses = matches!(constraint.kind, ConstraintKind::Unique { nulls_not_distinct: true, .. });
    (uses && options.target_version < 15).then(|| {
        let message = format!(
            "{}: NULLS NOT DISTINCT needs PostgreSQL 15, and the target is {}.",
            constraint.name, options.target_version
        );
        hazard("needs-newer-postgres", Level::Error, message)
    })
}
