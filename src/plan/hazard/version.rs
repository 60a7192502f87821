//! Rule `needs-newer-postgres`: the target version has no such thing.

use super::super::{Hazard, Options};
use super::hazard;
use crate::catalog::{Column, ColumnValue, Constraint, ConstraintKind, Index};
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

/// What a constraint says that some version is too old for.
pub(crate) fn constraint_version(options: Options, constraint: &Constraint) -> Vec<Hazard> {
    let said = &constraint.options;
    let nulls = matches!(constraint.kind, ConstraintKind::Unique { nulls_not_distinct: true, .. });
    let is_foreign = matches!(constraint.kind, ConstraintKind::ForeignKey { .. });
    [
        (nulls, "NULLS NOT DISTINCT", 15),
        (!said.delete_columns.is_empty(), "ON DELETE of some columns only", 15),
        (said.period, if is_foreign { "PERIOD" } else { "WITHOUT OVERLAPS" }, 18),
        (said.not_enforced, "NOT ENFORCED", 18),
    ]
    .into_iter()
    .filter_map(|(uses, what, since)| needs(options, &constraint.name, uses.then_some(what)?, since))
    .collect()
}

/// What an index says that some version is too old for.
pub(crate) fn index_version(options: Options, name: &str, index: &Index) -> Option<Hazard> {
    index.options.nulls_not_distinct.then(|| needs(options, name, "NULLS NOT DISTINCT", 15)).flatten()
}

/// What a column's NOT NULL says that some version is too old for.
pub(crate) fn not_null_version(options: Options, name: &str, column: &Column) -> Option<Hazard> {
    column.options.not_null_no_inherit.then(|| needs(options, name, "NOT NULL … NO INHERIT", 18)).flatten()
}

fn needs(options: Options, name: &str, what: &str, since: u8) -> Option<Hazard> {
    let target = options.target_version;
    (target < since).then(|| {
        let message = format!("{name}: {what} needs PostgreSQL {since}, and the target is {target}.");
        hazard("needs-newer-postgres", Level::Error, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Expr, Id};

    #[test]
    fn what_is_too_new_is_told() {
        let mut check = Constraint::new(Id::new("c"), ConstraintKind::Check { expression: Expr::new("true") });
        let at = |target_version| Options { target_version, ..Options::default() };
        assert!(constraint_version(at(14), &check).is_empty());
        check.options.not_enforced = true;
        assert_eq!(constraint_version(at(17), &check).len(), 1);
        assert!(constraint_version(at(18), &check).is_empty());
    }
}
